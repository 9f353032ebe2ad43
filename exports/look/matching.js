// Pairs: tap a line, then what belongs to it; the next line is then the one in hand.
const [lefts, rights] = Array.from(play.querySelectorAll("ol"), (list) => list);
let inHand = null;

function letterOf(n) {
  return String.fromCharCode(65 + memory.order.indexOf(n));
}

function pairOf(left) {
  return memory.picks.find((pair) => pair[0] === left);
}

function take(row) {
  inHand = numberOf(row);
  memory.picks = memory.picks.filter((pair) => pair[0] !== inHand);
  show();
  keep();
}

function give(row, byKey) {
  if (inHand === null) return;
  const words = row.querySelector(".words").textContent;
  memory.picks.push([inHand, numberOf(row), words]);
  const next = Array.from(lefts.children).find((left) => !pairOf(numberOf(left)));
  inHand = next ? numberOf(next) : null;
  if (next && byKey) faceOf(next).focus();
  show();
  keep();
}

function show() {
  Array.from(lefts.children).forEach((row) => {
    const pair = pairOf(numberOf(row));
    sign(row, "mate", pair ? letterOf(pair[1]) : "");
    row.classList.toggle("held", numberOf(row) === inHand);
    faceOf(row).setAttribute("aria-pressed", numberOf(row) === inHand);
  });
  Array.from(rights.children).forEach((row) => {
    const pairs = memory.picks.filter((pair) => pair[1] === numberOf(row));
    sign(row, "mate", pairs.map((pair) => pair[0] + 1).sort().join(" "));
  });
}

function sideways(row, to) {
  const step = faceOf(row).onkeydown;
  faceOf(row).onkeydown = (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return step(event);
    event.preventDefault();
    faceOf(to.querySelector(".held") || to.firstElementChild).focus();
  };
}

function judge() {
  let right = 0;
  Array.from(lefts.children).forEach((row, n) => {
    const pair = pairOf(n);
    const isRight = Boolean(pair) && pair[1] === Number(row.querySelector(".was").dataset.n);
    right += isRight;
    row.classList.add(isRight ? "ok" : "miss");
    if (isRight) return;
    const words = pair ? `you chose ${letterOf(pair[1])}, ${pair[2]}` : "you left it out";
    say(faceOf(row), "yours", words);
  });
  conclude(right, lefts.children.length, "matched");
}

if (isFront) {
  shuffle(rights);
  Array.from(lefts.children).forEach((row) => tappable(row, "button", take));
  Array.from(rights.children).forEach((row) => tappable(row, "button", give));
  Array.from(lefts.children).forEach((row) => sideways(row, rights));
  Array.from(rights.children).forEach((row) => sideways(row, lefts));
  play.classList.add("playing");
  inHand = numberOf(lefts.firstElementChild);
  show();
  explain("Tap a line, then what belongs to it.");
  keep();
} else if (memory.order) {
  play.querySelectorAll(".was").forEach((letter) => {
    letter.textContent = letterOf(Number(letter.dataset.n));
  });
  if (memory.picks.length) judge();
}
