// Lines to put in order: each tap gives the next place, a second tap takes it back.
const list = play.querySelector("ol");

function place(row) {
  const n = numberOf(row);
  const others = memory.picks.filter((pick) => pick !== n);
  memory.picks = others.length < memory.picks.length ? others : others.concat(n);
  show();
  keep();
}

function show() {
  Array.from(list.children).forEach((row) => {
    const at = memory.picks.indexOf(numberOf(row));
    sign(row, "mark", at < 0 ? "" : at + 1);
    row.classList.toggle("picked", at >= 0);
    faceOf(row).setAttribute("aria-pressed", at >= 0);
  });
}

function judge() {
  let right = 0;
  Array.from(list.children).forEach((row, at) => {
    const given = memory.picks.indexOf(numberOf(row));
    right += given === at;
    row.classList.add(given === at ? "ok" : "miss");
    if (given !== at) {
      const words = given < 0 ? "you left it out" : `you put it at ${given + 1}`;
      say(faceOf(row), "yours", words);
    }
  });
  conclude(right, list.children.length, "in their place");
}

if (isFront) {
  shuffle(list, (order) => order.every((n, i) => n === i));
  list.classList.add("playing");
  Array.from(list.children).forEach((row) => tappable(row, "button", place));
  show();
  explain("Tap them in order, from first to last.");
  keep();
} else if (memory.order) {
  list.querySelectorAll(".was").forEach((letter) => letter.remove());
  if (memory.picks.length) judge();
}
