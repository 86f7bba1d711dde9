/** A service of your own with Fastify: docs/protect-your-own-service.md. */
import { readFile } from 'node:fs/promises';
import fastify from 'fastify';
import { deviceOf, fastifyGuard, loadNonceSecret, ResourceServer } from '#libs/resource-server';

const setting = (name: string): string => process.env[name] ?? '';
const port = Number(setting('PORT'));

const signoff = await ResourceServer.open({
  name: 'recipes-2',
  issuer: setting('SIGNOFF_ISSUER'),
  ca: await readFile(setting('SIGNOFF_CA_FILE')),
  origins: [`http://localhost:${port}`],
  nonceSecret: await loadNonceSecret(setting('SIGNOFF_KEYS_DIR')),
  internalUrl: setting('SIGNOFF_INTERNAL_URL'),
  kafkaBrokers: setting('KAFKA_BROKERS').split(','),
  topicPrefix: setting('SIGNOFF_TOPIC_PREFIX'),
});

const app = fastify({ forceCloseConnections: true });
app.addHook('onRequest', fastifyGuard(signoff.guard));
app.get('/recipes', (request) => {
  const { sub, kind } = deviceOf(request.raw);
  return { account: sub, shownOn: kind, recipes: ['Lentil soup', 'Plum cake'] };
});

await signoff.start();
await app.listen({ port, host: '127.0.0.1' });
process.stdout.write('ready\n');

process.once('SIGTERM', () => {
  void app
    .close()
    .then(() => signoff.close())
    .then(() => process.exit(0));
});
