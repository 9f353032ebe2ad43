// A quiz being taken: answers go to the server as they are given, the clock counts, keys choose.
// Everything works without it: each step of the form saves.
import { setting } from './kept.js';
import { $, plural, report, say, typing } from './page.js';

const PAUSE = 500; // ms without a key in a box
const PATIENCE = 15_000; // ms for a reply
const TRIES = [1, 2, 4, 8, 15]; // seconds between tries
const MINUTE = 60_000;
const TOLD = [5, 1]; // minutes left that are said
const kept = 'kept' in document.documentElement.dataset; // a page from before the connection went
const waiting = new Map(); // by question: { at, fields }
let form;
let name; // where this browser keeps what the server hasn't
let timer;
let sending;
let asking; // the request on its way, to be given up
let tries = 0;
let skew = 0; // the server's clock less ours, ms
let leaving = false;
let submitted = false; // what is on the page goes with the form
let ended = false;

// --- keep ----------------------------------------------------------------------------------
function remember() {
  try {
    if (waiting.size) localStorage.setItem(name, JSON.stringify([...waiting]));
    else localStorage.removeItem(name);
  } catch { /* full, or forbidden: this page still has it */ }
}

function remembered() {
  try { return JSON.parse(localStorage.getItem(name) ?? '[]'); } catch { return []; }
}

const article = (number) => $(`[data-question="${number}"]`, form);
const seen = (number) => $(`input[name="q${number}.seen"]`, form);
const fields = (part) => [...new FormData(form)].filter(([key]) => key.startsWith(`q${part.dataset.question}.`) && !key.endsWith('.seen'));
const blank = (rows) => rows.every(([, value]) => !value.trim());

function fill(part, rows) {
  const left = [...rows];
  for (const one of part.querySelectorAll('input:not([type=hidden]), textarea, select')) {
    const at = left.findIndex(([key, value]) => key === one.name && (!one.matches('[type=radio], [type=checkbox]') || value === one.value));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (one.matches('[type=radio], [type=checkbox]')) one.checked = Boolean(found);
    else one.value = found ? found[1] : '';
  }
}

// What a crash, or a page left too soon, kept from the server.
function restore() {
  for (const [number, row] of remembered()) {
    const part = article(number);
    if (part && row.at <= Number(seen(number).value)) continue; // the server has that, or a later one
    if (part) { fill(part, row.fields); seen(number).value = row.at; }
    waiting.set(number, row);
  }
  remember();
  if (waiting.size) send();
}

// --- send ----------------------------------------------------------------------------------
function given(part) {
  const number = part.dataset.question;
  const at = Math.max(Number(seen(number).value) + 1, Math.round(Date.now() + skew));
  seen(number).value = at;
  waiting.set(number, { at, fields: fields(part) });
  remember();
  marked(part);
}

function body(rows) {
  const found = new URLSearchParams();
  for (const [number, row] of rows) {
    found.append(`q${number}.at`, row.at);
    for (const [key, value] of row.fields) found.append(key, value);
  }
  return found;
}

async function send(last = false) {
  clearTimeout(timer);
  if (!waiting.size || (sending && !last)) return sending;
  const rows = [...waiting];
  sending = (async () => {
    const mine = new AbortController();
    const late = setTimeout(() => mine.abort(), PATIENCE);
    asking = mine;
    try {
      const reply = await fetch(form.dataset.save, { method: 'POST', body: body(rows), keepalive: last, signal: mine.signal });
      if (reply.status === 409 || reply.status === 404) { waiting.clear(); remember(); if (!ended) location.reload(); return; }
      if (!reply.ok) throw new Error('refused');
      for (const [number, row] of rows) if (waiting.get(number) === row) waiting.delete(number);
      remember();
      const { left } = await reply.json();
      if (left !== null && left > 0) skew = Number(form.dataset.deadline) - left - Date.now();
      if (tries) report('Sent.');
      tries = 0;
    } catch {
      if (submitted) return; // the form has it all
      const pause = TRIES[Math.min(tries, TRIES.length - 1)];
      tries += 1;
      if (!leaving) report(`No connection: ${plural(waiting.size, 'answer')} waiting to be sent.`);
      timer = setTimeout(send, pause * 1000);
    } finally {
      clearTimeout(late);
      sending = undefined;
    }
    if (!submitted && !tries && waiting.size) send();
  })();
  return sending;
}

// --- what is open --------------------------------------------------------------------------
function marked(part) {
  const open = !('head' in part.dataset) && blank(fields(part));
  if (!open) $('.missing', part)?.remove();
  const button = $(`[data-number="${part.dataset.question}"]`, form);
  button?.classList.toggle('open-one', open);
  button?.setAttribute('aria-label', `Question ${part.dataset.question}${open ? ', no answer yet' : ''}`);
}

// --- the clock -----------------------------------------------------------------------------
const left = () => Number(form.dataset.deadline) - (Date.now() + skew);

function words(ms) {
  if (ms >= MINUTE) return plural(Math.ceil(ms / MINUTE), 'minute');
  return plural(Math.max(Math.ceil(ms / 1000), 0), 'second');
}

async function timeUp() {
  ended = true;
  say('The time is up: your answers are handed in.');
  for (const part of form.querySelectorAll('[data-question]')) if (part.dirty) given(part);
  await send();
  leaving = true;
  form.requestSubmit($('#time-is-up', form));
}

function tick() {
  const ms = left();
  const line = `${words(ms)} left, until ${form.dataset.until}.`;
  if ($('#clock').textContent !== line) $('#clock').textContent = line;
  $('#clock').classList.toggle('short', ms < MINUTE);
  for (const minutes of TOLD) {
    const now = ms <= minutes * MINUTE && ms > minutes * MINUTE - 2000;
    if (now && tick.told !== minutes) { tick.told = minutes; say(`${plural(minutes, 'minute')} left.`, false); }
  }
  if (ms <= 0 && !ended) { timeUp(); return; }
  if (!ended) setTimeout(tick, 500);
}

// --- keys: letters choose in the question where you are ---------------------------------------
function key(event) {
  if (event.altKey || event.isComposing || event.repeat || $('dialog[open]') || setting('keys') === 'off') return;
  const at = event.target.closest?.('[data-question]') ?? (form.matches('.one') ? $('[data-question]', form) : undefined);
  const next = $('.steps .go', form);
  const pressed = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && pressed === 'enter' && next) { event.preventDefault(); next.click(); return; }
  if (event.ctrlKey || event.metaKey || typing(event.target)) return;
  const options = at ? [...at.querySelectorAll('.options input')] : [];
  const by = { t: 'true', f: 'false' }[pressed];
  const option = options.find((one) => one.value === by) ?? (/^[1-9]$/.test(pressed) ? options[pressed - 1] : /^[a-i]$/.test(pressed) ? options[pressed.charCodeAt(0) - 97] : undefined);
  if (option) option.click();
  else if (options.length && /^[a-i1-9]$/.test(pressed)) say('There is no such option.', false); // D is for Decks elsewhere
  else if (pressed === 'enter' && next && !event.target.closest('a, button, summary')) next.click();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function take() {
  const done = $('[data-taken]');
  if (done) { try { localStorage.removeItem(`citecards.quiz.${done.dataset.taken}`); } catch { /* nothing there */ } }
  form = $('form#quiz');
  if (!form) return;
  if (form.dataset.deadline) {
    if (!kept) skew = Number(form.dataset.now) - Date.now();
    tick();
  }
  if (!form.dataset.save) return;
  name = `citecards.quiz.${form.dataset.attempt}`;
  $('#keeping').textContent = 'Your answers are saved as you give them; the quiz can be gone on with from its page.';
  restore();
  form.addEventListener('input', (event) => {
    const part = event.target.closest('[data-question]');
    if (!part) return;
    clearTimeout(part.timer);
    part.dirty = true;
    const now = () => { part.dirty = false; given(part); send(); };
    if (event.target.matches('input[type=text], textarea')) part.timer = setTimeout(now, PAUSE);
    else now();
  });
  const flush = () => { for (const part of form.querySelectorAll('[data-question]')) if (part.dirty) { part.dirty = false; given(part); } };
  form.addEventListener('submit', () => { leaving = submitted = true; flush(); asking?.abort(); });
  addEventListener('pagehide', () => { leaving = true; flush(); if (!submitted) send(true); });
  addEventListener('online', () => send());
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
  addEventListener('keydown', key, true);
  if (form.matches('.one') && !matchMedia('(pointer: coarse)').matches) ($('[data-question] input[type=text], [data-question] textarea', form) ?? $('h1', form)).focus({ preventScroll: true });
}
