// The rules of the owner process against a module that plays the faults real tokens have.
import { createHash, randomBytes } from 'node:crypto';
import { buildSignedAttributes, generateKeys, issueCertificate, OID, signWithKey } from '@congvu/pki';
import { describe, expect, it } from 'vitest';
import { CKA, CKF, CKR, CKU } from '../src/pkcs11/constants.ts';
import { CkError, type Cryptoki, type Handle } from '../src/pkcs11/cryptoki.ts';
import type { ItemResult, OwnerCommand } from '../src/pkcs11/messages.ts';
import { createOwnerCore } from '../src/pkcs11/owner-core.ts';

const { certificate, privateKey } = issueCertificate({
  subject: [{ oid: OID.commonName, value: 'Vàng A Chớ' }],
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2049-01-01T00:00:00Z'),
  keys: generateKeys('p-256'),
});

interface Faults {
  pin: string;
  flags: number;
  /** How many sessions the token has. */
  sessions: number;
  /** After so many signatures the token is gone. */
  removedAfter: number;
  /** The code C_Sign answers instead of a signature at this place. */
  signFails: Map<number, number>;
  isLoggedInElsewhere: boolean;
  canShare: boolean;
}

/** Counts what is called; a session closed while it signs is an error of ours, not of the module. */
function buildDouble(faults: Partial<Faults> = {}) {
  const set: Faults = {
    pin: '1234',
    flags: CKF.TOKEN_INITIALIZED | CKF.LOGIN_REQUIRED,
    sessions: 8,
    removedAfter: Number.POSITIVE_INFINITY,
    signFails: new Map(),
    isLoggedInElsewhere: false,
    canShare: true,
    ...faults,
  };
  const calls: string[] = [];
  const open = new Set<Handle>();
  const busy = new Set<Handle>();
  let lastSession = 0;
  let signed = 0;
  const isGone = (): boolean => signed >= set.removedAfter;
  const fail = (name: string, rv: number): never => {
    throw new CkError(name, rv);
  };
  const cryptoki: Cryptoki = {
    initialize: () => void calls.push('initialize'),
    finalize() {
      calls.push('finalize');
      if (busy.size > 0) {
        throw new Error('C_Finalize while an operation runs');
      }
    },
    canShare: () => set.canShare,
    info: () => ({ manufacturer: 'Thử', description: 'Thử' }),
    slots: () => [7],
    slotInfo: () => ({ description: 'khe', hasToken: !isGone() }),
    tokenInfo: () =>
      isGone()
        ? fail('C_GetTokenInfo', CKR.TOKEN_NOT_PRESENT)
        : { label: 'T', manufacturer: '', model: '', serial: 'S1', flags: set.flags, maxSessions: set.sessions },
    mechanisms: () => [],
    openSession() {
      calls.push('open');
      if (open.size >= set.sessions) {
        return fail('C_OpenSession', CKR.SESSION_COUNT);
      }
      lastSession += 1;
      open.add(lastSession);
      return lastSession;
    },
    closeSession(session) {
      calls.push('close');
      if (busy.has(session)) {
        throw new Error('C_CloseSession while an operation runs');
      }
      open.delete(session);
    },
    login(_session, user, pin) {
      calls.push(`login ${user}`);
      if (set.isLoggedInElsewhere) {
        fail('C_Login', CKR.USER_ALREADY_LOGGED_IN);
      }
      if (Buffer.from(pin ?? []).toString() !== set.pin) {
        set.flags |= CKF.USER_PIN_COUNT_LOW;
        fail('C_Login', CKR.PIN_INCORRECT);
      }
    },
    logout: () => void calls.push('logout'),
    findObjects: (_session, template) => (template.some(([type]) => type === CKA.VALUE) ? [1] : [2]),
    readAttributes: (_session, _object, types) => types.map((type) => (type === CKA.ID ? Uint8Array.of(1) : undefined)),
    signInit: () => {},
    async sign(session, data) {
      if (busy.has(session)) {
        throw new Error('two operations in one session');
      }
      const failure = set.signFails.get(signed);
      if (isGone() || failure !== undefined) {
        signed += failure === undefined ? 0 : 1;
        return fail('C_Sign', failure ?? CKR.DEVICE_REMOVED);
      }
      signed += 1;
      busy.add(session);
      await new Promise((resolve) => setImmediate(resolve));
      busy.delete(session);
      calls.push('sign');
      const known = waiting.get(Buffer.from(data).toString('hex'));
      return known ?? new Uint8Array(64);
    },
  };
  return { cryptoki, calls, open, set };
}

const waiting = new Map<string, Uint8Array>();

/** The double cannot sign a hash: it looks the signature up. */
function buildItem(): { data: Uint8Array } {
  const data = buildSignedAttributes(randomBytes(32), certificate);
  waiting.set(createHash('sha256').update(data).digest('hex'), signWithKey(privateKey, 'ECDSA-SHA256', data));
  return { data };
}

function signCommand(count: number, options: { sessions?: number; keep?: boolean } = {}): OwnerCommand {
  return {
    op: 'sign',
    token: {},
    key: { certificate },
    algorithm: 'ECDSA-SHA256',
    items: Array.from({ length: count }, buildItem),
    sessions: options.sessions ?? 1,
    keep: options.keep ?? false,
  };
}

function buildOwner(faults: Partial<Faults> = {}) {
  const double = buildDouble(faults);
  const waits: number[] = [];
  const core = createOwnerCore(double.cryptoki, {
    wait: async (ms) => {
      waits.push(ms);
      if (waits.length === 2) {
        double.open.clear();
      }
    },
  });
  const items: ItemResult[] = [];
  const run = (command: OwnerCommand, signal = new AbortController().signal) =>
    core.run(command, (item) => items.push(item), signal);
  const login = (pin = '1234') => run({ op: 'login', token: {}, pin: Buffer.from(pin) });
  return { ...double, waits, items, run, login };
}

function codes(items: readonly ItemResult[]): string[] {
  return [...items]
    .sort((left, right) => left.index - right.index)
    .map((item) => ('signature' in item ? 'signed' : item.error.code));
}

describe('owner of a PKCS#11 module', () => {
  it('calls C_Login once for a wrong PIN, closes the session and says how it stands', async () => {
    const owner = buildOwner();
    await expect(owner.login('0000')).rejects.toMatchObject({ code: 'signer.pin_incorrect' });
    expect(owner.calls.filter((call) => call.startsWith('login'))).toEqual([`login ${CKU.USER}`]);
    expect(owner.open.size).toBe(0);
  });

  it('wipes the PIN when it was wrong and when the session ends', async () => {
    const owner = buildOwner();
    const wrong = Buffer.from('0000');
    await expect(owner.run({ op: 'login', token: {}, pin: wrong })).rejects.toThrow();
    const right = Buffer.from('1234');
    await owner.run({ op: 'login', token: {}, pin: right });
    expect(right.toString()).toBe('1234');
    await owner.run({ op: 'forget' });
    expect([...wrong, ...right].every((byte) => byte === 0)).toBe(true);
  });

  it('never even tries a locked token', async () => {
    const owner = buildOwner({ flags: CKF.TOKEN_INITIALIZED | CKF.USER_PIN_LOCKED });
    await expect(owner.login()).rejects.toMatchObject({ code: 'signer.pin_locked' });
    expect(owner.calls).not.toContain(`login ${CKU.USER}`);
  });

  it('takes “already logged in” as success', async () => {
    const owner = buildOwner({ isLoggedInElsewhere: true });
    await owner.login();
    await owner.run(signCommand(2));
    expect(codes(owner.items)).toEqual(['signed', 'signed']);
  });

  it('asks for the PIN when nobody is logged in', async () => {
    await expect(buildOwner().run(signCommand(1))).rejects.toMatchObject({ code: 'signer.pin_needed' });
  });

  it('signs with fewer sessions when the token has no more', async () => {
    const owner = buildOwner({ sessions: 2 });
    await owner.login();
    await owner.run(signCommand(10, { sessions: 6 }));
    expect(codes(owner.items)).toEqual(Array.from({ length: 10 }, () => 'signed'));
    expect(owner.open.size).toBe(0);
  });

  it('waits for a session that somebody else holds', async () => {
    const owner = buildOwner({ sessions: 1 });
    owner.open.add(99);
    await owner.login();
    expect(owner.waits).toHaveLength(2);
  });

  it('gives up in words when all sessions stay taken', async () => {
    const owner = buildOwner({ sessions: 0 });
    await expect(owner.login()).rejects.toMatchObject({ code: 'signer.sessions' });
  });

  it('keeps what was signed when the token is pulled; the rest answers token_removed', async () => {
    const owner = buildOwner({ removedAfter: 3 });
    await owner.login();
    await owner.run(signCommand(6));
    expect(codes(owner.items)).toEqual([
      ...Array.from({ length: 3 }, () => 'signed'),
      ...Array.from({ length: 3 }, () => 'signer.token_removed'),
    ]);
    await expect(owner.run(signCommand(1))).rejects.toMatchObject({ code: 'signer.no_token' });
  });

  it('ends a batch at a fault of the device and does not use the session again', async () => {
    const owner = buildOwner({ signFails: new Map([[1, CKR.DEVICE_ERROR]]) });
    await owner.login();
    await owner.run(signCommand(4, { keep: true }));
    expect(codes(owner.items)).toEqual(['signed', 'signer.device', 'signer.device', 'signer.device']);
    await expect(owner.run(signCommand(1))).rejects.toMatchObject({ code: 'signer.pin_needed' });
  });

  it('never shows a signature that the certificate does not verify', async () => {
    const owner = buildOwner();
    await owner.login();
    const command = signCommand(1);
    waiting.clear();
    await owner.run(command);
    expect(codes(owner.items)).toEqual(['signer.no_key']);
  });

  it('one operation a session, and closes only after the last has ended', async () => {
    const owner = buildOwner();
    await owner.login();
    const batch = owner.run(signCommand(40, { sessions: 4 }));
    const close = owner.run({ op: 'close' });
    await Promise.all([batch, close]);
    expect(codes(owner.items).every((code) => code === 'signed')).toBe(true);
    expect(owner.calls.lastIndexOf('sign')).toBeLessThan(owner.calls.indexOf('finalize'));
    expect(owner.calls.filter((call) => call === 'open')).toHaveLength(4);
  });

  it('uses one session where the module does not lock', async () => {
    const owner = buildOwner({ canShare: false });
    await owner.login();
    await owner.run(signCommand(4, { sessions: 4 }));
    expect(owner.calls.filter((call) => call === 'open')).toHaveLength(1);
  });

  it('stops between two items when told', async () => {
    const owner = buildOwner();
    await owner.login();
    const controller = new AbortController();
    const batch = owner.run(signCommand(30), controller.signal);
    setImmediate(() => controller.abort());
    await batch;
    const answers = codes(owner.items);
    expect(answers).toHaveLength(30);
    expect(answers[0]).toBe('signed');
    expect(answers[29]).toBe('signer.cancelled');
  });
});
