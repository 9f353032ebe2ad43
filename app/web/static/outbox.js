// Answers on their way to the server: kept first, sent in order, gone only when the server has
// them or the learner has read why it won't. A repeat carries the same id: it is the same row.
import { keep } from './kept.js';
import { $, plural, report } from './page.js';

export const outbox = new EventTarget(); // tells `stored`, `refused` and `gone`, with the record
const mine = new Map(); // what this page knows of, by number
const over = new Set(); // numbers that are done with
const keeping = new Map(); // promises, by number: being kept
const PATIENCE = 30_000; // ms for a reply
const LOCK = 'citecards.outbox';
const QUIET = 3000; // ms in which nothing is said of an answer on its way
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds between tries
let last = 0;
let running;
let again;
let tries = 0;
let trouble = ''; // why they wait
let spoken = false;
let sending = false; // this tab holds the lock
let lasting = true;

const tell = (name, record, more) => outbox.dispatchEvent(new CustomEvent(name, { detail: { record, ...more } }));
const inOrder = (rows) => [...rows].sort((one, other) => one.n - other.n);
export const waiting = () => inOrder(mine.values()).filter((one) => !one.refused);
export const refused = () => inOrder(mine.values()).filter((one) => one.refused);

// --- keep ----------------------------------------------------------------------------------
async function save(record) {
  try {
    const store = await keep();
    lasting = store.lasting;
    if (mine.has(record.n)) await store.put('outbox', record.n, record);
    record.saved = lasting;
  } catch { lasting = false; } // full: this page still has it
}

async function forget(record) {
  mine.delete(record.n);
  over.add(record.n);
  show();
  await (await keep()).remove('outbox', record.n).catch(() => 0);
}

export async function refresh() { // other tabs add and send too
  const rows = await (await keep()).all('outbox').catch(() => []);
  const found = new Set(rows.map((row) => row.n));
  for (const row of rows) if (!mine.has(row.n) && !over.has(row.n)) mine.set(row.n, { ...row, saved: true });
  for (const one of mine.values()) {
    if (one.saved && !found.has(one.n)) { mine.delete(one.n); tell('gone', one); }
  }
  last = Math.max(last, ...mine.keys());
  show();
}

// The number orders answers across tabs and restarts.
export function add(record) {
  record.n = last = Math.max(last + 1, Date.now());
  record.since = Date.now();
  mine.set(record.n, record);
  show();
  keeping.set(record.n, save(record).then(() => { keeping.delete(record.n); drain(); }));
  return record;
}

// Take back what no tab has tried to send; false if one may have.
export async function takeBack(record) {
  if (record.tried) return false;
  if (sending || !navigator.locks) { await forget(record); return true; }
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    const row = await (await keep()).get('outbox', record.n).catch(() => 0);
    if (!lock || record.tried || (record.saved && (!row || row.tried))) return false;
    await forget(record);
    return true;
  });
}

export const dismiss = () => Promise.all(refused().map(forget));

// --- send ----------------------------------------------------------------------------------
const ours = (html) => html.includes('id="card"') && html.includes('id="counts"');

async function send(record) {
  record.tried = true; // from now on the server may have it
  save(record);
  let reply;
  let html;
  try {
    reply = await fetch(record.url, {
      method: 'POST', body: record.body, keepalive: record.body.length < 30_000,
      headers: { 'X-Fragment': 'card', 'Content-Type': 'application/x-www-form-urlencoded' },
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    html = await reply.text();
  } catch {
    trouble = 'No connection';
    return false;
  }
  if (reply.ok && ours(html)) {
    await forget(record);
    tell('stored', record, { html });
    return true;
  }
  if (reply.ok || reply.status >= 500 || reply.status === 408 || reply.status === 429) {
    trouble = 'The site can’t store answers now';
    return false;
  }
  const page = new DOMParser().parseFromString(html, 'text/html');
  record.refused = { title: $('h1', page)?.textContent ?? 'Not stored', words: $('main p', page)?.textContent ?? '' };
  await save(record);
  tell('refused', record);
  return true;
}

async function pass() {
  for (;;) {
    await refresh();
    const [next] = waiting();
    if (!next) { tries = 0; trouble = ''; show(); return; }
    await keeping.get(next.n);
    if (!mine.has(next.n)) continue; // taken back meanwhile
    if (await send(next)) { tries = 0; trouble = ''; show(); continue; }
    show();
    clearTimeout(again);
    again = setTimeout(drain, PAUSES[Math.min(tries++, PAUSES.length - 1)] * 1000);
    return;
  }
}

async function held() {
  sending = true;
  try { await pass(); } finally { sending = false; }
}

// One tab sends at a time; without locks two may, and the ids make it the same.
export function drain() {
  running ||= (navigator.locks ? navigator.locks.request(LOCK, held) : held())
    .catch(() => { trouble = 'This browser keeps nothing now'; again = setTimeout(drain, 5000); })
    .finally(() => { running = undefined; if (!trouble && waiting().length) drain(); });
  return running;
}

const hurry = () => { if (waiting().length) { clearTimeout(again); tries = 0; drain(); } };
addEventListener('online', hurry);
addEventListener('visibilitychange', () => { if (!document.hidden) hurry(); });
addEventListener('beforeunload', (event) => { if (!lasting && waiting().length) event.preventDefault(); });

// --- say -----------------------------------------------------------------------------------
let later;
function show() {
  const rows = waiting().filter((one) => one.kind !== 'undo');
  const acts = rows.filter((one) => one.kind === 'act').length;
  const parts = [[rows.length - acts, 'answer'], [acts, 'change']].filter(([many]) => many).map(([many, one]) => plural(many, one));
  const count = waiting().length;
  document.documentElement.toggleAttribute('data-waiting', count > 0);
  clearTimeout(later);
  const age = rows.length ? Date.now() - rows[0].since : 0;
  if (rows.length && (trouble || age >= QUIET)) {
    const words = `${parts.join(' and ')} waiting to be sent.`;
    report(`${trouble ? `${trouble}: ${words}` : words}${lasting ? '' : ' This browser keeps nothing: leave this page open.'}`);
    spoken = true;
  } else if (count) {
    later = setTimeout(show, QUIET - age);
  } else if (spoken) {
    spoken = false;
    report('Sent.');
    later = setTimeout(() => report(''), QUIET);
  }
}
