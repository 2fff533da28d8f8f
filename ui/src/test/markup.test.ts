// Markup in every text of every answer stays text, on every screen that the gallery opens.
import { readFileSync } from 'node:fs';
import { cleanup, render, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import App from '../App.svelte';
import { moodOf, placeOf } from '../dev/asked';
import { scripted } from '../dev/script';
import screens from '../dev/screens.json';
import type { Transport } from '../lib/transport/transport';

const MARKUP = '<img src=x onerror="window.ran = true"><b class=strange>';

/** The closed words of the contract, which no service can choose: they are what the page decides by. */
const WORDS = new Set(
  [...readFileSync('src/lib/transport/types.ts', 'utf8').matchAll(/['"]([A-Za-z]\w*)['"]/g)].map(([, word]) => word ?? ''),
);

/** What core names things by, for the page to find them again; ids of the service are marked like all else. */
const KEYS = new Set(['connection', 'active', 'draft', 'batch', 'plan', 'requestId', 'request', 'locale', 'zone']);
const OURS = /^[a-z]-?\d+$/;

function isOurs(value: string, field: string): boolean {
  return KEYS.has(field) || (field === 'id' && OURS.test(value));
}

function marked(value: unknown, field: string): unknown {
  if (typeof value === 'string') return value === '' || WORDS.has(value) || isOurs(value, field) ? value : value + MARKUP;
  if (Array.isArray(value)) return value.map((one) => marked(one, field));
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, marked(one, key)]));
}

/** What the page sends on is what came, as the made-up core knows it. */
function bare(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(MARKUP, '');
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, bare(one)]));
}

/** Marks every answer, every piece of news, and every failure. */
function withMarkup(transport: Transport): Transport {
  return new Proxy(transport, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...asked: unknown[]) => {
        const given = asked.map((one) =>
          typeof one === 'function' ? (news: unknown) => void Reflect.apply(one, undefined, [marked(news, '')]) : bare(one),
        );
        const answer: unknown = Reflect.apply(member, target, given);
        return answer instanceof Promise ? answer.then((value: unknown) => marked(value, '')) : answer;
      };
    },
  });
}

function press(words: string): boolean {
  const [kind, name] = words.startsWith('row:') ? ['[role=row]', words.slice(4)] : ['button, input, summary, [role=menuitem]', words];
  const all = [...document.querySelectorAll<HTMLElement>(kind)];
  const found = all.find((one) => !one.matches(':disabled') && (one.getAttribute('aria-label') ?? one.textContent).trim().includes(name));
  found?.click();
  return found !== undefined;
}

/** What markup would have made: elements that the page never has, or an attribute that runs. */
function strangers(): string[] {
  const made = document.querySelectorAll('img[src="x"], .strange, script, iframe, object, embed, [onerror], [onload], [onclick], [srcdoc]');
  return [...made].map((one) => one.outerHTML.slice(0, 120));
}

afterEach(() => {
  cleanup();
  location.hash = '';
});

it.each(Object.entries(screens))('%s', async (_, query) => {
  const asked = new URLSearchParams(query);
  location.hash = placeOf(asked) ?? '';
  render(App, { transport: withMarkup(scripted({ ...moodOf(asked), devices: 200 })) });
  const shown = () => document.body.textContent.split('<img src=x').length - 1;
  await waitFor(() => expect(document.querySelector('h1'), 'the screen opens').not.toBeNull());
  for (const words of asked.get('press')?.split('|') ?? []) await waitFor(() => expect(press(words), `${words} is there`).toBe(true));
  await waitFor(() => expect(document.querySelectorAll('h1, h2').length, 'it is drawn').toBeGreaterThan(0));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(strangers(), 'what a service wrote became a part of the page').toEqual([]);
  const links = [...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href') ?? '');
  expect(
    links.filter((link) => !link.startsWith('#')),
    'nothing of the page leads out of it',
  ).toEqual([]);
  texts += shown();
});

let texts = 0;

it('saw the markup, everywhere', () => {
  expect(texts, 'what was never shown proves nothing').toBeGreaterThan(20 * Object.keys(screens).length);
  expect('ran' in window, 'nothing of it ran').toBe(false);
});
