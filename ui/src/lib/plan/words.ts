// What is said of plans: where one stands, how far its waves are, whom they reach, where a dry run ended.
import { counted, duration, number, percent } from '../locale';
import { sumOf } from '../look/states';
import type {
  Counts,
  DryReading,
  GateKind,
  HaltReason,
  PlanDevices,
  PlanRow,
  PlanStage,
  WaveReading,
  WaveStage,
  WaveView,
} from '../transport/types';

export interface StageLook {
  readonly word: string;
  readonly tone: 'plain' | 'bad' | 'warn' | null;
}

export function stageLook(stage: PlanStage['type']): StageLook {
  switch (stage) {
    case 'written':
      return { word: 'not started', tone: 'plain' };
    case 'running':
      return { word: 'running', tone: 'plain' };
    case 'paused':
      return { word: 'paused', tone: 'warn' };
    case 'halted':
      return { word: 'halted', tone: 'bad' };
    case 'stopped':
      return { word: 'stopped', tone: 'plain' };
    case 'done':
      return { word: 'done', tone: null };
  }
}

export function nameOf(plan: { readonly name: string }): string {
  return plan.name.trim() === '' ? 'A plan without a name' : plan.name;
}

export function waveName(name: string, at: number): string {
  return name.trim() === '' ? `Wave ${number(at + 1)}` : name;
}

/** A wave stands so, in a word. */
/** Whether it may still send a wave, sooner or later. */
export function mayGoOn(stage: PlanStage['type']): boolean {
  return stage === 'running' || stage === 'paused' || stage === 'halted';
}

export function waveWord(stage: WaveStage): string {
  switch (stage) {
    case 'waiting':
      return 'waits';
    case 'sending':
      return 'being sent';
    case 'unresolved':
      return 'unresolved';
    case 'refused':
      return 'refused';
    case 'setAside':
      return 'set aside';
    case 'out':
      return 'out';
    case 'passed':
      return 'passed';
  }
}

/** The wave that the plan is at, from 0: the last that was begun, or the first. */
export function waveNow(stages: readonly WaveStage[]): number {
  return Math.max(
    0,
    stages.findLastIndex((stage) => stage !== 'waiting'),
  );
}

/** "wave 2 of 4", for the list, the rail and the head. */
export function atWave(stages: readonly WaveStage[]): string {
  return `wave ${number(waveNow(stages) + 1)} of ${number(stages.length)}`;
}

/** Where the plan stands, with its wave where that tells more. */
export function standsWords(stage: PlanStage, waves: readonly WaveStage[]): string {
  const at = atWave(waves);
  switch (stage.type) {
    case 'running':
      return `${at.charAt(0).toUpperCase()}${at.slice(1)} running`;
    case 'paused':
      return `Paused at ${at}`;
    case 'halted':
      return `Halted at wave ${number(stage.why.wave + 1)} of ${number(waves.length)}`;
    case 'stopped':
      return `Stopped at ${at}`;
    case 'done':
      return 'Done';
    case 'written':
      return 'Not started';
  }
}

/** A plan in the rail, behind its name. */
export function railWords(plan: PlanRow): string {
  return plan.stage.type === 'halted' ? 'halted' : `${number(waveNow(plan.waves) + 1)} of ${number(plan.waves.length)}`;
}

type Reach = Pick<WaveReading, 'certain' | 'perhaps'>;

/** The number alone: "1,200", "≈ 900", "up to 40", "not known". */
export function reachShort(reach: Reach | null): string {
  if (reach?.certain == null) return 'not known';
  const { certain, perhaps } = reach;
  if (perhaps === 0) return number(certain);
  return certain === 0 ? `up to ${number(perhaps)}` : `≈ ${number(certain)}`;
}

/** How many devices a wave reaches, as far as the fleet is known. */
export function reachWords(reach: Reach | null): string {
  if (reach?.certain == null) return 'not known';
  const { certain, perhaps } = reach;
  return certain + perhaps === 1 ? `${reachShort(reach)} device` : `${reachShort(reach)} devices`;
}

/** What the number leaves open. */
export function reachTitle(reach: Reach | null): string {
  if (reach?.certain == null) return 'Nothing is known of the fleet. The service decides when the wave is sent.';
  const { certain, perhaps } = reach;
  const open = perhaps === 0 ? '' : `, and ${number(perhaps)} more of which it cannot be told`;
  return `${counted(certain, 'device')} as far as the fleet is known${open}. The service decides when the wave is sent.`;
}

/** All waves together; null where of one it is not known. */
export function wholeReach(waves: readonly Reach[]): Reach | null {
  let [certain, perhaps] = [0, 0];
  for (const wave of waves) {
    if (wave.certain === null) return null;
    certain += wave.certain;
    perhaps += wave.perhaps;
  }
  return { certain, perhaps };
}

/** Per cent as a person reads it: one decimal, none where it is whole. */
export function shareOf(part: number, of: number): string {
  return of === 0 ? percent(0) : percent(Math.round((part * 1000) / of) / 10);
}

export function endedOf({ succeeded, failed, aborted }: Counts): number {
  return succeeded + failed + aborted;
}

const MEASURES: readonly GateKind[] = ['finished', 'failed', 'oneCause'];

/** How far a wave is, at the end of its line. */
export function waveStands(wave: WaveView, at: number, plan: PlanStage['type']): string {
  switch (wave.stage) {
    case 'waiting':
      if (plan === 'stopped' || plan === 'done') return 'Not sent';
      return at === 0 ? 'Not sent yet' : `Waits for wave ${number(at)}`;
    case 'sending':
      return 'Being sent';
    case 'unresolved':
      return 'Nobody knows whether it was sent';
    case 'refused':
      return 'Refused: nothing was sent';
    case 'setAside':
      return 'Set aside: nobody knows whether it was sent';
    case 'out': {
      const { counts } = wave;
      if (counts === null || sumOf(counts) === 0) return 'Sent';
      const [ended, all] = [endedOf(counts), sumOf(counts)];
      // Not all of them is never a hundred per cent.
      return ended === all ? 'All ended' : `${percent(Math.min(99, Math.round((ended * 100) / all)))} ended`;
    }
    case 'passed': {
      if (wave.sentMs === null || wave.passedMs === null) return 'Passed';
      const took = duration(wave.passedMs - wave.sentMs);
      const whole = wave.counts !== null && endedOf(wave.counts) === sumOf(wave.counts);
      // Where its gate waited for something else, too, the time is that of the gate.
      return whole && wave.gate.every(({ kind }) => MEASURES.includes(kind)) ? `Landed in ${took}` : `Passed after ${took}`;
    }
  }
}

export function addCounts(all: readonly (Counts | null)[]): Counts {
  const sum: Counts = { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 };
  for (const counts of all) for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += counts?.[key] ?? 0;
  return sum;
}

/** The whole plan in figures, each with what it is a part of. */
export function totalWords(counts: Counts, waiting: Reach | null): readonly string[] {
  const seen = sumOf(counts);
  const finished = counts.succeeded + counts.failed;
  const of =
    waiting?.certain == null
      ? `${counted(seen, 'device')} that were sent to`
      : `${waiting.perhaps > 0 ? '≈ ' : ''}${number(seen + waiting.certain)}`;
  const words = [`${number(counts.succeeded)} of ${of} updated`];
  if (counts.failed > 0) words.push(`${shareOf(counts.failed, finished)} failed: ${number(counts.failed)} of ${number(finished)}`);
  if (counts.inProgress + counts.pending > 0) words.push(`${number(counts.inProgress + counts.pending)} under way`);
  return words;
}

/** What resuming does to what made it halt. */
export function resumeWords(reason: HaltReason | null, failed: number, aborted: number): readonly string[] {
  if (reason === 'refused') return ['The wave that was refused is sent again, as it is written.'];
  const failures = counted(failed, 'failure');
  const stopped = counted(aborted, 'device aborted', 'devices aborted');
  const known = failed > 0 && aborted > 0 ? `${failures} and ${stopped}` : failed > 0 ? failures : aborted > 0 ? stopped : '';
  const words = [
    known === ''
      ? 'Nothing has failed in this wave so far; failures from now on count.'
      : `What was seen so far in this wave is acknowledged: ${known}. From now on only new ones count.`,
  ];
  if (reason === 'unresolved') return ['What is known of the launch is looked at again. It is never sent twice.', ...words];
  if (reason === 'guard') return [...words, 'The wave’s guard is acknowledged with it, and watches on.'];
  return words;
}

/** Where a dry run ended: "Would be done after 2 h 10 min". */
export function dryHeadline({ stage, tookS }: DryReading): string {
  const took = duration(tookS * 1000);
  if (stage.type === 'done') return `Would be done after ${took}`;
  if (stage.type === 'halted') return `Would halt in wave ${number(stage.why.wave + 1)} after ${took}: ${stage.why.text}`;
  return `Would not end within ${took}`;
}

/** Before anything was sent: what the start sends first, and what comes then. */
export function startWords(waves: number): readonly string[] {
  return [
    waves === 1
      ? 'Its one wave is sent at once.'
      : `Wave 1 is sent at once. The other ${number(waves - 1)} follow one after another, each when the gate before it is open.`,
    'It goes on only while Flightdeck runs. Closed, it waits, and goes on with the next start of Flightdeck.',
  ];
}

/** A list of devices that a reading counts. */
export function listWords(which: PlanDevices, wave: string): { title: string; about: string } {
  switch (which.type) {
    case 'ofWave':
      return { title: `What “${wave}” reaches`, about: 'As far as the fleet is known. The service decides when the wave is sent.' };
    case 'twice':
      return {
        title: 'Devices in more than one wave',
        about: 'Each of these waves sends to them: they are told again, unless a later wave leaves out who has the release already.',
      };
    case 'leftOut':
      return { title: 'Devices in no wave', about: 'Known devices that no wave reaches for certain.' };
  }
}

/** To whom the way back is sent: those that succeeded, those that failed, or both; null is not to them. */
export function backWhom(succeeded: number | null, failed: number | null): string {
  const well = `the ${counted(succeeded ?? 0, 'device')} that succeeded`;
  const ill = `the ${counted(failed ?? 0, 'device')} that failed`;
  if (succeeded !== null && failed !== null) return `${well}, and to ${ill}`;
  return succeeded !== null ? well : failed !== null ? ill : 'nobody';
}
