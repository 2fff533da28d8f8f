// Builds the design-time page and the gallery, for tests that look at them in the window's own engine. Nothing of it is in the program.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { guide } from './guide/plugin.ts';

export default defineConfig({
  plugins: [svelte(), guide()],
  clearScreen: false,
  build: {
    target: ['safari17', 'chrome111'],
    outDir: '../target/gallery/page',
    emptyOutDir: true,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { input: ['dev.html', 'gallery.html'] },
  },
});
