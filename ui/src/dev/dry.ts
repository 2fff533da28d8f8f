// A dry run, made up: waves after one another, halted by the first that fails more than its gate lets pass.
import type { DryReading, DryRun, DryWave, Plan, PlanEvent, PlanStage } from '../lib/transport/types';
import { seeded } from './data';

export function dryRun(plan: Plan, how: DryRun, reach: readonly (readonly [number | null, number])[]): DryReading {
  const random = seeded(how.seed);
  const happened: PlanEvent[] = [{ atMs: 0, wave: null, text: 'The plan was started.' }];
  const say = (seconds: number, wave: number, text: string, bad = false) =>
    happened.push({ atMs: seconds * 1000, wave, text, ...(bad ? { bad } : {}) });
  let at = 0;
  let stage: PlanStage = { type: 'done', atMs: 0 };
  const waves = plan.waves.map((wave, n): DryWave => {
    const said = how.devices[n] ?? null;
    const devices = said ?? reach[n % 4]?.[0] ?? 1000;
    const grounded = said !== null || n % 4 !== 2;
    if (stage.type === 'halted') return { devices, grounded, succeeded: 0, failed: 0, sentS: null, passedS: null };
    const sentS = at;
    say(at, n, `Wave ${n + 1} sent to ${devices} devices.`);
    const failed = Math.round((devices * (how.failedPercent[n] ?? 0) * (80 + 40 * random())) / 10_000) + 0;
    const failedAll = Math.min(devices, failed);
    at += Math.round(how.deviceSeconds * (8 + 4 * random()));
    const limit = wave.gate.failed?.percent ?? 100;
    if (failedAll * 100 > limit * devices) {
      const part = Math.round(devices / 3);
      const text = `${failedAll} of ${devices} failed, more than ${limit} %.`;
      say(at, n, `The plan halted. ${text}`, true);
      stage = { type: 'halted', atMs: at * 1000, why: { wave: n, reason: 'failed', text } };
      return { devices, grounded, succeeded: part, failed: failedAll, sentS, passedS: null };
    }
    at += wave.gate.waitMinutes * 60;
    say(at, n, `The gate of wave ${n + 1} was passed.`);
    return { devices, grounded, succeeded: devices - failedAll, failed: failedAll, sentS, passedS: at };
  });
  return { stage: stage, tookS: at, waves, happened };
}
