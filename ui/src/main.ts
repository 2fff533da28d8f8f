// The page's start: the real transport, the look, and the application.
import { mount } from 'svelte';
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './lib/look/tokens.css';
import './lib/look/base.css';
import App from './App.svelte';
import { TauriTransport } from './lib/transport/tauri';

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { transport: new TauriTransport() } });
