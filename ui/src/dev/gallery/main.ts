// The gallery's page: every part in every state. Not part of the built program.
// gallery.html?section=buttons|fields|…&theme=dark&text=150; without a section, the way to all of them.
import { mount } from 'svelte';
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '../../lib/look/tokens.css';
import '../../lib/look/base.css';
import { tellTimesIn, writeAsIn } from '../../lib/locale';
import { look } from '../../lib/look/theme.svelte';
import Gallery from './Gallery.svelte';
import { NOW } from './samples';
import { writeStates } from './states';

// What is told of time, and in which words, is the same whenever and wherever it is looked at.
Date.now = () => NOW;
tellTimesIn('UTC');
writeAsIn('en-US');

const asked = new URLSearchParams(location.search);
look.resize(window.innerWidth, window.innerHeight);
look.apply(asked.get('theme') === 'dark' ? 'dark' : 'light', Number(asked.get('text') ?? 100));

function show(): void {
  // Only now are all stylesheets there to be read.
  writeStates(document);
  const target = document.getElementById('app');
  if (target !== null) mount(Gallery, { target, props: { section: asked.get('section') } });
}
if (document.readyState === 'complete') show();
else window.addEventListener('load', show);
