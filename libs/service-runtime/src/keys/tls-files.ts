import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The certificate chain and key of a server's TLS listener, PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** Reads `tls.pem` and `tls.key`. Errors: an Error that names the file. */
export async function loadTlsFiles(dir: string): Promise<TlsFiles> {
  const [cert, key] = await Promise.all(['tls.pem', 'tls.key'].map((name) => read(join(dir, name))));
  return { cert: cert as string, key: key as string };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Error(`${file} cannot be read: is SIGNOFF_KEYS_DIR the folder with the server's certificate?`, {
      cause,
    });
  }
}
