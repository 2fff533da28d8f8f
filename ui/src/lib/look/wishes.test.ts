// What the system may wish, held against the sources; what the pages make of it is looked at in the window's engine (`looks.rs`).
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const FILES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|css|ts)$/.test(name) && !/^dev[\\/]|\.test\.ts$/.test(name))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(`src/${name}`, 'utf8') }));

/** The rules of a stylesheet: selector and declarations. */
function rulesOf(text: string): { selector: string; says: string }[] {
  const styles = text.includes('<style>') ? text.slice(text.indexOf('<style>') + '<style>'.length) : text;
  return [...styles.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{}>]*[^{}\s][^{}]*)\{([^{}]*)\}/g)].map(
    ([, selector = '', says = '']) => ({
      selector: selector.trim(),
      says,
    }),
  );
}

const last = (selector: string): string => selector.split(',').at(-1)?.trim() ?? selector;

const rules = FILES.filter(({ name }) => !name.endsWith('.ts')).flatMap(({ name, text }) =>
  rulesOf(text).map((rule) => ({ name, ...rule })),
);

/** What takes no ring, and why none is missed. */
const RINGLESS: Readonly<Record<string, string>> = {
  'parts/Dialog.svelte: h2': 'reading starts there',
  'parts/SidePanel.svelte: h2': 'reading starts there',
  'deployment/Head.svelte: h1': 'reading starts there',
  'comparison/Comparison.svelte: h1': 'reading starts there',
  'help/Article.svelte: h3:focus': 'reading starts there',
  'wizard/Reach.svelte: .reach:focus': 'reading starts there',
  'wizard/Mend.svelte: .here:focus': 'it holds the place of what was pressed',
  'parts/VirtualTable.svelte: .table:focus-visible': 'the row that the keys move has it, or the frame',
  'parts/Menu.svelte: :global(.menu-content)': 'its items have it',
  'parts/IconPopover.svelte: :global(.icon-popover-content)': 'what is in it has it',
  'parts/SearchBox.svelte: input': 'the box around it has it',
  "deployment/OutputBlock.svelte: .tools input[type='search']": 'the bar around it has it',
  'wizard/SuggestInput.svelte: input.bare': 'the box around it has it',
  'wizard/FlowStep.svelte: .card :global(.choice)': 'its card has it',
  'palette/Palette.svelte: input': 'it is the one field of its dialog, and always has the cursor',
};

it('reads the rules', () => {
  expect(rules.length, 'the styles of every part').toBeGreaterThan(500);
  expect(
    rules.some(({ selector }) => selector === ':focus-visible'),
    'the ring of the ground',
  ).toBe(true);
});

it('takes the ring from nothing that Tab reaches', () => {
  const bare = rules
    .filter(({ says }) => /outline:\s*(none|0)\b/.test(says))
    .map(({ name, selector }) => `${name.slice('lib/'.length)}: ${last(selector)}`);
  expect(bare.sort(), 'where it has none, something else tells where the focus is').toEqual(Object.keys(RINGLESS).sort());
});

it('draws no ring of a focus as a shadow', () => {
  const shadowed = rules.filter(
    ({ selector, says }) => selector.includes(':focus') && says.includes('box-shadow') && !says.includes('outline'),
  );
  expect(
    shadowed.map(({ name, selector }) => `${name}: ${selector}`),
    'shadows are gone where the system has its own colours',
  ).toEqual([]);
});

it('keeps colours of its own only where they are all there is', () => {
  const kept = rules.filter(({ says }) => says.includes('forced-color-adjust')).map(({ name, selector }) => `${name}: ${selector}`);
  expect(kept, 'one class for it, and the dot of an age, which is no element').toEqual([
    'lib/look/base.css: .keeps-colour',
    'lib/status/Age.svelte: .age::before',
  ]);
});

it('moves nothing by script', () => {
  const moving = FILES.filter(({ text }) =>
    /behavior:\s*'smooth'|\.animate\(|<animate|transition:(fade|fly|slide|scale)|svelte\/(motion|animate|transition)/.test(text),
  );
  expect(
    moving.map(({ name }) => name),
    'the one rule for stillness reaches styles alone',
  ).toEqual([]);
});

it('asks before it glows', () => {
  const drawing = FILES.find(({ name }) => name.endsWith('drawing.ts'))?.text ?? '';
  expect(drawing, 'the picture is drawn by script, which no rule stops').toContain(
    "matchMedia('(prefers-reduced-motion: reduce)').matches",
  );
  const asking = FILES.filter(({ text }) => text.includes('untrack(mayGlow)')).map(({ name }) => name);
  expect(asking, 'nothing glows but the picture, and it asks each time').toEqual(['lib/deployment/FleetPicture.svelte']);
});
