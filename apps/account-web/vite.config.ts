import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// A caller's NODE_ENV, such as a test runner's, would build React for development: half as heavy again, and slow.
if (process.argv.includes('build')) process.env['NODE_ENV'] = 'production';

/**
 * Builds the account pages and the operators' (`/operator/`) to dist/apps/account-web, where account-api serves them
 * from. What both use is a chunk of its own, so that neither pays for the other's.
 */
export default defineConfig({
  root: here('.'),
  plugins: [react()],
  resolve: { conditions: ['signoff-source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: here('../../dist/apps/account-web'),
    emptyOutDir: true,
    rolldownOptions: { input: { account: here('index.html'), operator: here('operator/index.html') } },
    // The pages' policy allows no inline script, and data: only for images: nothing is inlined but those.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // What counts is the weight on the wire, and a spec weighs that.
    chunkSizeWarningLimit: 800,
  },
});
