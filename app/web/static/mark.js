// The mark of what was given: shown by the page where that is plain, else asked of the server.
import { $, land, parse, say } from './page.js';

const MARKING = 1500; // ms to wait for a mark before the learner may judge without

export function yours(back, inputs, given) {
  const options = back.querySelectorAll('.judged li');
  inputs.forEach((input, index) => {
    if (!input.checked || !options[index]) return;
    const note = document.createElement('em');
    note.className = 'yours';
    note.textContent = 'your answer';
    $('span:not([aria-hidden])', options[index]).append(' ', note);
  });
  const texts = given.filter(([name]) => name === 'text').map(([, text]) => text.trim());
  if (!texts.length) return;
  const line = document.createElement('p');
  line.className = 'given';
  line.innerHTML = '<span class="quiet">You wrote</span> ';
  line.append(texts.join('; '));
  ($('.answer', back) ?? $('.stem', back)).after(line);
}

const propose = (back, rating) => {
  for (const button of back.querySelectorAll('.ratings button')) {
    const proposed = button.value === rating;
    button.classList.toggle('good', proposed);
    button.toggleAttribute('data-default', proposed);
  }
};

// One of several is right or wrong: that needs nobody.
export function judge(back) {
  const option = $('.judged li:has(.yours)', back);
  if (!option || option.matches('.key')) return;
  option.className = 'miss';
  $('kbd', option).insertAdjacentHTML('beforeend', ' <span aria-hidden="true">✗</span>');
  propose(back, '1');
}

// What is right letter by letter, but for capitals and spaces, needs nobody either: the back has
// it. (Of anything else nothing is said.)
const plain = (text) => text.normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean).join(' ');
export function right(back, given) {
  const boxes = JSON.parse(back.dataset.accepted ?? '[]');
  const texts = given.map(([, text]) => plain(text));
  if (!boxes.length || texts.length !== boxes.length || !texts.every((text, at) => boxes[at].includes(text))) return false;
  const line = $('.given', back);
  line.classList.add('correct');
  line.insertAdjacentHTML('afterend', '<p class="verdict correct"><span aria-hidden="true">✓</span> Right</p>');
  say('Right', false);
  return true;
}

// What was typed or put in order is marked by the server; till then no button is the marked one.
export async function mark(url, body, back) {
  const lift = (words) => {
    if (!back.isConnected || !back.hasAttribute('data-marking')) return;
    back.removeAttribute('data-marking');
    propose(back, '3');
    if (words) say(words);
  };
  back.toggleAttribute('data-marking', true);
  propose(back, '');
  const late = setTimeout(() => lift('The mark is still on its way: you may judge your answer yourself.'), MARKING);
  body.set('shown_at', back.elements.shown_at.value);
  const reply = await fetch(url, { method: 'POST', body, headers: { 'X-Fragment': 'card' } }).catch(() => null);
  const html = await reply?.text().catch(() => null);
  clearTimeout(late);
  if (!reply?.ok || !html) { lift('No connection: your answer is marked when it is sent. Judge it yourself for now.'); return; }
  const marked = $('#card.answered', parse(html));
  if (!marked || !back.isConnected || back.dataset.sent) return;
  const focused = !document.activeElement?.closest('.ratings, .more');
  marked.elements.review.value = back.elements.review.value;
  back.replaceWith(marked);
  say($('.verdict', marked)?.innerText ?? '', false);
  if (focused) land(marked);
}
