// What the front shows and the learner taps is remembered for the back. Some of Anki's programs
// load a new page for the back, others keep the window; a store may refuse: so in three places.
const play = document.querySelector(".citecards .play");
const isFront = play.dataset.side === "front";
const memory = (!isFront && recalled()) || { order: null, picks: [] };

function keep() {
  const text = JSON.stringify([play.dataset.item, memory]);
  window.citecards = text;
  try {
    sessionStorage.setItem("citecards", text);
  } catch (refused) {
    window.name = text;
  }
}

function recalled() {
  const places = [
    () => window.citecards,
    () => sessionStorage.getItem("citecards"),
    () => window.name,
  ];
  for (const place of places) {
    try {
      const [item, kept] = JSON.parse(place());
      if (item === play.dataset.item && Array.isArray(kept.picks)) return kept;
    } catch (nothing) {
      continue;
    }
  }
  return null;
}
