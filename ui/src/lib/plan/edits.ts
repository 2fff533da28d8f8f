// Changes to a plan, each a pure function of it, and the places of its fields that move with its waves.
import type { Gate, GuardRule, Plan, PlanWave, WaveTarget } from '../transport/types';
import { EMPTY_DRAFT } from '../wizard/edits';

const EMPTY_TARGET: WaveTarget = { type: 'filters', groups: [], filters: [], rest: false };

export const EMPTY_WAVE: PlanWave = { name: '', target: EMPTY_TARGET, gate: { finishedPercent: 100, waitMinutes: 0 } };

export const EMPTY_PLAN: Plan = { name: '', request: EMPTY_DRAFT, waves: [EMPTY_WAVE] };

/** Another wave at the end. Its gate is that of the last: who was careful before is again. */
export function withWave(waves: readonly PlanWave[]): PlanWave[] {
  return [...waves, { ...EMPTY_WAVE, gate: waves.at(-1)?.gate ?? EMPTY_WAVE.gate }];
}

/** The wave once more, behind itself. */
export function withCopy(waves: readonly PlanWave[], of: number): PlanWave[] {
  return waves.flatMap((wave, at) => (at === of ? [wave, { ...wave, name: wave.name === '' ? '' : `${wave.name}, copy` }] : [wave]));
}

/** The order of things after one of them changed its place; the same where it cannot. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const one = list[from];
  if (one === undefined || to < 0 || to >= list.length) return [...list];
  const others = list.filter((_, at) => at !== from);
  return [...others.slice(0, to), one, ...others.slice(to)];
}

/** Without a guard the wave names none at all. */
export function withGuard(wave: PlanWave, rule: GuardRule | null): PlanWave {
  const { guard: _guard, ...rest } = wave;
  return rule === null ? rest : { ...rest, guard: rule };
}

/** A gate with something else in it; what is not asked for any more is not in it. */
export function withAsks(gate: Gate, change: { [K in keyof Gate]?: Gate[K] | undefined }): Gate {
  const next = Object.fromEntries(Object.entries({ ...gate, ...change }).filter(([, value]) => value !== undefined));
  return next as unknown as Gate;
}

/** The ids of a list as they are typed: one a line, blank lines are none. */
export function idsOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Where the places of a list went: `list` is `waves`, `waves.2.filters`; `to` tells the new index, null where it is gone. */
export function movedPlaces<T>(places: ReadonlyMap<string, T>, list: string, to: (index: number) => number | null): Map<string, T> {
  const after = new Map<string, T>();
  for (const [place, value] of places) {
    const rest = place.startsWith(`${list}.`) ? /^(\d+)(.*)$/.exec(place.slice(list.length + 1)) : null;
    if (rest === null) {
      after.set(place, value);
      continue;
    }
    const index = to(Number(rest[1]));
    if (index !== null) after.set(`${list}.${index}${rest[2] ?? ''}`, value);
  }
  return after;
}
