/**
 * A whole device in one file, written from docs/protocol.md with openid-client, jose and ws, and nothing of
 * this repository: it enrols, connects, is signed out, proves it, and exits 0. Each step is a JSON line.
 * SIGNOFF_ISSUER says where; Node is told the authority by NODE_EXTRA_CA_CERTS.
 */
import { createHash, randomUUID, webcrypto } from 'node:crypto';
import { calculateJwkThumbprint, createRemoteJWKSet, exportJWK, jwtVerify, SignJWT } from 'jose';
import * as openid from 'openid-client';
import { WebSocket } from 'ws';

const SESSION_REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
const say = (event, more = {}) => console.log(JSON.stringify({ event, ...more }));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('base64url');
const nowS = () => Math.floor(Date.now() / 1000);

const issuer = process.env.SIGNOFF_ISSUER;
const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
  'sign',
  'verify',
]);
const jwk = await exportJWK(pair.publicKey);
const sign = (typ, claims) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ, jwk }).sign(pair.privateKey);

// Enrol: RFC 8628 with a DPoP proof from the first request, which openid-client leaves to its caller.
const config = await openid.discovery(new URL(issuer), 'tv', undefined, openid.None());
const server = config.serverMetadata();
const dpop = openid.getDPoPHandle(config, pair);
config[openid.customFetch] = async (url, options) => {
  if (url !== server.device_authorization_endpoint) return fetch(url, options);
  const send = async () => {
    const headers = new Headers(options.headers);
    await dpop.addProof(new URL(url), headers, 'POST');
    const response = await fetch(url, { ...options, headers });
    dpop.cacheNonce(response, new URL(url));
    return response;
  };
  const first = await send();
  return first.status === 400 ? send() : first; // use_dpop_nonce
};
const code = await openid.initiateDeviceAuthorization(config, {
  device_kind: 'tv',
  device_model: 'Independent One',
  device_name: 'Somebody else’s TV',
  app_version: '0.1.0',
});
say('user-code', { userCode: code.user_code, jkt: await calculateJwkThumbprint(jwk) });
const tokens = await openid.pollDeviceAuthorizationGrant(config, code, undefined, { DPoP: dpop });
let { access_token: accessToken, refresh_token: refreshToken, session } = tokens;
say('linked', { session });

// Connect: challenge, hello, ready.
const htu = server.signoff_push_endpoint;
const socket = new WebSocket(htu, 'signoff.v1', { perMessageDeflate: false });
const send = (frame) => socket.send(JSON.stringify(frame));
let nonce;
const present = async (use) => {
  const claims = { jti: randomUUID(), iat: nowS(), nonce, ath: sha256(accessToken), use, htu };
  send({ type: use, accessToken, proof: await sign('signoff-proof+jwt', claims) });
};
const renew = async () => {
  const fresh = await openid.refreshTokenGrant(config, refreshToken, undefined, { DPoP: dpop });
  accessToken = fresh.access_token;
  await present('renew');
};

const onFrame = {
  challenge: async (frame) => {
    nonce = frame.nonce;
    await present('hello');
  },
  ready: async ({ renewWithinS, heartbeatS }) => {
    say('online');
    setTimeout(renew, renewWithinS * 700).unref();
    setInterval(() => send({ type: 'ping' }), heartbeatS * 1000).unref();
  },
  pong: async () => say('pong'),
  'session-revoked': async ({ event }) => signOut(event),
  'receipt-stored': async ({ jti }) => say('receipt-stored', { jti }),
};
socket.on('message', async (data) => {
  const frame = JSON.parse(data.toString());
  await onFrame[frame.type]?.(frame);
});
socket.on('close', (code) => {
  say('closed', { code });
  process.exit(code === 4501 && session === undefined ? 0 : 1);
});
process.stdin.on('data', () => send({ type: 'ping' }));

// Obey: believe only the issuer's signature, this issuer's devices, and a predicate that covers this session.
const issuerKeys = createRemoteJWKSet(new URL(server.jwks_uri));
async function signOut(set) {
  const { payload } = await jwtVerify(set, issuerKeys, {
    issuer,
    audience: `${issuer}/devices`,
    typ: 'secevent+jwt',
    algorithms: ['ES256'],
  });
  const predicate = payload.events[SESSION_REVOKED]['urn:signoff:predicate'];
  if (!covers(predicate)) return say('not-for-me');
  const { sid } = session;
  accessToken = refreshToken = session = undefined; // All this device keeps of the account.
  const receipt = await sign('signoff-receipt+jwt', {
    jti: randomUUID(),
    aud: issuer,
    iat: nowS(),
    sid,
    event_jti: payload.jti,
    event_hash: sha256(Buffer.from(set.split('.')[1], 'base64url')),
    wiped: ['tokens'],
  });
  say('signed-out', { sid, jti: payload.jti, txn: payload.txn });
  send({ type: 'receipt', receipt });
}

function covers({ type, sid, sub, cutoff, exceptSid }) {
  if (type === 'session') return sid === session.sid;
  if (type === 'account') return sub === session.sub && session.seq <= cutoff && exceptSid !== session.sid;
  return false; // Classes of devices are for a device with more than 150 lines.
}
