import { describe, expect, it } from 'vitest';
import { lineOf, lookOf, REMEDIES, titleOf } from './failures';
import { Failure } from './transport/transport';
import type { ErrorCode } from './transport/types';

describe('failures', () => {
  it('asks for a token where only a token helps', () => {
    expect(lookOf('tokenMissing').remedy).toBe('giveToken');
    expect(lookOf('tokenRejected').remedy).toBe('giveToken');
  });

  it('never offers to send again what may have been done', () => {
    expect(lookOf('outcomeUnknown').remedy, 'a repeated create would launch twice').toBe('lookAgain');
  });

  it('has no remedy that no failure names', () => {
    const codes: ErrorCode[] = ['tokenMissing', 'forbidden', 'unreachable', 'outcomeUnknown', 'keyringLocked'];
    expect(codes.map((code) => lookOf(code).remedy).sort(), 'words nobody reads are no words').toEqual(Object.keys(REMEDIES).sort());
  });

  it('calls a field by its name, and says nothing of one it does not know', () => {
    const error = { code: 'invalidInput', message: 'No.', retryable: false } as const;
    expect(titleOf({ ...error, field: 'appVersion' }), 'the name comes from core').toBe('Something needs correcting: Version');
    expect(titleOf({ ...error, field: 'filters.2.value' }), 'rows carry their number').toBe('Something needs correcting: Filters');
    expect(titleOf({ ...error, field: 'toString' }), 'a field of a newer core').toBe('Something needs correcting');
    expect(lineOf(error)).toBe('Something needs correcting. No.');
  });

  it('handles a lost watch without words', () => {
    expect(lookOf('watchGone').tone).toBe('silent');
  });

  it('makes one error of anything thrown, and keeps ours as it is', () => {
    const error = { code: 'forbidden', message: 'No.', retryable: false } as const;
    expect(Failure.of(error).error, 'the wire error survives whole').toBe(error);
    expect(Failure.of(new Failure(error)).error, 'wrapping twice changes nothing').toBe(error);
    expect(Failure.of('boom').error.code, 'all else is a defect of ours').toBe('internal');
    expect(Failure.of(undefined).error.message).not.toContain('undefined');
  });
});
