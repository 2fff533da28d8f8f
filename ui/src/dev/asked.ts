// What the design-time page is asked for in its address: a place, and what the made-up core answers there.
import type { Mood } from './script';

const PLACES: Record<string, string> = {
  deployment: 'deployment/dp-e6a5-7e19',
  comparison: 'comparison/dp-e2be-7af8/dp-e6a5-7e19',
  launch: 'launches/l-0',
  batch: 'batch/b-1',
  plan: 'plans/p-1',
};

/** The place that is asked for, as the page's address has it. */
export function placeOf(asked: URLSearchParams): string | null {
  const screen = asked.get('screen');
  return screen === null ? null : `#/${PLACES[screen] ?? screen}`;
}

export function moodOf(asked: URLSearchParams): Mood {
  const theme = asked.get('theme');
  return {
    theme: theme === 'dark' || theme === 'light' ? theme : 'system',
    text: Number(asked.get('text') ?? 100),
    mood: asked.get('mood') ?? 'live',
    devices: Number(asked.get('devices') ?? 10_000),
    named: asked.get('named') === 'fleet' ? 'fleet' : asked.get('named') === '1',
    unresolved: asked.get('unresolved') === '1',
    draft: asked.get('draft'),
    drafts: Number(asked.get('drafts') ?? 0),
    guard: asked.get('guard'),
    desk: asked.get('desk'),
    gone: Number(asked.get('gone') ?? 0),
    known: asked.get('known'),
    batch: asked.get('batch'),
    plan: asked.get('plan'),
    each: asked.get('each') === '1',
    moving: Number(asked.get('moving') ?? 0),
    step: asked.has('step') ? Number(asked.get('step')) : null,
  };
}
