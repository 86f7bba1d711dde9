import { breaksFirst } from './breaks-first.js';
import { ASSUMPTIONS } from './assumed.js';
import type { Measured } from './measured.js';
import { planFor, type Plan, type PlanOptions } from './plan.js';
import { sent, written } from './topics.js';

/** A head and rows, for whoever prints them. */
export interface Rows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const ms = (value: number): string => (value < 10 ? `${value.toFixed(1)} ms` : `${whole(value)} ms`);
const s = (value: number): string => `${whole(Math.ceil(value))} s`;
const times = (count: number): string => (count === 1 ? 'once' : `${whole(count)} times`);

/** One column a fleet. */
export function planRows(fleets: readonly PlanOptions[], measured: Measured): Rows {
  const plans = fleets.map((fleet) => planFor(fleet, measured));
  const row = (what: string, show: (plan: Plan) => string): readonly string[] => [what, ...plans.map(show)];
  return {
    head: ['', ...plans.map(({ devices }) => `${whole(devices)} devices`)],
    rows: [
      row('accounts', ({ accounts }) => whole(accounts)),
      row('devices a cell, at most', ({ devicesACell }) => whole(devicesACell)),
      row('cells', ({ cells }) => whole(cells)),
      row('gateways', ({ gateways }) => whole(gateways)),
      row('account APIs', ({ accountApis }) => whole(accountApis)),
      row('databases', ({ databases }) => whole(databases)),
      row('Kafka brokers', ({ brokers }) => whole(brokers)),
      row('partitions of `device-receipts`, a cell', ({ cell }) => whole(cell.receiptPartitions)),
      row('refreshes, a cell', ({ cell }) => `${whole(cell.refreshesPerS)}/s`),
      row('events to every gateway, a cell', ({ cell }) => `${cell.eventsPerS.toFixed(1)}/s`),
      row('sent by the brokers, a cell', ({ cell }) => `${whole(cell.egressMbps)} Mbit/s`),
      row('a campaign over all: last told', ({ toldMs }) => ms(toldMs)),
      row('its last receipt, of those connected', ({ receiptsS }) => s(receiptsS)),
      row('a lost gateway: all of it are back', ({ stormS }) => s(stormS)),
      row('processors', ({ processors }) => whole(processors)),
      row('memory of gateways', ({ memoryGib }) => `${whole(Math.ceil(memoryGib))} GiB`),
      row('database', ({ databaseGib }) => `${whole(Math.ceil(databaseGib))} GiB`),
      row('processors a million devices', ({ processors, devices }) => whole((processors / devices) * 1e6)),
    ],
  };
}

/** What a full cell of a fleet puts through Kafka. */
export function topicRows(fleet: PlanOptions, measured: Measured): Rows {
  const { cell } = planFor(fleet, measured);
  return {
    head: ['topic', 'records written', 'written', 'each is sent', 'sent'],
    rows: cell.topics.map((load) => [
      load.topic,
      `${whole(load.writtenPerS)}/s`,
      `${written(load).toFixed(1)} Mbit/s`,
      times(load.readers),
      `${sent(load).toFixed(1)} Mbit/s`,
    ]),
  };
}

export function breakRows(measured: Measured): Rows {
  return {
    head: ['of which there is one', 'too many connected devices', 'then'],
    rows: breaksFirst(measured).map(({ what, devices, then }) => [what, whole(devices), then]),
  };
}

export function sizeRows({ bySize }: Measured): Rows {
  return {
    head: [
      'devices',
      'gateways',
      'measured',
      'memory a connection',
      'last told',
      'last receipt',
      'a single sign-out beside it',
    ],
    rows: bySize.map((one) => [
      whole(one.devices),
      whole(one.gateways),
      times(one.repeats),
      `${one.memoryKib.toFixed(1)} KiB`,
      ms(one.toldMs),
      ms(one.receiptMs),
      ms(one.besideMs),
    ]),
  };
}

export function sessionRows({ bySessions }: Measured): Rows {
  return {
    head: [
      'sessions',
      'measured',
      'of an account: blocked',
      'of a class: blocked',
      'the class was counted in',
    ],
    rows: bySessions.map((one) => [
      whole(one.sessions),
      times(one.repeats),
      ms(one.accountMs),
      ms(one.classMs),
      ms(one.countedMs),
    ]),
  };
}

export function assumedRows(): Rows {
  return {
    head: ['assumed', 'value', 'what it is'],
    rows: Object.entries(ASSUMPTIONS).map(([name, { value, says }]) => [
      `\`${name}\``,
      value.toLocaleString('en', { maximumFractionDigits: 3 }),
      says,
    ]),
  };
}

/** One fleet in cells of several sizes: what is the same in all of them is left out. */
export function cellRows(devices: number, cells: readonly number[], measured: Measured): Rows {
  return {
    head: [
      'devices a cell',
      'cells',
      'databases',
      'account APIs',
      'Kafka brokers',
      'sent by them, a cell',
      'last receipt of a campaign over all',
      'processors a million devices',
    ],
    rows: cells.map((devicesACell) => {
      const plan = planFor({ devices, devicesACell }, measured);
      return [
        ...[devicesACell, plan.cells, plan.databases, plan.accountApis, plan.brokers].map(whole),
        `${whole(plan.cell.egressMbps)} Mbit/s`,
        s(plan.receiptsS),
        whole((plan.processors / devices) * 1e6),
      ];
    }),
  };
}

export function constantRows(measured: Measured): Rows {
  return {
    head: ['measured', ''],
    rows: [
      ['memory a connection', `${measured.memoryKibAConnection.toFixed(2)} KiB`],
      ['telling, a device, one gateway', `${measured.toldUsADevice.toFixed(1)} µs`],
      ['full handshakes, one gateway', `${whole(measured.handshakesPerS)}/s`],
      ['receipts stored, one account API', `${whole(measured.receiptsStoredPerS)}/s`],
      ['refreshes with DPoP, one account API', `${whole(measured.refreshesPerS)}/s`],
      ['database, a session', `${whole(measured.databaseBytesASession)} B`],
      ['a security event', `${whole(measured.eventBytes)} B`],
    ],
  };
}
