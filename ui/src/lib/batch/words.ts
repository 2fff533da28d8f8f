// What a batch says of itself: where it stands, and what became of each device.
import { counted, number } from '../locale';
import type { BatchCounts, BatchItem, BatchItemState, BatchStage, BatchView } from '../transport/types';

/** What a batch is called. */
export function nameOf(batch: BatchView): string {
  return batch.comment ?? batch.flowName ?? batch.flowUuid;
}

export function stageLook(stage: BatchStage): { readonly word: string; readonly tone: 'plain' | 'bad' | 'warn' | null } {
  switch (stage) {
    case 'prepared':
      return { word: 'not sent', tone: 'plain' };
    case 'sending':
      return { word: 'being sent', tone: 'plain' };
    case 'stopped':
      return { word: 'stopped', tone: 'warn' };
    case 'trouble':
      return { word: 'stopped by itself', tone: 'bad' };
    case 'done':
      return { word: 'done', tone: null };
  }
}

/** The states of devices, those that need eyes first. */
export const STATES: readonly { readonly state: BatchItemState; readonly label: string }[] = [
  { state: 'unresolved', label: 'Unresolved' },
  { state: 'refused', label: 'Refused' },
  { state: 'waiting', label: 'Not sent' },
  { state: 'setAside', label: 'Set aside' },
  { state: 'sent', label: 'Sent' },
];

/** How many devices are in a state; the one that is being sent to is in none but that. */
export function countOf(counts: BatchCounts, state: BatchItemState): number {
  switch (state) {
    case 'waiting':
      return counts.waiting;
    case 'sending':
      return counts.devices - counts.waiting - counts.unresolved - counts.refused - counts.setAside - counts.sent;
    case 'unresolved':
      return counts.unresolved;
    case 'refused':
      return counts.refused;
    case 'setAside':
      return counts.setAside;
    case 'sent':
      return counts.sent;
  }
}

export function itemLook(item: BatchItem): {
  readonly word: string;
  readonly tone: 'plain' | 'bad' | 'warn' | null;
  readonly title: string;
} {
  switch (item.state) {
    case 'waiting':
      return { word: 'not sent', tone: 'plain', title: item.why ?? 'Nothing was sent to it' };
    case 'sending':
      return { word: 'being sent', tone: 'plain', title: 'It is being sent right now' };
    case 'unresolved':
      return { word: 'unresolved', tone: 'warn', title: item.why ?? 'Nobody knows whether the service carried it out' };
    case 'refused':
      return { word: 'refused', tone: 'bad', title: item.why ?? 'Nothing was launched' };
    case 'setAside':
      return { word: 'set aside', tone: 'plain', title: 'You set its launch aside without knowing. It is not sent again' };
    case 'sent':
      return { word: 'sent', tone: null, title: 'It has its deployment' };
  }
}

/** How far it is, in one line. */
export function countsWords(counts: BatchCounts): string {
  const parts = [`${number(counts.sent)} of ${number(counts.devices)} sent`];
  if (counts.refused > 0) parts.push(`${number(counts.refused)} refused`);
  if (counts.unresolved > 0) parts.push(`${number(counts.unresolved)} unresolved`);
  if (counts.setAside > 0) parts.push(`${number(counts.setAside)} set aside`);
  if (counts.waiting > 0) parts.push(`${number(counts.waiting)} not sent`);
  return parts.join(', ');
}

/** What the button that begins it says. */
export function sendWords(devices: number): string {
  return devices === 1 ? 'Send 1 deployment' : `Send ${counted(devices, 'deployment')}, one per device`;
}
