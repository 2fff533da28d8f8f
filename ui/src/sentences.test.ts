// B20: every sentence the page puts together from parts, read as a table: no full stop twice, no bracket in a bracket, no blank missing.
import { describe, expect, it } from 'vitest';
import { READINGS } from './dev/readings';
import { lineOf, titleOf } from './lib/failures';
import { momentFull } from './lib/locale';
import { emptyWords } from './lib/deployments/words';
import { tokenWords } from './lib/settings/connections.svelte';
import { ageOf, nextLook } from './lib/status/age';
import { perhapsWords, searchedWords, troubleWords } from './lib/status/searched';
import { FIELDS, type AppError, type ErrorCode, type ListNotice, type Moment, type Phase } from './lib/transport/types';
import { deployWords } from './lib/wizard/words';

const AT = Date.UTC(2026, 10, 23, 14, 2, 11);

/** What is wrong with a sentence as it is written; nothing where it is well made. */
function faults(text: string): string[] {
  const rules: [string, RegExp][] = [
    ['a full stop twice', /(?<!\.)\.\.(?!\.)|\.:|\?\./],
    ['a bracket in a bracket', /\([^)]*\(/],
    ['an empty bracket', /\(\s*\)/],
    ['a blank before a mark', / [.,;:)]/],
    ['no blank after a full stop', /[a-z]{3}\.[A-Z]/],
    ['two blanks', / {2}/],
    ['a part that is missing', /undefined|null|NaN|\[object/],
    ['a blank at an end', /^\s|\s$/],
  ];
  return rules.filter(([, rule]) => rule.test(text)).map(([name]) => name);
}

/** Words as core says them, one for each way it puts them together. */
const MESSAGES: readonly [ErrorCode, string][] = [
  ['notApi', 'What answered (502) is not an API reply: a proxy or a login page, perhaps.'],
  ['server', 'The service failed (500).'],
  ['unreachable', 'api.example.test could not be found. Check the address and this computer’s network.'],
  ['keyringLocked', 'The keyring is locked; unlock it first.'],
  ['outcomeUnknown', 'The connection was cut. The request may have been carried out.'],
  ['invalidInput', 'Choose between 5 and 600 seconds.'],
];
const PHASES: readonly Phase[] = [
  { type: 'syncing' },
  { type: 'live' },
  { type: 'stale', sinceMs: AT, error: { code: 'server', message: 'No.', retryable: true } },
  { type: 'notVisible', sinceMs: AT },
  { type: 'settling' },
  { type: 'finished' },
  { type: 'stopped', error: { code: 'tokenRejected', message: 'No.', retryable: false } },
];
const MOMENTS: readonly Moment[] = [
  { type: 'absent' },
  { type: 'at', ms: AT, zoneAssumed: false },
  { type: 'at', ms: AT, zoneAssumed: true },
  { type: 'unreadable', raw: 'soon' },
];

const NOTICE: ListNotice = {
  connection: 'c1',
  revision: 1,
  phase: { type: 'live' },
  loaded: 0,
  announced: null,
  more: false,
  remembered: false,
  standings: { noDevice: 0, moving: 0, attention: 0, aborted: 0, finished: 0 },
  notLooked: 0,
  unreadable: 0,
  lastGoodMs: AT,
  nextLookMs: null,
};

const errors: AppError[] = MESSAGES.flatMap(([code, message]) => [
  { code, message, retryable: false },
  ...Object.keys(FIELDS).map((field) => ({ code, message, field, retryable: false })),
]);

const SENTENCES: readonly [string, string[]][] = [
  ['failures', errors.flatMap((error) => [titleOf(error), lineOf(error), troubleWords(error)])],
  ['tokens', errors.map((error) => tokenWords({ type: 'unavailable', error }))],
  ['ages', PHASES.flatMap((phase) => [ageOf(phase, null, AT).text, ageOf(phase, AT - 4000, AT).text])],
  ['next looks', [nextLook({ type: 'live' }, AT + 11_000, AT), nextLook({ type: 'live' }, AT + 300_000, AT)].flatMap((one) => one ?? [])],
  ['moments', MOMENTS.map(momentFull)],
  [
    'searches',
    [0, 1, 1000].flatMap((deployments) =>
      [true, false].flatMap((whole) => [null, AT].map((backToMs) => searchedWords({ deployments, whole, backToMs }))),
    ),
  ],
  [
    'empty lists',
    [null, NOTICE, { ...NOTICE, announced: 320 }, { ...NOTICE, loaded: 100, announced: 250, more: true }].flatMap((notice) =>
      (['all', 'attention', 'finished'] as const).flatMap((filter) =>
        ['', 'gateway'].flatMap((text) => Object.values(emptyWords(notice, { filter, text, sort: 'created', descending: true }))),
      ),
    ),
  ],
  ['doubts', MOMENTS.flatMap((created) => perhapsWords({ uuid: 'dp-1', comment: null, created, perhaps: true }) ?? [])],
  ['the button that deploys', Object.values(READINGS).map(({ draft, reading }) => deployWords(draft, reading.breadth))],
  ['targets read back', Object.values(READINGS).map(({ reading }) => reading.sentence.map((segment) => segment.text).join(''))],
  ['problems', Object.values(READINGS).flatMap(({ reading }) => reading.problems.flatMap((one) => [one.title, one.message]))],
];

it.each(SENTENCES)('%s read well', (_name, sentences) => {
  expect(sentences.length, 'there is something to read').toBeGreaterThan(0);
  expect(
    sentences.map((text) => [text, faults(text)]).filter(([, wrong]) => wrong?.length !== 0),
    'read aloud',
  ).toEqual([]);
});

describe('the reader itself', () => {
  it.each([
    ['(not an API reply (proxy or login page?))', 'a bracket in a bracket'],
    ['The service failed..', 'a full stop twice'],
    ['created14 s ago.Then', 'no blank after a full stop'],
    ['Type undefined to confirm.', 'a part that is missing'],
    ['Nothing was seen yet .', 'a blank before a mark'],
  ])('finds what is wrong with "%s"', (text, fault) => {
    expect(faults(text), 'or the table would prove nothing').toContain(fault);
  });
});
