// What there is to say of a certificate that a connection trusts beside those of this computer.
import { day } from '../locale';
import type { AuthorityView } from '../transport/types';

/** Who signed it, what it is for, and until when it counts. */
export function authorityWords(one: AuthorityView, now: number): string {
  if (now > one.validUntilMs) return `Expired on ${day(one.validUntilMs, now)}: nothing is trusted by it any more`;
  const what = one.signs ? 'Signs others' : 'A server’s own';
  const by = one.issuer === one.subject ? '' : `, signed by ${one.issuer}`;
  return `${what}${by} · until ${day(one.validUntilMs, now)}`;
}
