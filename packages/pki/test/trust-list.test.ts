import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAuthority } from '../src/authority/index.ts';
import {
  buildPath,
  generateKeys,
  issueCertificate,
  OID,
  PkiError,
  parseCertificate,
  parseTrustList,
  readCertificates,
  type TrustAnchorEntry,
  writePem,
  writeTrustList,
} from '../src/index.ts';

const AT = new Date('2026-03-23T01:30:00Z');
const official = createAuthority({ name: 'chuyên dùng công vụ', at: AT });
const other = createAuthority({ name: 'công cộng: hạng hai', at: AT });

function entryOf(authority: typeof official, rest: Partial<TrustAnchorEntry> = {}): TrustAnchorEntry {
  const entry = authority.trust[0] as TrustAnchorEntry;
  return { ...entry, certificate: Uint8Array.from(entry.certificate), ...rest };
}

const LIST: TrustAnchorEntry[] = [
  entryOf(official, {
    programme: 'official',
    trustedFrom: new Date('2020-01-01T00:00:00Z'),
    trustedTo: new Date('2030-01-01T00:00:00Z'),
    crlUrls: ['http://ca.example.gov.vn/a.crl', 'http://ca.example.gov.vn/b.crl'],
    ocspUrls: ['http://ocsp.example.gov.vn/'],
    tsaUrls: ['https://tsa.example.gov.vn/tsa'],
  }),
  entryOf(other, { programme: 'public', usages: ['timestamping'] }),
];

describe('trust lists', () => {
  test('come back the same from JSON and PEM', () => {
    expect(parseTrustList(writeTrustList(LIST))).toEqual(LIST);
    expect(parseTrustList(writeTrustList(LIST, 'pem'))).toEqual(LIST);
    expect(parseTrustList(`\uFEFF${writeTrustList(LIST)}`)).toEqual(LIST);
    expect(readCertificates(Buffer.from(writeTrustList(LIST, 'pem')))).toHaveLength(2);
  });

  test('a bare PEM file is a list of public anchors for everything', () => {
    const text = writePem(official.root.certificate) + writePem(other.root.certificate);
    expect(parseTrustList(text)).toMatchObject([
      { programme: 'public', usages: ['signing', 'timestamping'], trustedFrom: null, crlUrls: [] },
      { programme: 'public' },
    ]);
  });

  test('a long line of blanks costs no more than its length', () => {
    const remark = `# crl: http://ca.example.vn/a.crl${' '.repeat(200_000)}\n`;
    expect(parseTrustList(remark + writePem(official.root.certificate))[0]?.crlUrls).toEqual([
      'http://ca.example.vn/a.crl',
    ]);
    const odd = `# crl: a${' '.repeat(200_000)}b\n`;
    expect(() => parseTrustList(odd + writePem(official.root.certificate))).toThrow(
      expect.objectContaining({ code: 'pki.trust_list' }),
    );
  });

  const raw = () => JSON.parse(writeTrustList(LIST)) as { version: number; anchors: Record<string, unknown>[] };
  const withSecond = (change: Record<string, unknown>) => {
    const list = raw();
    list.anchors[1] = { ...list.anchors[1], ...change };
    return JSON.stringify(list);
  };

  test.each<[string, string, RegExp]>([
    ['no JSON', '{', /JSON/],
    ['another version', JSON.stringify({ ...raw(), version: 2 }), /version/],
    ['no anchors', JSON.stringify({ version: 1, anchors: [] }), /0 nơi cấp/],
    ['no object', JSON.stringify({ version: 1, anchors: [7] }), /mục 1/],
    ['no certificate', withSecond({ certificate: 'AAAA' }), /mục 2: /],
    [
      'something after the certificate',
      withSecond({ certificate: `${Buffer.from([...other.root.certificate, 0]).toString('base64')}` }),
      /mục 2/,
    ],
    ['an unknown programme', withSecond({ programme: 'mine' }), /mục 2 \("Gốc công cộng: hạng hai"\): .*"mine"/],
    ['an unknown usage', withSecond({ usages: ['all'] }), /mục 2 .*"all"/],
    ['no usage', withSecond({ usages: [] }), /mục 2 .*mục đích/],
    ['a wrong day', withSecond({ trustedFrom: '31/01/2026' }), /mục 2 .*trustedFrom/],
    ['a day that is none', withSecond({ trustedTo: '2026-13-01' }), /mục 2 .*trustedTo/],
    ['days in the wrong order', withSecond({ trustedFrom: '2027-01-01', trustedTo: '2026-01-01' }), /mục 2 .*sau ngày/],
    ['an address that is none', withSecond({ crlUrls: ['file:///etc/passwd'] }), /mục 2 .*file:/],
    ['an address with a password', withSecond({ tsaUrls: ['http://a:b@tsa.vn/'] }), /mục 2 .*mật khẩu/],
    ['a field nobody knows', withSecond({ trusted: true }), /mục 2 .*"trusted"/],
    ['the same anchor twice', writeTrustList([...LIST, LIST[0] as TrustAnchorEntry]), /mục 3 .*trùng .* mục 1/],
  ])('%s is refused, and the entry is named', (_, text, message) => {
    expect(() => parseTrustList(text)).toThrow(
      expect.objectContaining({ code: 'pki.trust_list', message: expect.stringMatching(message) }),
    );
  });

  test('a self-signed anchor whose own signature is wrong is refused', () => {
    const broken = Uint8Array.from(official.root.certificate);
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    expect(() => parseTrustList(writePem(broken))).toThrow(expect.objectContaining({ code: 'pki.trust_list' }));
  });

  test('one anchor may have two windows', () => {
    const first = entryOf(official, { trustedTo: new Date('2025-01-01') });
    const second = entryOf(official, { trustedFrom: new Date('2026-01-01') });
    expect(parseTrustList(writeTrustList([first, second]))).toHaveLength(2);
  });

  test('any text gives a list or our own error', () => {
    const text = writeTrustList(LIST);
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), mangled(text), mangled(writeTrustList(LIST, 'pem'))),
        (candidate) => {
          try {
            expect(parseTrustList(candidate).length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(PkiError);
          }
        },
      ),
    );
  });
});

function mangled(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 5 }))
    .map(([start, length, put]) => text.slice(0, start) + put + text.slice(start + length));
}

describe('anchors in paths', () => {
  const person = official.issue({
    subject: [{ oid: OID.commonName, value: 'Nguyễn Thị Ngọc Hường' }],
    keys: generateKeys('p-256'),
  });
  const pool = [parseCertificate(official.issuing.certificate)];
  const path = (
    trust: TrustAnchorEntry[],
    at = AT,
    certificate = person.certificate,
    purpose: 'signing' | 'timestamping' = 'signing',
  ) => buildPath({ certificate: parseCertificate(certificate), pool, trust, at, purpose });

  test('the window decides at the time asked for: what was proven inside stays good', () => {
    const ended = [entryOf(official, { trustedTo: new Date('2026-04-01'), programme: 'official' })];
    expect(path(ended)).toMatchObject({ problems: [], trust: { programme: 'official' } });
    const later = path(ended, new Date('2026-04-02'));
    expect(later.anchor).toBeUndefined();
    expect(later.problems).toMatchObject([{ code: 'no_chain', text: expect.stringContaining('01/04/2026') }]);
    const future = [entryOf(official, { trustedFrom: new Date('2026-04-01') })];
    expect(path(future).problems).toMatchObject([{ code: 'no_chain', text: expect.stringContaining('01/04/2026') }]);
    expect(path([...ended, ...future], new Date('2026-05-02')).problems).toEqual([]);
  });

  test('the purpose must be among the usages', () => {
    const stamping = [entryOf(official, { usages: ['timestamping'] })];
    expect(path(stamping).problems).toMatchObject([{ code: 'no_chain' }]);
    expect(path(stamping, AT, official.tsa.certificate, 'timestamping').problems).toEqual([]);
    expect(
      path([entryOf(official, { usages: ['signing'] })], AT, official.tsa.certificate, 'timestamping').problems,
    ).toMatchObject([{ code: 'no_chain' }]);
  });

  test('several roots: the right one is found, also past an unfit one over a cross certificate', () => {
    const right = entryOf(official);
    expect(path([entryOf(other), right]).trust).toBe(right);
    const { subject, spki } = parseCertificate(official.issuing.certificate);
    expect(spki.length).toBeGreaterThan(0);
    const cross = issueCertificate({
      subject: subject.attributes,
      notBefore: new Date('2026-01-01'),
      notAfter: new Date('2030-01-01'),
      keys: official.issuing,
      issuer: other.root,
      authority: { pathLength: 0 },
    });
    const found = buildPath({
      certificate: parseCertificate(person.certificate),
      pool: [...pool, parseCertificate(cross.certificate)],
      trust: [entryOf(official, { trustedTo: new Date('2020-01-01') }), entryOf(other, { programme: 'public' })],
      at: AT,
      purpose: 'signing',
    });
    expect(found).toMatchObject({ problems: [], trust: { programme: 'public' } });
  });

  test('usage timestamping must be critical (RFC 3161 §2.3)', () => {
    const keys = generateKeys('p-256');
    const subject = [{ oid: OID.commonName, value: 'TSA' }];
    const soft = official.issue({ subject, keys, extKeyUsage: [OID.timeStamping], isExtKeyUsageCritical: false });
    expect(path(official.trust, AT, soft.certificate, 'timestamping').problems).toMatchObject([{ code: 'usage' }]);
  });
});
