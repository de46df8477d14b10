import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBER } from 'asn1js';
import fc from 'fast-check';
import { SignedData, TimeStampResp, TSTInfo } from 'pkijs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Authority,
  createAuthority,
  issueTimestamp,
  localTransport,
  type ServedAuthority,
  serveAuthority,
  type TsaFault,
} from '../src/authority/index.ts';
import {
  buildPath,
  checkTimestampToken,
  type HashName,
  type KeyKind,
  PkiError,
  parseCertificate,
  type SigningAlgorithm,
  type TimestampAuthoritySettings,
  timestampAuthority,
  writePem,
} from '../src/index.ts';

const AT = new Date('2026-03-23T01:30:00Z');
const DATA = Buffer.from('Giá trị chữ ký');
const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();
const hashOf =
  (data: Uint8Array) =>
  (hash: HashName): Uint8Array =>
    createHash(hash).update(data).digest();

const authority = createAuthority({ name: 'thử nghiệm Đồng Bộ', at: AT });
let served: ServedAuthority;
const directory = mkdtempSync(join(tmpdir(), 'pki-tsp-'));

beforeAll(async () => {
  served = await serveAuthority(authority, { now: () => AT });
});
afterAll(async () => {
  await served.close();
  rmSync(directory, { recursive: true });
});

function client(settings: Partial<TimestampAuthoritySettings> = {}) {
  const anchors = [authority.root.certificate];
  return timestampAuthority({
    url: served.urls.tsa,
    transport: localTransport(),
    anchors,
    now: () => AT,
    ...settings,
  });
}

async function ill<T>(fault: TsaFault, run: () => Promise<T>): Promise<T> {
  served.faults.tsa = fault;
  try {
    return await run();
  } finally {
    delete served.faults.tsa;
  }
}

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('a timestamp', () => {
  test('comes back checked, with the certificates of its signer', async () => {
    const asked: string[] = [];
    const transport: TimestampAuthoritySettings['transport'] = (request) => {
      asked.push(`${request.method} ${request.url}`);
      return localTransport()(request);
    };
    const stamp = await client({ transport }).stamp(sha256(DATA));
    expect(asked).toEqual([`POST ${served.urls.tsa}`]);
    expect(stamp.at).toEqual(AT);
    expect(stamp.certificates).toHaveLength(2);
    const check = checkTimestampToken(stamp.token, hashOf(DATA));
    expect(check.problems).toEqual([]);
    expect(check.policy).toBe(authority.policy);
    expect(checkTimestampToken(stamp.token, hashOf(Buffer.from('khác'))).problems).toMatchObject([
      { code: 'pki.tsp_imprint' },
    ]);
  });

  test.each<[TsaFault, string]>([
    ['down', 'pki.tsp_unreachable'],
    ['error', 'pki.tsp_unreachable'],
    ['garbage', 'pki.tsp_response'],
    ['refused', 'pki.tsp_status'],
    ['replay', 'pki.tsp_imprint'],
    ['wrong_imprint', 'pki.tsp_imprint'],
    ['wrong_nonce', 'pki.tsp_nonce'],
    ['no_nonce', 'pki.tsp_nonce'],
    ['wrong_usage', 'pki.tsp_usage'],
    ['usage_not_critical', 'pki.tsp_usage'],
    ['bad_signature', 'pki.tsp_token'],
    ['no_certificate', 'pki.tsp_token'],
    ['wrong_time', 'pki.tsp_time'],
    ['foreign', 'pki.tsp_untrusted'],
  ])('%s is refused as %s (defect 3 of spec §8 among them)', async (fault, code) => {
    await ill(fault, () => expect(client().stamp(sha256(DATA))).rejects.toMatchObject({ code, name: 'PkiError' }));
    await expect(client().stamp(sha256(DATA))).resolves.toMatchObject({ at: AT });
  });

  test('a token of an earlier question with the same hash is caught by its nonce', async () => {
    const earlier = authority.answerTimestamp(readQuery(sha256(DATA)), AT);
    const replaying = client({ transport: async () => ({ status: 200, headers: {}, body: earlier }) });
    await expect(replaying.stamp(sha256(DATA))).rejects.toMatchObject({ code: 'pki.tsp_nonce' });
  });

  test('policy, patience and skew are the caller’s to set', async () => {
    await expect(client({ policy: authority.policy }).stamp(sha256(DATA))).resolves.toMatchObject({ at: AT });
    await expect(client({ policy: '1.3.6.1.4.1.32473.7' }).stamp(sha256(DATA))).rejects.toMatchObject({
      code: 'pki.tsp_status',
    });
    await ill('wrong_policy', () =>
      expect(client({ policy: authority.policy }).stamp(sha256(DATA))).rejects.toMatchObject({
        code: 'pki.tsp_policy',
      }),
    );
    await ill('slow', () =>
      expect(client({ timeoutMs: 50 }).stamp(sha256(DATA))).rejects.toMatchObject({ code: 'pki.tsp_unreachable' }),
    );
    const soon = new Date(AT.getTime() + 6 * 60_000);
    await expect(client({ now: () => soon }).stamp(sha256(DATA))).rejects.toMatchObject({ code: 'pki.tsp_time' });
    const patient = client({ now: () => soon, maxSkewMs: 10 * 60_000 });
    await expect(patient.stamp(sha256(DATA))).resolves.toMatchObject({ at: AT });
    await expect(client().stamp(new Uint8Array(20))).rejects.toMatchObject({ code: 'pki.tsp_request' });
  });

  test('an anchor for signatures only stamps nothing', async () => {
    const trust = authority.trust.map((entry) => ({ ...entry, usages: ['signing' as const] }));
    await expect(client({ anchors: [], trust }).stamp(sha256(DATA))).rejects.toMatchObject({
      code: 'pki.tsp_untrusted',
    });
    await expect(client({ anchors: [], trust: authority.trust }).stamp(sha256(DATA))).resolves.toBeDefined();
  });

  test.each<KeyKind>(['rsa-2048', 'p-256', 'p-384'])('with a key of kind %s', (kind) => {
    const own = createAuthority({ name: kind, at: AT, kinds: { tsa: kind } });
    const imprint = { hash: 'sha512' as const, digest: hashOf(DATA)('sha512') };
    const token = issueTimestamp({ signer: own.tsa, imprint, at: AT, policy: own.policy });
    expect(checkTimestampToken(token, hashOf(DATA)).problems).toEqual([]);
  });

  test('RSA-PSS is understood, SHA-1 imprints are weak', () => {
    const own = createAuthority({ name: 'PSS', at: AT, kinds: { tsa: 'rsa-2048' } });
    const common = { signer: own.tsa, at: AT, policy: own.policy };
    const imprint = { hash: 'sha256' as const, digest: sha256(DATA) };
    const token = issueTimestamp({ ...common, imprint, algorithm: 'RSA-PSS-SHA256' });
    expect(checkTimestampToken(token, hashOf(DATA)).problems).toEqual([]);
    const weak = issueTimestamp({ ...common, imprint: { hash: 'sha1', digest: hashOf(DATA)('sha1') } });
    expect(checkTimestampToken(weak, hashOf(DATA)).problems).toMatchObject([{ code: 'pki.tsp_weak' }]);
  });
});

function readQuery(digest: Uint8Array): Uint8Array {
  const path = join(directory, `query-${Buffer.from(digest).toString('hex').slice(0, 8)}.tsq`);
  openssl('ts', '-query', '-digest', Buffer.from(digest).toString('hex'), '-sha256', '-cert', '-out', path);
  return readFileSync(path);
}

describe('other tools', () => {
  test('openssl verifies our response and our bare token against its own query', async () => {
    const data = file('data.bin', DATA);
    const query = file('ours.tsq', readQuery(sha256(DATA)));
    const response = file('ours.tsr', authority.answerTimestamp(readFileSync(query), AT));
    const ca = file('ca.pem', writePem(authority.root.certificate));
    const at = ['-attime', String(AT.getTime() / 1000)];
    expect(openssl('ts', '-verify', '-queryfile', query, '-in', response, '-CAfile', ca, ...at)).toContain('OK');
    const token = file('ours.tst', (await client().stamp(sha256(DATA))).token);
    const args = ['ts', '-verify', '-data', data, '-in', token, '-token_in', '-CAfile', ca, ...at];
    expect(openssl(...args)).toContain('OK');
    const other = file('other.bin', 'khác');
    expect(() => openssl(...args.map((arg) => (arg === data ? other : arg)))).toThrow();
  });

  test.each<[KeyKind, SigningAlgorithm]>([
    ['rsa-3072', 'RSA-PKCS1-SHA256'],
    ['p-384', 'ECDSA-SHA256'],
  ])('openssl verifies tokens signed by %s with %s', (kind, algorithm) => {
    const own = createAuthority({ name: 'Đồng Bộ', at: AT, kinds: { tsa: kind } });
    const imprint = { hash: 'sha384' as const, digest: hashOf(DATA)('sha384') };
    const chain = [own.issuing.certificate];
    const token = issueTimestamp({ signer: own.tsa, chain, imprint, at: AT, policy: own.policy, algorithm });
    const args = ['ts', '-verify', '-data', file('data.bin', DATA), '-in', file('own.tst', token), '-token_in'];
    args.push('-CAfile', file('own.pem', writePem(own.root.certificate)), '-attime', String(AT.getTime() / 1000));
    expect(openssl(...args)).toContain('OK');
  });

  test('openssl cms verifies a token with RSA-PSS, which openssl ts cannot', () => {
    const own = createAuthority({ name: 'PSS', at: AT, kinds: { tsa: 'rsa-2048' } });
    const imprint = { hash: 'sha256' as const, digest: sha256(DATA) };
    const common = { signer: own.tsa, chain: [own.issuing.certificate], imprint, at: AT, policy: own.policy };
    const token = issueTimestamp({ ...common, algorithm: 'RSA-PSS-SHA256' });
    const verify = (bytes: Uint8Array) => {
      const args = [
        'cms',
        '-verify',
        '-inform',
        'DER',
        '-in',
        file('pss.tst', bytes),
        '-out',
        'pss.info',
        '-purpose',
        'any',
      ];
      args.push('-CAfile', file('pss.pem', writePem(own.root.certificate)), '-attime', String(AT.getTime() / 1000));
      return openssl(...args);
    };
    expect(verify(token)).toBe('');
    const damaged = Uint8Array.from(token);
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    expect(() => verify(damaged)).toThrow();
  });

  test('we accept what openssl stamps', async () => {
    const stamper = opensslTsa(authority);
    const transport: TimestampAuthoritySettings['transport'] = async ({ body = new Uint8Array() }) => ({
      status: 200,
      headers: {},
      body: stamper(body),
    });
    const now = new Date();
    const { token, signer, certificates } = await client({ transport, now: () => now, maxSkewMs: 3_600_000 }).stamp(
      sha256(DATA),
    );
    expect(checkTimestampToken(token, hashOf(DATA)).problems).toEqual([]);
    const pool = certificates.map((der) => parseCertificate(der));
    const path = { certificate: signer, pool, at: AT, purpose: 'timestamping' as const, trust: authority.trust };
    expect(buildPath(path)).toMatchObject({ problems: [], trust: { programme: 'demo' } });
  });

  test('pkijs reads the same time, policy and serial', () => {
    const response = authority.answerTimestamp(readQuery(sha256(DATA)), AT);
    const theirs = new TimeStampResp({ schema: fromBER(Uint8Array.from(response).buffer).result });
    expect(theirs.status.status).toBe(0);
    const signed = new SignedData({ schema: theirs.timeStampToken?.content });
    const info = TSTInfo.fromBER(signed.encapContentInfo.eContent?.getValue() ?? new ArrayBuffer(0));
    expect(info.genTime).toEqual(AT);
    expect(info.policy).toBe(authority.policy);
  });
});

function opensslTsa({ tsa, issuing, root, policy }: Authority): (query: Uint8Array) => Uint8Array {
  file('tsa.pem', writePem(tsa.certificate));
  file('tsa.key', tsa.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  file('chain.pem', writePem(issuing.certificate) + writePem(root.certificate));
  file('serial', '01');
  const lines = ['[tsa]', 'default_tsa=t', '[t]', 'serial=serial', 'signer_cert=tsa.pem', 'signer_key=tsa.key'];
  lines.push('certs=chain.pem', 'signer_digest=sha256', `default_policy=${policy}`, 'digests=sha256');
  lines.push('ess_cert_id_chain=no', 'ess_cert_id_alg=sha256', 'accuracy=secs:1', 'ordering=yes', 'tsa_name=yes');
  const config = file('tsa.cnf', lines.join('\n'));
  return (query) => {
    openssl('ts', '-reply', '-queryfile', file('q.tsq', query), '-out', 'r.tsr', '-config', config);
    return readFileSync(join(directory, 'r.tsr'));
  };
}

describe('hostile bytes', () => {
  const imprint = { hash: 'sha256' as const, digest: sha256(DATA) };
  const token = issueTimestamp({
    signer: authority.tsa,
    chain: [authority.issuing.certificate],
    imprint,
    at: AT,
    policy: authority.policy,
  });

  test('a token with any byte changed is never without a problem, and never anything but a PkiError', () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const copy = Uint8Array.from(token);
        copy[place] = (copy[place] ?? 0) ^ change;
        try {
          const { problems, signer, certificates } = checkTimestampToken(copy, hashOf(DATA));
          const isTrusted =
            signer !== undefined &&
            buildPath({
              certificate: signer,
              pool: certificates,
              at: AT,
              purpose: 'timestamping',
              trust: authority.trust,
            }).problems.length === 0;
          expect(problems.length > 0 || !isTrusted).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(PkiError);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('random answers of a server', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (body) => {
        const transport = async () => ({ status: 200, headers: {}, body });
        await expect(client({ transport }).stamp(sha256(DATA))).rejects.toBeInstanceOf(PkiError);
      }),
    );
  });
});
