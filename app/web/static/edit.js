// The preview follows what is typed. Without this file the button "Preview" does the same.
const form = document.querySelector('#edit');
const shown = document.querySelector('#preview');
const PAUSE = 400; // ms without a key
let timer;
let asked = 0;
let dirty = false;

async function show() {
  const number = ++asked;
  const body = new URLSearchParams(new FormData(form));
  body.set('do', 'preview');
  try {
    const reply = await fetch(form.action, { method: 'POST', body, headers: { 'X-Fragment': 'preview' } });
    const html = await reply.text();
    if (!reply.ok || number !== asked) return; // a later one is on its way
    const part = new DOMParser().parseFromString(html, 'text/html').body;
    const told = shown.querySelector('.lint');
    const same = told && told.innerHTML === part.querySelector('.lint')?.innerHTML;
    if (same) part.querySelector('.lint').replaceWith(told); // not said again
    const formats = part.querySelector('#formats');
    if (formats && shown.querySelector('#formats')?.open) formats.open = true; // as it was left
    shown.replaceChildren(...part.childNodes);
  } catch { /* no connection: the next key tries again */ }
}

form.addEventListener('input', () => {
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
});
form.addEventListener('submit', () => { dirty = false; });
addEventListener('beforeunload', (event) => { if (dirty) event.preventDefault(); });
