import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Bundles the device SDK for a page of a spec's own, in the folder it names by --outDir. */
export default defineConfig({
  root: here('.'),
  logLevel: 'error',
  resolve: { conditions: ['signoff-source', 'module', 'browser'] },
  build: { emptyOutDir: true, lib: { entry: here('page.ts'), formats: ['es'], fileName: () => 'page.js' } },
});
