// Where our script begins. Everything works without it.
import { installed } from './ahead.js';
import { toggles } from './keys.js';
import { $, report } from './page.js';
import { take } from './quiz.js';
import { arrive } from './study.js';

toggles(document);
arrive();
take();

// the marked words may stand deep in a long paragraph
const cited = $('.text p:target mark');
if (cited && cited.getBoundingClientRect().bottom > innerHeight) cited.scrollIntoView({ block: 'center' });

// a card that came back from the browser's cache may be stale: ask for it again
addEventListener('pageshow', (event) => { if (event.persisted && $('#card')) location.reload(); });

// a click into an imported card's frame must not take the keys along; Tab may go there, to scroll
let tabbed = false;
addEventListener('keydown', (event) => { tabbed = event.key === 'Tab'; }, true);
addEventListener('blur', () => setTimeout(() => {
  const at = document.activeElement;
  if (!tabbed && at?.matches('.framed iframe')) { at.blur(); focus(); }
  tabbed = false;
}));

// --- without a connection ---------------------------------------------------------------------
const kept = 'kept' in document.documentElement.dataset;
if (kept && !$('form#card')) report('No connection: this page is as it was when you last saw it.');

// The worker keeps what is visited; asked to, also the paper and the first page, and this one if
// it came before the worker did.
async function install() {
  const first = !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register(new URL('../../sw.js', import.meta.url));
  const { active } = await navigator.serviceWorker.ready;
  const pages = first ? [location.href] : [];
  if (installed()) pages.push(...[...document.querySelectorAll('.bar a')].map((link) => link.href));
  if (pages.length) active?.postMessage({ keep: [...new Set(pages)] });
}
const later = () => install().catch(() => 0); // not in this browser, or not now
if (navigator.serviceWorker && !kept) {
  addEventListener('load', () => setTimeout(later, 500));
  addEventListener('switched', later);
}
