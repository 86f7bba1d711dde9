import type { FleetReport } from './report.js';
import { chartsOf } from './html/charts.js';
import { count, duration, text } from './html/markup.js';
import { SCRIPT } from './html/script.js';
import { STYLES } from './html/styles.js';
import { verdict } from './table.js';

/** The report as one page that needs nothing else: no script, font or picture from anywhere. */
export function pageOf(report: FleetReport): string {
  const title = `Fleet: ${report.scenario}, ${count(report.devices.asked)} devices`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title><style>${STYLES}</style></head><body><main>
<h1>${text(title)}</h1>
<p class="soft">${text(capital(report.sentence))}.</p>
<p class="verdict ${report.isClean ? 'good' : 'bad'}"><span aria-hidden="true">${report.isClean ? '✓' : '✗'}</span>${text(verdict(report))}</p>
<h2>The account</h2>${accountOf(report)}
<h2>At a glance</h2>${glance(report)}
<h2>Over the run</h2><div class="charts">${chartsOf(report)}</div>
<h2>Latencies</h2>${latencyTable(report)}
${named(report)}
<h2>The run</h2>${facts(report)}
</main><script>${SCRIPT}</script></body></html>
`;
}

function accountOf({ account, addsUp }: FleetReport): string {
  const parts = [
    ['confirmed', 'confirmed', account.confirmed],
    ['unreachable', 'blocked and unreachable', account.unreachable],
    ['signedOut', 'over, with no receipt to come', account.signedOut],
    ['untouched', 'untouched', account.untouched],
    ['odd', 'odd', account.odd.length],
  ] as const;
  const shown = parts.filter(([id, , value]) => value > 0 || id !== 'signedOut');
  const bar = parts
    .filter(([, , value]) => value > 0)
    .map(([id, , value]) => `<i class="${id}" style="flex:${value}"></i>`)
    .join('');
  const sum = shown.map(([, , value]) => count(value)).join(' + ');
  return `<div class="share" aria-hidden="true">${bar}</div><div class="tiles">${shown
    .map(
      ([id, word, value]) =>
        `<div class="tile"><b>${count(value)}</b><span><i class="i-${id}"></i>${word}</span></div>`,
    )
    .join(
      '',
    )}</div><p class="caption">${sum} = ${count(account.sessions)} sessions${addsUp ? '' : ', which is wrong'}. Judged from outside: by what owners and operators were answered and what devices did.</p>`;
}

function glance(report: FleetReport): string {
  const figure = (id: string) => report.latencies.find((one) => one.id === id);
  const [blocked, told, confirmed, storm] = ['blocked', 'told', 'confirmed', 'storm'].map(figure);
  const tiles: [string, string][] = [];
  if (blocked !== undefined) tiles.push([duration(blocked.p50), 'blocked everywhere, p50']);
  if (told !== undefined)
    tiles.push([duration(told.p50), 'told, p50'], [duration(told.max), 'the last told']);
  if (confirmed !== undefined)
    tiles.push([duration(confirmed.p50), 'confirmed, p50'], [duration(confirmed.max), 'the last confirmed']);
  if (storm !== undefined) tiles.push([duration(storm.max), 'the last back']);
  const { memoryKib, enrolled, seeded } = report.devices;
  tiles.push([`${memoryKib} KiB`, 'memory a device, in the fleet']);
  tiles.push([count(enrolled), 'enrolled by the device flow'], [count(seeded), 'seeded, then refreshed']);
  return `<div class="tiles">${tiles.map(([value, word]) => `<div class="tile"><b>${value}</b><span>${word}</span></div>`).join('')}</div>`;
}

function latencyTable({ latencies }: FleetReport): string {
  const rows = latencies.map(
    ({ title, count: times, mean, p50, p90, p99, p999, max }) =>
      `<tr><td>${text(title)}</td><td>${count(times)}</td>${[mean, p50, p90, p99, p999, max]
        .map((value) => `<td>${duration(value)}</td>`)
        .join('')}</tr>`,
  );
  const head = ['', 'count', 'mean', 'p50', 'p90', 'p99', 'p99.9', 'max'].map(
    (word) => `<th scope="col">${word}</th>`,
  );
  return `<div class="wide"><table><tr>${head.join('')}</tr>${rows.join('')}</table></div>`;
}

const MOST_NAMED = 500;

/** Every odd one by name, and why. */
function named({ account, failures }: FleetReport): string {
  const lists: [string, readonly string[]][] = [
    ['Odd sessions', account.odd.map(({ sid, device, why }) => `Device ${device}, session ${sid}: ${why}.`)],
    [
      'Devices that never had a session',
      account.neverLinked.map(({ device, why }) => `Device ${device}: ${why}.`),
    ],
    ['What the audit found', account.findings.map(({ kind, sentence }) => `${kind}: ${sentence}`)],
    ['What failed on devices', failures.map(({ device, why }) => `Device ${device}: ${why}.`)],
  ];
  return lists
    .filter(([, lines]) => lines.length > 0)
    .map(([head, lines]) => {
      const more =
        lines.length > MOST_NAMED
          ? `<p class="soft">and ${count(lines.length - MOST_NAMED)} more, in the JSON report</p>`
          : '';
      return `<h2>${head}</h2>${list(lines.slice(0, MOST_NAMED))}${more}`;
    })
    .join('');
}

function facts(report: FleetReport): string {
  const { devices, installation, notes, closes } = report;
  const ends = Object.entries(closes).map(([code, times]) => `${count(times)} with ${code}`);
  return list([
    `Begun ${report.startedAt}, took ${duration(report.tookMs)}.`,
    `On ${report.machine}.`,
    `${installation.isOurs ? 'A stack of its own' : installation.issuer}, ${installation.gateways} gateway${installation.gateways === 1 ? '' : 's'}, the ${installation.listener} listener; ${devices.processes} processes of devices.`,
    `${count(devices.refreshed)} refreshes with a proof were granted; each seeded device began with one.`,
    ...(ends.length === 0 ? [] : [`Connections ended: ${ends.join(', ')}.`]),
    ...notes,
  ]);
}

const list = (lines: readonly string[]): string =>
  `<ul class="plain">${lines.map((line) => `<li>${text(line)}</li>`).join('')}</ul>`;

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
