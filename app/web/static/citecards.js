// Keys, and study without a full page. Everything works without this file.
const $ = (selector, root = document) => root.querySelector(selector);
const typing = (el) => el?.matches?.('input[type=text], input[type=number], textarea, select, [contenteditable]');
const SWITCH = 'citecards.keys';
const keysOn = () => { try { return localStorage.getItem(SWITCH) !== 'off'; } catch { return true; } };

// --- study: send a form, put what comes back where the card was -------------------------
let busy = false;
const say = (words) => {
  const line = document.createElement('span');
  line.textContent = words;
  $('#state').replaceChildren(...(words ? [line] : []));
};

function place(html) {
  const part = new DOMParser().parseFromString(html, 'text/html');
  const card = $('#card', part);
  if (!card) return false;
  document.title = part.title || document.title;
  $('#counts')?.replaceWith($('#counts', part));
  $('#undo')?.remove();
  $('#card').replaceWith(card);
  const undo = $('#undo', part);
  if (undo) card.after(undo);
  scrollTo(0, 0);
  const box = $('input[type=text], textarea', card);
  const heading = card.classList.contains('answered') || !box ? $('.where, h1', card) : box;
  if (heading) { if (!heading.matches('input, textarea')) heading.tabIndex = -1; heading.focus({ preventScroll: true }); }
  return true;
}

async function send(form, submitter) {
  if (busy) return;
  busy = true;
  const slow = setTimeout(() => say('One moment …'), 300);
  try {
    const body = new URLSearchParams(new FormData(form, submitter));
    const reply = await fetch(form.action, { method: 'POST', body, headers: { 'X-Fragment': 'card' } });
    const html = await reply.text();
    say('');
    if (!reply.ok || !place(html)) {
      // an error is a whole page of its own: show it as one
      document.documentElement.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').documentElement.childNodes);
    }
  } catch {
    say('No connection: your answer is still here. Try again.');
  } finally {
    clearTimeout(slow);
    busy = false;
  }
}

addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('#card, #undo')) return;
  event.preventDefault();
  send(form, event.submitter);
});

// --- keys --------------------------------------------------------------------------------
function press(button) { button?.form ? button.form.requestSubmit(button) : button?.click(); }

function choose(index) {
  const options = document.querySelectorAll('#card:not(.answered) .options input');
  const option = options[index];
  if (!option) return false;
  option.checked = option.type === 'checkbox' ? !option.checked : true;
  option.focus({ preventScroll: true });
  option.closest('label').scrollIntoView({ block: 'nearest' });
  return true;
}

async function help() {
  const open = $('dialog[open]');
  if (open) return open.close();
  const dialog = document.createElement('dialog');
  const page = new DOMParser().parseFromString(await (await fetch('/keys')).text(), 'text/html');
  dialog.append($('#keys-panel', page));
  const close = document.createElement('button');
  close.textContent = 'Close';
  close.className = 'second';
  close.onclick = () => dialog.close();
  dialog.append(close);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.setAttribute('aria-label', 'Keys');
  dialog.showModal();
  toggles(dialog);
}

function toggles(root) {
  const row = $('[data-switch]', root);
  if (!row) return;
  row.hidden = false;
  const box = $('input', row);
  box.checked = keysOn();
  box.onchange = () => { try { localStorage.setItem(SWITCH, box.checked ? 'on' : 'off'); } catch { /* kept for this page only */ } };
}
toggles(document);

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.metaKey || !keysOn()) return;
  const card = $('#card');
  const undo = $('#undo button');
  if (event.ctrlKey) {
    if (event.key === 'z' && undo && !typing(event.target)) { event.preventDefault(); press(undo); }
    return;
  }
  if (typing(event.target) || $('dialog[open]') && event.key !== '?') return;
  const key = event.key.toLowerCase();
  const answered = card?.classList.contains('answered');
  const control = event.target.closest?.('a, button, summary, .rubric input');
  let done = true;
  if (key === '?') help();
  else if (card && (key === ' ' || key === 'enter') && !control) press($('[data-default]', card));
  else if (answered && /^[1-4]$/.test(key)) press($(`button[name=rating][value="${key}"]`, card));
  else if (card && !answered && /^[a-h]$/.test(key) && choose(key.charCodeAt(0) - 97)) done = true;
  else if (card && !answered && /^[1-8]$/.test(key) && choose(Number(key) - 1)) done = true;
  else if (key === 'u' && undo) press(undo);
  else if (key === 'd') location.assign('/');
  else if ($(`[data-key="${CSS.escape(key)}"]`)) $(`[data-key="${CSS.escape(key)}"]`).click();
  else done = false;
  if (done) event.preventDefault();
});

// a card that came back from the browser's cache may be stale: ask for it again
addEventListener('pageshow', (event) => { if (event.persisted && $('#card')) location.reload(); });
