/** A service of your own with Express: docs/protect-your-own-service.md. */
import { readFile } from 'node:fs/promises';
import express from 'express';
import { deviceOf, expressGuard, loadNonceSecret, ResourceServer } from '#libs/resource-server';

const setting = (name: string): string => process.env[name] ?? '';
const port = Number(setting('PORT'));

const signoff = await ResourceServer.open({
  name: 'recipes-1',
  issuer: setting('SIGNOFF_ISSUER'),
  ca: await readFile(setting('SIGNOFF_CA_FILE')),
  origins: [`http://localhost:${port}`],
  nonceSecret: await loadNonceSecret(setting('SIGNOFF_KEYS_DIR')),
  internalUrl: setting('SIGNOFF_INTERNAL_URL'),
  kafkaBrokers: setting('KAFKA_BROKERS').split(','),
  topicPrefix: setting('SIGNOFF_TOPIC_PREFIX'),
});

const app = express();
app.use(expressGuard(signoff.guard));
app.get('/recipes', (request, response) => {
  const { sub, kind } = deviceOf(request);
  response.json({ account: sub, shownOn: kind, recipes: ['Lentil soup', 'Plum cake'] });
});

await signoff.start();
const server = app.listen(port, '127.0.0.1', () => process.stdout.write('ready\n'));

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void signoff.close().then(() => process.exit(0));
});
