// Keys: what each does, the list of them, and the switch that turns single ones off.
import { set, setting } from './kept.js';
import { $, parse, say, typing } from './page.js';

const CHORD = 1500; // ms between the keys of one
const keysOn = () => setting('keys') !== 'off';
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

// Switches of this browser: each row names what it sets, and shows itself where there's script.
export function toggles(root) {
  for (const row of root.querySelectorAll('[data-switch]')) {
    const { switch: name, off } = row.dataset; // off: what it is unless said otherwise
    const box = $('input', row);
    row.hidden = false;
    box.checked = (setting(name) ?? off ?? 'on') === 'on';
    box.onchange = () => { set(name, box.checked ? 'on' : 'off'); dispatchEvent(new CustomEvent('switched')); };
  }
}

// --- keys that an element of the page asks for ----------------------------------------------
const asking = (keys) => [...document.querySelectorAll('[data-key]')].find((one) => one.dataset.key === keys && !one.disabled);
let begun; // the first key of a chord
let until = 0;

function chorded(key) {
  const first = begun;
  begun = undefined;
  const found = first && performance.now() < until ? asking(`${first} ${key}`) : undefined;
  found?.click();
  return Boolean(found);
}

function asked(key) {
  const found = asking(key);
  if (found) { found.click(); return true; }
  if (!$(`[data-key^="${CSS.escape(key)} "]`)) return false;
  begun = key;
  until = performance.now() + CHORD;
  return true;
}

// Keys with Ctrl or Cmd, and Esc: they are no characters and work in a box too.
function control(event, key, card) {
  const undo = $('#undo');
  if (key === 'enter' && card && typing(event.target)) press($('[data-default]', card));
  else if (key === 'z' && !event.shiftKey && undo && !touched.has(event.target)) undo.requestSubmit();
  else return false;
  return true;
}

function single(event, key, card) {
  const target = event.target;
  const answered = card?.matches('.answered');
  const pressed = target.closest?.('a, button, summary, input');
  const settled = target.matches?.('input[type=radio]:checked') && key === ' ';
  const ticking = answered && pressed?.matches('input') && key === 'enter'; // it would press the first button
  if (key === '?') help();
  else if ($('dialog[open]')) return false;
  else if (chorded(key)) return true;
  else if ((key === ' ' || key === 'enter') && card && (!pressed || settled || ticking)) press($('[data-default]', card));
  else if (answered && /^[1-4]$/.test(key)) press($(`button[name=rating][value="${key}"]`, card));
  else if (choose(named(key))) return true;
  else if (key === 'u' && $('#undo')) $('#undo').requestSubmit();
  else if (key === 'd') $('.brand').click();
  else return key.length === 1 && key !== ' ' && asked(key);
  return true;
}

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  const card = $('#card');
  let done = false;
  if (event.ctrlKey || event.metaKey) done = !event.repeat && control(event, key, card);
  else if (key === 'escape' && card && typing(event.target)) { $('#where', card).tabIndex = -1; $('#where', card).focus({ preventScroll: true }); done = true; }
  else if (typing(event.target) || !keysOn() || (event.shiftKey && key === ' ')) return;
  else if (event.repeat) done = Boolean(card) && (key === ' ' || key === 'enter'); // a key held down answers one card
  else done = single(event, key, card);
  if (done) event.preventDefault();
});
