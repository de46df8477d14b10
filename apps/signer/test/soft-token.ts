// SoftHSM2 as the token of the tests: keys and certificates are written through the module itself, in this process and
// before any owner process starts.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateKeys,
  type IssuedCertificate,
  issueCertificate,
  type KeyKind,
  type NameAttribute,
  OID,
} from '@congvu/pki';
import { loadCalls } from '../src/pkcs11/calls.ts';
import { CKF, CKU } from '../src/pkcs11/constants.ts';
import type { AttributeValue, Handle } from '../src/pkcs11/cryptoki.ts';
import { encodeTemplate, loadCryptoki } from '../src/pkcs11/native.ts';

const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];
export const SOFTHSM = MODULES.find((path) => existsSync(path));
export const PIN = '246810';
const RW_SESSION = 0x2;

export interface SoftKey {
  kind: KeyKind;
  /** CKA_ID, one byte. */
  id: number;
  label: string;
  subject: NameAttribute[];
  notBefore?: Date;
  notAfter?: Date;
  /** false: the HSM holds the key alone. */
  withCertificate?: boolean;
  /** CKA_ALWAYS_AUTHENTICATE: the PIN before every signature. */
  asksEachTime?: boolean;
}

export interface SoftToken {
  module: string;
  folder: string;
  label: string;
  certificates: Map<string, IssuedCertificate>;
  authority: IssuedCertificate;
  /** Takes the files of the token away, as when it is pulled out. */
  pull(): void;
  plug(): void;
  remove(): void;
}

function bytes(text: string | undefined): Buffer {
  return Buffer.from(text ?? '', 'base64url');
}

const EC_PARAMETERS = { 'P-256': '06082a8648ce3d030107', 'P-384': '06052b81040022' } as const;

function privateTemplate(issued: IssuedCertificate, key: SoftKey): [number, AttributeValue][] {
  const jwk = issued.privateKey.export({ format: 'jwk' });
  const common: [number, AttributeValue][] = [
    [0x0, 3],
    [0x1, true],
    [0x2, true],
    [0x3, Buffer.from(key.label)],
    [0x102, Uint8Array.of(key.id)],
    [0x108, true],
    [0x103, true],
    ...(key.asksEachTime === true ? [[0x202, true] satisfies [number, AttributeValue]] : []),
  ];
  if (jwk.kty === 'EC') {
    const parameters = EC_PARAMETERS[jwk.crv as keyof typeof EC_PARAMETERS];
    return [...common, [0x100, 3], [0x180, Buffer.from(parameters, 'hex')], [0x11, bytes(jwk.d)]];
  }
  const parts: [number, string | undefined][] = [
    [0x120, jwk.n],
    [0x122, jwk.e],
    [0x123, jwk.d],
    [0x124, jwk.p],
    [0x125, jwk.q],
    [0x126, jwk.dp],
    [0x127, jwk.dq],
    [0x128, jwk.qi],
  ];
  return [...common, [0x100, 0], ...parts.map(([type, value]): [number, AttributeValue] => [type, bytes(value)])];
}

function certificateTemplate(der: Uint8Array, id: Uint8Array, label: string): [number, AttributeValue][] {
  // CKA_SUBJECT must be there; nobody here reads it.
  const subject = Buffer.from('3000', 'hex');
  return [
    [0x0, 1],
    [0x1, true],
    [0x2, false],
    [0x80, 0],
    [0x3, Buffer.from(label)],
    [0x102, id],
    [0x101, subject],
    [0x11, der],
  ];
}

function fill(module: string, label: string, keys: readonly SoftKey[], authority: IssuedCertificate) {
  const certificates = new Map<string, IssuedCertificate>();
  const cryptoki = loadCryptoki(module);
  const { call } = loadCalls(module);
  cryptoki.initialize();
  try {
    const slot = cryptoki.slots().find((candidate) => cryptoki.tokenInfo(candidate).label === label) ?? 0;
    const session: [Handle] = [0];
    call('C_OpenSession', slot, CKF.SERIAL_SESSION | RW_SESSION, null, null, session);
    cryptoki.login(session[0], CKU.USER, Buffer.from(PIN));
    const create = (template: [number, AttributeValue][]): void =>
      call('C_CreateObject', session[0], encodeTemplate(template), template.length, [0]);
    create(certificateTemplate(authority.certificate, new Uint8Array(), 'CA'));
    for (const key of keys) {
      const issued = issueCertificate({
        subject: key.subject,
        notBefore: key.notBefore ?? new Date('2020-01-01T00:00:00Z'),
        notAfter: key.notAfter ?? new Date('2049-01-01T00:00:00Z'),
        issuer: authority,
        keys: generateKeys(key.kind),
      });
      create(privateTemplate(issued, key));
      if (key.withCertificate !== false) {
        create(certificateTemplate(issued.certificate, Uint8Array.of(key.id), key.label));
      }
      certificates.set(key.label, issued);
    }
  } finally {
    cryptoki.finalize();
  }
  return certificates;
}

/** A token in a folder of its own; sets SOFTHSM2_CONF for this process and those it starts. */
export function createSoftToken(label: string, keys: readonly SoftKey[]): SoftToken {
  if (SOFTHSM === undefined) {
    throw new Error('SoftHSM2 is not installed');
  }
  const module = SOFTHSM;
  const folder = mkdtempSync(join(tmpdir(), 'congvu-token-'));
  const tokens = join(folder, 'tokens');
  mkdirSync(tokens);
  writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${tokens}\nlog.level = ERROR\n`);
  process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf');
  const words = ['--init-token', '--free', '--label', label, '--pin', PIN, '--so-pin', '12345678', '--module', module];
  execFileSync('softhsm2-util', words, { stdio: 'pipe' });
  const authority = issueCertificate({
    subject: [{ oid: OID.commonName, value: 'CA thử nghiệm' }],
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2050-01-01T00:00:00Z'),
    keys: generateKeys('p-256'),
    authority: {},
  });
  return {
    module,
    folder,
    label,
    authority,
    certificates: fill(module, label, keys, authority),
    pull: () => renameSync(tokens, `${tokens}-away`),
    plug: () => renameSync(`${tokens}-away`, tokens),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
