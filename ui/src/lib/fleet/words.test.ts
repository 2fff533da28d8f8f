// The known fleet in words: nothing is claimed that is not known, and what to do stands where nothing is.
import { describe, expect, it } from 'vitest';
import type { FleetNotice, FleetReads } from '../transport/types';
import { chosenWords, emptyWords, leftOutWords, listsWords, readWords, seenOnlyWords, seenWords, sourceWords } from './words';

const NOW = Date.UTC(2026, 10, 28, 12);
const ERROR = { code: 'unreachable', message: 'No answer.', retryable: true } as const;
const NOTICE: FleetNotice = { revision: 1, devices: 0, service: { type: 'notAsked' }, imported: [], seenOnly: 0 };

describe('where the knowledge comes from', () => {
  it.each<[FleetReads, string]>([
    [{ type: 'notAsked' }, 'not read from the service yet'],
    [{ type: 'opening', loaded: 40_000, of: 1_000_000 }, 'opening what was known… 40,000 of 1,000,000'],
    [{ type: 'reading', loaded: 0 }, 'reading from the service…'],
    [{ type: 'reading', loaded: 3200 }, 'reading from the service… 3,200 so far'],
    [{ type: 'read', atMs: NOW - 120_000, devices: 5, whole: true }, 'read from the service 2 min ago'],
    [{ type: 'read', atMs: NOW - 120_000, devices: 5, whole: false }, 'read from the service 2 min ago, not to its end'],
    [{ type: 'notAvailable', why: 'It answered 403.', atMs: NOW }, 'the service does not list its devices to this token'],
    [{ type: 'trouble', error: ERROR, atMs: NOW - 3_600_000 * 2 }, 'last read from the service 2 h ago'],
    [{ type: 'trouble', error: ERROR, atMs: null }, 'could not be read yet'],
  ])('%o', (service, words) => {
    expect(readWords(service, NOW).text).toBe(words);
  });

  it('says of a file what is not in it', () => {
    expect(leftOutWords({ type: 'read', atMs: NOW, devices: 5, whole: true })).toBe('');
    expect(leftOutWords({ type: 'read', atMs: NOW, devices: 5, whole: false })).toContain('announced more');
    expect(leftOutWords({ type: 'reading', loaded: 5 })).toContain('still being read');
    expect(leftOutWords({ type: 'notAvailable', why: 'No.', atMs: NOW })).toContain('may not be the whole fleet');
  });

  it('names one list, and counts several', () => {
    const list = { id: 'l', name: 'turbines.csv', devices: 212, atMs: 1 };
    expect(listsWords(NOTICE)).toBe('');
    expect(listsWords({ ...NOTICE, imported: [list] })).toBe('turbines.csv');
    expect(listsWords({ ...NOTICE, imported: [list, { ...list, id: 'm' }] })).toBe('2 imported lists');
  });

  it('says what only deployments told', () => {
    expect(seenOnlyWords({ ...NOTICE, devices: 10, seenOnly: 0 })).toBe('');
    expect(seenOnlyWords({ ...NOTICE, devices: 10, seenOnly: 4 })).toBe('4 known from deployments only');
    expect(seenOnlyWords({ ...NOTICE, devices: 10, seenOnly: 10 })).toBe('known from deployments watched here');
  });

  it.each([
    [{ type: 'service' } as const, 'the service'],
    [{ type: 'list', name: 'turbines.csv' } as const, 'turbines.csv'],
    [{ type: 'deployment', deployment: 'dp-1', comment: 'staged B' } as const, 'staged B'],
    [{ type: 'deployment', deployment: 'dp-1', comment: null } as const, 'dp-1'],
  ])('%o', (source, words) => {
    expect(sourceWords(source)).toBe(words);
  });
});

describe('where no row stands', () => {
  it.each<[Partial<FleetNotice>, string]>([
    [{}, 'Nothing is known of this fleet yet'],
    [{ service: { type: 'opening', loaded: 0, of: 9 } }, 'Opening what was known'],
    [{ service: { type: 'reading', loaded: 0 } }, 'Reading the fleet'],
    [{ service: { type: 'read', atMs: NOW, devices: 0, whole: true } }, 'The service lists no devices'],
    [{ service: { type: 'notAvailable', why: 'It answered 403', atMs: NOW } }, 'The service does not list its devices to this token'],
    [{ service: { type: 'trouble', error: ERROR, atMs: null } }, 'The service cannot be reached'],
    [{ devices: 12 }, 'No device matches'],
  ])('%o', (more, title) => {
    expect(emptyWords({ ...NOTICE, ...more }).title).toBe(title);
  });

  it('says of a refusal that everything else works', () => {
    const { text } = emptyWords({ ...NOTICE, service: { type: 'notAvailable', why: 'It answered 403', atMs: NOW } });
    expect(text).toMatch(/^It answered 403\. Everything else works without it\./);
  });
});

describe('devices', () => {
  it('online is a guess and says so; no age stands beside it', () => {
    expect(seenWords({ seen: 'online', seenMs: NOW - 20_000 }, NOW)).toBe('probably online');
    expect(seenWords({ seen: 'withinDay', seenMs: NOW - 22 * 60_000 }, NOW)).toBe('22 min ago');
    expect(seenWords({ seen: 'unknown', seenMs: null }, NOW), 'nothing is made up').toBe('');
  });

  it('a choice says whether it is a rule', () => {
    expect(chosenWords({ total: 5, rule: true }, true, 'Production · failed')).toBe('Production · failed · and whoever comes to match');
    expect(chosenWords({ total: 5, rule: true }, true, '')).toBe('all that are known · and whoever comes to match');
    expect(chosenWords({ total: 4, rule: true }, false, 'Test')).toBe('those that matched, changed by hand · and whoever comes to match');
    expect(chosenWords({ total: 2, rule: false }, false, 'Test')).toBe('chosen one by one');
  });
});
