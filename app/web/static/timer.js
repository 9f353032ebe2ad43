// The timer, where the preset asks for one: how long the card has been looked at, a minute at most.
import { now } from './ahead.js';
import { $ } from './page.js';

const MOST = 60; // seconds that an answer counts

export function time() {
  if (!$('[data-timer]')) return;
  setInterval(() => {
    const box = $('[data-timer]');
    const shown = Number($('form#card')?.elements.shown_at?.value);
    if (!box || !shown) return;
    const seconds = Math.max(0, Math.min(MOST, Math.floor((now() - shown) / 1000)));
    box.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }, 500);
}
