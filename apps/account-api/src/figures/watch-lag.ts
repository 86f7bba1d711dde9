import { Gauge, type Registry } from 'prom-client';
import { TOPICS, type KafkajsEventStream } from '#libs/event-stream';
import { READINGS } from '../readings.js';

/** How far the shared readers are behind, a topic: of all instances together. */
export function watchLag(
  registry: Registry,
  stream: Pick<KafkajsEventStream, 'lag'>,
  topicPrefix: string,
): void {
  const shared = Object.values(TOPICS).flatMap(({ name }) => {
    const reading = READINGS[name];
    return reading !== undefined && 'shareAs' in reading
      ? [{ name, group: topicPrefix + reading.shareAs }]
      : [];
  });
  new Gauge({
    name: 'signoff_consumer_lag',
    help: 'Records of a shared topic that no account API has dealt with yet.',
    labelNames: ['topic'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { name, group } of shared) {
        const lag = await stream.lag(topicPrefix + name, group).catch(() => null);
        if (lag !== null) this.set({ topic: name }, lag);
      }
    },
  });
}
