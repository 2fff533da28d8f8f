// A service that was never heard says nothing: neither that there are no devices, nor how many.
import { cleanup, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accessible, open } from '../../test/screen';
import { noticeOf } from '../../test/notices';
import type { AppError, Phase } from '../transport/types';

beforeEach(() => {
  location.hash = '';
});
afterEach(cleanup);

const refused: AppError = { code: 'tokenRejected', message: 'The service answered 401 to this token.', retryable: false };
const away: AppError = { code: 'unreachable', message: 'It did not answer within 10 s.', retryable: true };

it.each<Phase>([
  { type: 'stopped', error: refused },
  { type: 'stale', sinceMs: 1, error: away },
])('says nothing of devices that nobody heard of: $type', async (phase) => {
  const { transport } = open({}, '#/deployment/dp-e6a5-7e19');
  const counts = { pending: 0, inProgress: 0, succeeded: 0, failed: 0, aborted: 0, unknown: 0 };
  transport.onWatch = (watch) =>
    transport.notify(noticeOf(watch, { phase, counts, total: 0, changed: 0, lastGoodMs: null, nextLookMs: null }));
  await screen.findByText('Not seen yet');
  expect(screen.queryByText('No devices matched (yet)'), 'the service was never heard to say so').toBeNull();
  expect(screen.queryByRole('button', { name: /^All/ }), 'nor is a number shown').toBeNull();
  await accessible();
});
