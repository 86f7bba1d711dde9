import { CannotStart } from '../cannot-start.js';
import { firstToBeHad, NotToBeHad, type Way } from './way.js';

describe('where a service comes from', () => {
  const said: string[] = [];
  const progress = { say: (line: string): void => void said.push(line) };
  beforeEach(() => (said.length = 0));

  const notSet: Way = { id: 'environment', open: async () => new NotToBeHad('KAFKA_BROKERS is not set') };
  const noEngine: Way = {
    id: 'docker',
    open: async () => new NotToBeHad('Docker: start it', 'no Docker engine answers'),
  };
  const embedded: Way = { id: 'embedded', open: async () => ({ address: '127.0.0.1:1', from: 'embedded' }) };

  it('the first way that is to be had, and people are told which, and why not the one they might expect', async () => {
    const taken = await firstToBeHad('Kafka', [notSet, noEngine, embedded], progress);
    expect(taken).toEqual({ address: '127.0.0.1:1', from: 'embedded', way: 'embedded' });
    expect(said).toEqual(['  Kafka: embedded (no Docker engine answers)']);
  });

  it('later ways are not tried', async () => {
    const never: Way = { ...embedded, open: () => Promise.reject(new Error('tried')) };
    await expect(firstToBeHad('Kafka', [embedded, never], progress)).resolves.toMatchObject({
      way: 'embedded',
    });
  });

  it('without any, one message names all three and what stands in the way of each', async () => {
    const noJava: Way = { id: 'embedded', open: async () => new NotToBeHad('embedded: install Java 17') };
    const error = await firstToBeHad('Kafka', [notSet, noEngine, noJava], progress).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(CannotStart);
    expect((error as Error).message.split('\n').slice(1)).toEqual([
      '  1. KAFKA_BROKERS is not set',
      '  2. Docker: start it',
      '  3. embedded: install Java 17',
    ]);
  });

  it('one that was there and failed is not passed over: its data may be in there', async () => {
    const failing: Way = { id: 'docker', open: () => Promise.reject(new CannotStart('it did not come up')) };
    await expect(firstToBeHad('Kafka', [failing, embedded], progress)).rejects.toThrow('it did not come up');
  });
});
