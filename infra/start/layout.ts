import { join, resolve } from 'node:path';

export interface ServerPorts {
  readonly tls: number;
  readonly plain: number;
  readonly internal: number;
}

/** Every port of one installation. */
export interface Ports {
  readonly accountTls: number;
  readonly accountPlain: number;
  readonly accountInternal: number;
  readonly gateways: readonly ServerPorts[];
  readonly playback: ServerPorts;
  /** Of the television's, the phone's and the stage's pages. */
  readonly pages: number;
  readonly postgres: number;
  readonly kafka: number;
  readonly kafkaController: number;
}

export const portsOf = (offset: number, gateways: number): Ports => ({
  accountTls: 7443 + offset,
  accountPlain: 7080 + offset,
  accountInternal: 7090 + offset,
  gateways: Array.from({ length: gateways }, (_, index) =>
    index === 0
      ? { tls: 7444 + offset, plain: 7081 + offset, internal: 7091 + offset }
      : { tls: 7460 + index + offset, plain: 7180 + index + offset, internal: 7190 + index + offset },
  ),
  playback: { tls: 7445 + offset, plain: 7082 + offset, internal: 7094 + offset },
  pages: 7083 + offset,
  postgres: 7432 + offset,
  kafka: 7092 + offset,
  kafkaController: 7093 + offset,
});

/** Where things lie in the data folder. */
export const layoutOf = (dataDir: string) => {
  const folder = resolve(dataDir);
  return {
    folder,
    keys: join(folder, 'keys'),
    logs: join(folder, 'logs'),
    devices: join(folder, 'devices'),
    ledger: join(folder, 'processes.json'),
    lock: join(folder, 'running.json'),
    run: join(folder, 'run.json'),
    demo: join(folder, 'demo.json'),
    operators: join(folder, 'operators.json'),
  };
};

export type Layout = ReturnType<typeof layoutOf>;
