// Builds the page into dist. Fonts stay files and no script is inlined: the window's content policy allows neither otherwise.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { guide } from './guide/plugin.ts';

export default defineConfig({
  plugins: [svelte(), svelteTesting(), guide()],
  clearScreen: false,
  build: {
    target: ['safari17', 'chrome111'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  // The guide's pictures lie beside the page.
  server: { port: 5199, strictPort: true, fs: { allow: ['..'] } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts', 'guide/**/*.test.ts'],
    setupFiles: ['src/test/setup.ts'],
    env: { TZ: 'UTC' },
    // By itself it leaves one core free, which of two is half.
    maxWorkers: '100%',
    // Whole screens are mounted and asked by axe: seconds on a machine that does other work as well.
    testTimeout: 30_000,
  },
});
