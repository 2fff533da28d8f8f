// What the connect form promises: the token leaves the page when sent, nothing else typed is lost, and each error is said where it belongs.
import { describe, expect, it } from 'vitest';
import { byHand, countedIds, rejected, Scripted, settle, wireError } from '../base/scripted';
import type { AppError, AuthorityView, ConnectionsView, ConnectionView } from '../transport/types';
import { authorityWords } from './authorities';
import { ConnectionForm, placeOf, USUAL_BASE_URL } from './form.svelte';

const VIEW: ConnectionsView = { connections: [], active: 'c1' };
const KNOWN: ConnectionView = {
  id: 'c1',
  name: 'Turbines',
  baseUrl: 'https://api.example.test',
  fleetKey: 'wturb',
  demo: false,
  rules: { production: false, readOnly: false, askAbove: null, forbidden: [] },
  token: { type: 'keyring' },
};

function filled(form: ConnectionForm): ConnectionForm {
  form.set('name', 'Turbines');
  form.set('fleetKey', 'wturb');
  form.set('token', 'secret-token');
  return form;
}

function refusing({ code, message, field }: AppError): Scripted {
  return new Scripted({ connect: () => rejected(code, message, field) });
}

describe('sending', () => {
  it('sends what was typed and clears the token at that moment', async () => {
    const answer = byHand<ConnectionsView>();
    const calls = new Scripted({ connect: () => answer.promise });
    const form = filled(new ConnectionForm(calls, null, false, countedIds()));
    const pressed = form.submit();
    expect(form.state.values.token, 'the token is gone from the page while the answer is awaited').toBe('');
    expect(form.state.sending, 'the button must show that it was pressed').toBe(true);
    answer.answer(VIEW);
    expect(await pressed, 'the view is handed on to the session').toEqual(VIEW);
    expect(calls.of('connect'), 'exactly what was typed went out, once').toEqual([
      {
        requestId: 'id-1',
        connection: null,
        draft: { name: 'Turbines', baseUrl: USUAL_BASE_URL, fleetKey: 'wturb', token: 'secret-token', keep: 'keyring' },
      },
    ]);
  });

  it('takes a second press while sending as the first', async () => {
    const answer = byHand<ConnectionsView>();
    const calls = new Scripted({ connect: () => answer.promise });
    const form = filled(new ConnectionForm(calls, null, false, countedIds()));
    const presses = [form.submit(), form.submit()];
    answer.answer(VIEW);
    await Promise.all(presses);
    expect(calls.of('connect').length, 'a double click must not connect twice').toBe(1);
  });

  it('makes a new id for the next press, because core answers an old id with its first outcome', async () => {
    const calls = refusing(wireError('tokenRejected', 'no'));
    const form = filled(new ConnectionForm(calls, null, false, countedIds()));
    await form.submit();
    form.set('token', 'another');
    await form.submit();
    expect(
      calls.of('connect').map((one) => one.requestId),
      'a corrected token must really be tried',
    ).toEqual(['id-1', 'id-2']);
  });

  it('says what is missing without calling', async () => {
    const calls = new Scripted({});
    const form = new ConnectionForm(calls);
    form.set('baseUrl', ' ');
    expect(await form.submit(), 'nothing was connected').toBeNull();
    expect(Object.keys(form.state.fieldErrors).sort(), 'each empty field says so').toEqual(['baseUrl', 'fleetKey', 'token']);
    expect(calls.calls, 'an incomplete form must not reach core').toEqual([]);
  });
});

describe('errors', () => {
  it('keeps everything typed but the token, and asks for that again', async () => {
    const form = filled(new ConnectionForm(refusing(wireError('server', 'The service failed.'))));
    await form.submit();
    const state = form.state;
    expect(state.values, 'name, key and address survive; the token must not come back').toMatchObject({
      name: 'Turbines',
      fleetKey: 'wturb',
      token: '',
    });
    expect(state.tokenCleared, 'the form must ask for the token kindly').toBe(true);
    expect(state.error?.message, 'an error of no field is said above the form').toBe('The service failed.');
  });

  it.each([
    [wireError('invalidInput', 'm', 'baseUrl'), 'baseUrl'],
    [wireError('invalidInput', 'm', 'fleetKey'), 'fleetKey'],
    [wireError('notFound', 'm', 'fleetKey'), 'fleetKey'],
    [wireError('tokenRejected', 'm'), 'token'],
    [wireError('certificate', 'm'), 'baseUrl'],
    [wireError('certificate', 'm', 'authorities'), 'authorities'],
    [wireError('unreachable', 'm'), 'baseUrl'],
    [wireError('notApi', 'm'), 'baseUrl'],
    [wireError('notFound', 'm'), 'fleetKey'],
    [wireError('invalidInput', 'm', 'somewhereElse'), 'form'],
    [wireError('rateLimited', 'm'), 'form'],
    [wireError('keyringLocked', 'm', 'token'), 'keyring'],
  ] as const)('says %o at %s', (error, place) => {
    expect(placeOf(error), 'an error belongs where it can be repaired').toBe(place);
  });

  it('drops the error of a field once that field is changed', async () => {
    const form = filled(new ConnectionForm(refusing(wireError('notFound', 'No such fleet.', 'fleetKey'))));
    await form.submit();
    expect(form.state.fieldErrors.fleetKey, 'the error is beside its field').toBe('No such fleet.');
    form.set('fleetKey', 'wturb2');
    expect(form.state.fieldErrors, 'an old error beside a new value would be a lie').toEqual({});
  });
});

describe('a keyring that cannot keep the token', () => {
  it('offers the session, keeps it chosen, and needs the token typed again', async () => {
    const calls = refusing(wireError('keyringUnavailable', 'No keyring.'));
    const form = filled(new ConnectionForm(calls, null, false, countedIds()));
    await form.submit();
    expect(form.state.keyring?.code, 'the offer is shown').toBe('keyringUnavailable');
    await form.keepForSession();
    expect(form.state.values.keep, 'the choice is made').toBe('session');
    expect(calls.of('connect').length, 'without a token nothing can be sent').toBe(1);
    calls.script.connect = () => VIEW;
    form.set('token', 'secret-token');
    expect(await form.submit(), 'typed again, it connects').toEqual(VIEW);
    expect(calls.of('connect')[1]?.draft.keep, 'the token stays out of the keyring').toBe('session');
  });

  it('tries the keyring again at once when no token had to be typed', async () => {
    const calls = refusing(wireError('keyringLocked', 'Locked.'));
    const form = new ConnectionForm(calls, KNOWN, false, countedIds());
    form.set('name', 'Wind turbines');
    await form.submit();
    calls.script.connect = () => VIEW;
    expect(await form.tryKeyringAgain(), 'unlocking the keyring is all that was missing').toEqual(VIEW);
    await settle();
    expect(
      calls.of('connect').map((one) => one.requestId),
      'the second try is a press of its own',
    ).toEqual(['id-1', 'id-2']);
  });
});

describe('changing a connection', () => {
  it('lets the token stay unless the address or the fleet is a new one', () => {
    const form = new ConnectionForm(new Scripted({}), KNOWN);
    const optional = () => form.tokenOptional(form.state.values);
    expect(optional(), 'the one in the keyring can stay').toBe(true);
    form.set('baseUrl', 'https://api.example.test/');
    expect(optional(), 'the same address keeps its token').toBe(true);
    form.set('baseUrl', 'https://api.example.test/other');
    expect(optional(), 'B13: another path of the same host has a token of its own').toBe(false);
    form.set('baseUrl', 'https://other.example.test');
    expect(optional(), 'a token never follows to a new host').toBe(false);
    form.set('baseUrl', KNOWN.baseUrl);
    form.set('fleetKey', 'another');
    expect(optional(), 'nor to another fleet').toBe(false);
  });

  it('needs a token where nothing else is asked for', async () => {
    const form = new ConnectionForm(new Scripted({}), KNOWN, true);
    await form.submit();
    expect(form.state.fieldErrors.token, '"replace the token" by none would do nothing').toBeDefined();
  });

  it('names the connection it changes', async () => {
    const calls = new Scripted({ connect: () => VIEW });
    const form = new ConnectionForm(calls, KNOWN, false, countedIds());
    await form.submit();
    expect(calls.of('connect')[0], 'an edit must not make a second connection').toMatchObject({ connection: 'c1', draft: { token: '' } });
  });
});

describe('an address that looks like another', () => {
  it.each([
    ['https://api.connect.jfrog.io', null],
    ['https://API.connect.jfrog.io:443/x', null],
    ['', null],
    ['not an address', null],
    ['https://\u0430pi.connect.jfrog.io', 'xn--pi-6kc.connect.jfrog.io'],
    ['https://xn--pi-6kc.connect.jfrog.io', 'xn--pi-6kc.connect.jfrog.io'],
    ['https://\uff41pi.connect.jfrog.io', 'api.connect.jfrog.io'],
    ['https://0x7f.1', '127.0.0.1'],
  ])('%s', (typed, host) => {
    const form = new ConnectionForm(new Scripted({}));
    form.set('baseUrl', typed);
    expect(form.foreignHost, 'where the token would go is said before it does').toBe(host);
  });
});

describe('certificates of one’s own', () => {
  const DAY = 24 * 3_600_000;
  const AT = Date.UTC(2026, 10, 30, 12);
  const ACME: AuthorityView = {
    fingerprint: 'aa',
    subject: 'Acme Root',
    issuer: 'Acme Root',
    signs: true,
    validFromMs: AT - DAY,
    validUntilMs: AT + DAY,
  };
  const OTHER: AuthorityView = { ...ACME, fingerprint: 'bb', subject: 'Other Root' };

  it('are shown before they are trusted, sent by their fingerprints, and each once', async () => {
    const calls = new Scripted({ connect: () => VIEW, authorities_pick: () => [ACME, OTHER] });
    const form = filled(new ConnectionForm(calls, { ...KNOWN, authorities: [ACME] }, false, countedIds()));
    await form.addAuthorities();
    expect(form.state.authorities, 'one that is there already is there once').toEqual([ACME, OTHER]);
    expect(calls.of('connect'), 'nothing is sent by picking').toEqual([]);
    form.removeAuthority('aa');
    await form.submit();
    expect(calls.of('connect')[0]?.draft.authorities, 'what was removed is trusted no more').toEqual(['bb']);
  });

  it('stay as they are when the dialog is closed, and say what is wrong with a file', async () => {
    const calls = new Scripted({ authorities_pick: () => null });
    const form = new ConnectionForm(calls, { ...KNOWN, authorities: [ACME] });
    await form.addAuthorities();
    expect(form.state.authorities, 'closing the dialog changes nothing').toEqual([ACME]);
    calls.script.authorities_pick = () => rejected('invalidInput', 'There is a private key in this file.', 'authorities');
    await form.addAuthorities();
    expect(form.state.fieldErrors.authorities, 'the reason is said there').toBe('There is a private key in this file.');
    expect(form.state.authorities, 'and what was there stays').toEqual([ACME]);
    expect(form.state.picking, 'another file can be tried').toBe(false);
  });

  it('are offered where they can help: at an address of one’s own, or once nobody was found who signed', async () => {
    const form = filled(new ConnectionForm(refusing(wireError('certificate', 'signed by nobody', 'authorities'))));
    expect(form.showsAuthorities, 'the public service needs none').toBe(false);
    await form.submit();
    expect(form.showsAuthorities, 'somebody between signs instead of it').toBe(true);
    form.set('fleetKey', 'wturb');
    expect(new ConnectionForm(new Scripted({}), KNOWN).showsAuthorities, 'an address of one’s own may').toBe(true);
    expect(new ConnectionForm(new Scripted({}), KNOWN, true).showsAuthorities, 'where only a token is asked for it is not').toBe(false);
  });

  it('a token is replaced without losing them', async () => {
    const calls = new Scripted({ connect: () => VIEW });
    const form = filled(new ConnectionForm(calls, { ...KNOWN, authorities: [ACME] }, true, countedIds()));
    await form.submit();
    expect(calls.of('connect')[0]?.draft.authorities, 'they belong to the connection, not to its token').toEqual(['aa']);
  });

  it('say whose they are and until when', () => {
    expect(authorityWords(ACME, AT), 'one that signed itself needs no second name').toBe('Signs others · until Dec 1');
    expect(authorityWords({ ...ACME, signs: false, issuer: 'Acme Root 2' }, AT), 'a server’s own').toBe(
      'A server’s own, signed by Acme Root 2 · until Dec 1',
    );
    expect(authorityWords(ACME, AT + 2 * DAY), 'one that is over says so').toContain('Expired on Dec 1');
  });
});
