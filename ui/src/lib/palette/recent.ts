// What was done from the palette before, as texts that core keeps: an action by its name, a thing by its kind, its fleet, its id and what it
// was called.

/** Texts that are kept at most; the last first. */
const MOST = 30;
/** So much of a name is kept. */
const NAME = 40;

export interface RecentThing {
  readonly kind: 'deployment' | 'device';
  readonly connection: string;
  readonly id: string;
  readonly name: string;
}

export function keyOfThing(thing: RecentThing): string {
  return [thing.kind, thing.connection, thing.id].map(encodeURIComponent).join('|') + '|' + thing.name.slice(0, NAME);
}

/** The thing that a text names; null where it names none. */
export function thingOf(key: string): RecentThing | null {
  const [kind, connection, id, ...name] = key.split('|');
  if ((kind !== 'deployment' && kind !== 'device') || connection === undefined || id === undefined || name.length === 0) return null;
  try {
    return { kind, connection: decodeURIComponent(connection), id: decodeURIComponent(id), name: name.join('|') };
  } catch {
    return null;
  }
}

/** The same with one more done. A thing that was called otherwise before is the same thing. */
export function withDone(recent: readonly string[], key: string): readonly string[] {
  return [key, ...recent.filter((one) => identity(one) !== identity(key))].slice(0, MOST);
}

function identity(key: string): string {
  const thing = thingOf(key);
  return thing === null ? key : `${thing.kind} ${thing.connection} ${thing.id}`;
}
