import type { KeyFacts } from '../facts.js';
import { ok, warning, wrong, type Finding } from '../finding.js';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;
const ANEW = 'Put it back from a copy, or begin anew with new keys, which ends every session: npm run reset';

export function checkKeys(facts: KeyFacts, now: number): readonly Finding[] {
  const { folder, exists, missing, open } = facts;
  if (!exists) return [ok('keys', `There is no ${folder} yet; npm start makes it, with new keys.`)];
  if (missing.length > 0) return [wrong('keys', `${folder} lacks ${missing.join(', ')}.`, ANEW)];
  return [issuerKeys(facts), modes(folder, open), ...certificate(facts, now)];
}

function issuerKeys({ folder, issuerKeys: count }: KeyFacts): Finding {
  if (count !== null && count > 0) return ok('keys', `${folder} has all keys; ${count} of the issuer.`);
  return wrong('keys', `${folder}/issuer.jwks.json holds no key that can be read.`, ANEW);
}

function modes(folder: string, open: KeyFacts['open']): Finding {
  if (open.length === 0) return ok('key-modes', 'No key can be read by another user.');
  const names = open.map(({ name }) => `${folder}/${name}`).join(' ');
  return wrong(
    'key-modes',
    `Other users of this machine can read ${open.map(({ name, mode }) => `${name} (${mode})`).join(', ')}.`,
    `chmod 600 ${names}; whoever had a look at them can sign for this issuer, so think of new ones.`,
  );
}

function certificate({ certificate: found, folder, issuer }: KeyFacts, now: number): readonly Finding[] {
  const file = `${folder}/tls.pem`;
  const anew = `Make a new one by your authority, for the host of ${issuer}, and put it at ${file} and tls.key.`;
  if (found === null) return [wrong('certificate', `${file} is no certificate that can be read.`, anew)];
  const { validFrom, validTo, ofThisCa, keyFits, namesIssuer } = found;
  const days = Math.floor((validTo - now) / DAY_MS);
  if (now < validFrom)
    return [wrong('certificate', `${file} is not valid yet.`, 'Set the clock of this machine right.')];
  if (days < 0) return [wrong('certificate', `${file} expired ${-days} days ago.`, anew)];
  if (!keyFits) return [wrong('certificate', `${folder}/tls.key is not the key of ${file}.`, anew)];
  if (!namesIssuer)
    return [
      wrong(
        'certificate',
        `${file} does not name the host of ${issuer}: devices will not connect.`,
        `${anew} Or set SIGNOFF_ISSUER to a host it names.`,
      ),
    ];
  if (!ofThisCa)
    return [
      warning(
        'certificate',
        `${file} does not descend from ${folder}/ca.pem.`,
        'Give devices and servers the authority that it does descend from, as SIGNOFF_CA_FILE.',
      ),
    ];
  if (days < SOON_DAYS) return [warning('certificate', `${file} expires in ${days} days.`, anew)];
  return [ok('certificate', `${file} is for the host of ${issuer} and valid until ${year(validTo)}.`)];
}

const year = (at: number): string => new Date(at).toISOString().slice(0, 10);
