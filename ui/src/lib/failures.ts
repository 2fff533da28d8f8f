// The one table from an error's code to how it looks: tone, title and what the user can do. No component invents error words.
import { FIELDS, type AppError, type ErrorCode } from './transport/types';

/** How loud: an error stops what was wanted, a warning may pass by itself, silent ones are handled without words. */
type Tone = 'error' | 'warning' | 'silent';

/** What the page can offer to do about it; the words of its button. A failure whose remedy lies in its own words has none. */
export const REMEDIES = {
  giveToken: 'Give a new token',
  editConnection: 'Open the connection',
  tryAgain: 'Try again',
  lookAgain: 'Look again',
  keepForSession: 'Keep it for this session',
} as const;

export type Remedy = keyof typeof REMEDIES;

export interface FailureLook {
  tone: Tone;
  title: string;
  remedy: Remedy | null;
}

export function lookOf(code: ErrorCode): FailureLook {
  switch (code) {
    case 'invalidInput':
      return { tone: 'error', title: 'Something needs correcting', remedy: null };
    case 'tokenMissing':
      return { tone: 'error', title: 'No token', remedy: 'giveToken' };
    case 'tokenRejected':
      return { tone: 'error', title: 'The token was not accepted', remedy: 'giveToken' };
    case 'forbidden':
      return { tone: 'error', title: 'This token may not do that', remedy: 'editConnection' };
    case 'notFound':
      return { tone: 'error', title: 'Not found', remedy: null };
    case 'unreachable':
      return { tone: 'warning', title: 'The service cannot be reached', remedy: 'tryAgain' };
    case 'certificate':
      return { tone: 'error', title: 'The certificate was not accepted', remedy: 'editConnection' };
    case 'notApi':
      return { tone: 'warning', title: 'Something other than the API answered', remedy: 'tryAgain' };
    case 'rateLimited':
      return { tone: 'warning', title: 'The service asks for fewer requests', remedy: 'tryAgain' };
    case 'server':
      return { tone: 'warning', title: 'The service failed', remedy: 'tryAgain' };
    case 'outcomeUnknown':
      return { tone: 'warning', title: 'Nobody knows yet whether it was done', remedy: 'lookAgain' };
    case 'keyringUnavailable':
      return { tone: 'warning', title: 'No keyring can be reached', remedy: 'keepForSession' };
    case 'keyringLocked':
      return { tone: 'warning', title: 'The keyring is locked', remedy: 'keepForSession' };
    case 'keyringTimeout':
      return { tone: 'warning', title: 'The keyring did not answer', remedy: 'keepForSession' };
    case 'confirmationNeeded':
      return { tone: 'warning', title: 'Please confirm first', remedy: null };
    case 'ruleForbids':
      return { tone: 'error', title: 'Your rules forbid it', remedy: 'editConnection' };
    case 'watchGone':
      return { tone: 'silent', title: 'Looking again', remedy: null };
    case 'storage':
      return { tone: 'error', title: 'This computer could not keep it', remedy: 'tryAgain' };
    case 'internal':
      return { tone: 'error', title: 'A defect of Flightdeck', remedy: 'tryAgain' };
    default:
      return unknownCode(code);
  }
}

/** What is known of a field an error can name; rows carry their number (`filters.2.value`). */
export function fieldOf(name: string): { readonly label: string; readonly step: number | null } | null {
  const head = name.replace(/\..*$/, '');
  return Object.hasOwn(FIELDS, head) ? FIELDS[head as keyof typeof FIELDS] : null;
}

/** The title of a failure, with the field it is about where it names one: "Something needs correcting: Version". */
export function titleOf(error: AppError): string {
  const field = error.field === undefined ? null : fieldOf(error.field);
  const { title } = lookOf(error.code);
  return field === null ? title : `${title}: ${field.label}`;
}

/** A failure as one line, for where there is no room for a banner. */
export function lineOf(error: AppError): string {
  return `${titleOf(error)}. ${error.message}`;
}

/** A newer core may send a code this page does not know; the compiler makes sure that none it knows is missing. */
function unknownCode(code: never): FailureLook {
  return { tone: 'error', title: `Something went wrong (${String(code)})`, remedy: 'tryAgain' };
}
