// A rubric to tick on the back: the points of what the answer said are summed.
const rubric = document.querySelector(".citecards ul.rubric");

function total(rows) {
  const sum = rows.reduce((points, row) => points + Number(row.dataset.points), 0);
  return Number(sum.toFixed(4)).toString();
}

function tick(row) {
  const rows = Array.from(rubric.children);
  const isTicked = row.classList.toggle("picked");
  faceOf(row).setAttribute("aria-checked", isTicked);
  const ticked = rows.filter((other) => other.classList.contains("picked"));
  rubric.nextElementSibling.textContent = `${total(ticked)} of ${total(rows)} points`;
}

if (rubric) {
  rubric.classList.add("playing");
  const sum = document.createElement("p");
  sum.className = "sum";
  sum.setAttribute("role", "status");
  sum.textContent = `0 of ${total(Array.from(rubric.children))} points`;
  rubric.after(sum);
  Array.from(rubric.children).forEach((row) => {
    faceOf(row).setAttribute("aria-checked", "false");
    tappable(row, "checkbox", tick);
  });
}
