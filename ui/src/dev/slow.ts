// Answers that take their time, each kind its own: so that what comes one by one is seen on its way, and what moves meanwhile is found.
import type { MemoryTransport } from '../lib/transport/memory';

/** So many waits there are, each as long as a step more. */
const STEPS = 8;

/** What was not answered yet. */
export interface Waits {
  open: number;
  /** When the last answer came. */
  lastMs: number;
}

/** Lets every answer but the first wait. From the last kind to the first where the step is below nothing. */
export function withSlowAnswers(transport: MemoryTransport, step: number): Waits {
  const waits: Waits = { open: 0, lastMs: performance.now() };
  const late = (name: string): number => {
    let sum = 0;
    for (let at = 0; at < name.length; at++) sum = (sum * 31 + name.charCodeAt(at)) >>> 0;
    const place = sum % STEPS;
    return Math.abs(step) * (1 + (step < 0 ? STEPS - 1 - place : place));
  };
  const pass = async (name: string): Promise<void> => {
    waits.open += 1;
    await new Promise((resolve) => setTimeout(resolve, late(name)));
    waits.open -= 1;
    waits.lastMs = performance.now();
  };

  const call = transport.call.bind(transport);
  transport.call = async (name, parameters) => {
    if (name !== 'boot') await pass(name);
    return await call(name, parameters);
  };
  const rows = transport.rows.bind(transport);
  transport.rows = async (asked) => (await pass('rows'), await rows(asked));
  const picture = transport.picture.bind(transport);
  transport.picture = async (watch, have) => (await pass('picture'), await picture(watch, have));
  const marks = transport.pictureMarks.bind(transport);
  transport.pictureMarks = async (watch, view, have) => (await pass('marks'), await marks(watch, view, have));
  const { onWatch, onListWatch, onFleetWatch } = transport;
  transport.onWatch = (watch, deployment) => void pass('watch').then(() => onWatch(watch, deployment));
  transport.onListWatch = (connection) => void pass('list').then(() => onListWatch(connection));
  transport.onFleetWatch = (connection) => void pass('fleet').then(() => onFleetWatch(connection));
  return waits;
}
