import { describe, expect, it } from 'vitest';
import { HandClock, rejected, Scripted } from '../base/scripted';
import type { MenuBar } from '../transport/types';
import { Keymap } from './keymap.svelte';
import { NativeMenu } from './menuBar';
import { Actions } from './offered.svelte';

function opened(there = true) {
  const calls = new Scripted({ menu_show: () => null });
  const clock = new HandClock();
  const done: string[] = [];
  const around = { held: false };
  const actions = new Actions(new Keymap(true));
  const menu = new NativeMenu(calls, actions, () => around.held, clock.after);
  actions.follow(() => menu.changed());
  menu.start(there);
  actions.offer(() => ({ 'app.palette': { run: () => done.push('palette') } }));
  return { calls, clock, done, around, actions, menu };
}

const shown = (calls: Scripted): MenuBar[] => calls.of('menu_show').map(({ menu }) => menu);
const enabled = (menu: MenuBar | undefined): string[] =>
  (menu?.menus ?? []).flatMap(({ actions }) => actions.filter((one) => one.enabled).map(({ id }) => id));

describe('the system’s menu bar', () => {
  it('is told once the screens have settled, and again only what differs', async () => {
    const { calls, clock, actions } = opened();
    const leave = actions.offer(() => ({ 'go.fleet': { run: () => undefined } }));
    await clock.wind(1_000);
    expect(shown(calls).map(enabled), 'two screens opened, one bar').toEqual([['go.fleet', 'app.palette']]);
    actions.arrived();
    await clock.wind(1_000);
    expect(shown(calls).length, 'nothing of it is another').toBe(1);
    leave();
    await clock.wind(1_000);
    expect(enabled(shown(calls)[1]), 'a screen was left').toEqual(['app.palette']);
  });

  it('is told nothing where there is none', async () => {
    const { calls, clock, menu } = opened(false);
    await clock.wind(1_000);
    expect(calls.calls, 'the shell would refuse it').toEqual([]);
    expect(menu.owns('Mod+K'), 'all keys are the page’s').toBe(false);
  });

  it('has the chords that it was told of, from then on', async () => {
    const { calls, clock, menu, actions } = opened();
    expect(menu.owns('Mod+K'), 'not told yet').toBe(false);
    await clock.wind(1_000);
    expect([menu.owns('Mod+K'), menu.owns('N')]).toEqual([true, false]);
    actions.keymap.apply({ 'app.palette': ['Mod+J'] });
    menu.changed();
    await clock.wind(1_000);
    expect([menu.owns('Mod+K'), menu.owns('Mod+J')], 'the user’s own').toEqual([false, true]);
    calls.script.menu_show = () => rejected('internal', 'No bar.');
    actions.keymap.apply({});
    menu.changed();
    await clock.wind(1_000);
    expect([menu.owns('Mod+K'), menu.owns('Mod+J')], 'a bar that was not made has none').toEqual([false, false]);
    calls.script.menu_show = () => null;
    menu.changed();
    await clock.wind(1_000);
    expect(menu.owns('Mod+K'), 'and is told again').toBe(true);
  });

  it('does what is chosen there, once, unless a dialog waits for an answer', async () => {
    const { clock, menu, done, around } = opened();
    await clock.wind(1_000);
    menu.choose('app.palette');
    menu.choose('go.fleet');
    menu.choose('no.such');
    expect(done, 'nobody can go there, and the other is no action').toEqual(['palette']);
    around.held = true;
    menu.choose('app.palette');
    expect(done).toEqual(['palette']);
  });

  it('is told one bar after the other', async () => {
    const { calls, clock, actions } = opened();
    let made: () => void = () => undefined;
    calls.script.menu_show = () => new Promise((resolve) => (made = () => resolve(null)));
    await clock.wind(1_000);
    actions.offer(() => ({ 'go.plans': { run: () => undefined } }));
    await clock.wind(1_000);
    expect(shown(calls).length, 'the first is being made').toBe(1);
    made();
    await clock.wind(0);
    await clock.wind(1_000);
    expect(enabled(shown(calls)[1])).toEqual(['go.plans', 'app.palette']);
  });
});
