// Study: the answer and the next card are painted from what is here already; what the learner
// answers goes to the outbox. What isn't here is asked for as any form is.
import { adopt, begin, bank, bringBack, cramming, empty, fill, here, leave, next, now, outdate, putBack, putLast, restore, show, shun, takeOut } from './ahead.js';
import { after, dress, held } from './hold.js';
import { judge, mark, right, yours } from './mark.js';
import { add, drain, outbox, refresh, takeBack, waiting } from './outbox.js';
import { $, land, newId, parse, place, report, say, silent, sincePlaced, whole } from './page.js';
import { blame } from './refused.js';
import { time } from './timer.js';

const RETRY = 2000;
const FORMS = '#card, #undo, #act, #relearn';
let busy = false;
let again; // the timer of the next try
let awaited; // the number of the answer whose reply is the next card
let given = []; // what was given on this card's front

const wayOf = (form) => new URL(form.action).pathname.split('/').pop();

// --- by request: what comes back is put where the card was -----------------------------------
async function ask(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  const reply = await fetch(form.action, { method: 'POST', body, headers: { 'X-Fragment': 'card' } });
  return [reply.ok, await reply.text()];
}

// A submit carries its own id, so that one tried twice is stored once.
async function send(form, submitter) {
  if (busy || !form.isConnected) return;
  busy = true;
  clearTimeout(again);
  const slow = setTimeout(() => silent() && say('One moment …'), 300);
  try {
    if (waiting().length) await drain(); // in the order in which they were done
    const [ok, html] = waiting().length ? [false, null] : await ask(form, submitter).catch(() => [false, null]);
    if (html === null) {
      say('No connection: your answer waits here.');
      again = setTimeout(() => send(form, submitter), RETRY);
      return;
    }
    say('');
    if (ok) enter(html, wayOf(form), submitter?.value ?? ''); else whole(html);
  } finally {
    clearTimeout(slow);
    busy = false;
  }
}

function enter(html, way = '', what = '') {
  const before = here();
  awaited = undefined;
  if (!place(html)) { whole(html); return; }
  const form = $('form#card');
  if (!form) { leave(); return; }
  if (form.matches('.answered') || !begin(form, html)) return;
  if (way === 'retry' && before?.card === here().card) Object.assign(here(), before, { front: html });
  else if (before && before.card !== here().card && way === 'undo') putBack(before);
  if (way === 'act') outdate();
  if (way === 'relearn' || what.endsWith('-item')) empty(); // its siblings may be among them
  adopt();
  show(here());
  fill();
}

// --- from what is here -------------------------------------------------------------------------
// The ids of a card that was drawn ahead may have been used: each showing has its own.
function refreshIds() {
  const names = ['review', 'id', 'undo'].map((name) => `#main input[type=hidden][name=${name}]`);
  for (const input of document.querySelectorAll(names.join())) input.value = newId();
}

function paint(entry) {
  given = [];
  place(entry.front);
  if (entry.held) dress(entry.held);
  show(entry);
  refreshIds();
  const { shown_at: shown } = $('#card').elements;
  if (shown) shown.value = here().shown;
}

function reveal(form, submitter) {
  const card = here();
  if (!card?.back || card.card !== Number(form.elements.card.value)) { send(form, submitter); return; }
  const fields = [...new FormData(form, submitter)];
  given = fields.filter(([name, value]) => name !== 'card' && name !== 'shown_at' && value.trim());
  const inputs = [...form.querySelectorAll('.options input')];
  place(card.back);
  if (card.held) dress(card.held);
  refreshIds();
  const back = $('#card');
  back.elements.shown_at.value = card.shown;
  if (!given.length) return;
  yours(back, inputs, given);
  if (inputs[0]?.type === 'radio') judge(back); else if (!right(back, given)) mark(form.action, new URLSearchParams(fields), back);
}

function over(url) {
  const [minutes, since] = ['minutes', 'since'].map((name) => Number(url.searchParams.get(name)));
  return minutes && since && now() - since >= minutes * 60_000;
}

const short = (words) => (words.length > 90 ? `${words.slice(0, 90).replace(/\s+\S*$/, '')} …` : words);

function rate(form, submitter) {
  if (form.dataset.sent) return; // its answer is on its way
  const card = here();
  const number = Number(form.elements.card.value);
  const body = new URLSearchParams(new FormData(form, submitter));
  body.set('answered_at', now());
  if (given.length && !body.get('given')) {
    body.set('unmarked', '1');
    for (const [name, value] of given) body.append(name, value);
  }
  form.dataset.sent = 'yes';
  say('');
  const record = add({
    kind: 'answer', url: form.action, body: String(body), bank: bank(), card: number,
    stem: short($('.stem', form)?.innerText ?? ''), rating: submitter?.lastChild?.textContent?.trim() ?? '',
    view: card?.card === number && card.front && card.back ? card : undefined,
  });
  if (cramming() && submitter?.value === '1') putLast(card);
  goOn(record);
}

// The next card, from here or with the reply to what was just done.
function goOn(record) {
  const entry = over(new URL(record.url)) ? undefined : next();
  if (entry) { paint(entry); requestAnimationFrame(() => setTimeout(fill)); return; }
  awaited = record.n;
  setTimeout(() => { if (awaited === record.n && silent()) say('One moment …'); }, 300);
}

// Bury and suspend lead on to the next card; a flag and a mark show on this one.
function act(form, submitter) {
  const card = here();
  const what = submitter.value;
  const leaving = /^(bury|suspend)(-item)?$/.test(what);
  const body = String(new URLSearchParams(new FormData(form, submitter)));
  say('');
  const record = add({
    kind: 'act', url: form.action, body, bank: bank(), card: leaving ? card.card : undefined, of: card.card,
    stem: short($('.stem', $('#card'))?.innerText ?? ''), rating: submitter.innerText.trim(),
    view: card.front && card.back ? { ...card } : undefined,
  });
  outdate(); // what is on its way was drawn before
  if (!leaving) {
    card.held = after(what, held());
    dress(card.held);
    refreshIds();
    return;
  }
  $('#card').dataset.sent = 'yes';
  if (what.endsWith('-item')) shun(card.item);
  goOn(record);
}

async function undo(form, submitter) {
  const last = waiting().at(-1);
  if (!last) { send(form, submitter); return; }
  if (busy) return;
  if (last.kind === 'undo' || !last.view || last.bank !== bank()) {
    busy = true;
    await drain();
    busy = false;
    if (waiting().length) say('No connection: this is taken back when it is there again.'); else send(form, submitter);
    return;
  }
  awaited = undefined;
  say('');
  if (here() && here().card !== (last.card ?? last.of)) putBack(here());
  takeOut(last.card);
  if (last.view.item) bringBack(last.view.item);
  const body = new URLSearchParams({ undo: newId() });
  const url = form.action;
  paint(last.view);
  if (!await takeBack(last)) add({ kind: 'undo', url, body: String(body), bank: bank() }); // it may be there
}

addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches(FORMS)) return;
  event.preventDefault();
  if ($('#card')?.dataset.sent && form.id !== 'undo') return;
  const ours = here() !== undefined && bank();
  const way = wayOf(form);
  if (way === 'answer' && ours) rate(form, event.submitter);
  else if (way === 'undo' && ours) undo(form, event.submitter);
  else if (way === 'act' && ours) act(form, event.submitter);
  else if (way === 'reveal') reveal(form, event.submitter);
  else if (way === 'retry' && here()?.asked) paint({ ...here(), front: here().asked, asked: undefined });
  else send(form, event.submitter);
});

// the second half of a double click was meant for the card that has gone
addEventListener('click', (event) => {
  const late = event.detail > 1 && sincePlaced() < 500;
  if (late && event.target.closest?.('.ratings, .claim, .undo')) event.preventDefault();
}, true);

// --- what becomes of answers -------------------------------------------------------------------
outbox.addEventListener('stored', ({ detail: { record, html } }) => {
  if (record.bank !== bank()) return;
  if (record.n === awaited) { say(''); enter(html); return; }
  if (!waiting().length) { bring(parse(html)); say(''); }
  fill();
});

// The counts as the server has them, and what it has to say of the last answer.
function bring(part) {
  for (const name of ['n', 'l', 'd', 'todo']) {
    const [to, from] = [document, part].map((root) => $(`#counts .${name}`, root));
    if (to && from) to.innerHTML = from.innerHTML;
  }
  const notice = $('#card > .notice[role=status]', part);
  if (notice && !$('#card > .notice[role=status]')) $('#card').prepend(notice);
}

// another tab has sent it
outbox.addEventListener('gone', async ({ detail: { record } }) => {
  if (record.n !== awaited) return;
  const reply = await fetch(location.href, { headers: { 'X-Fragment': 'card' } }).catch(() => null);
  if (reply?.ok && record.n === awaited) enter(await reply.text());
});

outbox.addEventListener('refused', empty); // another's answers: the queue is out of date

// --- on arrival --------------------------------------------------------------------------------
function capture() {
  const part = ['title', '#counts', '#card', '#undo'].map((name) => $(name)?.outerHTML ?? '');
  return part.join('');
}

export async function arrive() {
  time();
  const form = $('form#card:not(.answered)');
  if (form && $('input[type=text], textarea', form)) land(form);
  const studying = form && begin(form, capture());
  await refresh();
  blame();
  drain();
  if (!studying) return;
  const old = 'kept' in document.documentElement.dataset;
  const answered = waiting().some((one) => one.bank === bank() && one.card === here().card);
  if (old || answered) {
    const entry = await restore();
    if (entry) paint(entry);
    else if (old) report('No connection, and no cards are kept here.');
    else awaited = waiting().at(-1)?.n;
  }
  fill();
}
