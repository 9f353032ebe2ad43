// Rows of a list: a new order at each showing, and rows that can be tapped.
function numberOf(row) {
  return Number(row.dataset.n);
}

function shuffle(list, isRight) {
  const rows = Array.from(list.children);
  const written = rows.map(numberOf);
  let order = memory.order;
  if (isFront) {
    const moves = list.hasAttribute("data-shuffle"); // a form's order is the teacher's: it stays
    order = moves ? mixed(written) : written;
    if (moves && isRight && isRight(order)) order.push(order.shift());
  }
  if (!Array.isArray(order) || order.length !== rows.length) order = written;
  if (!written.every((n) => order.includes(n))) order = written;
  order.forEach((n) => list.append(rows[written.indexOf(n)]));
  memory.order = order;
}

function mixed(numbers) {
  const order = numbers.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

function faceOf(row) {
  return row.firstElementChild;
}

function tappable(row, role, tap) {
  const face = faceOf(row);
  face.classList.add("tappable"); // by this name Anki's programs for phones let a tap through
  face.setAttribute("role", role);
  face.tabIndex = 0;
  face.onclick = (event) => {
    if (event.target.closest("a") || !window.getSelection().isCollapsed) return;
    tap(row);
    if (event.detail) face.blur(); // after a tap, Space turns the card
  };
  face.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== face) return;
    const key = event.key.toLowerCase();
    const near = { arrowdown: row.nextElementSibling, arrowup: row.previousElementSibling };
    if (key === "x" || key === "enter" || key === " ") tap(row, true);
    else if (key in near) near[key] && faceOf(near[key]).focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function sign(row, css, words) {
  const face = faceOf(row);
  const found = face.querySelector(`.${css}`) || say(face, css, "");
  found.textContent = words;
}

function say(parent, css, words) {
  const element = document.createElement(parent.tagName === "DIV" ? "p" : "span");
  element.className = css;
  element.textContent = words;
  parent.append(" ", element);
  return element;
}

function explain(words) {
  say(say(play, "how", words), "keys", " Keys: Tab, \u2191 \u2193 and X.");
}

function conclude(right, all, what) {
  const words = right === all ? "\u2713 Right" : `\u2717 ${right} of ${all} ${what}`;
  say(play, right === all ? "verdict ok" : "verdict miss", words);
}
