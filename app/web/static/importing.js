// How far an import is, without loading the page again; without this script a link does it.
const place = document.querySelector("[data-progress]");

async function look() {
  const reply = await fetch(place.dataset.progress, { cache: "no-store" });
  const { running, percent } = await reply.json();
  place.querySelector("progress").value = percent;
  place.querySelector(".percent").textContent = `${percent}\u00a0%`;
  if (!running) {
    location.reload();
    return;
  }
  setTimeout(look, 600);
}

if (place) {
  document.querySelector(".acts").hidden = true;
  look().catch(() => setTimeout(() => location.reload(), 3000));
}
