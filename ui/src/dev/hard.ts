// Hard words in every answer of the made-up core: long names, names without a blank, from right to left, and in emoji; versions of forty characters.
import type { MemoryTransport } from '../lib/transport/memory';

const HARD = [
  'Gateway firmware for the turbines of the northern and eastern hills, staged, second attempt after the power cut of Monday night',
  'بوابة توربينات الرياح، المرحلة الثانية (gateway 4.12.0)',
  'edge_agent_configuration_log_level_and_rotation_for_cameras_without_storage',
  '🚀 Gateway 4.12.0 👩🏽‍🔧 for 🌬️ turbines',
  'עדכון שער טורבינות הרוח, 4.12.0',
];
const VERSION = '4.12.0-rc.3+build.20261123.1f0c9e2a77d4b';

/** What people name, by the names of their fields. */
const NAMED = new Set(['comment', 'name', 'group', 'flowName', 'groups', 'tags', 'tag', 'label']);

/** A word that stands for another, always the same. */
function hard(word: string): string {
  if (/^[\d.]+$/.test(word)) return VERSION;
  let sum = 0;
  for (let at = 0; at < word.length; at++) sum = (sum * 31 + word.charCodeAt(at)) >>> 0;
  return HARD[sum % HARD.length] ?? word;
}

function hardened(value: unknown, field: string): unknown {
  if (typeof value === 'string') return field === 'version' ? VERSION : NAMED.has(field) && value !== '' ? hard(value) : value;
  if (Array.isArray(value)) return value.map((one) => hardened(one, field));
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hardened(one, key)]));
}

/** Has every answer named by hard words. */
export function withHardWords(transport: MemoryTransport): void {
  const call = transport.call.bind(transport);
  transport.call = async (name, parameters) => hardened(await call(name, parameters), name) as never;
  const rows = transport.rows.bind(transport);
  transport.rows = async (asked) => hardened(await rows(asked), 'rows') as never;
}
