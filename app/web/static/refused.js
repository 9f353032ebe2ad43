// Answers that the server won't have stay to be read until the learner goes on.
import { dismiss, outbox, refused } from './outbox.js';
import { $ } from './page.js';

export function blame() {
  const rows = refused();
  if (!rows.length) return;
  const box = document.createElement('section');
  box.className = 'problems refused';
  box.setAttribute('aria-labelledby', 'refused');
  box.innerHTML = '<h2 id="refused" tabindex="-1"></h2><ul></ul><p class="acts"><a class="go"></a></p>';
  $('h2', box).textContent = rows.at(-1).refused.title;
  for (const row of rows) {
    const line = document.createElement('li');
    line.textContent = row.kind === 'undo' ? row.refused.words : `${row.kind === 'act' ? `${row.rating}, of` : `Your answer ${row.rating} to`} “${row.stem}”: ${row.refused.words}`;
    $('ul', box).append(line);
  }
  const way = $('a', box);
  const path = new URL(rows.at(-1).url);
  way.href = path.pathname.replace(/\/[a-z]+$/, '') + path.search;
  way.textContent = 'Go on studying';
  way.onclick = (event) => { event.preventDefault(); dismiss().then(() => location.assign(way.href)); };
  document.querySelector('.refused')?.remove();
  $('#main').prepend(box);
  document.title = `${rows.at(-1).refused.title} · Citecards`;
  scrollTo(0, 0);
  if (!document.activeElement?.matches('input[type=text], textarea')) $('h2', box).focus();
}

outbox.addEventListener('refused', blame);
