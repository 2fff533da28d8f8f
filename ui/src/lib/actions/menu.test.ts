import { describe, expect, it } from 'vitest';
import accelerators from './accelerators.json';
import { Keymap } from './keymap.svelte';
import { accelerator, menuOf } from './menu';
import type { Standing } from './offered.svelte';
import { ACTION_IDS, described, type ActionId } from './registry';

const standing = (id: ActionId, change: Partial<Standing> = {}): Standing => ({
  id,
  label: described(id).label,
  off: null,
  run: () => undefined,
  ...change,
});
const everything = ACTION_IDS.map((id) => standing(id));
const itemsOf = ({ menu }: ReturnType<typeof menuOf>) => [...menu.application, ...menu.menus.flatMap((one) => one.actions), ...menu.help];

// The shell holds the same table against the parser of Tauri's menus.
it.each(accelerators as [string, string | null][])('%s is %s in a menu', (chord, words) => {
  expect(accelerator(chord)).toBe(words);
});

describe('the menu bar', () => {
  it('has every action once, in the menu that a Mac has it in', () => {
    const told = menuOf(everything, new Keymap(true), false);
    const ids = itemsOf(told).map(({ id }) => id);
    expect([...ids].sort(), 'an action that is in no menu could not be found there').toEqual([...ACTION_IDS].sort());
    const { application, menus, help } = told.menu;
    expect(menus.map(({ title }) => title)).toEqual(['Go', 'Screen', 'Deployment', 'View']);
    expect(application.map(({ id }) => id)).toEqual(['go.settings', 'go.connect', 'app.shortcuts']);
    expect(help.map(({ id }) => id)).toEqual(['app.keys', 'app.help']);
    expect(itemsOf(told).every(({ enabled }) => enabled)).toBe(true);
  });

  it('says what each does here, and turns off what nobody can do', () => {
    const offered = [
      standing('deployment.abort', { label: 'Abort what still moves of v1…' }),
      standing('deployment.retry', { off: 'No device failed' }),
    ];
    const at = (held: boolean) => {
      const of = itemsOf(menuOf(offered, new Keymap(true), held));
      return ['deployment.abort', 'deployment.retry', 'go.fleet'].map((id) => {
        const found = of.find((one) => one.id === id);
        return [found?.label, found?.enabled];
      });
    };
    expect(at(false)).toEqual([
      ['Abort what still moves of v1…', true],
      ['Retry the failed devices…', false],
      ['Go to Fleet', false],
    ]);
    expect(
      at(true).map(([, enabled]) => enabled),
      'a dialog is answered first',
    ).toEqual([false, false, false]);
  });

  it('has the keys that the user gave, and those only that a menu can have', () => {
    const keymap = new Keymap(true);
    const keys = (id: ActionId) => itemsOf(menuOf(everything, keymap, false)).find((one) => one.id === id)?.accelerator;
    expect([keys('app.palette'), keys('go.back'), keys('app.help')]).toEqual(['CmdOrCtrl+K', 'CmdOrCtrl+[', 'F1']);
    expect(keys('looks.larger'), 'the first that a menu can have').toBe('CmdOrCtrl+=');
    expect(keys('go.new'), 'a letter is typed into a field').toBeNull();
    expect([...menuOf(everything, keymap, false).chords].sort()).toEqual(['F1', 'Mod+-', 'Mod+0', 'Mod+=', 'Mod+K', 'Mod+[', 'Mod+]']);

    keymap.apply(keymap.give('go.new', 'Mod+K'));
    expect([keys('go.new'), keys('app.palette')], 'it belongs to one').toEqual(['CmdOrCtrl+K', null]);
    keymap.apply({ 'go.plans': ['Mod+0'] });
    expect([keys('go.plans'), keys('looks.usual')], 'also where settings name only one of them').toEqual(['CmdOrCtrl+0', null]);
  });
});
