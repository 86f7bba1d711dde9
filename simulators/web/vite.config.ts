import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// A caller's NODE_ENV, such as a test runner's, would build React for development.
if (process.argv.includes('build')) process.env['NODE_ENV'] = 'production';

/** Builds the pages of the television, the phone and the stage to dist/simulators/web. */
export default defineConfig({
  root: here('.'),
  plugins: [react()],
  resolve: { conditions: ['signoff-source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: here('../../dist/simulators/web'),
    emptyOutDir: true,
    // The pages' policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // hls.js is most of it, and comes with the first film.
    chunkSizeWarningLimit: 800,
    rollupOptions: {
      input: { tv: here('tv/index.html'), phone: here('phone/index.html'), stage: here('stage/index.html') },
    },
  },
});
