import { describe, expect, it } from 'vitest';
import { lookOf } from './failures';
import { Failure } from './transport/transport';

describe('failures', () => {
  it('asks for a token where only a token helps', () => {
    expect(lookOf('tokenMissing').remedy).toBe('giveToken');
    expect(lookOf('tokenRejected').remedy).toBe('giveToken');
  });

  it('never offers to send again what may have been done', () => {
    expect(lookOf('outcomeUnknown').remedy, 'a repeated create would launch twice').toBe('lookAgain');
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
