// What a screen reader hears of a deployment while it moves: changes of the counts in whole sentences, politely and not too often.
import { windowAfter, type After } from '../base/outside';
import { counted, number } from '../locale';
import { stateLook } from '../look/states';
import type { DeviceState, Notice, Phase } from '../transport/types';

/** Two sentences about counts are so far from each other at least, milliseconds. */
const PACE_MS = 10_000;

/** What there is to say something about. */
export type Heard = Pick<Notice, 'counts' | 'total' | 'gone' | 'phase'>;

/** States a device comes to rest in, and such that somebody should look at. */
const RESTING: readonly DeviceState[] = ['succeeded', 'failed', 'aborted', 'unknown'];
const MOVING: readonly DeviceState[] = ['inProgress', 'pending'];

const word = (state: DeviceState): string => stateLook(state).word.toLowerCase();

/** What changed in the counts since they were last told, in one sentence; empty where nothing did. */
export function changesWords(before: Heard, now: Heard): string {
  const changed = (state: DeviceState): boolean => now.counts[state] !== before.counts[state];
  const resting = RESTING.filter(changed);
  const more = resting.map((state) => difference(now.counts[state] - before.counts[state], word(state)));
  if (now.total !== before.total) more.unshift(difference(now.total - before.total, 'device', 'devices'));
  if (now.gone !== before.gone) more.push(difference(now.gone - before.gone, 'gone'));
  if (more.length > 0) return sentence(`${more.join(', ')}: ${stand(now, resting)}`);
  // What moves is told by where it stands: how many came and went meanwhile nobody knows.
  const moving = MOVING.filter(changed);
  return moving.length === 0 ? '' : sentence(`now ${moving.map((state) => `${number(now.counts[state])} ${word(state)}`).join(', ')}`);
}

/** Where all stands: what is said when the first look ended, and at the end. */
export function standWords(now: Heard): string {
  return stand(now, [...RESTING, ...MOVING]);
}

/**
 * What a change of phase says at once; null where it says nothing new. That the service does not answer is not said here: the banner that
 * says so is announced by itself.
 */
export function phaseWords(before: Phase['type'], { phase, ...now }: Heard): string | null {
  if (before === phase.type) return null;
  if (phase.type === 'finished') return `Finished: ${standWords({ phase, ...now })}.`;
  const troubled = before === 'stale' || before === 'stopped';
  return troubled && (phase.type === 'live' || phase.type === 'settling') ? 'The service answers again.' : null;
}

function difference(by: number, one: string, many = one): string {
  return by > 0 ? counted(by, `more ${one}`, `more ${many}`) : counted(-by, `fewer ${one}`, `fewer ${many}`);
}

/** Those that succeeded always, of the others named those that there are. */
function stand({ counts, total }: Heard, others: readonly DeviceState[]): string {
  const rest = others.filter((state) => state !== 'succeeded' && counts[state] > 0);
  const parts = rest.map((state) => `${number(counts[state])} ${word(state)}`);
  return [`${number(counts.succeeded)} of ${counted(total, 'device')} succeeded`, ...parts].join(', ');
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** Says sentences through `say`: the end at once, changes of counts at most every ten seconds, and nothing where nothing changed. */
export class Speaker {
  readonly #say: (words: string) => void;
  readonly #after: After;
  /** What was last told, or there when one came. */
  #told: Heard | null = null;
  #now: Heard | null = null;
  /** A first look is under way: the page says so, and what it finds is the answer. */
  #awaited = false;
  #resting: (() => void) | null = null;

  constructor(say: (words: string) => void, after: After = windowAfter) {
    this.#say = say;
    this.#after = after;
  }

  /** Takes what is now so; null where that is not to be spoken of, as while the past is shown. */
  hear(heard: Heard | null): void {
    this.#now = null;
    if (heard === null) return;
    // What a look under way has brought so far is no number to tell.
    if (heard.phase.type === 'syncing' || heard.phase.type === 'notVisible') {
      this.#awaited ||= this.#told === null;
      return;
    }
    if (this.#told === null) {
      this.#told = heard;
      if (this.#awaited) this.#tell(heard, `${standWords(heard)}.`);
      return;
    }
    this.#now = heard;
    const atOnce = phaseWords(this.#told.phase.type, heard);
    if (atOnce !== null) this.#tell(heard, atOnce);
    else if (this.#resting === null) this.#tellChanges();
    // The counts are told later; the phase is known now.
    else this.#told = { ...this.#told, phase: heard.phase };
  }

  stop(): void {
    this.#resting?.();
    this.#resting = null;
    this.#now = null;
  }

  #tellChanges(): void {
    if (this.#now === null || this.#told === null) return;
    const words = changesWords(this.#told, this.#now);
    if (words !== '') this.#tell(this.#now, words);
    else this.#told = this.#now;
  }

  #tell(heard: Heard, words: string): void {
    this.#told = heard;
    this.#resting?.();
    this.#resting = this.#after(PACE_MS, () => {
      this.#resting = null;
      this.#tellChanges();
    });
    this.#say(words);
  }
}
