/**
 * The bare peer: ws, a set of sockets, and `for (const socket of sockets) socket.send(text)`. It speaks just enough of
 * the protocol for the fleet to come in. `--check sync` and `--check async` verify token and proof as our gateway must.
 */
import { createPublicKey, hash, randomBytes, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { WebSocketServer } from 'ws';

const check = process.argv[2] ?? 'none';
const issuer =
  process.argv[3] === undefined ? null : createPublicKey({ key: JSON.parse(process.argv[3]), format: 'jwk' });
const verifyLater = promisify(verify);
const sockets = new Set();

const parsed = (text) => JSON.parse(Buffer.from(text, 'base64url').toString());

function* checksOf(token, proof, nonce) {
  const [tokenHeader, tokenPayload, tokenSignature] = token.split('.');
  const [header, payload, signature] = proof.split('.');
  const claims = parsed(payload);
  if (claims.nonce !== nonce || claims.ath !== hash('sha256', token, 'base64url'))
    throw new Error('the proof');
  parsed(tokenPayload);
  yield [issuer, `${tokenHeader}.${tokenPayload}`, tokenSignature];
  yield [createPublicKey({ key: parsed(header).jwk, format: 'jwk' }), `${header}.${payload}`, signature];
}

const argumentsOf = ([key, input, signature]) => [
  'sha256',
  Buffer.from(input),
  { key, dsaEncoding: 'ieee-p1363' },
  Buffer.from(signature, 'base64url'),
];

async function isGood({ accessToken, proof }, nonce) {
  if (check === 'none') return true;
  for (const one of checksOf(accessToken, proof, nonce)) {
    const good = check === 'sync' ? verify(...argumentsOf(one)) : await verifyLater(...argumentsOf(one));
    if (!good) return false;
  }
  return true;
}

const READY = JSON.stringify({
  type: 'ready',
  session: { sid: 's', sub: 'a', seq: 1, kind: 'tv', model: 'm', appVersion: '1' },
  renewWithinS: 300,
  heartbeatS: 25,
});

const server = new WebSocketServer({
  port: 0,
  host: '127.0.0.1',
  backlog: 4096,
  perMessageDeflate: false,
  clientTracking: false,
});
server.on('connection', (socket) => {
  const nonce = randomBytes(16).toString('base64url');
  socket.on('error', () => undefined);
  socket.on('close', () => sockets.delete(socket));
  socket.on('message', (data) => {
    const frame = JSON.parse(data.toString());
    if (frame.type === 'ping') return socket.send('{"type":"pong"}');
    isGood(frame, nonce).then(
      (good) => {
        if (!good) return socket.close(4203);
        sockets.add(socket);
        socket.send(READY);
      },
      () => socket.close(4203),
    );
  });
  socket.send(JSON.stringify({ type: 'challenge', nonce }));
});
process.on('message', ({ publish }) => {
  for (const socket of sockets) socket.send(publish);
});
process.on('disconnect', () => process.exit(0));
server.on('listening', () => process.send({ port: server.address().port }));
