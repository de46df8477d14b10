import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CrlFault,
  type CrlRequest,
  createAuthority,
  indirectCrlExtension,
  issueCrl,
  issueOcspResponse,
  localTransport,
  type OcspAnswerState,
  type OcspFault,
  type OcspResponseRequest,
  type ServedAuthority,
  serveAuthority,
} from '../src/authority/index.ts';
import {
  checkRevocation,
  generateKeys,
  type HttpRequest,
  OID,
  parseCertificate,
  parseCrl,
  parseOcspResponse,
  type RevocationEvidence,
  type RevocationSourceSettings,
  revocationSource,
  writePem,
} from '../src/index.ts';
import { extension } from '../src/x509/issue.ts';

const AT = new Date('2026-03-23T01:30:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const after = (ms: number): Date => new Date(AT.getTime() + ms);

const authority = createAuthority({ name: 'thử nghiệm Đồng Bộ', at: AT, from: after(-100 * DAY) });
const issuer = parseCertificate(authority.issuing.certificate);
const CANARY = 'http://127.0.0.1:9/canary';
const issued = authority.issue({
  subject: [{ oid: OID.commonName, value: 'Lò Thị Mai' }],
  keys: generateKeys('p-256'),
  notAfter: after(100 * DAY),
  crlUrl: CANARY,
  ocspUrl: CANARY,
});
const person = parseCertificate(issued.certificate);
const revoked = { serial: person.serial, at: after(-10 * DAY), reason: 'keyCompromise' as const };

function crl(request: Partial<CrlRequest> = {}): RevocationEvidence {
  const der = issueCrl({ issuer: authority.issuing, revoked: [], thisUpdate: AT, nextUpdate: after(DAY), ...request });
  return { kind: 'crl', der };
}

function ocsp(
  answer: Partial<{ thisUpdate: Date; nextUpdate: Date; serial: string }> & OcspAnswerState = { state: 'good' },
  request: Partial<OcspResponseRequest> = {},
): RevocationEvidence {
  const { serial = person.serial, ...rest } = answer;
  const dates = { thisUpdate: AT, nextUpdate: after(HOUR) };
  const answers = [{ certificate: { serial }, ...dates, ...rest }];
  const common = { issuer: authority.issuing, responder: authority.ocsp, producedAt: rest.thisUpdate ?? AT };
  return { kind: 'ocsp', der: issueOcspResponse({ ...common, answers, ...request }) };
}

function check(evidence: RevocationEvidence[], options: { at?: Date; maxAgeMs?: number } = {}) {
  return checkRevocation({ certificate: person, issuer, evidence, at: AT, ...options });
}

function fault(evidence: RevocationEvidence, options: { at?: Date; maxAgeMs?: number } = {}): string | undefined {
  const { state, problems } = check([evidence], options);
  expect(state).toBe('unknown');
  return problems[0]?.code;
}

describe('revocation lists', () => {
  test('silence on a current list is good, an entry is a revocation with reason and time', () => {
    expect(check([crl()])).toMatchObject({ state: 'good', thisUpdate: AT, nextUpdate: after(DAY), problems: [] });
    expect(check([crl({ revoked: [revoked] })])).toMatchObject({
      state: 'revoked',
      since: revoked.at,
      reason: 'keyCompromise',
      reasonText: 'khóa bí mật bị lộ hoặc nghi bị lộ',
    });
    expect(check([crl({ revoked: [{ ...revoked, serial: `${person.serial}01` }] })]).state).toBe('good');
  });

  test('a revocation counts from its own time, or from when the key became unsafe', () => {
    const list = crl({ revoked: [revoked] });
    expect(check([list], { at: after(-11 * DAY) })).toMatchObject({ state: 'good', since: revoked.at });
    const early = crl({ revoked: [{ ...revoked, invalidSince: after(-20 * DAY) }] });
    expect(check([early], { at: after(-11 * DAY) })).toMatchObject({
      state: 'revoked',
      invalidSince: after(-20 * DAY),
    });
    expect(check([early], { at: after(-21 * DAY) }).state).toBe('good');
  });

  test('a stale list proves no innocence, but still guilt', () => {
    const old = { thisUpdate: after(-3 * DAY), nextUpdate: after(-2 * DAY) };
    expect(fault(crl(old))).toBe('crl_stale');
    expect(fault(crl({ thisUpdate: after(-3 * DAY), nextUpdate: after(DAY) }), { maxAgeMs: DAY })).toBe('crl_stale');
    expect(check([crl({ thisUpdate: after(-3 * DAY), nextUpdate: after(DAY) })]).state).toBe('good');
    expect(check([crl({ ...old, revoked: [revoked] })]).state).toBe('revoked');
  });

  test('evidence from after the time asked about proves it, until the certificate expires', () => {
    expect(check([crl()], { at: after(-50 * DAY) }).state).toBe('good');
    const late = person.notAfter.getTime() + DAY;
    const dates = { thisUpdate: new Date(late), nextUpdate: new Date(late + DAY) };
    expect(fault(crl(dates))).toBe('crl_expired');
    const keeps = extension('2.5.29.60', Buffer.from(`180f${Buffer.from('20200101000000Z').toString('hex')}`, 'hex'));
    expect(check([crl({ ...dates, extensions: [keeps] })]).state).toBe('good');
  });

  test('other issuers, other keys, other shapes are refused', () => {
    const stranger = createAuthority({ name: 'người lạ', at: AT });
    expect(fault(crl({ issuer: stranger.issuing }))).toBe('crl_issuer');
    const twin = createAuthority({ name: 'thử nghiệm Đồng Bộ', at: AT });
    expect(fault(crl({ issuer: twin.issuing }))).toBe('crl_signature');
    expect(fault(crl({ extensions: [indirectCrlExtension()] }))).toBe('crl_indirect');
    const odd = extension('1.2.3.4', Uint8Array.of(5, 0), true);
    expect(fault(crl({ extensions: [odd] }))).toBe('crl_critical');
    expect(fault({ kind: 'crl', der: Buffer.from('không phải CRL') })).toBe('crl_unreadable');
    expect(fault({ kind: 'ocsp', der: crl().der })).toBe('ocsp_unreadable');
    const { nextUpdate: _, ...endless } = { issuer: authority.issuing, revoked: [], thisUpdate: AT, nextUpdate: AT };
    expect(fault({ kind: 'crl', der: issueCrl(endless) })).toBe('crl_stale');
  });

  test('a list for authorities, or a part of another name, says nothing about a person', () => {
    const scope = (...parts: number[]) => extension(OID.issuingDistributionPoint, Uint8Array.from(parts), true);
    expect(fault(crl({ extensions: [scope(0x30, 3, 0x82, 1, 0xff)] }))).toBe('crl_scope');
    expect(check([crl({ extensions: [scope(0x30, 3, 0x81, 1, 0xff)] })]).state).toBe('good');
    const part = (url: string) => {
      const name = [0x86, url.length, ...Buffer.from(url)];
      return scope(0x30, name.length + 4, 0xa0, name.length + 2, 0xa0, name.length, ...name);
    };
    expect(fault(crl({ extensions: [part('http://ca.test/2.crl')] }))).toBe('crl_partial');
    expect(check([crl({ extensions: [part(CANARY)] })]).state).toBe('good');
    const elsewhere = crl({ extensions: [part('http://ca.test/2.crl')], revoked: [revoked] });
    expect(check([elsewhere]).state).toBe('revoked');
  });

  test('a hold is a revocation until newer evidence lifts it', () => {
    const hold = { ...revoked, reason: 'certificateHold' as const };
    const held = crl({ revoked: [hold], thisUpdate: after(-2 * HOUR) });
    expect(check([held])).toMatchObject({ state: 'revoked', reasonText: 'đang bị tạm dừng' });
    expect(check([held, crl()]).state).toBe('good');
    expect(check([held, crl({ thisUpdate: after(-3 * HOUR) })]).state).toBe('revoked');
    const lifted = { ...revoked, reason: 'removeFromCRL' as const };
    const delta = crl({ revoked: [lifted], deltaOf: 1, number: 2 });
    expect(check([held, delta]).state).toBe('good');
    expect(check([delta]).state).toBe('unknown');
    const compromised = crl({ revoked: [revoked], thisUpdate: after(-2 * HOUR) });
    expect(check([compromised, delta, crl()]).state).toBe('revoked');
  });

  test('a delta adds to a list and replaces none', () => {
    expect(fault(crl({ deltaOf: 1, number: 2 }))).toBe('crl_partial');
    const delta = crl({ revoked: [revoked], deltaOf: 1, number: 2, thisUpdate: after(HOUR) });
    expect(check([crl(), delta]).state).toBe('revoked');
  });
});

describe('OCSP', () => {
  test('good, revoked and unknown, from the issuer or somebody it named for this', () => {
    expect(check([ocsp()])).toMatchObject({ state: 'good', producedAt: AT, nextUpdate: after(HOUR) });
    expect(check([ocsp({ state: 'good' }, { responder: authority.issuing, certificates: [] })]).state).toBe('good');
    expect(check([ocsp({ state: 'good' }, { isNamedBySubject: true, hash: 'sha256' })]).state).toBe('good');
    expect(check([ocsp({ state: 'revoked', since: revoked.at, reason: 'superseded' })])).toMatchObject({
      state: 'revoked',
      since: revoked.at,
      reason: 'superseded',
      reasonText: 'đã được thay bằng chứng thư khác',
    });
    expect(fault(ocsp({ state: 'unknown' }))).toBe('ocsp_unknown');
  });

  test('foreign, self-issued and undelegated responders are refused', () => {
    const stranger = createAuthority({ name: 'người lạ', at: AT });
    expect(fault(ocsp({ state: 'good' }, { responder: stranger.ocsp }))).toBe('ocsp_responder');
    expect(fault(ocsp({ state: 'good' }, { responder: stranger.root }))).toBe('ocsp_responder');
    expect(fault(ocsp({ state: 'good' }, { responder: issued }))).toBe('ocsp_responder');
    expect(fault(ocsp({ state: 'good' }, { certificates: [] }))).toBe('ocsp_responder');
    const twin = createAuthority({ name: 'thử nghiệm Đồng Bộ', at: AT });
    const named = { responder: twin.issuing, isNamedBySubject: true, certificates: [] };
    expect(fault(ocsp({ state: 'good' }, named))).toBe('ocsp_signature');
    const anySubject = [{ oid: OID.commonName, value: 'OCSP hết hạn' }];
    const gone = authority.issue({
      subject: anySubject,
      keys: generateKeys('p-256'),
      extKeyUsage: [OID.ocspSigning],
      notAfter: after(-DAY),
    });
    expect(fault(ocsp({ state: 'good' }, { responder: gone }))).toBe('ocsp_responder');
  });

  test('a responder without nocheck is looked up in the lists at hand', () => {
    const responder = authority.issue({
      subject: [{ oid: OID.commonName, value: 'OCSP không nocheck' }],
      keys: generateKeys('p-256'),
      extKeyUsage: [OID.ocspSigning],
    });
    const answer = ocsp({ state: 'good' }, { responder });
    expect(check([answer]).state).toBe('good');
    const { serial } = parseCertificate(responder.certificate);
    const list = crl({ revoked: [{ ...revoked, serial }], thisUpdate: after(-3 * DAY), nextUpdate: after(-2 * DAY) });
    expect(check([answer, list])).toMatchObject({ state: 'unknown', problems: [{ code: 'ocsp_responder' }, {}] });
    const exempt = crl({ revoked: [{ ...revoked, serial: parseCertificate(authority.ocsp.certificate).serial }] });
    expect(check([ocsp(), exempt]).state).toBe('good');
  });

  test('an answer about another certificate, from another day, or upside down is refused', () => {
    expect(fault(ocsp({ state: 'good', serial: '7F01' }))).toBe('ocsp_certificate');
    const old = { state: 'good' as const, thisUpdate: after(-2 * DAY), nextUpdate: after(-DAY) };
    expect(fault(ocsp(old))).toBe('ocsp_stale');
    expect(
      fault(ocsp({ state: 'good', thisUpdate: after(-2 * HOUR), nextUpdate: after(HOUR) }), { maxAgeMs: HOUR }),
    ).toBe('ocsp_stale');
    expect(fault(ocsp({ state: 'good' }, { producedAt: after(-DAY) }))).toBe('ocsp_dates');
    expect(fault(ocsp({ state: 'good', nextUpdate: after(-DAY) }))).toBe('ocsp_dates');
    const expired = new Date(person.notAfter.getTime() + DAY);
    expect(fault(ocsp({ state: 'good', thisUpdate: expired, nextUpdate: after(DAY * 9_999) }))).toBe('ocsp_expired');
  });
});

describe('several pieces of evidence', () => {
  test('any sound revocation counts, the freshest sound answer otherwise', () => {
    const fresh = ocsp({ state: 'good', thisUpdate: after(HOUR), nextUpdate: after(2 * HOUR) });
    expect(check([crl(), fresh])).toMatchObject({ state: 'good', thisUpdate: after(HOUR), evidence: fresh });
    expect(check([fresh, crl({ revoked: [revoked] })]).state).toBe('revoked');
    const forged = { kind: 'crl' as const, der: Uint8Array.from(crl({ revoked: [revoked] }).der) };
    forged.der[forged.der.length - 1] = (forged.der.at(-1) ?? 0) ^ 1;
    expect(check([fresh, forged])).toMatchObject({ state: 'good', problems: [{ code: 'crl_signature' }] });
    expect(check([])).toEqual({ state: 'unknown', problems: [] });
  });

  test('silence of an authority about certificates that are not its own is not good', () => {
    const root = parseCertificate(authority.root.certificate);
    const evidence: RevocationEvidence[] = [{ kind: 'crl', der: authority.crl(AT, 'root') }];
    expect(checkRevocation({ certificate: issuer, issuer: root, evidence, at: AT }).state).toBe('good');
    expect(checkRevocation({ certificate: person, issuer: root, evidence, at: AT })).toMatchObject({
      state: 'unknown',
      problems: [{ code: 'issuer' }],
    });
  });

  test('RSA, PSS and P-384 sign evidence too', () => {
    for (const kind of ['rsa-2048', 'p-384'] as const) {
      const own = createAuthority({ name: kind, at: AT, kinds: { issuing: kind, ocsp: kind } });
      const tsa = parseCertificate(own.tsa.certificate);
      const dates = { thisUpdate: AT, nextUpdate: after(DAY) };
      const algorithm = kind === 'rsa-2048' ? { algorithm: 'RSA-PSS-SHA256' as const } : {};
      const list = issueCrl({ issuer: own.issuing, revoked: [], ...dates, ...algorithm });
      const answers = [{ certificate: { serial: tsa.serial }, state: 'good' as const, ...dates }];
      const request = { issuer: own.issuing, responder: own.ocsp, producedAt: AT, answers, ...algorithm };
      for (const evidence of [
        { kind: 'crl' as const, der: list },
        { kind: 'ocsp' as const, der: issueOcspResponse(request) },
      ]) {
        const question = { certificate: tsa, issuer: parseCertificate(own.issuing.certificate), at: AT };
        expect(checkRevocation({ ...question, evidence: [evidence] }).state).toBe('good');
      }
    }
  });
});

describe('configured sources', () => {
  let served: ServedAuthority;
  const asked: HttpRequest[] = [];
  const tapped: RevocationSourceSettings['transport'] = (request) => {
    asked.push(request);
    return localTransport()(request);
  };

  beforeAll(async () => {
    served = await serveAuthority(authority, { now: () => AT });
  });
  afterAll(() => served.close());

  function source(settings: Partial<RevocationSourceSettings> = {}) {
    const urls = { ocspUrls: [served.urls.ocsp], crlUrls: [served.urls.crl, served.urls.rootCrl] };
    return revocationSource({ ...urls, transport: tapped, now: () => AT, ...settings });
  }

  test('OCSP first, lists when it fails; never an address of the certificate', async () => {
    asked.length = 0;
    expect((await source().find(person, issuer)).kind).toBe('ocsp');
    expect((await source({ prefer: 'crl' }).find(person, issuer)).kind).toBe('crl');
    served.faults.ocsp = 'down';
    expect((await source().find(person, issuer)).kind).toBe('crl');
    served.faults.crl = 'down';
    await expect(source().find(person, issuer)).rejects.toMatchObject({ code: 'pki.revocation_unreachable' });
    delete served.faults.ocsp;
    delete served.faults.crl;
    expect(asked.map(({ url }) => url)).not.toContain(CANARY);
    expect(person.extensions.crlPoints).toEqual([CANARY]);
    await expect(source({ ocspUrls: [], crlUrls: [] }).find(person, issuer)).rejects.toMatchObject({
      code: 'pki.revocation_unconfigured',
    });
  });

  test('the issuing authority is looked up on the root’s list, and a list is fetched once for a chain', async () => {
    asked.length = 0;
    const lists = source({ ocspUrls: [] });
    const root = parseCertificate(authority.root.certificate);
    const evidence = await lists.find(issuer, root);
    expect(checkRevocation({ certificate: issuer, issuer: root, evidence: [evidence], at: AT }).state).toBe('good');
    await lists.find(person, issuer);
    expect(asked.map(({ url }) => url)).toEqual([served.urls.crl, served.urls.rootCrl]);
    expect((await source({ crlUrls: [] }).find(issuer, root)).kind).toBe('ocsp');
  });

  test('a revoked certificate is proven revoked, whichever way', async () => {
    const other = authority.issue({
      subject: [{ oid: OID.commonName, value: 'Bị thu hồi' }],
      keys: generateKeys('p-256'),
    });
    const certificate = parseCertificate(other.certificate);
    authority.revoke(certificate.serial, after(-HOUR), 'privilegeWithdrawn');
    for (const prefer of ['ocsp', 'crl'] as const) {
      const evidence = [await source({ prefer }).find(certificate, issuer)];
      expect(checkRevocation({ certificate, issuer, evidence, at: AT })).toMatchObject({
        state: 'revoked',
        reason: 'privilegeWithdrawn',
      });
    }
  });

  test.each<[OcspFault, string]>([
    ['down', 'pki.revocation_unreachable'],
    ['error', 'pki.revocation_unreachable'],
    ['garbage', 'pki.revocation_unusable'],
    ['try_later', 'pki.revocation_unusable'],
    ['unknown', 'pki.revocation_unusable'],
    ['stale', 'pki.revocation_unusable'],
    ['foreign', 'pki.revocation_unusable'],
    ['self_issued', 'pki.revocation_unusable'],
    ['not_delegated', 'pki.revocation_unusable'],
    ['wrong_certificate', 'pki.revocation_unusable'],
    ['wrong_nonce', 'pki.revocation_unusable'],
    ['bad_signature', 'pki.revocation_unusable'],
  ])('OCSP %s', async (ill, code) => {
    served.faults.ocsp = ill;
    await expect(source({ crlUrls: [] }).find(person, issuer)).rejects.toMatchObject({ code });
    delete served.faults.ocsp;
    await expect(source({ crlUrls: [] }).find(person, issuer)).resolves.toMatchObject({ kind: 'ocsp' });
  });

  test.each<[CrlFault, string]>([
    ['error', 'pki.revocation_unreachable'],
    ['garbage', 'pki.revocation_unusable'],
    ['stale', 'pki.revocation_unusable'],
    ['foreign', 'pki.revocation_unusable'],
    ['indirect', 'pki.revocation_unusable'],
    ['bad_signature', 'pki.revocation_unusable'],
  ])('CRL %s', async (ill, code) => {
    served.faults.crl = ill;
    await expect(source({ ocspUrls: [] }).find(person, issuer)).rejects.toMatchObject({ code });
    delete served.faults.crl;
    await expect(source({ ocspUrls: [] }).find(person, issuer)).resolves.toMatchObject({ kind: 'crl' });
  });

  test('patience and the nonce are the caller’s to set', async () => {
    served.faults.ocsp = 'slow';
    const hasty = source({ crlUrls: [], timeoutMs: 50 });
    await expect(hasty.find(person, issuer)).rejects.toMatchObject({ code: 'pki.revocation_unreachable' });
    delete served.faults.ocsp;
    const silent = ocsp();
    const transport: RevocationSourceSettings['transport'] = async () => ({
      status: 200,
      headers: {},
      body: silent.der,
    });
    await expect(source({ transport, crlUrls: [] }).find(person, issuer)).resolves.toBeDefined();
    await expect(source({ transport, crlUrls: [], isNonceRequired: true }).find(person, issuer)).rejects.toMatchObject({
      code: 'pki.revocation_unusable',
    });
    const pem = writePem(crl().der).replaceAll('CERTIFICATE', 'X509 CRL');
    const asPem: RevocationSourceSettings['transport'] = async () => ({
      status: 200,
      headers: {},
      body: Buffer.from(pem),
    });
    await expect(source({ transport: asPem, ocspUrls: [] }).find(person, issuer)).resolves.toMatchObject({
      kind: 'crl',
    });
  });
});

test('what is read keeps its facts', () => {
  const list = parseCrl(crl({ revoked: [revoked, { ...revoked, serial: '00FF10' }], number: 300 }).der);
  expect(list).toMatchObject({ number: '012c', entries: { count: 2 }, unknownCritical: [] });
  expect([...list.entries].map(({ serial }) => serial)).toEqual([person.serial, 'FF10']);
  expect(list.entries.find('ff10')?.reason).toBe('keyCompromise');
  expect(parseCrl(crl().der).entries.find('01')).toBeUndefined();
  const response = parseOcspResponse(ocsp({ state: 'good' }, { nonce: Uint8Array.of(7, 7) }).der);
  expect(Buffer.from(response.nonce ?? [])).toEqual(Buffer.from([7, 7]));
  expect(response.certificates).toHaveLength(1);
});

test('ocsp-nocheck is read, an extension given twice is damage', () => {
  const plain = Buffer.from(authority.ocsp.certificate);
  expect(parseCertificate(plain).extensions.hasOcspNoCheck).toBe(true);
  const id = Buffer.from('06092b0601050507300105', 'hex');
  const place = plain.indexOf(id);
  const other = Buffer.from(plain);
  // The last arc turned into another's: the extension is a stranger, and not critical.
  other[place + id.length - 1] = 0x77;
  expect(parseCertificate(other).extensions).toMatchObject({ hasOcspNoCheck: false, unknownCritical: [] });
  const twice = Buffer.from(issued.certificate);
  twice[twice.indexOf(Buffer.from('0603551d0e', 'hex')) + 4] = 0x0f;
  expect(() => parseCertificate(twice)).toThrow(expect.objectContaining({ code: 'pki.certificate' }));
});
