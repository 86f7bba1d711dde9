import type { FleetReport } from './report.js';

const MOST_NAMED = 20;
const number = (value: number): string => value.toLocaleString('en');
const ms = (value: number): string => (value < 100 ? value.toFixed(1) : number(Math.round(value)));

/** The report for a terminal. */
export function tableOf(report: FleetReport): string {
  const { account, devices } = report;
  return [
    '',
    `  ${report.scenario}: ${report.sentence}`,
    `  ${number(devices.asked)} devices: ${number(devices.enrolled)} enrolled by the flow, ${number(devices.seeded)} seeded; ` +
      `${number(devices.refreshed)} refreshes. ${devices.memoryKib} KiB a device, ${devices.processes} processes.`,
    '',
    ...rows(
      ['ms', 'count', 'p50', 'p90', 'p99', 'p99.9', 'max'],
      report.latencies.map(({ title, count, p50, p90, p99, p999, max }) => [
        title,
        number(count),
        ...[p50, p90, p99, p999, max].map(ms),
      ]),
    ),
    '',
    ...rows(
      ['the account', ''],
      [
        ['confirmed', number(account.confirmed)],
        ['blocked and unreachable', number(account.unreachable)],
        ...(account.signedOut > 0 ? [['over, with no receipt to come', number(account.signedOut)]] : []),
        ['untouched', number(account.untouched)],
        ['odd', number(account.odd.length)],
        [`sessions${report.addsUp ? '' : ': this does not add up'}`, number(account.sessions)],
      ],
    ),
    ...some(account.odd.map(({ sid, device, why }) => `device ${device}, session ${sid}: ${why}`)),
    ...some(account.neverLinked.map(({ device, why }) => `device ${device} never had a session: ${why}`)),
    ...some(account.findings.map(({ kind, sentence }) => `${kind}: ${sentence}`)),
    ...report.notes.map((note) => `  ${note}`),
    '',
    `  ${verdict(report)}`,
    '',
  ].join('\n');
}

export function verdict(report: FleetReport): string {
  const { account } = report;
  if (report.brokenOff !== null) return `Broken off: ${report.brokenOff}`;
  if (report.isClean) return `Every one of ${number(account.sessions)} sessions is accounted for.`;
  const parts = [
    report.addsUp ? '' : 'the parts do not make the whole',
    account.odd.length === 0 ? '' : `${account.odd.length} sessions are odd`,
    account.neverLinked.length === 0 ? '' : `${account.neverLinked.length} devices never had a session`,
    account.findings.length === 0 ? '' : `the audit found ${account.findings.length} broken promises`,
  ];
  return `Not all is well: ${parts.filter((part) => part !== '').join(', ')}.`;
}

function some(lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, MOST_NAMED).map((line) => `  ${line}`);
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `  … and ${more} more, in the JSON report`] : shown;
}

function rows(head: readonly string[], body: readonly (readonly string[])[]): readonly string[] {
  const all = [head, ...body];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `  ${cells.join('  ').trimEnd()}`;
  });
}
