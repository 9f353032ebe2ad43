// Keys, and study without a full page. Everything works without this file.
const $ = (selector, root = document) => root.querySelector(selector);
const parse = (html) => new DOMParser().parseFromString(html, 'text/html');
const BOX = 'input[type=text], input[type=number], textarea, select, [contenteditable]';
const typing = (el) => Boolean(el?.matches?.(BOX));
const SWITCH = 'citecards.keys';
let switched = true; // for a browser that keeps nothing
const keysOn = () => { try { return localStorage.getItem(SWITCH) !== 'off'; } catch { return switched; } };

// --- the state line: what a sighted reader sees, or (seen = false) what is only said ------
let said = '';
function say(words, seen = true) {
  if (words === said) return; // said once, not at every try
  said = words;
  const line = document.createElement('span');
  line.textContent = words;
  line.className = seen ? '' : 'vh';
  $('#state').replaceChildren(...(words ? [line] : []));
}

// --- study: send a form, put what comes back where the card was ---------------------------
const RETRY = 2000;
let busy = false;
let placed = 0; // when the card on the page came
let again; // the timer of the next try

// Reading goes on in the box to type in, else at the card's head; the stem is said with either.
function land(card) {
  const coarse = matchMedia('(pointer: coarse)').matches; // a box would open the keyboard over the stem
  const box = !coarse && !card.matches('.answered') && $('input[type=text], textarea', card);
  const to = box || $('#where', card);
  const stem = $('.stem', card);
  if (stem) { stem.id = 'stem'; to.setAttribute('aria-describedby', 'stem'); }
  if (!box) to.tabIndex = -1;
  to.focus({ preventScroll: true });
}

function place(html) {
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
function whole(html) {
  const page = parse(html);
  document.title = page.title;
  document.body.replaceWith(page.body);
  scrollTo(0, 0);
  const head = $('h1');
  if (head) { head.tabIndex = -1; head.focus(); }
}

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
  const slow = setTimeout(() => said || say('One moment …'), 300);
  try {
    const [ok, html] = await ask(form, submitter).catch(() => [false, null]);
    if (html === null) {
      say('No connection: your answer waits here.');
      again = setTimeout(() => send(form, submitter), RETRY);
      return;
    }
    say('');
    if (!ok || !place(html)) whole(html);
  } finally {
    clearTimeout(slow);
    busy = false;
  }
}

addEventListener('submit', (event) => {
  if (!event.target.matches('#card, #undo')) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

// the second half of a double click was meant for the card that has gone
addEventListener('click', (event) => {
  const late = event.detail > 1 && performance.now() - placed < 500;
  if (late && event.target.closest?.('.ratings, .claim, .undo')) event.preventDefault();
}, true);

// --- keys ----------------------------------------------------------------------------------
const touched = new WeakSet(); // boxes with a typing history of their own, which Ctrl+Z is for
addEventListener('input', (event) => touched.add(event.target));

function press(button) { button?.form ? button.form.requestSubmit(button) : button?.click(); }

function choose(option) {
  if (!option) return false;
  option.checked = option.type === 'radio' || !option.checked;
  const label = option.closest('label');
  label.scrollIntoView({ block: 'nearest' });
  say(`${label.innerText.trim()}: ${option.checked ? 'chosen' : 'taken back'}`, false);
  return true;
}

// The option a key names: A to H or 1 to 8 by place, T and F by what they say.
function named(key) {
  const options = document.querySelectorAll('#card:not(.answered) .options input');
  if (/^[1-8]$/.test(key)) return options[Number(key) - 1];
  if (key === 't' || key === 'f') {
    const option = [...options].find((one) => one.value === { t: 'true', f: 'false' }[key]);
    if (option) return option;
  }
  return /^[a-h]$/.test(key) ? options[key.charCodeAt(0) - 97] : undefined;
}

let helping = false;
async function help() {
  const open = $('dialog[open]');
  if (open) return open.close();
  if (helping || $('#keys-panel')) return undefined; // on its way, or the page itself
  helping = true;
  try {
    const panel = $('#keys-panel', parse(await (await fetch($('.bar .keys').href)).text()));
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'keys-title');
    dialog.innerHTML = '<p class="acts"><button class="second" type="button">Close</button></p>';
    dialog.prepend(panel);
    $('h1', panel).tabIndex = -1;
    $('h1', panel).autofocus = true; // it is read from its head, not from its first control
    $('button', dialog).onclick = () => dialog.close();
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    toggles(dialog);
    dialog.showModal();
  } catch {
    say('No connection: the list of keys can’t be fetched now.');
  } finally {
    helping = false;
  }
  return undefined;
}

function toggles(root) {
  const row = $('[data-switch]', root);
  if (!row) return;
  row.hidden = false;
  const box = $('input', row);
  box.checked = keysOn();
  box.onchange = () => {
    switched = box.checked;
    try { localStorage.setItem(SWITCH, switched ? 'on' : 'off'); } catch { /* for this page only */ }
  };
}

// Keys with Ctrl or Cmd, and Esc: they are no characters and work in a box too.
function chord(event, key, card) {
  const undo = $('#undo');
  if (key === 'enter' && card && typing(event.target)) press($('[data-default]', card));
  else if (key === 'z' && !event.shiftKey && undo && !touched.has(event.target)) undo.requestSubmit();
  else return false;
  return true;
}

function single(event, key, card) {
  const target = event.target;
  const answered = card?.matches('.answered');
  const control = target.closest?.('a, button, summary, input');
  const settled = target.matches?.('input[type=radio]:checked') && key === ' ';
  const ticking = answered && control?.matches('input') && key === 'enter'; // it would press the first button
  if (key === '?') help();
  else if ($('dialog[open]')) return false;
  else if ((key === ' ' || key === 'enter') && card && (!control || settled || ticking)) press($('[data-default]', card));
  else if (answered && /^[1-4]$/.test(key)) press($(`button[name=rating][value="${key}"]`, card));
  else if (choose(named(key))) return true;
  else if (key === 'u' && $('#undo')) $('#undo').requestSubmit();
  else if (key === 'd') $('.brand').click();
  else if (/^[a-z]$/.test(key) && $(`[data-key=${key}]`)) $(`[data-key=${key}]`).click();
  else return false;
  return true;
}

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  const card = $('#card');
  let done = false;
  if (event.ctrlKey || event.metaKey) done = !event.repeat && chord(event, key, card);
  else if (key === 'escape' && card && typing(event.target)) { $('#where', card).tabIndex = -1; $('#where', card).focus({ preventScroll: true }); done = true; }
  else if (typing(event.target) || !keysOn() || (event.shiftKey && key === ' ')) return;
  else if (event.repeat) done = Boolean(card) && (key === ' ' || key === 'enter'); // a key held down answers one card
  else done = single(event, key, card);
  if (done) event.preventDefault();
});

// --- on arrival ------------------------------------------------------------------------------
toggles(document);
const first = $('#card:not(.answered)');
if (first && $('input[type=text], textarea', first)) land(first);

// the marked words may stand deep in a long paragraph
const cited = $('.text p:target mark');
if (cited && cited.getBoundingClientRect().bottom > innerHeight) cited.scrollIntoView({ block: 'center' });

// a card that came back from the browser's cache may be stale: ask for it again
addEventListener('pageshow', (event) => { if (event.persisted && $('#card')) location.reload(); });
