// The design-time page: the whole application over a made-up core. Not part of the built program.
// dev.html?theme=dark&text=100&words=hard&slow=150&mood=live|stale|stopped|syncing|settling|hidden|finished|empty|short|first|broken|lost|apart&devices=10000&named=1|fleet&unresolved=1&gone=40&moving=12&guard=armed|fired|refused|blind&desk=held|blind|bare|looked|newer|guarded|fetching|unsigned|installed&step=0..4&draft=filled|whole|almost|secret&drafts=2&batch=prepared|sending|waits|stopped|trouble|unresolved|done&plan=blank|written|phrase|blocked|sending|running|waits|word|blind|halted|refused|unresolved|paused|stopped|done|one|twelve|empty&known=unknown|reading|refused|trouble|empty&screen=deployments|fleet|help|help/PAGE|new|settings|welcome|deployment|comparison|fleets|launches|launch|plans|plan
import { mount } from 'svelte';
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '../lib/look/tokens.css';
import '../lib/look/base.css';
import App from '../App.svelte';
import { moodOf, placeOf } from './asked';
import { withHardWords } from './hard';
import { Moves } from './moves';
import { scripted } from './script';
import { withSlowAnswers } from './slow';

const asked = new URLSearchParams(location.search);
const place = placeOf(asked);
if (place !== null) location.hash = place;

const transport = scripted(moodOf(asked));

if (asked.get('words') === 'hard') withHardWords(transport);
if (asked.has('slow')) window.moves = new Moves(withSlowAnswers(transport, Number(asked.get('slow'))));

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { transport } });

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const CONTROLS = 'button, input, [role=row], summary, [role=menuitem]';

/** Presses controls one after the other, by name: `&press=Abort…|Keep running`, of rows only with `row:` before it. So that a picture can be taken of what lies behind them. */
async function press(names: readonly string[]): Promise<void> {
  for (const name of names) {
    await sleep(250);
    const [kind, words] = name.startsWith('row:') ? ['[role=row]', name.slice('row:'.length)] : [CONTROLS, name];
    const find = (): HTMLElement | undefined =>
      [...document.querySelectorAll<HTMLElement>(kind)].find(
        (one) => !one.matches(':disabled') && (one.getAttribute('aria-label') ?? one.textContent).trim().includes(words),
      );
    // What comes with the data is waited for.
    for (let turn = 0; turn < 25 && find() === undefined; turn++) await sleep(100);
    find()?.click();
  }
}

/** Presses keys in the fleet picture, one after the other: `&keys=+,+,ArrowDown`. */
async function strike(keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await sleep(300);
    const picture = document.querySelector<HTMLElement>('[role=application]');
    picture?.focus();
    picture?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  }
}

/** Writes into the search: `&search=-group:test`. */
async function type(text: string | null): Promise<void> {
  if (text === null) return;
  await sleep(400);
  const field = document.querySelector<HTMLInputElement>('input[type=search]');
  if (field === null) return;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  // A search is asked once the hand rests, and answered after that.
  await sleep(500);
}

await Promise.all([type(asked.get('search')), press(asked.get('press')?.split('|') ?? []), strike(asked.get('keys')?.split(',') ?? [])]);
document.documentElement.dataset['arranged'] = 'yes';
