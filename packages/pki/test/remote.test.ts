import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseCertificate } from '../src/index.ts';
import { verificationCodeOf } from '../src/remote/index.ts';
import type { SimulatorFault, SimulatorKind } from '../src/simulators/index.ts';
import {
  AT,
  accountOf,
  authority,
  checked,
  codeOf,
  firstIdentity,
  issuePerson,
  PERSON,
  PERSON_EC,
  requestOf,
  type Setting,
  startSetting,
  stored,
  USER,
  USER_EC,
} from './remote-setting.ts';

const RSA = 'RSA-PKCS1-SHA256' as const;

/** The four services, each where the person confirms on the phone. */
const SERVICES: { kind: SimulatorKind; batch: number; settings: Record<string, unknown> }[] = [
  { kind: 'csc2', batch: 5, settings: {} },
  { kind: 'smartca', batch: 5, settings: {} },
  { kind: 'mysign', batch: 5, settings: {} },
  { kind: 'mssp', batch: 3, settings: { batchLimit: 3 } },
];

describe.each(SERVICES)('$kind', ({ kind, batch, settings }) => {
  let setting: Setting;
  beforeAll(async () => {
    setting = await startSetting(kind, {}, settings);
  });
  afterEach(() => {
    setting.simulator.control.faults.clear();
    setting.clock.now = AT;
  });
  afterAll(() => setting.close());

  async function begun(count = 1) {
    const request = requestOf(await firstIdentity(setting.signer()), count);
    return { request, ticket: stored(await setting.signer().begin(request)) };
  }

  test('lists the keys of the user with chain, owner and algorithms', async () => {
    const [identity, ...more] = await setting.signer().identities();
    expect(more).toEqual([]);
    expect(Buffer.from(identity?.certificate ?? [])).toEqual(Buffer.from(PERSON.certificate));
    expect(identity?.chain.map((der) => parseCertificate(der).serial)).toEqual([
      parseCertificate(authority.issuing.certificate).serial,
    ]);
    expect(identity?.owner).toEqual({ person: 'Nguyễn Thị Ngọc Hường' });
    expect(identity?.kind).toBe(kind === 'mssp' ? 'sim' : 'csc');
    expect(identity?.algs[0]).toBe(RSA);
    expect(identity?.unusable).toBeUndefined();
  });

  test('begins here, is tapped on the phone, is fetched by another process', async () => {
    const { request, ticket } = await begun();
    expect(await setting.signer().poll(ticket)).toBe('pending');
    setting.simulator.control.tap();
    const answer = await setting.signer().poll(ticket);
    expect(answer).toHaveProperty('signatures');
    const { signatures } = answer as { signatures: Uint8Array[] };
    expect(checked(PERSON, request, signatures, RSA)).toEqual([true]);
  });

  test('signs a batch in order', async () => {
    const { request, ticket } = await begun(batch);
    setting.simulator.control.tap();
    const { signatures } = (await setting.signer().poll(ticket)) as { signatures: Uint8Array[] };
    expect(checked(PERSON, request, signatures, RSA)).toEqual(Array.from({ length: batch }, () => true));
  });

  test('shows the same code here and on the phone', async () => {
    const { request, ticket } = await begun();
    const code = verificationCodeOf(request.items.map(({ toBeSigned }) => toBeSigned));
    expect(code).toMatch(/^\d{3}-\d{3}$/);
    expect(ticket.verificationCode).toBe(code);
    const [waiting] = setting.simulator.control.requests().filter(({ state }) => state === 'waiting');
    expect(waiting?.shown).toContain(code);
    expect(waiting?.shown).toContain('<việc> "A & B"');
    expect(Date.parse(ticket.expiresAt ?? '')).toBe(AT.getTime() + 300_000);
    setting.simulator.control.refuse();
  });

  test.each([
    ['refuse', 'refused'],
    ['expire', 'expired'],
    ['lockPin', 'pinLocked'],
    ['revoke', 'revoked'],
  ] as const)('%s on the phone → %s', async (act, failed) => {
    const { ticket } = await begun();
    setting.simulator.control[act]();
    expect(await setting.signer().poll(ticket)).toEqual({ failed });
  });

  test('a ticket nobody confirmed expires, and stays so', async () => {
    const { ticket } = await begun();
    setting.clock.now = new Date(AT.getTime() + 301_000);
    expect(await setting.signer().poll(ticket)).toEqual({ failed: 'expired' });
    setting.simulator.control.tap();
    expect(await setting.signer().poll(ticket)).toEqual({ failed: 'expired' });
  });

  test('a transaction the service no longer knows: an error while it should, the end afterwards', async () => {
    const { ticket } = await begun();
    const other = await startSetting(kind, {}, settings);
    expect(await codeOf(other.signer().poll(ticket))).toBe('pki.remote_rejected');
    other.clock.now = new Date(AT.getTime() + 301_000);
    expect(await other.signer().poll(ticket)).toEqual({ failed: 'expired' });
    await other.close();
  });

  test('wrong signatures are never answered', async () => {
    const { ticket } = await begun(2);
    setting.simulator.control.tap();
    setting.simulator.control.faults.add('wrong_signature');
    expect(await codeOf(setting.signer().poll(ticket))).toBe('pki.remote_signature');
  });

  test.each<SimulatorFault>(['duplicate_signature', 'missing_signature', 'reordered'])(
    '%s: all signatures in order, or none',
    async (fault) => {
      const { request, ticket } = await begun(2);
      setting.simulator.control.tap();
      setting.simulator.control.faults.add(fault);
      const answer = await setting
        .signer()
        .poll(ticket)
        .catch((error: unknown) => ({ code: String(Reflect.get(Object(error), 'code')) }));
      if (typeof answer === 'object' && 'signatures' in answer) {
        expect(checked(PERSON, request, answer.signatures, RSA)).toEqual([true, true]);
      } else {
        expect(answer).toEqual({ code: expect.stringMatching(/^pki\.remote_(signature|answer|rejected)$/) });
      }
    },
  );

  test('a signature of another key is refused', async () => {
    const request = requestOf(await firstIdentity(setting.signer()));
    const ticket = stored(await setting.signer().begin(request));
    setting.simulator.control.tap();
    const other = issuePerson('Người Khác');
    const certificate = Buffer.from(other.certificate).toString('base64');
    const identityId = createHash('sha256').update(other.certificate).digest('hex');
    const forged = { ...ticket, certificate, identityId };
    expect(await codeOf(setting.signer().poll(forged))).toBe('pki.remote_signature');
    expect(await codeOf(setting.signer().poll({ ...ticket, identityId }))).toBe('pki.remote_ticket');
  });

  test.each([
    ['error500', 'pki.remote_unreachable'],
    ['garbage', 'pki.remote_answer'],
    ['drop', 'pki.remote_unreachable'],
    ['bad_login', 'pki.remote_login'],
  ] as const)('%s → %s', async (fault, code) => {
    const { ticket } = await begun();
    setting.simulator.control.faults.add(fault);
    expect(await codeOf(setting.signer().identities())).toBe(code);
    expect(await codeOf(setting.signer().poll(ticket))).toBe(code);
    setting.simulator.control.faults.clear();
    expect(await setting.signer().poll(ticket)).toBe('pending');
    setting.simulator.control.refuse();
  });

  test('too slow → time-out', async () => {
    setting.simulator.control.faults.add('slow');
    expect(await codeOf(setting.signer({ settings: { timeoutMs: 500 } }).identities())).toBe('pki.remote_timeout');
  });

  test.each<SimulatorFault>(['error503_once', 'drop_once'])('%s: a question is asked once more', async (fault) => {
    setting.simulator.control.faults.add(fault);
    expect(await setting.signer().identities()).toHaveLength(1);
    expect(setting.simulator.control.faults.has(fault)).toBe(false);
  });

  test('the secret never comes back in a text, even when the service repeats it', async () => {
    const { ticket } = await begun();
    for (const fault of ['echo', 'bad_login'] as const) {
      setting.simulator.control.faults.add(fault);
      for (const work of [setting.signer().identities(), setting.signer().poll(ticket)]) {
        const error = await work.then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error).toHaveProperty('code', expect.stringMatching(/^pki\.remote_/));
        expect(`${(error as Error).message} ${JSON.stringify(error)} ${String((error as Error).cause)}`).not.toContain(
          setting.simulator.secret,
        );
      }
    }
    expect(JSON.stringify(ticket)).not.toContain(setting.simulator.secret);
  });

  test('nor in any other spelling', async () => {
    const secret = `bí&<zWqx>"%+ 'x\\\\`;
    const nasty = await startSetting(kind, { secret }, settings);
    nasty.simulator.control.faults.add('echo').add('bad_login');
    const told: string[] = [];
    for (const fault of ['bad_login', 'echo'] as const) {
      const error: unknown = await nasty
        .signer()
        .identities()
        .catch((thrown: unknown) => thrown);
      told.push(error instanceof Error ? error.message : 'none');
      nasty.simulator.control.faults.delete(fault);
    }
    await nasty.close();
    expect(told.join('\n')).not.toContain('zWqx');
    expect(told.every((text) => text.length < 500 && text !== 'none')).toBe(true);
  });

  test('attributes of another hash are refused before anyone is asked', async () => {
    const request = requestOf(await firstIdentity(setting.signer()));
    const before = setting.simulator.control.calls.length;
    const [item] = request.items;
    const crooked = { ...request, items: [{ ...item, toBeSigned: Buffer.alloc(32) }] } as typeof request;
    expect(await codeOf(setting.signer().begin(crooked))).toBe('pki.attributes_mismatch');
    expect(setting.simulator.control.calls).toHaveLength(before);
  });

  test('an unknown key and an algorithm it has not are refused', async () => {
    expect(await codeOf(setting.signer().begin(requestOf('0'.repeat(64))))).toBe('pki.unknown_identity');
    const id = await firstIdentity(setting.signer());
    expect(await codeOf(setting.signer().begin(requestOf(id, 1, 'ECDSA-SHA256')))).toBe('pki.algorithm');
  });

  test('a damaged ticket or one of another service is refused', async () => {
    const { ticket } = await begun();
    const broken: unknown[] = [
      { ...ticket, service: 'khac' },
      { ...ticket, attrs: [] },
      { ...ticket, parts: 'x' },
      { ...ticket, version: 2 },
      { id: ticket.id, identityId: ticket.identityId },
    ];
    for (const one of broken) {
      expect(await codeOf(setting.signer().poll(one as typeof ticket))).toBe('pki.remote_ticket');
    }
    await expect(setting.signer().cancel(ticket)).resolves.toBeUndefined();
    setting.simulator.control.refuse();
  });
});

describe('keys that cannot sign', () => {
  test.each([
    ['csc2', 'suspended', 'suspended'],
    ['csc2', 'revoked', 'revoked'],
    ['smartca', 'suspended', 'suspended'],
    ['smartca', 'expired', 'expired'],
    ['mysign', 'revoked', 'revoked'],
    ['mysign', 'suspended', 'suspended'],
    ['mssp', 'revoked', 'revoked'],
  ] as const)('%s: %s is listed with its reason and refused', async (kind, status, code) => {
    const setting = await startSetting(kind, { accounts: [accountOf(PERSON, USER, { status })] });
    const [identity] = await setting.signer().identities();
    expect(identity?.unusable?.code).toBe(code);
    expect(await codeOf(setting.signer().begin(requestOf(identity?.id ?? '')))).toBe('pki.remote_rejected');
    await setting.close();
  });

  test.each(['csc2', 'mysign', 'smartca'] as const)('%s: a key locked at the service', async (kind) => {
    const setting = await startSetting(kind, { accounts: [accountOf(PERSON, USER, { isKeyDisabled: true })] });
    const [identity] = await setting.signer().identities();
    expect(identity?.unusable?.text).toMatch(/./);
    await setting.close();
  });

  test('a certificate past its end is expired whatever the service says', async () => {
    const setting = await startSetting('smartca');
    setting.clock.now = new Date('2046-01-01T00:00:00Z');
    const [identity] = await setting.signer().identities();
    expect(identity?.unusable?.code).toBe('expired');
    await setting.close();
  });
});

describe('ECDSA: r‖s of a service becomes DER', () => {
  test.each(['csc2', 'smartca', 'mysign'] as const)('%s', async (kind) => {
    const setting = await startSetting(kind);
    const signer = setting.signer({ user: USER_EC });
    const request = requestOf(await firstIdentity(signer), 2);
    const ticket = stored(await signer.begin(request));
    setting.simulator.control.tap();
    const { signatures } = (await setting.signer({ user: USER_EC }).poll(ticket)) as { signatures: Uint8Array[] };
    expect(checked(PERSON_EC, request, signatures, 'ECDSA-SHA256')).toEqual([true, true]);
    await setting.close();
  });
});
