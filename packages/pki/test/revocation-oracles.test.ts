import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBER } from 'asn1js';
import fc from 'fast-check';
import { BasicOCSPResponse, CertificateRevocationList, OCSPResponse, Certificate as PkijsCertificate } from 'pkijs';
import { afterAll, describe, expect, test } from 'vitest';
import { createAuthority, issueCrl, issueOcspResponse } from '../src/authority/index.ts';
import {
  buildOcspRequest,
  checkRevocation,
  type IssuedCertificate,
  OID,
  PkiError,
  parseCertificate,
  parseCrl,
  parseOcspResponse,
  type RevocationEvidence,
  readCrlFile,
  writePem,
} from '../src/index.ts';

const AT = new Date(Math.floor(Date.now() / 1000) * 1000);
const HOUR = 3_600_000;
const later = (ms: number): Date => new Date(AT.getTime() + ms);
const directory = mkdtempSync(join(tmpdir(), 'pki-revocation-'));
afterAll(() => rmSync(directory, { recursive: true }));

// RSA for openssl's own defaults; names with diacritics in every DN.
const authority = createAuthority({
  name: 'thử nghiệm Đồng Bộ',
  at: AT,
  kinds: { issuing: 'rsa-2048', ocsp: 'rsa-2048' },
});
const issuer = parseCertificate(authority.issuing.certificate);
const good = parseCertificate(authority.tsa.certificate);
const bad = parseCertificate(
  authority.issue({ subject: [{ oid: OID.commonName, value: 'Bị thu hồi' }], keys: authority.tsa }).certificate,
);
authority.revoke(bad.serial, later(-HOUR), 'keyCompromise');

function file(name: string, bytes: Uint8Array | string): string {
  writeFileSync(join(directory, name), bytes);
  return name;
}

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function keyFile(name: string, { privateKey }: IssuedCertificate): string {
  return file(name, privateKey.export({ format: 'pem', type: 'pkcs8' }));
}

const root = file('root.pem', writePem(authority.root.certificate));
const issuing = file('issuing.pem', writePem(authority.issuing.certificate));
const chain = file('chain.pem', writePem(authority.issuing.certificate) + writePem(authority.root.certificate));

function state(evidence: RevocationEvidence, certificate = good) {
  return checkRevocation({ certificate, issuer, evidence: [evidence], at: AT });
}

describe('openssl', () => {
  test('reads and verifies our lists, and refuses whom they name', () => {
    const list = file('ours.crl', authority.crl(AT));
    const text = openssl('crl', '-inform', 'DER', '-in', list, '-noout', '-text', '-CAfile', chain);
    expect(text).toContain(bad.serial);
    expect(text).toContain('Key Compromise');
    const pem = openssl('crl', '-inform', 'DER', '-in', list);
    expect(parseCrl(readCrlFile(Buffer.from(pem))).entries.find(bad.serial)?.reason).toBe('keyCompromise');
    file('both.pem', pem + openssl('crl', '-inform', 'DER', '-in', file('root.crl', authority.crl(AT, 'root'))));
    const verify = (name: string) =>
      openssl('verify', '-crl_check_all', '-CRLfile', 'both.pem', '-CAfile', root, '-untrusted', issuing, name);
    expect(verify(file('good.pem', writePem(good.raw)))).toContain('OK');
    expect(() => verify(file('bad.pem', writePem(bad.raw)))).toThrow(/revoked/);
  });

  test('makes lists that we read and verify', () => {
    keyFile('issuing.key', authority.issuing);
    file('index.txt', `R\t401231000000Z\t260101000000Z,keyCompromise\t${bad.serial}\tunknown\t/CN=x\n`);
    file('number', '0A');
    file(
      'ca.cnf',
      '[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha384\ndefault_crl_days=1\ncrl_extensions=e\n[e]\nauthorityKeyIdentifier=keyid\n',
    );
    openssl('ca', '-gencrl', '-config', 'ca.cnf', '-cert', issuing, '-keyfile', 'issuing.key', '-out', 'theirs.pem');
    const evidence: RevocationEvidence = { kind: 'crl', der: readCrlFile(readFileSync(join(directory, 'theirs.pem'))) };
    expect(parseCrl(evidence.der)).toMatchObject({ number: '0a', entries: { count: 1 } });
    expect(state(evidence).state).toBe('good');
    expect(state(evidence, bad)).toMatchObject({
      state: 'revoked',
      reason: 'keyCompromise',
      since: new Date('2026-01-01'),
    });
  });

  test('verifies our OCSP answers to its own questions', () => {
    openssl('ocsp', '-issuer', issuing, '-cert', file('good.pem', writePem(good.raw)), '-reqout', 'theirs.req');
    const answer = authority.answerOcsp(readFileSync(join(directory, 'theirs.req')), AT);
    const text = openssl(
      'ocsp',
      '-respin',
      file('ours.rsp', answer),
      '-reqin',
      'theirs.req',
      '-issuer',
      issuing,
      '-cert',
      'good.pem',
      '-CAfile',
      chain,
      // With -cert it would put a nonce of its own into the question.
      '-no_nonce',
    );
    expect(text).toContain('good.pem: good');
    const bare = ['ocsp', '-respin', 'ours.rsp', '-CAfile', chain, '-reqin'];
    expect(openssl(...bare, 'theirs.req')).toBe('');
    file('other.req', buildOcspRequest({ certificate: good, issuer, nonce: randomBytes(16) }));
    expect(() => openssl(...bare, 'other.req')).toThrow(/Nonce Verify error/);
    file('bad.pem', writePem(bad.raw));
    openssl('ocsp', '-sha256', '-issuer', issuing, '-cert', 'bad.pem', '-reqout', 'bad.req');
    const revoked = authority.answerOcsp(readFileSync(join(directory, 'bad.req')), AT);
    const words = openssl(
      'ocsp',
      '-respin',
      file('bad.rsp', revoked),
      '-reqin',
      'bad.req',
      '-sha256',
      '-issuer',
      issuing,
      '-cert',
      'bad.pem',
      '-CAfile',
      chain,
      // With -cert it would put a nonce of its own into the question.
      '-no_nonce',
    );
    expect(words).toContain('bad.pem: revoked');
    expect(words).toContain('Reason: keyCompromise');
    expect(state({ kind: 'ocsp', der: revoked }, bad).state).toBe('revoked');
  });

  test('answers our questions, and we verify its answers', () => {
    const line = (flag: string, serial: string) => {
      const day = flag === 'R' ? '260101000000Z,superseded' : '';
      return `${flag}\t401231000000Z\t${day}\t${serial}\tunknown\t/CN=x\n`;
    };
    file('ocsp.txt', line('V', good.serial) + line('R', bad.serial));
    file('ocsp.pem', writePem(authority.ocsp.certificate));
    keyFile('ocsp.key', authority.ocsp);
    for (const [certificate, expected] of [
      [good, { state: 'good' }],
      [bad, { state: 'revoked', reason: 'superseded', since: new Date('2026-01-01') }],
    ] as const) {
      const nonce = randomBytes(16);
      file('ours.req', buildOcspRequest({ certificate, issuer, nonce }));
      openssl(
        'ocsp',
        '-index',
        'ocsp.txt',
        '-CA',
        issuing,
        '-rsigner',
        'ocsp.pem',
        '-rkey',
        'ocsp.key',
        '-ndays',
        '1',
        '-reqin',
        'ours.req',
        '-respout',
        'theirs.rsp',
      );
      const der = readFileSync(join(directory, 'theirs.rsp'));
      expect(Buffer.from(parseOcspResponse(der).nonce ?? [])).toEqual(nonce);
      expect(
        checkRevocation({ certificate, issuer, evidence: [{ kind: 'ocsp', der }], at: later(1_000) }),
      ).toMatchObject(expected);
    }
  });
});

test('pkijs gives a second opinion on lists and answers', async () => {
  const theirIssuer = new PkijsCertificate({ schema: fromBER(Uint8Array.from(issuer.raw).buffer).result });
  const list = new CertificateRevocationList({ schema: fromBER(Uint8Array.from(authority.crl(AT)).buffer).result });
  expect(await list.verify({ issuerCertificate: theirIssuer })).toBe(true);
  expect(
    list.isCertificateRevoked(new PkijsCertificate({ schema: fromBER(Uint8Array.from(bad.raw).buffer).result })),
  ).toBe(true);
  const der = authority.answerOcsp(buildOcspRequest({ certificate: bad, issuer }), AT);
  const response = new OCSPResponse({ schema: fromBER(Uint8Array.from(der).buffer).result });
  const basic = BasicOCSPResponse.fromBER(
    response.responseBytes?.response.valueBlock.valueHexView.slice().buffer ?? new ArrayBuffer(0),
  );
  const theirBad = new PkijsCertificate({ schema: fromBER(Uint8Array.from(bad.raw).buffer).result });
  expect(await basic.getCertificateStatus(theirBad, theirIssuer)).toMatchObject({ isForCertificate: true, status: 1 });
});

describe('hostile bytes', () => {
  const crl = issueCrl({
    issuer: authority.issuing,
    revoked: [{ serial: bad.serial, at: AT, reason: 'keyCompromise' }],
    thisUpdate: AT,
    nextUpdate: later(HOUR),
  });
  const ocsp = issueOcspResponse({
    issuer: authority.issuing,
    responder: authority.ocsp,
    producedAt: AT,
    answers: [{ certificate: { serial: good.serial }, state: 'good', thisUpdate: AT, nextUpdate: later(HOUR) }],
  });

  test.each([
    ['crl', crl, bad, 'revoked'],
    ['ocsp', ocsp, good, 'good'],
  ] as const)('a %s with any byte changed says what it said, or nothing', (kind, der, certificate, said) => {
    expect(state({ kind, der }, certificate).state).toBe(said);
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const copy = Uint8Array.from(der);
        copy[place] = (copy[place] ?? 0) ^ change;
        expect([said, 'unknown']).toContain(state({ kind, der: copy }, certificate).state);
      }),
      { numRuns: 500 },
    );
  });

  test('random bytes and cut files give our own error', () => {
    const cut = fc.constantFrom(crl, ocsp).chain((der) => fc.nat(der.length - 1).map((end) => der.subarray(0, end)));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), cut), (bytes) => {
        for (const parse of [parseCrl, parseOcspResponse, readCrlFile]) {
          try {
            parse(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(PkiError);
          }
        }
      }),
    );
  });

  test('a list of 100,000 entries is an index, and the same serial over and over is refused', () => {
    const revoked = Array.from({ length: 100_000 }, (_, index) => ({
      serial: (index * 7_919 + 1).toString(16).padStart(32, '5').toUpperCase(),
      at: AT,
    }));
    const dates = { issuer: authority.issuing, thisUpdate: AT, nextUpdate: later(HOUR) };
    const long: RevocationEvidence = { kind: 'crl', der: issueCrl({ ...dates, revoked }) };
    expect(parseCrl(long.der).entries.count).toBe(100_000);
    expect(state(long).state).toBe('good');
    for (const { serial } of [revoked[0], revoked[50_000], revoked[99_999]].filter((entry) => entry !== undefined)) {
      expect(parseCrl(long.der).entries.find(serial)?.serial).toBe(serial);
    }
    const same = Array.from({ length: 20_000 }, () => ({ serial: '01', at: AT }));
    expect(state({ kind: 'crl', der: issueCrl({ ...dates, revoked: same }) })).toMatchObject({
      state: 'unknown',
      problems: [{ code: 'crl_unreadable' }],
    });
  });
});
