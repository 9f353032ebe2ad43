// The page: find, say, and put what comes where the card was.
export const $ = (selector, root = document) => root.querySelector(selector);
export const parse = (html) => new DOMParser().parseFromString(html, 'text/html');
export const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
export const plural = (count, one) => `${count} ${one}${count === 1 ? '' : 's'}`;

const BOX = 'input[type=text], input[type=number], textarea, select, [contenteditable]';
export const typing = (el) => Boolean(el?.matches?.(BOX));

// --- the state line: what a sighted reader sees, or (seen = false) what is only said ------
const lines = {};
function put(name, words, seen) {
  if ((lines[name]?.textContent ?? '') === words) return; // said once, not at every try
  lines[name]?.remove();
  delete lines[name];
  if (!words) return;
  const line = lines[name] = document.createElement('span');
  line.textContent = words;
  line.className = seen ? '' : 'vh';
  $('#state').append(line);
}
export const say = (words, seen = true) => put('now', words, seen); // what happens to this card
export const report = (words) => put('sent', words, true); // what happens to answers on their way
export const silent = () => !lines.now;

// --- the card ------------------------------------------------------------------------------
let placed = 0; // when the card on the page came
export const sincePlaced = () => performance.now() - placed;

// Reading goes on in the box to type in, else at the card's head; the stem is said with either.
export function land(card) {
  const coarse = matchMedia('(pointer: coarse)').matches; // a box would open the keyboard over the stem
  const box = !coarse && !card.matches('.answered') && $('input[type=text], textarea', card);
  const to = box || $('#where', card);
  const stem = $('.stem', card);
  if (stem) { stem.id = 'stem'; to.setAttribute('aria-describedby', 'stem'); }
  if (!box) to.tabIndex = -1;
  to.focus({ preventScroll: true });
}

export function place(html) {
  const part = parse(html);
  const card = $('#card', part);
  if (!card) return false;
  document.title = part.title;
  $('#counts').replaceWith($('#counts', part));
  if (!card.matches('.answered')) $('#undo')?.remove(); // U works on both sides
  $('#card').replaceWith(card);
  const undo = $('#undo', part);
  if (undo) card.after(undo);
  scrollTo(0, 0);
  placed = performance.now();
  land(card);
  return true;
}

// an error is a whole page of its own: show it as one
export function whole(html) {
  const page = parse(html);
  document.title = page.title;
  document.body.replaceWith(page.body);
  scrollTo(0, 0);
  const head = $('h1');
  if (head) { head.tabIndex = -1; head.focus(); }
}
