import { describe, expect, it } from 'vitest';
import { refusedAsShortcut } from './chords';
import { Keymap } from './keymap.svelte';
import { ACTION_IDS, described } from './registry';

describe('the keys that actions have of their own', () => {
  it.each([false, true])('belong to one action each, and may be changed (a Mac: %s)', (mac) => {
    const keymap = new Keymap(mac);
    for (const id of ACTION_IDS) {
      for (const chord of keymap.keysOf(id)) {
        expect(keymap.find(chord), `${chord} of ${id} is somebody's else`).toBe(id);
        expect(refusedAsShortcut(chord), `${chord} could not be given back once it was changed`).toBeNull();
      }
    }
  });

  it('every label is a phrase that stands alone', () => {
    const labels = ACTION_IDS.map((id) => described(id).label);
    expect(new Set(labels).size, 'two actions of one name cannot be told apart in the palette').toBe(labels.length);
    for (const label of labels) expect(label, 'as the first word of a phrase').toMatch(/^[A-Z]/);
  });
});

describe('keys that the user gives', () => {
  it('go from the one that had them, and come back', () => {
    const keymap = new Keymap(false);
    expect(keymap.takenBy('2', 'go.new')).toBe('go.fleet');
    const given = keymap.give('go.new', '2');
    expect(given, 'both are named: one has it, one has none').toEqual({ 'go.new': ['2'], 'go.fleet': [] });
    keymap.apply(given);
    expect(keymap.find('2')).toBe('go.new');
    expect(keymap.find('N'), 'its own key is free').toBeNull();
    expect(keymap.tip('go.fleet', 'Fleet'), 'a tooltip names no key that does nothing').toBe('Fleet');
    expect(keymap.tip('go.new', 'New deployment')).toBe('New deployment (2)');

    keymap.apply(keymap.giveBack('go.fleet'));
    expect(keymap.find('2'), 'given back').toBe('go.fleet');
    expect(keymap.keysOf('go.new'), 'and taken from who had it meanwhile').toEqual([]);
    keymap.apply(keymap.giveBack('go.new'));
    expect(keymap.give('go.new', 'N'), 'what is as it was is not kept').toEqual({});
  });

  it('may be none', () => {
    const keymap = new Keymap(false);
    keymap.apply(keymap.take('deployment.abort'));
    expect(keymap.find('X')).toBeNull();
    expect(keymap.announced('deployment.abort')).toBeUndefined();
  });

  it('of actions that are no more are passed over, and not kept', () => {
    const keymap = new Keymap(false);
    keymap.apply({ 'go.moon': ['M'], 'go.fleet': ['F'] });
    expect(keymap.find('M')).toBeNull();
    expect(keymap.find('F')).toBe('go.fleet');
    expect(keymap.give('go.plans', 'P2')).not.toHaveProperty('go.moon');
  });
});
