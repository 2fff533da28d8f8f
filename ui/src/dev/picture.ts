// The fleet picture of the made-up core: its groups, its marks, and a fleet that goes on moving.
import { marksOf } from '../lib/transport/marks';
import type { MemoryTransport } from '../lib/transport/memory';
import type { DeviceRow, Notice, PictureOrder } from '../lib/transport/types';
import { countsOf, pictureOf, seeded } from './data';

/** The groups as the rows stand. */
export function orderOf(rows: readonly DeviceRow[]): PictureOrder {
  const order: PictureOrder = { ordered: rows.length, groupCount: 0, groups: [] };
  for (const { group: name } of rows) {
    const last = order.groups.at(-1);
    if (last?.name === name) last.devices += 1;
    else order.groups.push({ name, devices: 1 });
  }
  order.groupCount = order.groups.filter((group) => group.name !== null).length;
  return order.groupCount === 0 ? { ...order, groups: [] } : order;
}

/** The marks of those rows that a view shows, and of those chosen. */
export function marksFor(rows: readonly DeviceRow[], shown: readonly DeviceRow[], isChosen: (row: DeviceRow) => boolean): Uint8Array {
  const chosen = rows.filter(isChosen).map((row) => row.index);
  const places = shown.length === rows.length ? null : shown.map((row) => row.index);
  return marksOf(rows.length, places, chosen.length === 0 ? null : chosen, Date.now() % 2 ** 31);
}

/** Every five seconds so many of the devices that move change, and a notice tells it. */
export function keepMoving(transport: MemoryTransport, rows: readonly DeviceRow[], count: number, first: Notice): void {
  const random = seeded(11);
  let notice = first;
  setInterval(() => {
    for (let change = 0; change < count; change++) {
      const row = rows[Math.floor(random() * rows.length)];
      if (row?.state === 'pending') row.state = 'inProgress';
      else if (row !== undefined) row.state = random() < 0.03 ? 'failed' : row.state === 'inProgress' ? 'succeeded' : 'pending';
    }
    transport.pictureCells = pictureOf(rows);
    notice = { ...notice, revision: notice.revision + 1, counts: countsOf(rows), changed: count, lastGoodMs: Date.now() };
    transport.notify(notice);
  }, 5000);
}
