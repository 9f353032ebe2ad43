// A long explanation is folded; X opens and folds what has the focus (Anki keeps Space and Enter).
const LONG = 320; // characters: five lines of a phone
document.querySelectorAll(".citecards details.explanation").forEach((folded) => {
  if (folded.textContent.length > LONG) folded.open = false;
});
document.querySelectorAll(".citecards summary").forEach((summary) => {
  summary.onkeydown = (event) => {
    if (event.key.toLowerCase() === "x" && !event.ctrlKey && !event.metaKey) summary.click();
  };
});
