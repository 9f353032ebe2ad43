// The cards to come: asked for before they are needed, kept for a lost connection.
import { keep, setting } from './kept.js';
import { waiting } from './outbox.js';

const FIRST = 3; // cards asked for on arrival, the one on the page among them: a page stays small
const SOME = 8;
const MANY = 20; // to go on without a connection
const deck = { batch: '', key: '', bank: '', of: '', cram: false };
const queue = [];
const shunned = new Set(); // items that were put aside
let current; // the card on the page: { card, item, seen, front, back, asked, until, shown, held }
let skew = 0; // ms by which the server's clock is ahead of this one
let zero = Date.now() - performance.now();
let begun = false;
let filling;
let turn = 0; // what was asked for before the queue was emptied is no longer wanted

export const here = () => current;
export const leave = () => { current = undefined; }; // the deck is done
export const now = () => Math.round(zero + performance.now() + skew); // by the server's clock

function tick(at) { zero = Date.now() - performance.now(); skew = at - Date.now(); }

export const installed = () => matchMedia('(display-mode: standalone)').matches || setting('offline') === 'on';

// A deck, or a session to cram, is known by where its cards are sent.
export function begin(form, front) {
  const url = new URL(form.action);
  const [, room, bank] = url.pathname.match(/\/(study|cram)\/([^/]+)\/[a-z]+$/) ?? [];
  if (!bank) return false;
  url.pathname = url.pathname.replace(/[a-z]+$/, 'batch');
  const cram = room === 'cram';
  const key = `${bank} ${cram ? '/cram' : url.searchParams.get('topic') ?? ''}`;
  Object.assign(deck, { batch: url.href, key, bank, cram, of: cram ? url.search : '' });
  const shown = Number(form.elements.shown_at?.value);
  if (shown) tick(shown);
  current = { card: Number(form.elements.card.value), front, shown: shown || now() };
  return true;
}

export const bank = () => deck.bank;
export const cramming = () => deck.cram;
const onItsWay = (card) => waiting().some((one) => one.bank === deck.bank && one.card === card);

// --- the queue -------------------------------------------------------------------------------
export function show(entry) {
  current = { ...entry, shown: now() };
  setTimeout(store); // after the card is painted
}

export function next() {
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    if (entry.until > now() && (entry.again || !onItsWay(entry.card)) && !shunned.has(entry.item)) return entry;
  }
  return undefined;
}

export function putBack(entry) {
  if (entry?.front && entry.back && queue[0]?.card !== entry.card) queue.unshift(entry);
}

// What was forgotten in a session to cram comes back at its end.
export function putLast(entry) { if (entry?.back) queue.push({ ...entry, again: true }); }
export function takeOut(card) {
  const place = queue.findIndex((one) => one.again && one.card === card);
  if (place >= 0) queue.splice(place, 1);
}
export const shun = (item) => shunned.add(item);
export const bringBack = (item) => shunned.delete(item);

// The server showed a card that is here already: its back is, too.
export function adopt() {
  const place = queue.findIndex((one) => one.card === current.card);
  if (place < 0) return;
  const [{ back, asked, seen, until, item }] = queue.splice(place, 1);
  if (!current.back) Object.assign(current, { back, asked, seen, until, item });
}

export function outdate() { turn += 1; } // what is on its way was drawn before
export function empty() { queue.length = 0; outdate(); }

function take(cards, until) {
  for (const one of cards) {
    const entry = { ...one, until };
    if (entry.card === current.card) {
      if (!current.back) Object.assign(current, { back: entry.back, asked: entry.asked, seen: entry.seen, item: entry.item, until });
    } else if (!onItsWay(entry.card) && !queue.some((other) => other.card === entry.card)) queue.push(entry);
  }
}

export async function fill() {
  const goal = installed() ? MANY : SOME;
  const bare = current && !current.back;
  if (filling || !deck.batch || !current || (queue.length > goal - 4 && !bare)) return;
  const url = new URL(deck.batch);
  const have = waiting().filter((one) => one.bank === deck.bank && one.card).map((one) => one.card);
  if (bare) url.searchParams.set('card', current.card); else have.push(current.card);
  url.searchParams.set('have', [...have, ...queue.map((one) => one.card)].join());
  url.searchParams.set('n', Math.max(1, (begun || installed() ? goal : FIRST) - queue.length));
  const asked = turn;
  filling = fetch(url).then(async (reply) => {
    if (!reply.ok) return;
    const { at, until, cards } = await reply.json();
    if (asked !== turn) return;
    tick(at);
    take(cards, until);
    begun = true;
    store();
  }).catch(() => 0).finally(() => { filling = undefined; });
  await filling;
  if (asked !== turn) fill();
}

// --- what is kept ----------------------------------------------------------------------------
async function store() {
  if (current) await (await keep()).put('ahead', deck.key, { current, queue, skew, of: deck.of }).catch(() => 0);
}

// Take up what was kept; the first card of it that isn't answered, if there is one.
export async function restore() {
  const row = await (await keep()).get('ahead', deck.key).catch(() => undefined);
  if (!row || (row.of ?? '') !== deck.of) return undefined;
  skew = row.skew;
  empty();
  const first = onItsWay(row.current.card) ? [] : [row.current];
  queue.push(...[...first, ...row.queue].filter((one) => one.front && one.back));
  return next();
}
