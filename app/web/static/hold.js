// What is done to a card shows on it at once: its flag, its mark, and that it is asked again.
import { $, say } from './page.js';

const pressed = () => $('#card .flags [aria-pressed]');
const marking = () => $('#card button[name=what][value=mark]');

export const held = () => ({ flag: Number(pressed()?.value.slice(5) ?? 0), marked: marking()?.dataset.on === 'yes', aside: Boolean($('#card .aside')) });

// What a card has after an act: a flag that it has already is taken away, and so is a mark.
export function after(what, { flag, marked, aside }) {
  const [, number] = what.match(/^flag-(\d)$/) ?? [];
  if (number !== undefined) return { flag: Number(number) === flag ? 0 : Number(number), marked, aside };
  if (what === 'mark') return { flag, marked: !marked, aside };
  return { flag, marked, aside: false };
}

export function dress({ flag, marked, aside }) {
  pressed()?.removeAttribute('aria-pressed');
  const button = $(`#card .flags [value="flag-${flag}"]`);
  button?.setAttribute('aria-pressed', 'true');
  const mark = marking();
  if (mark) {
    mark.dataset.on = marked ? 'yes' : '';
    mark.textContent = marked ? 'Unmark' : 'Mark';
    mark.title = `${mark.textContent} (*)`;
  }
  if (!aside) $('#card .aside')?.remove();
  $('#card .held')?.remove();
  const colour = button?.textContent.trim();
  const words = [flag && `Flag ${flag}: ${colour}`, marked && '★ marked'].filter(Boolean);
  if (words.length) {
    const line = document.createElement('p');
    line.className = `held f${flag}`;
    line.textContent = words.join(' · ');
    $('#where').after(line);
  }
  const told = [flag && `${colour} flag`, marked && 'marked'].filter(Boolean);
  say(told.join(', ') || 'no flag, no mark', false);
}
