// The rules of a connection as they are typed and as they read. What can be kept is core's to say.
import { counted, number } from '../locale';
import type { ConnectionRules } from '../transport/types';

/** What is forbidden or asked, in a line; empty where nothing is. */
export function rulesWords(rules: ConnectionRules): string {
  const parts: string[] = [];
  if (rules.readOnly) parts.push('read only');
  if (rules.askAbove !== null) parts.push(`asks above ${number(rules.askAbove)} devices`);
  if (rules.forbidden.length > 0) parts.push(`${counted(rules.forbidden.length, 'span')} of forbidden hours`);
  return parts.join(' · ');
}
