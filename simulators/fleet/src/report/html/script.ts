/** Says the numbers of a chart where somebody points. The page says all it has to without it. */
export const SCRIPT = `
for (const figure of document.querySelectorAll('.chart')) {
  const data = JSON.parse(figure.querySelector('script').textContent);
  const [svg, cursor, tip] = ['svg', '.cursor', '.tip'].map((one) => figure.querySelector(one));
  const word = (x) => data.x === 'percentile' ? (x === 100 ? 'max' : x === 0 ? 'min' : 'p' + x) : x.toFixed(2) + ' s';
  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width * 640;
    const near = data.series.map(({ name, points }) => [name, points.reduce((a, b) => Math.abs(b[0] - at) < Math.abs(a[0] - at) ? b : a)]);
    const x = near.map(([, point]) => point).reduce((a, b) => Math.abs(b[0] - at) < Math.abs(a[0] - at) ? b : a);
    cursor.setAttribute('x1', x[0]); cursor.setAttribute('x2', x[0]); cursor.removeAttribute('hidden');
    tip.replaceChildren(...[word(x[2]), ...near.map(([name, point]) => name + ': ' + point[3].toLocaleString('en') + data.unit)].map((line) => {
      const row = document.createElement('div'); row.textContent = line; return row;
    }));
    tip.hidden = false;
    const left = x[0] / 640 * box.width;
    tip.style.left = (left > box.width / 2 ? left - tip.offsetWidth - 10 : left + 10) + 'px';
  });
  svg.addEventListener('pointerleave', () => { tip.hidden = true; cursor.setAttribute('hidden', ''); });
}
`;
