import { SignoffError } from '#libs/errors';

/** A person's sign-in. A sign-out of devices never touches it. */
export interface Account {
  readonly sub: string;
  readonly email: string;
  readonly displayName: string;
}

/** An account whose password was given rightly, against this hash. */
export interface ProvenAccount extends Account {
  readonly passwordHash: string;
}

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

const MIN_PASSWORD_CHARACTERS = 10;
/** Long enough for any passphrase; hashing must not become a way to keep the server busy. */
const MAX_PASSWORD_CHARACTERS = 512;
const MAX_EMAIL_CHARACTERS = 254;

export function parseRegistration(body: unknown): Registration {
  const { email, password } = parseCredentials(body);
  const displayName = text(body, 'displayName').trim();
  if (displayName.length < 1 || displayName.length > 64 || /\p{Cc}/u.test(displayName))
    throw malformed('displayName must be 1 to 64 characters');
  return { email, password: strongEnough(password), displayName };
}

/** A password as it may be chosen. Errors: password_too_weak. */
export function strongEnough(password: string): string {
  if ([...password].length < MIN_PASSWORD_CHARACTERS) throw new SignoffError('password_too_weak');
  return password;
}

export function parseCredentials(body: unknown): Credentials {
  const email = text(body, 'email').trim().toLowerCase();
  if (email.length > MAX_EMAIL_CHARACTERS || !/^[^\s@]+@[^\s@]+$/.test(email))
    throw malformed('email must be an email address');
  return { email, password: parsePassword(body, 'password') };
}

export function parsePassword(body: unknown, member: string): string {
  const password = text(body, member);
  if (password.length > MAX_PASSWORD_CHARACTERS)
    throw malformed(`${member} must be at most ${MAX_PASSWORD_CHARACTERS} characters`);
  // One spelling of what is typed alike on every keyboard (RFC 8265 section 4.2.2).
  return password.normalize('NFC');
}

function text(body: unknown, member: string): string {
  const value = (body as Record<string, unknown> | null | undefined)?.[member];
  if (typeof value !== 'string') throw malformed(`${member} must be a text`);
  return value;
}

const malformed = (detail: string): SignoffError => new SignoffError('malformed_request', detail);
