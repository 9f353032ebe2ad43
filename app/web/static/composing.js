// The totals of the table as one types; without this script "Check" says them.
const form = document.querySelector('#table');
const number = (text) => (/^\s*\d{1,3}\s*$/.test(text) ? Number(text) : 0);
const worth = (text) => (/^\s*\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.')) : 1);
const plain = (value) => String(Math.round(value * 100) / 100);

function add() {
  const sums = { topic: {}, level: {} };
  let all = 0;
  let points = 0;
  for (const box of form.querySelectorAll('[data-topic]')) {
    const { topic, level } = box.dataset;
    const count = number(box.value);
    sums.topic[topic] = (sums.topic[topic] ?? 0) + count;
    sums.level[level] = (sums.level[level] ?? 0) + count;
    all += count;
    points += count * worth(form.querySelector(`[data-points="${level}"]`).value);
  }
  for (const box of form.querySelectorAll('[data-other]')) { all += number(box.value); points += number(box.value); }
  for (const out of form.querySelectorAll('output[data-of]')) out.value = plain(sums[out.dataset.sum][out.dataset.of] ?? 0);
  form.querySelector('[data-sum=all]').value = plain(all);
  form.querySelector('[data-sum=points]').value = plain(points);
}

form?.addEventListener('input', add);
