// Rollout plans, made up: one in every way a plan may stand. Acts move it from one to another; nothing is judged here.
import { Failure } from '../lib/transport/transport';
import type { MemoryTransport, Script } from '../lib/transport/memory';
import type {
  Counts,
  Plan,
  PlanAct,
  PlanProblem,
  PlanReading,
  PlanRow,
  PlanView,
  ReachedDevice,
  WaveReading,
} from '../lib/transport/types';
import { NO_COUNTS, NOW } from './data';
import { dryRun } from './dry';
import { FULL, gateOf, LONG, MOODS, planOf, REACH, sentenceOf, wavesOf, type Stands } from './planMade';

const MIN = 60_000;

const HAPPENED: PlanView['happened'] = [
  { atMs: NOW - 10 * MIN, wave: 1, text: 'Wave 2: 84 % have ended, 3.2 % failed.' },
  { atMs: NOW - 29 * MIN, wave: 1, text: 'Wave 2 sent as dp-e6a5-04fe to 8,800 devices.', deployment: 'dp-e6a5-04fe' },
  { atMs: NOW - 30 * MIN, wave: 0, text: 'The gate of wave 1 was passed: “go” was said here.' },
  { atMs: NOW - 31 * MIN, wave: 0, text: 'Wave 1 has ended: 1,164 succeeded, 36 failed (3.0 %).' },
  { atMs: NOW - 60 * MIN, wave: 0, text: 'Wave 1 sent as dp-91c2-04fe to 1,200 devices.', deployment: 'dp-91c2-04fe' },
  { atMs: NOW - 61 * MIN, wave: null, text: 'The plan was started.' },
];

function problemsOf(plan: Plan): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const say = (place: string, stops: boolean, title: string, message: string) => problems.push({ place, stops, title, message });
  if (plan.name.trim() === '') say('name', true, 'The plan has no name', 'Say what the plan is called.');
  if (plan.request.flowUuid === '') say('request.flowUuid', true, 'No update flow', 'Choose the update flow that each wave sends.');
  if (plan.waves.length === 0) say('waves', true, 'No waves', 'A plan has at least one wave.');
  plan.waves.forEach(({ target, gate }, at) => {
    if (target.type === 'devices' && target.devices.length === 0)
      say(`waves.${at}.devices`, true, 'No devices', 'List at least one device id.');
    if (target.type === 'filters' && target.groups.length + target.filters.length === 0)
      say(`waves.${at}.target`, false, 'The whole fleet', 'Without groups and filters this wave reaches the whole fleet.');
    if (target.type === 'filters')
      target.filters.forEach(
        ({ value }, n) => value === '' && say(`waves.${at}.filters.${n}.value`, true, 'An empty filter', 'Enter a value.'),
      );
    if (gate.word?.trim() === '') say(`waves.${at}.gate.word`, true, 'No word', 'Say which word a person types.');
    if (gate.hours?.days.length === 0) say(`waves.${at}.gate.hours.days`, true, 'No days', 'Choose at least one day.');
    if (gate.finishedPercent === 0)
      say(`waves.${at}.gate.finishedPercent`, false, 'Nothing is waited for', 'At 0 % the next wave follows at once.');
  });
  if (plan.back && !plan.back.succeeded && !plan.back.failed)
    say('back', true, 'Nobody to send back to', 'Choose those that succeeded, those that failed, or both.');
  return problems;
}

export function plansScript(named: string | null, known: string | null): { script: Script; attach: (transport: MemoryTransport) => void } {
  const mood = named ?? 'running';
  const unknown = known === 'unknown';
  let stands: Stands | null = MOODS[mood] ?? null;
  let plan = planOf(mood);
  let savedMs = NOW - 62 * MIN;
  let tell: () => void = () => undefined;
  let sentBack: PlanView['back'] = [];
  let removed: readonly string[] = [];

  const view = (): PlanView => ({
    id: 'p-1',
    connection: 'c1',
    plan,
    flowName: plan.request.flowUuid === '' ? null : 'Gateway A/B update',
    atMs: savedMs,
    stage: stands?.stage ?? { type: 'written' },
    waves: (stands === null ? [] : wavesOf(plan, stands)).map((wave, at) =>
      mood === 'blind' && at === 1 ? { ...wave, blind: 'Not seen since 14:02: the service answered 401 to this token.' } : wave,
    ),
    happened:
      stands === null
        ? []
        : stands.stage.type === 'halted'
          ? [{ atMs: NOW - 9 * MIN, wave: 1, text: `The plan halted. ${stands.stage.why.text}`, bad: true }, ...HAPPENED]
          : HAPPENED,
    back: sentBack,
    held: mood === 'waits' ? 'Your rules forbid launches until 18:00.' : null,
    unwritten: mood === 'blind' ? { code: 'storage', message: 'The disk is full.', retryable: true } : null,
  });
  const rowOf = ({ id, connection, plan: of, flowName, atMs, stage, waves }: PlanView): PlanRow => ({
    id,
    connection,
    name: of.name,
    flow: flowName ?? of.request.flowUuid,
    atMs,
    stage,
    waves: waves.length > 0 ? waves.map((wave) => wave.stage) : of.waves.map(() => 'waiting'),
    counts: waves.reduce((sum, { counts }) => (counts === null ? sum : add(sum, counts)), NO_COUNTS),
  });
  const rows = (): PlanRow[] => {
    if (mood === 'empty') return [];
    const other = (id: string, called: string, of: string): PlanRow => {
      const known = MOODS[of];
      const waves = known === undefined ? [] : wavesOf(FULL, known);
      return {
        ...rowOf({ ...view(), plan: { ...FULL, name: called }, waves, stage: known?.stage ?? { type: 'written' } }),
        id,
        atMs: NOW - 26 * 60 * MIN,
      };
    };
    const others = [
      other('p-2', 'Camera models v9', 'halted'),
      other('p-3', LONG, 'paused'),
      other('p-4', 'Edge agent 7.4, all sites', 'done'),
      other('p-5', 'Nightly, next week', 'written'),
    ];
    return [rowOf(view()), ...(named === null ? [] : others)].filter(({ id }) => !removed.includes(id));
  };
  const readingOf = (of: Plan): PlanReading => {
    const waves = of.waves.map((wave, at): WaveReading => {
      const [certain, perhaps] = wave.target.type === 'devices' ? [wave.target.devices.length, 0] : (REACH[at % 4] ?? [100, 0]);
      const hidden = unknown || (wave.target.type === 'filters' && wave.target.groups.length + wave.target.filters.length === 0);
      return {
        sentence: sentenceOf(wave),
        certain: hidden ? null : certain,
        perhaps: hidden ? 0 : perhaps,
        twice: at === 3 && !unknown ? 64 : 0,
        gate: gateOf(wave, at === of.waves.length - 1),
      };
    });
    return {
      problems: problemsOf(of),
      waves,
      twice: unknown ? null : of.waves.length > 3 ? 64 : 0,
      leftOut: unknown ? null : 120,
      known: unknown ? 0 : 11_460,
      knownMs: unknown ? null : NOW - 3 * MIN,
      asks:
        mood === 'written' ? [{ kind: 'production', why: 'Wind turbines is marked as production.', yes: 'Start it in production' }] : [],
      confirmPhrase: mood === 'phrase' ? 'wturb' : null,
      blocked: mood === 'blocked' ? { why: 'Your rules forbid launches now.', untilMs: NOW + 90 * MIN } : null,
    };
  };
  const to = (next: string): PlanView => {
    stands = MOODS[next] ?? null;
    tell();
    return view();
  };
  const act = (what: PlanAct): PlanView => {
    switch (what.type) {
      case 'pause':
        return to('paused');
      case 'stop':
        return to('stopped');
      case 'sayYes':
        if (what.word !== 'go')
          throw new Failure({ code: 'invalidInput', message: `The gate asks for another word than “${what.word}”.`, retryable: false });
        return to('sending');
      case 'resume':
      case 'skipWait':
      case 'sendNext':
        return to('running');
      case 'back':
        sentBack = [
          { wave: 0, succeeded: true, deployment: 'dp-77aa-0001', why: null },
          { wave: 1, succeeded: true, deployment: null, why: 'The service answered 422.' },
        ];
        tell();
        return view();
    }
  };
  const script: Script = {
    plan: ({ id }) => {
      if (id !== 'p-1' || removed.includes(id))
        throw new Failure({ code: 'notFound', message: 'There is no such plan any more.', retryable: false });
      return view();
    },
    plan_save: ({ id, plan: saved }) => {
      plan = saved;
      savedMs = Date.now();
      if (id === null) stands = null;
      tell();
      return view();
    },
    plan_remove: ({ id }) => {
      removed = [...removed, id];
      tell();
      return null;
    },
    plan_read: ({ plan: of }) => readingOf(of),
    plan_devices: ({ which, start, len }) => {
      const total = which.type === 'twice' ? 64 : which.type === 'leftOut' ? 120 : (REACH[which.wave % 4]?.[0] ?? 0);
      const row = (n: number): ReachedDevice => ({
        id: `d-${(0x4cfe + n * 911).toString(16)}`,
        name: n % 9 === 8 ? null : `turbine-hill-${100 + n}`,
        group: 'Production',
        seen: n % 7 === 6 ? 'longer' : 'online',
        seenMs: NOW - n * 20_000,
        certain: n % 11 !== 10,
      });
      return { start, total, rows: Array.from({ length: Math.max(0, Math.min(len, total - start)) }, (_, n) => row(start + n)) };
    },
    plan_dry_run: ({ plan: of, how }) => dryRun(of, how, REACH),
    plan_start: () => to('sending'),
    plan_act: ({ act: what }) => act(what),
    plan_export: () => ({ path: '/home/ops/gateway-4.12.plan.json' }),
    plan_workflow: () => ({ path: '/home/ops/.github/workflows/gateway-4.12.yml' }),
    plan_import: () => view(),
  };
  const attach = (transport: MemoryTransport): void => {
    transport.plans = { revision: 1, plans: named === null ? [] : rows() };
    tell = () => transport.notifyPlans(rows());
  };
  return { script, attach };
}

function add(a: Counts, b: Counts): Counts {
  const sum = { ...a };
  for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += b[key];
  return sum;
}
