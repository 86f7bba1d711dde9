/** CLOCK_MONOTONIC in ms: comparable between the processes of one machine. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
