import { cpus, totalmem, type } from 'node:os';

/** What a figure was measured on; without it a time says nothing. */
export function machine(): string {
  const [cpu] = cpus();
  const model = cpu?.model.replace(/\s+/g, ' ').trim() || process.arch;
  const memoryGib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${model}, ${memoryGib} GiB, ${type()}, Node ${process.versions.node}`;
}
