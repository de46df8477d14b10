import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import {
  buildSignedAttributes,
  generateKeys,
  isSignedBy,
  OID,
  type SigningAlgorithm,
  type SigningRequest,
  signWithKey,
} from '@congvu/pki';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPkcs11, type Pkcs11Options, type Pkcs11Owner } from '../src/pkcs11/index.ts';
import { loadCryptoki } from '../src/pkcs11/native.ts';
import { createSoftToken, PIN, SOFTHSM, type SoftToken } from './soft-token.ts';

if (SOFTHSM === undefined) {
  process.stderr.write(
    'SoftHSM2 không có trên máy này: các ca cần thiết bị ký số được để ngoài (apt-get install softhsm2).\n',
  );
}

const NAME = [
  { oid: OID.commonName, value: 'Lò Thị Mường' },
  { oid: OID.title, value: 'Phó Chủ tịch' },
];

function attributes(token: SoftToken, label: string): Uint8Array {
  const certificate = token.certificates.get(label)?.certificate ?? new Uint8Array();
  return buildSignedAttributes(randomBytes(32), certificate);
}

function request(token: SoftToken, label: string, count: number, algorithm?: SigningAlgorithm): SigningRequest {
  const certificate = token.certificates.get(label)?.certificate ?? new Uint8Array();
  const items = Array.from({ length: count }, (_, index) => {
    const attrs = attributes(token, label);
    return { docId: `d${index}`, digestToShow: '', attrs, toBeSigned: createHash('sha256').update(attrs).digest() };
  });
  return {
    identityId: createHash('sha256').update(certificate).digest('hex'),
    items,
    consent: { who: 'Lò Thị Mường', reason: 'Ký', docTitles: [] },
    ...(algorithm === undefined ? {} : { algorithm }),
  };
}

function code(outcome: { signature: Uint8Array } | { error: { code: string } } | undefined): string {
  return outcome === undefined ? 'none' : 'signature' in outcome ? 'signed' : outcome.error.code;
}

describe.runIf(SOFTHSM !== undefined)('PKCS#11 token in a process of its own (SoftHSM2)', () => {
  let token: SoftToken;
  const opened: Pkcs11Owner[] = [];
  const asked: string[] = [];

  const open = (options: Partial<Pkcs11Options> = {}): Pkcs11Owner => {
    const owner = openPkcs11({
      module: token.module,
      token: { label: token.label },
      pin: async ({ tokenLabel }) => {
        asked.push(tokenLabel);
        return PIN;
      },
      ...options,
    });
    opened.push(owner);
    return owner;
  };

  beforeAll(() => {
    token = createSoftToken('Lò Thị Mường', [
      { kind: 'rsa-2048', id: 1, label: 'rsa2048', subject: NAME },
      { kind: 'rsa-3072', id: 2, label: 'rsa3072', subject: NAME },
      { kind: 'p-256', id: 3, label: 'p256', subject: NAME },
      { kind: 'p-384', id: 4, label: 'p384', subject: NAME },
      {
        kind: 'rsa-2048',
        id: 5,
        label: 'con-dau',
        subject: [{ oid: OID.organization, value: 'UBND huyện Tam Đường' }],
        withCertificate: false,
      },
      { kind: 'rsa-2048', id: 6, label: 'moi-lan', subject: NAME, asksEachTime: true },
    ]);
  }, 180_000);
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((owner) => owner.close()));
    asked.length = 0;
  });
  afterAll(() => token?.remove());

  it.each<[string, SigningAlgorithm]>([
    ['rsa2048', 'RSA-PKCS1-SHA256'],
    ['rsa2048', 'RSA-PSS-SHA256'],
    ['rsa3072', 'RSA-PKCS1-SHA256'],
    ['rsa3072', 'RSA-PSS-SHA256'],
    ['p256', 'ECDSA-SHA256'],
    ['p384', 'ECDSA-SHA256'],
  ])('signs with %s by %s', async (label, algorithm) => {
    const owner = open();
    const act = request(token, label, 3, algorithm);
    const outcomes = await owner.sign(act);
    const key = new X509Certificate(token.certificates.get(label)?.certificate ?? new Uint8Array()).publicKey;
    outcomes.forEach((outcome, index) => {
      const attrs = act.items[index]?.attrs ?? new Uint8Array();
      expect(code(outcome)).toBe('signed');
      expect('signature' in outcome && isSignedBy(algorithm, key, attrs, outcome.signature)).toBe(true);
      expect('signature' in outcome && isSignedBy(algorithm, key, Uint8Array.of(...attrs, 0), outcome.signature)).toBe(
        false,
      );
    });
    expect(asked).toEqual([token.label]);
  });

  it('gives the bytes of a software key with its own DigestInfo', async () => {
    const owner = open();
    const act = request(token, 'rsa2048', 1);
    const [outcome] = await owner.sign(act);
    const key = token.certificates.get('rsa2048')?.privateKey ?? generateKeys('p-256').privateKey;
    const expected = signWithKey(key, 'RSA-PKCS1-SHA256', act.items[0]?.attrs ?? new Uint8Array());
    expect(outcome !== undefined && 'signature' in outcome && Buffer.compare(outcome.signature, expected)).toBe(0);
  });

  it('lists certificates without a PIN, authorities only as chain', async () => {
    const owner = open();
    const identities = await owner.identities();
    expect(identities.map(({ owner: holder }) => holder)).toEqual(
      Array.from({ length: 5 }, () => ({ person: 'Lò Thị Mường' })),
    );
    expect(identities.every(({ chain }) => chain.length === 1)).toBe(true);
    expect(identities.every(({ kind }) => kind === 'pkcs11')).toBe(true);
    expect(asked).toEqual([]);
  });

  it('speaks through C_GetFunctionList alone', () => {
    const byName = loadCryptoki(token.module, { by: 'name' });
    const byList = loadCryptoki(token.module, { by: 'list' });
    byName.initialize();
    byList.initialize();
    expect(byList.slots()).toEqual(byName.slots());
    expect(byList.tokenInfo(byList.slots()[0] ?? 0)).toEqual(byName.tokenInfo(byName.slots()[0] ?? 0));
    byList.finalize();
  });

  it('fetches a signature larger than the room it had without leaving the operation open', async () => {
    const cryptoki = loadCryptoki(token.module, { signatureRoom: 16 });
    cryptoki.initialize();
    try {
      const slot = cryptoki.slots()[0] ?? 0;
      const session = cryptoki.openSession(slot);
      cryptoki.login(session, 1, Buffer.from(PIN));
      const [key = 0] = cryptoki.findObjects(session, [
        [0x0, 3],
        [0x102, Uint8Array.of(1)],
      ]);
      for (const _ of [1, 2]) {
        cryptoki.signInit(session, 'rsa-pss-sha256', key);
        expect((await cryptoki.sign(session, randomBytes(32))).length).toBe(256);
      }
    } finally {
      cryptoki.finalize();
    }
  });

  it('tries a wrong PIN once and says so; the next right one works', async () => {
    const pins = ['999999', PIN];
    const owner = open({
      pin: async ({ state }) => {
        asked.push(state);
        return pins.shift() ?? '';
      },
    });
    await expect(owner.sign(request(token, 'rsa2048', 2))).rejects.toMatchObject({ code: 'signer.pin_incorrect' });
    expect(asked).toHaveLength(1);
    expect((await owner.sign(request(token, 'rsa2048', 2))).map(code)).toEqual(['signed', 'signed']);
    // SoftHSM marks the token after a wrong PIN; the person is told before the next try.
    expect(asked).toEqual(['ok', 'low']);
  });

  it('asks the PIN for every batch, or not again while idle time lasts, and again after forgetting', async () => {
    const strict = open();
    await strict.sign(request(token, 'p256', 1));
    await strict.sign(request(token, 'p256', 1));
    expect(asked).toHaveLength(2);
    const lenient = open({ idle: 600_000 });
    await lenient.sign(request(token, 'p256', 1));
    await lenient.sign(request(token, 'p256', 1));
    expect(asked).toHaveLength(3);
    await lenient.forget();
    await lenient.sign(request(token, 'p256', 1));
    expect(asked).toHaveLength(4);
  });

  it('asks once for two batches at the same time', async () => {
    const owner = open({ idle: 600_000 });
    const batches = await Promise.all([owner.sign(request(token, 'p256', 2)), owner.sign(request(token, 'p256', 2))]);
    expect(batches.flat().map(code)).toEqual(['signed', 'signed', 'signed', 'signed']);
    expect(asked).toHaveLength(1);
  });

  it('signs with several sessions at once', async () => {
    const owner = open({ sessions: 4 });
    const outcomes = await owner.sign(request(token, 'rsa2048', 200));
    expect(outcomes.every((outcome) => 'signature' in outcome)).toBe(true);
  });

  it('uses a key that stands alone in the HSM, found by its label', async () => {
    const certificate = token.certificates.get('con-dau')?.certificate ?? new Uint8Array();
    const owner = open({ keyLabel: 'con-dau', certificate });
    expect((await owner.identities())[0]?.owner).toEqual({ organisation: 'UBND huyện Tam Đường' });
    expect((await owner.sign(request(token, 'con-dau', 2))).map(code)).toEqual(['signed', 'signed']);
    const other = open({ keyLabel: 'rsa2048', certificate });
    expect((await other.sign(request(token, 'con-dau', 2))).map(code)).toEqual(['signer.no_key', 'signer.no_key']);
  });

  it('gives the PIN again to a key that wants it before every signature', async () => {
    const owner = open();
    expect((await owner.sign(request(token, 'moi-lan', 3))).map(code)).toEqual(['signed', 'signed', 'signed']);
    expect(asked).toHaveLength(1);
  });

  it('refuses a bare hash and goes on with the others', async () => {
    const owner = open();
    const act = request(token, 'rsa2048', 3);
    const bare = randomBytes(32);
    const items = act.items.map((item, index) => (index === 1 ? { ...item, attrs: bare } : item));
    expect((await owner.sign({ ...act, items })).map(code)).toEqual(['signed', 'signer.bare_hash', 'signed']);
  });

  it('names what is wrong: no such token, no such algorithm, no such library', async () => {
    await expect(open({ token: { serial: 'khac' } }).sign(request(token, 'rsa2048', 1))).rejects.toMatchObject({
      code: 'signer.no_key',
    });
    await expect(open().sign(request(token, 'p256', 1, 'RSA-PKCS1-SHA256'))).rejects.toMatchObject({
      code: 'signer.algorithm',
    });
    await expect(open({ module: '/nowhere/token.so' }).health()).rejects.toMatchObject({
      code: 'signer.module_failed',
    });
  });

  it('answers every pending call when the owner process is killed, and works again with the PIN asked anew', async () => {
    const owner = open({ idle: 600_000 });
    const outcomes = await owner.sign(request(token, 'rsa3072', 1_000), {
      onItem: (index) => {
        if (index === 20) {
          process.kill(owner.pid() ?? 0, 'SIGKILL');
        }
      },
    });
    expect(outcomes.slice(0, 20).map(code)).toEqual(Array.from({ length: 20 }, () => 'signed'));
    expect(code(outcomes[999])).toBe('signer.owner_crashed');
    expect((await owner.sign(request(token, 'rsa2048', 2))).map(code)).toEqual(['signed', 'signed']);
    expect(asked).toHaveLength(2);
  });

  it('keeps what was signed when the token is pulled in mid-batch', async () => {
    const owner = open();
    try {
      const outcomes = await owner.sign(request(token, 'rsa3072', 1_000), {
        onItem: (index) => {
          if (index === 20) {
            token.pull();
          }
        },
      });
      expect(outcomes.slice(0, 20).map(code)).toEqual(Array.from({ length: 20 }, () => 'signed'));
      expect(code(outcomes[999])).toBe('signer.token_removed');
    } finally {
      token.plug();
    }
    expect((await open().sign(request(token, 'rsa2048', 1))).map(code)).toEqual(['signed']);
  });

  it('stops when told, with what is signed kept', async () => {
    const owner = open();
    const controller = new AbortController();
    const outcomes = await owner.sign(request(token, 'rsa3072', 1_000), {
      signal: controller.signal,
      onItem: (index) => index === 5 && controller.abort(),
    });
    expect(code(outcomes[0])).toBe('signed');
    expect(code(outcomes[999])).toBe('signer.cancelled');
  });

  it('ends a process that hangs and answers its calls', async () => {
    const owner = open({ patienceMs: 5_000 });
    await owner.health();
    process.kill(owner.pid() ?? 0, 'SIGSTOP');
    await expect(owner.health()).rejects.toMatchObject({ code: 'signer.owner_crashed' });
    expect((await owner.health()).tokens.length).toBeGreaterThan(0);
  });

  it('drains before it closes: what was signed is answered, the rest is cancelled', async () => {
    const owner = open({ sessions: 4 });
    let closing: Promise<void> | undefined;
    const outcomes = await owner.sign(request(token, 'rsa3072', 1_000), {
      onItem: () => {
        closing ??= owner.close();
      },
    });
    await closing;
    expect(code(outcomes[0])).toBe('signed');
    expect(code(outcomes[999])).toBe('signer.cancelled');
  });

  it('is a HashSigner', async () => {
    const signer = open().signer();
    const act = request(token, 'p384', 5);
    const ticket = await signer.begin(act);
    const answer = await signer.poll(ticket);
    expect(answer).toMatchObject({ signatures: { length: 5 } });
    await signer.cancel(ticket);
    expect(await signer.poll(ticket)).toEqual({ failed: 'expired' });
    const wrong = act.items.map((item) => ({ ...item, toBeSigned: randomBytes(32) }));
    await expect(signer.begin({ ...act, items: wrong })).rejects.toMatchObject({ code: 'signer.bare_hash' });
  });

  it('ends its process on close', async () => {
    const owner = open();
    await owner.health();
    const pid = owner.pid() ?? 0;
    expect(process.kill(pid, 0)).toBe(true);
    await owner.close();
    expect(() => process.kill(pid, 0)).toThrow();
  });
});
