// The connect form: what is typed, what is sent, and where each error is said. The token leaves the page's memory the moment it is sent.
import type { Calls, MakeId } from '../base/outside';
import { Failure, newRequestId } from '../transport/transport';
import type { AppError, AuthorityView, ConnectionDraft, ConnectionsView, ConnectionView, ErrorCode, Keep } from '../transport/types';

export const USUAL_BASE_URL = 'https://api.connect.jfrog.io';

export type ConnectField = 'name' | 'baseUrl' | 'fleetKey' | 'token' | 'keep' | 'authorities';

/** What is typed. Certificates are not: they come out of files. */
type Typed = Omit<ConnectionDraft, 'authorities'>;

export interface ConnectionFormState {
  readonly values: Readonly<Typed>;
  /** The certificates to trust beside those of this computer. */
  readonly authorities: readonly AuthorityView[];
  /** A file of certificates is being chosen. */
  readonly picking: boolean;
  readonly sending: boolean;
  /** What is wrong with one field, said beside it. */
  readonly fieldErrors: Readonly<Partial<Record<ConnectField, string>>>;
  /** What is wrong and belongs to no field. */
  readonly error: AppError | null;
  /** The keyring could not keep the token: the form offers the session instead. */
  readonly keyring: AppError | null;
  /** The token was sent and cleared, and is needed once more. */
  readonly tokenCleared: boolean;
}

const FIELDS: readonly ConnectField[] = ['name', 'baseUrl', 'fleetKey', 'token', 'keep', 'authorities'];

/** The field an error belongs to when the error does not name one. */
const FIELD_OF_CODE: Partial<Record<ErrorCode, ConnectField>> = {
  tokenMissing: 'token',
  tokenRejected: 'token',
  unreachable: 'baseUrl',
  certificate: 'baseUrl',
  notApi: 'baseUrl',
  notFound: 'fleetKey',
};

export function isKeyringError(code: ErrorCode): boolean {
  return code === 'keyringUnavailable' || code === 'keyringLocked' || code === 'keyringTimeout';
}

/** Where an error of `connect` is said: beside a field, at the keyring offer, or above the form. */
export function placeOf(error: AppError): ConnectField | 'keyring' | 'form' {
  if (isKeyringError(error.code)) return 'keyring';
  const named = FIELDS.find((field) => field === error.field);
  return named ?? FIELD_OF_CODE[error.code] ?? 'form';
}

function fresh(editing: ConnectionView | null): ConnectionFormState {
  return {
    values: {
      name: editing?.name ?? '',
      baseUrl: editing?.baseUrl ?? USUAL_BASE_URL,
      fleetKey: editing?.fleetKey ?? '',
      token: '',
      keep: editing?.token.type === 'session' ? 'session' : 'keyring',
    },
    authorities: editing?.authorities ?? [],
    picking: false,
    sending: false,
    fieldErrors: {},
    error: null,
    keyring: null,
    tokenCleared: false,
  };
}

export class ConnectionForm {
  state: ConnectionFormState;
  readonly #calls: Calls;
  readonly #editing: ConnectionView | null;
  readonly #tokenOnly: boolean;
  readonly #makeId: MakeId;
  #pressed: Promise<ConnectionsView | null> | null = null;
  #sentToken = false;

  /** `editing` is the connection to change; `tokenOnly` asks for nothing but another token for it. */
  constructor(calls: Calls, editing: ConnectionView | null = null, tokenOnly = false, makeId: MakeId = newRequestId) {
    this.#calls = calls;
    this.#editing = editing;
    this.#tokenOnly = tokenOnly;
    this.#makeId = makeId;
    this.state = $state.raw(fresh(editing));
  }

  /** Whether the form shows the token alone. */
  get tokenOnly(): boolean {
    return this.#tokenOnly;
  }

  /** Whether an empty token means "keep the one there is". A token belongs to its address and fleet: another of either needs it typed. */
  tokenOptional(values: Typed): boolean {
    const editing = this.#editing;
    if (editing === null || this.#tokenOnly || editing.token.type === 'missing') return false;
    return sameAddress(editing.baseUrl, values.baseUrl) && editing.fleetKey === values.fleetKey.trim();
  }

  /** The host that an address with letters of other scripts really leads to: they can look like those of another. */
  get foreignHost(): string | null {
    return foreignHostOf(this.state.values.baseUrl);
  }

  /**
   * Whether certificates are shown: who is connected to the usual address needs none, until somebody between the two signs instead of it.
   */
  get showsAuthorities(): boolean {
    const { authorities, fieldErrors, values } = this.state;
    if (fieldErrors.authorities !== undefined) return true;
    return !this.#tokenOnly && (authorities.length > 0 || !sameAddress(values.baseUrl, USUAL_BASE_URL));
  }

  set<F extends keyof Typed>(field: F, value: Typed[F]): void {
    const { fieldErrors, ...rest } = this.state;
    this.state = { ...rest, values: { ...rest.values, [field]: value }, fieldErrors: without(fieldErrors, field), error: null };
  }

  /** Has a file of certificates chosen. What is in it is shown, and trusted by nobody before the connection is saved. */
  async addAuthorities(): Promise<void> {
    if (this.state.picking) return;
    this.state = { ...this.state, picking: true };
    try {
      const found = await this.#calls.call('authorities_pick', {});
      if (found !== null) this.#trust([...this.state.authorities.filter((one) => !found.some((other) => same(one, other))), ...found]);
    } catch (thrown) {
      const { message } = Failure.of(thrown).error;
      this.state = { ...this.state, fieldErrors: { ...this.state.fieldErrors, authorities: message } };
    } finally {
      this.state = { ...this.state, picking: false };
    }
  }

  removeAuthority(fingerprint: string): void {
    this.#trust(this.state.authorities.filter((one) => one.fingerprint !== fingerprint));
  }

  #trust(authorities: readonly AuthorityView[]): void {
    this.state = { ...this.state, authorities, fieldErrors: without(this.state.fieldErrors, 'authorities'), error: null };
  }

  /** Sends what is typed. A second press while the first is under way is the first. Answers null when it did not connect. */
  submit(): Promise<ConnectionsView | null> {
    this.#pressed ??= this.#send().finally(() => {
      this.#pressed = null;
    });
    return this.#pressed;
  }

  /** The offer after a keyring error: keep the token in memory only. */
  keepForSession(): Promise<ConnectionsView | null> {
    return this.#answerOffer('session');
  }

  /** The other answer to a keyring error, once it is unlocked or started. */
  tryKeyringAgain(): Promise<ConnectionsView | null> {
    return this.#answerOffer('keyring');
  }

  async #answerOffer(keep: Keep): Promise<ConnectionsView | null> {
    const state = this.state;
    this.state = { ...state, keyring: null, values: { ...state.values, keep } };
    // The token is gone from the page, so the offer can only be carried out at once when none was typed or it is typed again already.
    const needsTyping = state.values.token === '' && (this.#sentToken || !this.tokenOptional(state.values));
    return needsTyping ? null : await this.submit();
  }

  async #send(): Promise<ConnectionsView | null> {
    const { values } = this.state;
    const fieldErrors = this.#missing(values);
    if (Object.keys(fieldErrors).length > 0) {
      this.state = { ...this.state, fieldErrors, error: null, keyring: null };
      return null;
    }
    const named = this.state.authorities.map((one) => one.fingerprint);
    const draft: ConnectionDraft = { ...values, ...(named.length > 0 ? { authorities: named } : {}) };
    this.#sentToken = values.token !== '';
    this.state = {
      ...this.state,
      values: { ...values, token: '' },
      sending: true,
      fieldErrors: {},
      error: null,
      keyring: null,
      tokenCleared: false,
    };
    const connection = this.#editing?.id ?? null;
    const call = this.#calls.call('connect', { requestId: this.#makeId(), connection, draft });
    try {
      const view = await call;
      this.state = { ...this.state, sending: false };
      return view;
    } catch (thrown) {
      this.#failed(Failure.of(thrown).error);
      return null;
    }
  }

  #failed(error: AppError): void {
    const place = placeOf(error);
    const next = { ...this.state, sending: false, tokenCleared: this.#sentToken };
    if (place === 'keyring') this.state = { ...next, keyring: error };
    else if (place === 'form') this.state = { ...next, error };
    else this.state = { ...next, fieldErrors: { [place]: error.message } };
  }

  #missing(values: Typed): Partial<Record<ConnectField, string>> {
    const missing: Partial<Record<ConnectField, string>> = {};
    if (values.baseUrl.trim() === '') missing.baseUrl = 'Type the address of the API.';
    if (values.fleetKey.trim() === '') missing.fleetKey = 'Type the fleet key.';
    if (values.token === '' && !this.tokenOptional(values)) {
      missing.token = this.state.tokenCleared ? 'Please type the token again.' : 'Paste or type a token.';
    }
    return missing;
  }
}

function without(errors: ConnectionFormState['fieldErrors'], field: ConnectField): ConnectionFormState['fieldErrors'] {
  const { [field]: _gone, ...others } = errors;
  return others;
}

function same(one: AuthorityView, other: AuthorityView): boolean {
  return one.fingerprint === other.fingerprint;
}

/** The host as the network knows it, where that is not how it is written or it has letters of other scripts. */
function foreignHostOf(address: string): string | null {
  const typed = address.trim();
  try {
    const { host } = new URL(typed);
    return typed.toLowerCase().includes(host) && !host.includes('xn--') ? null : host;
  } catch {
    return null;
  }
}

/** As tokens are filed: by the whole address. */
function sameAddress(one: string, other: string): boolean {
  const address = (text: string) => new URL(text.trim()).href.replace(/\/+$/u, '');
  try {
    return address(one) === address(other);
  } catch {
    return false;
  }
}
