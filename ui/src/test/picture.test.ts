// The fleet picture on its screen: looked at closely, by keys and buttons, and told to those who do not see it.
import { screen, waitFor, within } from '@testing-library/svelte';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Notice } from '../lib/transport/types';
import { answering } from './answering';
import { accessible, open } from './screen';

const AT = '#/deployment/dp-e6a5-7e19';

// Nothing is laid out here, and a box without a width has no cells.
const laidOut = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientWidth');
beforeAll(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 640 });
});
afterAll(() => {
  if (laidOut === undefined) Reflect.deleteProperty(HTMLElement.prototype, 'clientWidth');
  else Object.defineProperty(HTMLElement.prototype, 'clientWidth', laidOut);
});

async function picture(): Promise<{ stage: HTMLElement; panel: HTMLElement }> {
  const stage = await screen.findByRole('application', { name: /^Fleet picture: .*succeeded/ });
  return { stage, panel: screen.getByRole('region', { name: 'Fleet' }) };
}

/** The words over the picture; the same are said to those who do not see it. */
const SEEN = { selector: '.seen' };

const spoken = (text: RegExp): Promise<void> =>
  waitFor(() => {
    const regions = [...document.querySelectorAll('[aria-live=polite]')].map((one) => one.textContent);
    expect(
      regions.some((words) => text.test(words)),
      `${String(text)} among ${JSON.stringify(regions)}`,
    ).toBe(true);
  });

describe('the fleet picture', () => {
  it('says how its devices stand, and how many each group has', async () => {
    open({ devices: 300, named: true }, AT);
    const { panel } = await picture();
    await within(panel).findByText('300 devices, by group');
    await within(panel).findByText('Production 264 · Test 36');
    await accessible();
  });

  it('is looked at closely by keys, and says what of it is seen', async () => {
    const { user } = open({ devices: 3000, named: true }, AT);
    const { stage, panel } = await picture();
    await within(panel).findByText('3,000 devices, by group');
    stage.focus();
    await user.keyboard('++++');
    await within(panel).findByText(/^devices 1–\d+ of 3,000$/, SEEN);
    await spoken(/^devices 1–\d+ of 3,000$/);
    await user.keyboard('{End}');
    expect(within(panel).getByText(/^devices [\d,]+–3,000 of 3,000$/, SEEN), 'the end is looked at, where the keys went').toBeTruthy();
    await user.keyboard('0');
    await within(panel).findByText('3,000 devices, by group');
    await spoken(/^all 3,000 devices$/);
  });

  it('has buttons for it, and none that does nothing', async () => {
    const { user } = open({ devices: 3000 }, AT);
    const { panel } = await picture();
    const button = (name: string): HTMLButtonElement => within(panel).getByRole('button', { name });
    const able = (): boolean[] => ['Look less closely', 'Look closer', 'Whole fleet'].map((name) => !button(name).disabled);
    await waitFor(() => expect(able()).toEqual([false, true, false]));
    await user.click(button('Look closer'));
    expect(able()).toEqual([true, true, true]);
    for (let press = 0; press < 12 && !button('Look closer').disabled; press++) await user.click(button('Look closer'));
    expect(able(), 'no closer than a few devices').toEqual([true, false, true]);
    await waitFor(() => expect(document.activeElement, 'the focus is not lost with the button').not.toBe(document.body));
    await user.click(button('Whole fleet'));
    await waitFor(() => expect(able()).toEqual([false, true, false]));
    await waitFor(() => expect(document.activeElement).toBe(button('Look closer')));
  });

  it('has no such buttons where a few devices are all', async () => {
    open({ devices: 12 }, AT);
    const { panel } = await picture();
    await within(panel).findByText('12 devices, by id');
    expect(within(panel).queryByRole('button', { name: 'Look closer' })).toBeNull();
  });

  it('names the cell that the keys reach, chooses and opens its device', async () => {
    const { transport, user } = open({ devices: 300, named: true }, AT);
    const { stage } = await picture();
    await waitFor(() => expect(transport.count('picture_order')).toBe(1));
    stage.focus();
    await user.keyboard('{ArrowRight}{ArrowRight}');
    const third = await transport.call('row_at', { watch: 1, place: 2, atMs: null });
    await spoken(new RegExp(`^${third.name ?? ''}, `));
    await user.keyboard(' ');
    await waitFor(() =>
      expect(transport.calls.findLast((call) => call.name === 'choose')?.parameters).toMatchObject({
        change: { type: 'toggle', device: third.id },
      }),
    );
    await waitFor(() => expect(transport.count('picture_marks'), 'and it is marked').toBeGreaterThan(0));
    await user.keyboard('{Enter}');
    await screen.findByRole('complementary', { name: new RegExp(`^Device ${third.name ?? ''}`) });
    await accessible();
  });

  it('names no cell by the device of another, while it is asked for', async () => {
    const { transport, user } = open({ devices: 300, named: true }, AT);
    const { stage } = await picture();
    await waitFor(() => expect(transport.count('picture_order')).toBe(1));
    stage.focus();
    await user.keyboard('{ArrowRight}');
    const tip = () => document.querySelector('.tip')?.textContent ?? null;
    const second = await transport.call('row_at', { watch: 1, place: 1, atMs: null });
    await waitFor(() => expect(tip()).toContain(second.name));
    let answer: () => void = () => undefined;
    answering(transport, 'row_at', async (_, usual) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return await usual();
    });
    await user.keyboard('{ArrowRight}');
    expect(tip(), 'nothing is said of it before it is known').toBeNull();
    answer();
    await waitFor(() => expect(tip()).not.toBeNull());
    expect(tip(), 'and then it is the device of this cell').not.toContain(second.name);
  });

  it('takes the devices of a shared cell apart before one is opened', async () => {
    const { user } = open({ devices: 100_000 }, AT);
    const { stage, panel } = await picture();
    await within(panel).findByText(/^100,000 devices, \d+ a cell$/);
    stage.focus();
    await user.keyboard('{ArrowRight}');
    await spoken(/^\d+ devices: \d+ succeeded/);
    await user.keyboard('{Enter}');
    await within(panel).findByText(/^devices [\d,]+–[\d,]+ of 100,000$/, SEEN);
    expect(screen.queryByRole('complementary', { name: /^Device/ }), 'nobody is opened by chance').toBeNull();
  });
});

describe('a screen reader', () => {
  it('hears what changed in a sentence, and nothing of what is the same', async () => {
    const { transport } = open({ devices: 300 }, AT);
    await picture();
    const before = transport.noticed as Notice;
    const { pending, succeeded } = before.counts;
    transport.notify({ ...before, revision: before.revision + 1 });
    transport.notify({
      ...before,
      revision: before.revision + 2,
      counts: { ...before.counts, pending: pending - 1, succeeded: succeeded + 1 },
    });
    await spoken(new RegExp(`^1 more succeeded: ${succeeded + 1} of 300 devices succeeded\\.$`));
  });
});
