import { describe, expect, test } from 'vitest';
import { localTransport } from '../src/authority/index.ts';
import type { HttpTransport } from '../src/index.ts';
import { type Csc2Signer, csc2Info, csc2Signer, normaliseMsisdn, readRemoteSettings } from '../src/remote/index.ts';
import {
  accountOf,
  checked,
  codeOf,
  firstIdentity,
  PERSON,
  PERSON_EC,
  requestOf,
  type Setting,
  startSetting,
  stored,
  USER,
} from './remote-setting.ts';

const RSA = 'RSA-PKCS1-SHA256' as const;

async function using(setting: Setting, work: (setting: Setting) => Promise<void>): Promise<void> {
  try {
    await work(setting);
  } finally {
    await setting.close();
  }
}

function callsTo({ simulator }: Setting, end: string): { path: string; body: string }[] {
  return simulator.control.calls.filter(({ path }) => path.endsWith(end));
}

/** Delivers, then loses the answer of the first call to an address. */
function losesAnswerOf(end: string): { transport: HttpTransport; lost: () => number } {
  const real = localTransport();
  let lost = 0;
  return {
    lost: () => lost,
    transport: async (request) => {
      const answer = await real(request);
      if (request.url.endsWith(end) && lost === 0) {
        lost += 1;
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      }
      return answer;
    },
  };
}

function signaturesIn(answer: unknown): Uint8Array[] {
  return (answer as { signatures?: Uint8Array[] }).signatures ?? [];
}

describe('CSC v2', () => {
  test('more documents than one call takes: several calls, one ticket', async () => {
    const accounts = [accountOf(PERSON, USER, { multisign: 2 })];
    await using(await startSetting('csc2', { accounts, asksItself: true }, { consent: 'service' }), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()), 5);
      const ticket = stored(await setting.signer().begin(request));
      expect(callsTo(setting, '/signatures/signHash')).toHaveLength(3);
      expect(ticket.verificationCode).toBeUndefined();
      const [first] = setting.simulator.control.requests();
      setting.simulator.control.tap(first?.id);
      expect(await setting.signer().poll(ticket)).toBe('pending');
      setting.simulator.control.tap();
      const signatures = signaturesIn(await setting.signer().poll(ticket));
      expect(checked(PERSON, request, signatures, RSA)).toEqual([true, true, true, true, true]);
    });
  });

  test('one part refused ends the whole', async () => {
    const accounts = [accountOf(PERSON, USER, { multisign: 1 })];
    await using(await startSetting('csc2', { accounts, asksItself: true }, { consent: 'service' }), async (setting) => {
      const ticket = await setting.signer().begin(requestOf(await firstIdentity(setting.signer()), 2));
      const [first] = setting.simulator.control.requests();
      setting.simulator.control.refuse(first?.id);
      setting.simulator.control.tap();
      expect(await setting.signer().poll(ticket)).toEqual({ failed: 'refused' });
    });
  });

  test('RSA-PSS with explicit parameters', async () => {
    await using(await startSetting('csc2'), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()), 2, 'RSA-PSS-SHA256');
      const ticket = stored(await setting.signer().begin(request));
      setting.simulator.control.tap();
      const signatures = signaturesIn(await setting.signer().poll(ticket));
      expect(checked(PERSON, request, signatures, 'RSA-PSS-SHA256')).toEqual([true, true]);
    });
  });

  test('one-time code: signed at once, fetched from the ticket by another process', async () => {
    await using(await startSetting('csc2', {}, { consent: 'otp' }), async (setting) => {
      const signer = setting.signer({ ask: async () => '730211' });
      const request = requestOf(await firstIdentity(signer), 3);
      const ticket = stored(await signer.begin(request));
      expect(JSON.stringify(ticket)).not.toContain('730211');
      const signatures = signaturesIn(await setting.signer().poll(ticket));
      expect(checked(PERSON, request, signatures, RSA)).toEqual([true, true, true]);
    });
  });

  test('a wrong code is sent once; none at all is asked for', async () => {
    await using(await startSetting('csc2', {}, { consent: 'otp' }), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()));
      expect(await codeOf(setting.signer({ ask: async () => '000000' }).begin(request))).toBe('pki.remote_otp');
      expect(callsTo(setting, '/credentials/authorize')).toHaveLength(1);
      expect(await codeOf(setting.signer().begin(request))).toBe('pki.remote_otp');
      expect(callsTo(setting, '/credentials/authorize')).toHaveLength(1);
    });
  });

  test.each(['otp', 'push'])('one consent by %s cannot cover more than one authorisation', async (consent) => {
    const accounts = [accountOf(PERSON, USER, { multisign: 2 })];
    await using(await startSetting('csc2', { accounts }, { consent }), async (setting) => {
      const signer = setting.signer({ ask: async () => '730211' });
      expect(await codeOf(signer.begin(requestOf(await firstIdentity(signer), 3)))).toBe('pki.remote_limit');
      expect(setting.simulator.control.requests()).toEqual([]);
    });
  });

  describe.each(['scope', 'authorization_details'] as const)('redirect with %s', (redirectFormat) => {
    const changes = { consent: 'redirect', redirectFormat };

    function signerOf(setting: Setting): Csc2Signer {
      const settings = readRemoteSettings({ ...setting.simulator.settings, ...changes });
      if (settings.kind !== 'csc2') {
        throw new Error('csc2 expected');
      }
      const { secret } = setting.simulator;
      return csc2Signer({ settings, secret, user: USER, transport: localTransport(), now: () => setting.clock.now });
    }

    async function agree(address: unknown): Promise<{ code: string; state: string }> {
      const answer = await fetch(String(address), { redirect: 'manual' });
      const back = new URL(answer.headers.get('location') ?? 'http://127.0.0.1/');
      return { code: back.searchParams.get('code') ?? '', state: back.searchParams.get('state') ?? '' };
    }

    test.each(['S', 'A'])('the code of the browser becomes signatures (mode %s)', async (mode) => {
      await using(await startSetting('csc2', {}, { ...changes, mode }), async (setting) => {
        const request = requestOf(await firstIdentity(signerOf(setting)), 2);
        const ticket = stored(await signerOf(setting).begin(request));
        expect(await signerOf(setting).poll(ticket)).toBe('pending');
        const address = String(Reflect.get(ticket, 'authorisationUrl'));
        expect(decodeURIComponent(address)).toContain(ticket.verificationCode);
        const answer = await agree(address);
        const next = stored(await signerOf(setting).authorise(ticket, answer));
        expect(JSON.stringify(next)).not.toContain(answer.code);
        expect(checked(PERSON, request, signaturesIn(await signerOf(setting).poll(next)), RSA)).toEqual([true, true]);
        // The code counted once.
        expect(await codeOf(signerOf(setting).authorise(ticket, answer))).toBe('pki.remote_login');
      });
    });

    test('a return that belongs to another ticket is refused', async () => {
      await using(await startSetting('csc2', {}, changes), async (setting) => {
        const request = requestOf(await firstIdentity(signerOf(setting)));
        const mine = await signerOf(setting).begin(request);
        const other = await signerOf(setting).begin(requestOf(request.identityId, 2));
        const { code, state } = await agree(Reflect.get(other, 'authorisationUrl'));
        expect(await codeOf(signerOf(setting).authorise(mine, { code, state }))).toBe('pki.remote_ticket');
        // Even with the right state, PKCE ties the code to the other ticket.
        expect(await codeOf(signerOf(setting).authorise(mine, { code, state: mine.id }))).toBe('pki.remote_login');
      });
    });
  });

  test('a service that asks by itself answers through responseID', async () => {
    await using(await startSetting('csc2', { asksItself: true }, { consent: 'service' }), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()), 2);
      const ticket = stored(await setting.signer().begin(request));
      expect(await setting.signer().poll(ticket)).toBe('pending');
      setting.simulator.control.tap();
      expect(checked(PERSON, request, signaturesIn(await setting.signer().poll(ticket)), RSA)).toEqual([true, true]);
    });
  });

  test('names alone in the list: each key is asked for', async () => {
    const accounts = [accountOf(PERSON, USER), accountOf(PERSON_EC, USER)];
    await using(await startSetting('csc2', { accounts }), async (setting) => {
      await setting.signer().identities();
      expect(callsTo(setting, '/credentials/info')).not.toHaveLength(0);
    });
  });

  test('a dead token: login again once; twice dead is a fault', async () => {
    await using(await startSetting('csc2'), async (setting) => {
      setting.simulator.control.faults.add('token_expired_once');
      expect(await setting.signer().identities()).toHaveLength(1);
      expect(callsTo(setting, '/oauth2/token')).toHaveLength(2);
      setting.simulator.control.faults.add('token_expired');
      expect(await codeOf(setting.signer().identities())).toBe('pki.remote_login');
      expect(callsTo(setting, '/oauth2/token')).toHaveLength(4);
    });
  });

  test('what rings the phone is never sent twice', async () => {
    await using(await startSetting('csc2'), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()));
      const { transport, lost } = losesAnswerOf('/credentials/authorize');
      expect(await codeOf(setting.signer({ transport }).begin(request))).toBe('pki.remote_unreachable');
      expect(lost()).toBe(1);
      expect(callsTo(setting, '/credentials/authorize')).toHaveLength(1);
    });
  });

  test('info says what it is', async () => {
    await using(await startSetting('csc2'), async ({ simulator, clock }) => {
      const settings = readRemoteSettings(simulator.settings);
      if (settings.kind !== 'csc2') {
        throw new Error('csc2 expected');
      }
      const options = {
        settings,
        secret: simulator.secret,
        user: USER,
        transport: localTransport(),
        now: () => clock.now,
      };
      expect((await csc2Info(options)).methods).toContain('signatures/signHash');
      const wrong = { ...options, settings: { ...settings, url: `${simulator.url}/khac` } };
      expect(await codeOf(csc2Info(wrong))).toMatch(/^pki\.remote_/);
    });
  });
});

describe('SmartCA', () => {
  test('password and one-time code', async () => {
    await using(await startSetting('smartca', {}, { consent: 'totp' }), async (setting) => {
      const signer = setting.signer({ ask: async () => 'mat-khau-cua-toi 730211' });
      const request = requestOf(await firstIdentity(signer), 2);
      const ticket = stored(await signer.begin(request));
      expect(JSON.stringify(ticket)).not.toMatch(/mat-khau-cua-toi|730211|sad-of/);
      expect(checked(PERSON, request, signaturesIn(await setting.signer().poll(ticket)), RSA)).toEqual([true, true]);
    });
  });

  test.each([
    ['mat-khau-cua-toi 111111', 1],
    ['sai 730211', 1],
    ['730211', 0],
    ['mat-khau-cua-toi', 0],
    ['', 0],
  ])('typed wrong: %j goes out %i times', async (typed, times) => {
    await using(await startSetting('smartca', {}, { consent: 'totp' }), async (setting) => {
      const signer = setting.signer({ ask: async () => typed });
      expect(await codeOf(signer.begin(requestOf(await firstIdentity(signer))))).toBe('pki.remote_otp');
      expect(callsTo(setting, '/v2/signatures/sign')).toHaveLength(times);
    });
  });

  test.each(['/v2/signatures/sign', '/v2/signatures/confirm'])('what was typed goes out once: %s', async (end) => {
    await using(await startSetting('smartca', {}, { consent: 'totp' }), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()));
      const { transport } = losesAnswerOf(end);
      const signer = setting.signer({ transport, ask: async () => 'mat-khau-cua-toi 730211' });
      expect(await codeOf(signer.begin(request))).toBe('pki.remote_unreachable');
      expect(callsTo(setting, end)).toHaveLength(1);
    });
  });

  test('a lost answer is asked for again under the same number: the phone rings once', async () => {
    await using(await startSetting('smartca'), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()));
      const { transport } = losesAnswerOf('/v1/signatures/sign');
      const ticket = stored(await setting.signer({ transport }).begin(request));
      expect(callsTo(setting, '/v1/signatures/sign')).toHaveLength(2);
      expect(setting.simulator.control.requests()).toHaveLength(1);
      setting.simulator.control.tap();
      expect(checked(PERSON, request, signaturesIn(await setting.signer().poll(ticket)), RSA)).toEqual([true]);
    });
  });
});

describe('MySign', () => {
  test.each([
    ['hex', /^[0-9a-f]{64}$/],
    ['base64', /^[A-Za-z0-9+/]{43}=$/],
  ])('hash as %s', async (hashFormat, pattern) => {
    await using(await startSetting('mysign', {}, { hashFormat }), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()), 2);
      const ticket = stored(await setting.signer().begin(request));
      const [sent] = callsTo(setting, '/signHash');
      const body = JSON.parse(sent?.body ?? '{}') as { hash: string[] };
      expect(body.hash).toEqual([expect.stringMatching(pattern), expect.stringMatching(pattern)]);
      setting.simulator.control.tap();
      expect(checked(PERSON, request, signaturesIn(await setting.signer().poll(ticket)), RSA)).toEqual([true, true]);
    });
  });

  test('a request without a number of ours is never sent twice', async () => {
    await using(await startSetting('mysign'), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()));
      const { transport } = losesAnswerOf('/signHash');
      expect(await codeOf(setting.signer({ transport }).begin(request))).toBe('pki.remote_unreachable');
      expect(callsTo(setting, '/signHash')).toHaveLength(1);
    });
  });

  test('a dead token: login again once', async () => {
    await using(await startSetting('mysign'), async (setting) => {
      setting.simulator.control.faults.add('token_expired_once');
      expect(await setting.signer().identities()).toHaveLength(1);
      expect(callsTo(setting, '/login')).toHaveLength(2);
    });
  });
});

describe('SIM PKI', () => {
  test.each(['408', '500', '502'] as const)('%s means signed, and is verified all the same', async (signedCode) => {
    await using(await startSetting('mssp', { signedCode }), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()));
      const ticket = stored(await setting.signer().begin(request));
      setting.simulator.control.tap();
      expect(checked(PERSON, request, signaturesIn(await setting.signer().poll(ticket)), RSA)).toEqual([true]);
      setting.simulator.control.faults.add('wrong_signature');
      expect(await codeOf(setting.signer().poll(ticket))).toBe('pki.remote_signature');
    });
  });

  test('synchronous: the signature is in the ticket already', async () => {
    await using(await startSetting('mssp', {}, { mode: 'synch' }), async (setting) => {
      setting.simulator.control.setAutomatic(true);
      const request = requestOf(await firstIdentity(setting.signer()));
      const ticket = stored(await setting.signer().begin(request));
      expect(checked(PERSON, request, signaturesIn(await setting.signer().poll(ticket)), RSA)).toEqual([true]);
    });
  });

  test('more than the SIM takes is refused with the limit; a batch travels under one AP_TransID', async () => {
    await using(await startSetting('mssp', {}, { batchLimit: 2 }), async (setting) => {
      const id = await firstIdentity(setting.signer());
      expect(await codeOf(setting.signer().begin(requestOf(id, 3)))).toBe('pki.remote_limit');
      expect(callsTo(setting, '/MSS_SignaturePort')).toHaveLength(0);
      await setting.signer().begin(requestOf(id, 2));
      const numbers = callsTo(setting, '/MSS_SignaturePort').map(({ body }) => /AP_TransID="([^"]+)"/.exec(body)?.[1]);
      expect(numbers).toHaveLength(2);
      expect(new Set(numbers).size).toBe(1);
    });
  });

  test('a lost answer of the request to sign is not sent again', async () => {
    await using(await startSetting('mssp'), async (setting) => {
      const request = requestOf(await firstIdentity(setting.signer()));
      const { transport } = losesAnswerOf('/MSS_SignaturePort');
      expect(await codeOf(setting.signer({ transport }).begin(request))).toBe('pki.remote_unreachable');
      expect(callsTo(setting, '/MSS_SignaturePort')).toHaveLength(1);
    });
  });

  test.each([
    ['0912345678', '84912345678'],
    ['+84 912 345 678', '84912345678'],
    ['0084912345678', '84912345678'],
    ['84912345678', '84912345678'],
    ['091234567', undefined],
    ['0912345678x', undefined],
    ['1912345678901', undefined],
    ['', undefined],
  ])('number %s', (text, expected) => {
    expect(normaliseMsisdn(text)).toBe(expected);
  });

  test('a user that is no number', async () => {
    await using(await startSetting('mssp'), async (setting) => {
      expect(await codeOf((async () => setting.signer({ user: 'abc' }))())).toBe('pki.remote_settings');
      expect(await setting.signer({ user: '0912 345 678' }).identities()).toHaveLength(1);
    });
  });
});
