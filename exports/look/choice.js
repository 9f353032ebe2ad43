// One option to choose, or several to tick: tapped on the front, shown on the back.
const list = play.querySelector("ol");
const isMany = play.dataset.kind === "many";
shuffle(list);

function choose(row) {
  const n = numberOf(row);
  const others = memory.picks.filter((pick) => pick !== n);
  if (others.length < memory.picks.length) memory.picks = others;
  else memory.picks = isMany ? others.concat(n) : [n];
  show();
  keep();
}

function show() {
  Array.from(list.children).forEach((row) => {
    const isPicked = memory.picks.includes(numberOf(row));
    row.classList.toggle("picked", isPicked);
    if (isFront) faceOf(row).setAttribute("aria-checked", isPicked);
  });
}

function judge() {
  const rows = Array.from(list.children);
  rows.forEach((row) => {
    const isKey = row.classList.contains("key");
    const isPicked = row.classList.contains("picked");
    if (isPicked) say(faceOf(row), "yours", "your answer");
    else if (isMany && isKey) say(faceOf(row), "yours", "you left it out");
    const why = row.querySelector("details");
    if (why && isPicked && !isKey) why.open = true;
  });
  if (!isMany) return;
  const right = rows.filter((row) => row.matches(".key.picked, .lure:not(.picked)"));
  conclude(right.length, rows.length, "judged rightly");
}

show();
if (isFront) {
  Array.from(list.children).forEach((row) => tappable(row, isMany ? "checkbox" : "radio", choose));
  show();
  if (isMany) explain("Tap each that is right.");
  keep();
} else if (memory.picks.length) {
  judge();
}
