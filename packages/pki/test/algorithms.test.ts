import { execFileSync } from 'node:child_process';
import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  algorithmsOf,
  buildPath,
  buildSignedAttributes,
  buildSignedData,
  checkSignedData,
  generateKeys,
  type IssuedCertificate,
  isSignedBy,
  issueCertificate,
  type KeyKind,
  type KeyPair,
  normaliseSignature,
  OID,
  parseCertificate,
  parseSignedData,
  type SigningAlgorithm,
  signWithKey,
  writePem,
} from '../src/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'pki-algorithms-'));
afterAll(() => rmSync(directory, { recursive: true }));

const NOW = new Date();
const DATES = { notBefore: new Date(NOW.getTime() - 86_400_000), notAfter: new Date(NOW.getTime() + 86_400_000) };
const CONTENT = Buffer.from('Văn bản số 128/UBND');
const DIGEST = createHash('sha256').update(CONTENT).digest();

function called(value: string) {
  return [{ oid: OID.commonName, value }];
}

/** A chain whose every signature is made the same way. */
function chainOf(
  keys: () => KeyPair,
  algorithm: SigningAlgorithm,
): { root: IssuedCertificate; person: IssuedCertificate } {
  const common = { ...DATES, algorithm };
  const root = issueCertificate({ ...common, subject: called('Gốc Đồng Bộ'), keys: keys(), authority: {} });
  const person = issueCertificate({ ...common, subject: called('Nguyễn Thị Ngọc Hường'), keys: keys(), issuer: root });
  return { root, person };
}

function cmsOf(person: IssuedCertificate, algorithm: SigningAlgorithm, raw?: (attributes: Uint8Array) => Uint8Array) {
  const attributes = buildSignedAttributes(DIGEST, person.certificate);
  const made = raw?.(attributes) ?? signWithKey(person.privateKey, algorithm, attributes);
  const signature = normaliseSignature(algorithm, person.publicKey, made);
  return buildSignedData({ attributes, signature, algorithm, certificate: person.certificate, chain: [] });
}

function problemsOf(cms: Uint8Array): string[] {
  const check = checkSignedData(parseSignedData(cms), {
    contentType: OID.data,
    digestOf: (hash) => createHash(hash).update(CONTENT).digest(),
  });
  return check.problems.map(({ kind }) => kind);
}

function opensslAccepts(cms: Uint8Array, root: IssuedCertificate): boolean {
  const file = (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(join(directory, name), bytes);
    return name;
  };
  const args = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', file('a.cms', cms), '-out', 'out'];
  args.push(
    '-content',
    file('content', CONTENT),
    '-CAfile',
    file('ca.pem', writePem(root.certificate)),
    '-purpose',
    'any',
  );
  try {
    execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

const PSS = { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256' };
const pssKeys = (): KeyPair => generateKeyPairSync('rsa-pss', PSS);

describe('keys and algorithms, from the root down to the signature', () => {
  test.each<[string, () => KeyPair, SigningAlgorithm]>([
    ...(['rsa-2048', 'rsa-3072', 'rsa-4096'] as KeyKind[]).map((kind): [string, () => KeyPair, SigningAlgorithm] => [
      kind,
      () => generateKeys(kind),
      'RSA-PKCS1-SHA256',
    ]),
    ['rsa-2048', () => generateKeys('rsa-2048'), 'RSA-PSS-SHA256'],
    ['rsa-pss', pssKeys, 'RSA-PSS-SHA256'],
    ['p-256', () => generateKeys('p-256'), 'ECDSA-SHA256'],
    ['p-384', () => generateKeys('p-384'), 'ECDSA-SHA256'],
  ])('%s, %s %s', (_, keys, algorithm) => {
    const { root, person } = chainOf(keys, algorithm);
    expect(algorithmsOf(person.privateKey)).toContain(algorithm);
    const cms = cmsOf(person, algorithm);
    expect(problemsOf(cms)).toEqual([]);
    expect(opensslAccepts(cms, root)).toBe(true);
    const certificate = parseCertificate(person.certificate);
    const anchors = [parseCertificate(root.certificate)];
    expect(buildPath({ certificate, pool: [], anchors, at: NOW, purpose: 'signing' }).problems).toEqual([]);
    const damaged = Uint8Array.from(cms);
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    expect(problemsOf(damaged)).toEqual(['signature']);
    expect(opensslAccepts(damaged, root)).toBe(false);
  });

  test.each<KeyKind>(['p-256', 'p-384'])('r‖s of a %s token becomes DER inside the signature', (kind) => {
    const { root, person } = chainOf(() => generateKeys(kind), 'ECDSA-SHA256');
    const raw = (attributes: Uint8Array) =>
      sign('sha256', attributes, { key: person.privateKey, dsaEncoding: 'ieee-p1363' });
    const cms = cmsOf(person, 'ECDSA-SHA256', raw);
    expect(problemsOf(cms)).toEqual([]);
    expect(opensslAccepts(cms, root)).toBe(true);
  });

  test('a signature made one way does not pass as another', () => {
    const keys = generateKeys('rsa-2048');
    const data = Buffer.from('x');
    const pkcs1 = signWithKey(keys.privateKey, 'RSA-PKCS1-SHA256', data);
    const pss = signWithKey(keys.privateKey, 'RSA-PSS-SHA256', data);
    expect(isSignedBy('RSA-PKCS1-SHA256', keys.publicKey, data, pkcs1)).toBe(true);
    expect(isSignedBy('RSA-PSS-SHA256', keys.publicKey, data, pss)).toBe(true);
    expect(isSignedBy('RSA-PSS-SHA256', keys.publicKey, data, pkcs1)).toBe(false);
    expect(isSignedBy('RSA-PKCS1-SHA256', keys.publicKey, data, pss)).toBe(false);
    const shortSalt = { key: keys.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 };
    expect(isSignedBy('RSA-PSS-SHA256', keys.publicKey, data, sign('sha256', data, shortSalt))).toBe(false);
  });

  test('what is too weak is said, a hash or key nobody knows is no certainty', () => {
    const { person } = chainOf(() => generateKeys('rsa-1024'), 'RSA-PKCS1-SHA256');
    expect(problemsOf(cmsOf(person, 'RSA-PKCS1-SHA256'))).toEqual(['weak']);
    const good = Buffer.from(
      cmsOf(chainOf(() => generateKeys('rsa-2048'), 'RSA-PKCS1-SHA256').person, 'RSA-PKCS1-SHA256'),
    );
    const sha256 = Buffer.from('0609608648016503040201', 'hex');
    const other = Buffer.from('0609608648016503040209', 'hex');
    const unknown = Buffer.from(
      good.toString('latin1').replaceAll(sha256.toString('latin1'), other.toString('latin1')),
      'latin1',
    );
    expect(problemsOf(unknown)).toEqual(['algorithm']);
  });

  test.each(['ed25519', 'ed448'] as const)(
    '%s is checked, yet proves little: not on the list of recognised algorithms',
    (kind) => {
      const keys = kind === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448');
      const { root } = chainOf(() => generateKeys('p-256'), 'ECDSA-SHA256');
      const person = issueCertificate({ ...DATES, subject: called(kind), keys, issuer: root });
      // No CMS tool at hand writes EdDSA: ours, with the algorithm exchanged after reading.
      const problems = (attributes: Uint8Array, signature: Uint8Array): string[] => {
        const parts = { attributes, signature, certificate: person.certificate, chain: [] };
        const parsed = parseSignedData(buildSignedData({ ...parts, algorithm: 'ECDSA-SHA256' }));
        const signatureAlgorithm = { oid: OID[kind], parameters: undefined };
        const signerInfos = parsed.signerInfos.map((signer) => ({ ...signer, signatureAlgorithm }));
        return checkSignedData(
          { ...parsed, signerInfos },
          { contentType: OID.data, digestOf: (hash) => createHash(hash).update(CONTENT).digest() },
        ).problems.map((problem) => problem.kind);
      };
      const attributes = buildSignedAttributes(DIGEST, person.certificate);
      const signature = sign(null, attributes, keys.privateKey);
      expect(problems(attributes, signature)).toEqual(['weak']);
      expect(problems(attributes, sign(null, CONTENT, keys.privateKey))).toEqual(['signature']);
      expect(() => algorithmsOf(keys.privateKey)).toThrow(expect.objectContaining({ code: 'pki.algorithm' }));
    },
  );
});
