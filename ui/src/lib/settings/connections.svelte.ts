// The list of connections: choosing one, removing one, forgetting a token. One action at a time, each error beside its row.
import type { Calls } from '../base/outside';
import { Failure } from '../transport/transport';
import type { AppError, ConnectionsView, TokenState } from '../transport/types';

export interface ListState {
  /** The connection something is being done to. */
  readonly busy: string | null;
  readonly failed: { readonly connection: string; readonly error: AppError } | null;
}

export class ConnectionList {
  state: ListState = $state.raw({ busy: null, failed: null });
  readonly #calls: Calls;
  readonly #changed: (view: ConnectionsView) => void;

  constructor(calls: Calls, changed: (view: ConnectionsView) => void) {
    this.#calls = calls;
    this.#changed = changed;
  }

  choose(connection: string): Promise<boolean> {
    return this.#act(connection, () => this.#calls.call('connection_select', { connection }));
  }

  forgetToken(connection: string): Promise<boolean> {
    return this.#act(connection, () => this.#calls.call('connection_token_clear', { connection }));
  }

  async #act(connection: string, ask: () => Promise<ConnectionsView>): Promise<boolean> {
    if (this.state.busy !== null) return false;
    this.state = { busy: connection, failed: null };
    try {
      this.#changed(await ask());
      this.state = { busy: null, failed: null };
      return true;
    } catch (thrown) {
      this.state = { busy: null, failed: { connection, error: Failure.of(thrown).error } };
      return false;
    }
  }
}

/** What is known of a token, in words. */
export function tokenWords(token: TokenState): string {
  switch (token.type) {
    case 'notAsked':
      return 'Token in the keyring; it is asked for when first needed';
    case 'keyring':
      return 'Token in the keyring';
    case 'session':
      return 'Token in memory, gone when Flightdeck closes';
    case 'missing':
      return 'No token: type one to use this connection';
    case 'unavailable':
      return token.error.message;
  }
}

/** Whether the words of a token call for doing something. */
export function tokenNeedsCare(token: TokenState): boolean {
  return token.type === 'missing' || token.type === 'unavailable';
}
