import { createHash } from 'node:crypto';
import { createAuthority, localTransport } from '../src/authority/index.ts';
import {
  generateKeys,
  type HttpTransport,
  type IssuedCertificate,
  isSignedBy,
  type KeyKind,
  OID,
  parseCertificate,
  publicKeyOf,
  type SigningAlgorithm,
  type SigningRequest,
} from '../src/index.ts';
import { type RemoteOptions, type RemoteSigner, readRemoteSettings, remoteSigner } from '../src/remote/index.ts';
import { type SimulatedAccount, type Simulator, type SimulatorPlan, startSimulator } from '../src/simulators/index.ts';

export const AT = new Date('2026-06-01T02:00:00Z');
export const authority = createAuthority({ name: 'thử nghiệm Đồng Bộ', at: AT });

export function issuePerson(name: string, kind: KeyKind = 'rsa-2048'): IssuedCertificate {
  return authority.issue({
    subject: [
      { oid: OID.commonName, value: name },
      { oid: OID.userId, value: 'CCCD:001085000123' },
    ],
    keys: generateKeys(kind),
  });
}

export const PERSON = issuePerson('Nguyễn Thị Ngọc Hường');
export const PERSON_EC = issuePerson('Lò Văn Ẩn', 'p-256');

/** Users of every service at once: a phone number is a good name, too. */
export const USER = '84912345678';
export const USER_EC = '84987654321';

export function accountOf(
  person: IssuedCertificate,
  user: string,
  more: Partial<SimulatedAccount> = {},
): SimulatedAccount {
  return {
    user,
    certificate: person.certificate,
    privateKey: person.privateKey,
    chain: authority.chain,
    password: 'mat-khau-cua-toi',
    otp: '730211',
    ...more,
  };
}

export interface Setting {
  simulator: Simulator;
  clock: { now: Date };
  /** A new signer, as another process would make it. */
  signer(options?: { user?: string; settings?: object } & Partial<Omit<RemoteOptions, 'settings'>>): RemoteSigner;
  close(): Promise<void>;
}

export async function startSetting(
  kind: SimulatorPlan['kind'],
  plan: Partial<SimulatorPlan> = {},
  changes: Record<string, unknown> = {},
): Promise<Setting> {
  const clock = { now: AT };
  const simulator = await startSimulator({
    kind,
    accounts: [accountOf(PERSON, USER), accountOf(PERSON_EC, USER_EC)],
    now: () => clock.now,
    delayMs: 5_000,
    ...plan,
  });
  return {
    simulator,
    clock,
    signer: ({ user = USER, settings = {}, ...more } = {}) =>
      remoteSigner({
        settings: readRemoteSettings({ ...simulator.settings, ...changes, ...settings }),
        secret: simulator.secret,
        user,
        transport: localTransport(),
        now: () => clock.now,
        ...more,
      }),
    close: simulator.close,
  };
}

export function requestOf(identityId: string, count = 1, algorithm?: SigningAlgorithm): SigningRequest {
  const items = Array.from({ length: count }, (_, index) => {
    const attrs = Buffer.from(`thuộc tính ký của văn bản ${index + 1}`);
    return {
      docId: `van-ban-${index + 1}`,
      digestToShow: createHash('sha256').update(`nội dung ${index}`).digest('hex'),
      toBeSigned: createHash('sha256').update(attrs).digest(),
      attrs,
    };
  });
  const consent = {
    who: 'Nguyễn Thị Ngọc Hường',
    reason: 'Ký ban hành',
    docTitles: items.map((_, index) => `Quyết định số ${index + 1} về <việc> "A & B"`),
  };
  return { identityId, items, consent, ...(algorithm === undefined ? {} : { algorithm }) };
}

/** True for each item whose signature the certificate made over its attributes. */
export function checked(
  person: IssuedCertificate,
  request: SigningRequest,
  signatures: readonly Uint8Array[],
  algorithm: SigningAlgorithm,
): boolean[] {
  const key = publicKeyOf(parseCertificate(person.certificate));
  return request.items.map(({ attrs }, index) =>
    isSignedBy(algorithm, key, attrs, signatures[index] ?? Buffer.alloc(0)),
  );
}

export async function firstIdentity(signer: RemoteSigner): Promise<string> {
  const [identity] = await signer.identities();
  if (identity === undefined) {
    throw new Error('no identity');
  }
  return identity.id;
}

/** Through JSON, as a store keeps it. */
export function stored<T>(ticket: T): T {
  return JSON.parse(JSON.stringify(ticket)) as T;
}

export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof Error && 'code' in error ? String(error.code) : `none: ${String(error)}`;
}

/** A transport whose answers are made up. */
export function madeUp(answer: (url: string) => { status: number; body: string }): HttpTransport {
  return async ({ url }) => {
    const { status, body } = answer(url);
    return { status, headers: {}, body: Buffer.from(body) };
  };
}
