import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readValue } from '../src/asn1/read.ts';
import { octetString, oid, sequence, setOf, time } from '../src/asn1/write.ts';
import { createAuthority } from '../src/authority/index.ts';
import {
  algorithmsOf,
  generateKeys,
  type IssuedCertificate,
  issueCertificate,
  OID,
  parseCertificate,
  signWithKey,
  writePem,
} from '../src/index.ts';
import {
  buildSignedMail,
  cutForSigning,
  findProtection,
  isSameAddress,
  type MailGrounds,
  type MailSignature,
  mailSignedAttributes,
  unwrapSigned,
  verifyProtection,
} from '../src/smime/index.ts';

const at = new Date('2026-11-20T02:00:00Z');
const FROM = 'mailt.tamduong@laichau.gov.vn';
const authority = createAuthority({ name: 'thử nghiệm thư', at });
const NAME = [
  { oid: OID.organization, value: 'UBND huyện Tam Đường' },
  { oid: OID.commonName, value: 'Lò Thị Mai' },
];
const person = authority.issue({ subject: NAME, mailAddresses: [FROM] });
const BODY = Buffer.from('Kính gửi Sở Nội vụ.\nĐề nghị cho ý kiến.\n').toString('base64');
const MAIL = [
  `From: Lo Thi Mai <${FROM}>`,
  'To: sonoivu@laichau.gov.vn',
  'Subject: De nghi',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  BODY,
  '',
].join('\r\n');

const ready: MailGrounds = { from: [FROM], trust: authority.trust, at };

function sign(
  mail: string,
  key: IssuedCertificate,
  signedAt = at,
  change: (attributes: Uint8Array) => Uint8Array = (attributes) => attributes,
): Buffer {
  const cut = cutForSigning(Buffer.from(mail));
  const signer = { certificate: key.certificate, chain: [authority.issuing.certificate] };
  const attributes = change(mailSignedAttributes(cut, signer, signedAt));
  const [algorithm = 'ECDSA-SHA256'] = algorithmsOf(key.privateKey);
  const signature = signWithKey(key.privateKey, algorithm, attributes);
  return buildSignedMail(cut, { ...signer, attributes, algorithm, signature });
}

function judge(raw: Uint8Array, grounds: Partial<MailGrounds> = {}): MailSignature | 'none' | 'encrypted' {
  const found = findProtection(raw);
  return found.kind === 'none' || found.kind === 'encrypted'
    ? found.kind
    : verifyProtection(found, { ...ready, ...grounds });
}

/** Verdict, what is covered, codes. */
function brief(raw: Uint8Array, grounds: Partial<MailGrounds> = {}): string {
  const said = judge(raw, grounds);
  return typeof said === 'string'
    ? said
    : [said.verdict, said.covers, ...new Set(said.reasons.map(({ code }) => code))].join(' ');
}

const signed = sign(MAIL, person);
const text = signed.toString('latin1');

test('a signed mail says who signed it, for which address', () => {
  expect(judge(signed)).toEqual({
    verdict: 'valid',
    covers: 'all',
    signer: 'Lò Thị Mai',
    organisation: 'UBND huyện Tam Đường',
    addresses: [FROM],
    certificateSha256: createHash('sha256').update(person.certificate).digest('hex'),
    programme: 'demo',
    claimedAt: at,
    reasons: [],
  });
});

test('line ends that became LF on the way are canonical again; a changed letter is not', () => {
  expect(brief(Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1'))).toBe('valid all');
  expect(brief(Buffer.from(text.replace(BODY, `${BODY.slice(0, 6)}x${BODY.slice(7)}`), 'latin1'))).toBe(
    'invalid all CHANGED',
  );
});

test.each([
  ['another sender', { from: ['khac@laichau.gov.vn'] }, 'invalid all SENDER'],
  ['two senders', { from: [FROM, 'khac@laichau.gov.vn'] }, 'invalid all SENDER'],
  ['no sender', { from: [] }, 'invalid all SENDER'],
  ['the domain in capitals', { from: ['MaiLT.tamduong@LAICHAU.gov.vn'] }, 'valid all'],
  ['a root that is not configured', { trust: [] }, 'open all UNTRUSTED'],
  ['after the certificate has ended', { at: new Date('2040-01-01T00:00:00Z') }, 'open all EXPIRED'],
  ['revoked by the office', { revokedSince: () => at }, 'invalid all REVOKED'],
  ['revoked later than it came', { revokedSince: () => new Date(at.getTime() + 1) }, 'valid all'],
])('grounds: %s', (_, grounds, expected) => {
  expect(brief(signed, grounds)).toBe(expected);
});

test('certificates: revoked, hidden revocation, no address, for other work, ended when it signed, from the future', () => {
  const revoking = createAuthority({ name: 'thu hồi', at });
  const lost = revoking.issue({ subject: NAME, mailAddresses: [FROM] });
  const raw = sign(MAIL, lost);
  const trust = revoking.trust;
  const withLists = (evidence: Uint8Array[]) => ({
    trust,
    evidence: evidence.map((der) => ({ kind: 'crl' as const, der })),
  });
  // The chain that travels is the other authority's: its own is looked for in the pool, and is not there.
  expect(brief(raw, withLists([]))).toBe('open all UNTRUSTED');
  const direct = { ...trust[0], certificate: revoking.issuing.certificate } as (typeof trust)[number];
  expect(brief(raw, { trust: [direct] })).toBe('valid all');
  revoking.revoke(parseCertificate(lost.certificate).serial, new Date(at.getTime() - 1000), 'keyCompromise');
  const evidence = [{ kind: 'crl' as const, der: revoking.crl(at) }];
  expect(brief(raw, { trust: [direct], evidence })).toBe('invalid all REVOKED');
  const asked = authority.issue({ subject: NAME, mailAddresses: [FROM], crlUrl: 'http://crl.invalid/a.crl' });
  expect(brief(sign(MAIL, asked))).toBe('open all REVOCATION_UNKNOWN');
  expect(brief(sign(MAIL, asked), { evidence: [{ kind: 'crl', der: authority.crl(at) }] })).toBe('valid all');
  expect(brief(sign(MAIL, authority.issue({ subject: NAME })))).toBe('open all NO_ADDRESS');
  const byName = authority.issue({ subject: [...NAME, { oid: OID.emailAddress, value: FROM }] });
  expect(brief(sign(MAIL, byName))).toBe('valid all');
  const usage = { subject: NAME, mailAddresses: [FROM] };
  expect(brief(sign(MAIL, authority.issue({ ...usage, extKeyUsage: [OID.clientAuth] })))).toBe('invalid all USAGE');
  expect(brief(sign(MAIL, authority.issue({ ...usage, extKeyUsage: [OID.emailProtection] })))).toBe('valid all');
  const ended = authority.issue({ ...usage, notAfter: new Date(at.getTime() - 3_600_000) });
  expect(brief(sign(MAIL, ended))).toBe('invalid all EXPIRED');
  expect(brief(sign(MAIL, ended, new Date(at.getTime() - 7_200_000)))).toBe('open all EXPIRED');
  expect(brief(sign(MAIL, person, new Date(at.getTime() + 3 * 86_400_000)))).toBe('open all SIGNING_TIME');
});

test('attributes that come twice are refused: which one counts would be the reader’s choice', () => {
  const withAnother = (oidText: string, value: Uint8Array) => (attributes: Uint8Array) => {
    const { node } = readValue(attributes);
    return setOf(...node.children.map(({ bytes }) => bytes), sequence(oid(oidText), setOf(value)));
  };
  const digest = withAnother(OID.messageDigest, octetString(createHash('sha256').update('other').digest()));
  expect(brief(sign(MAIL, person, at, digest))).toBe('invalid all STRUCTURE');
  const clock = withAnother(OID.signingTime, time(new Date(at.getTime() + 1000)));
  expect(brief(sign(MAIL, person, at, clock))).toBe('invalid all SIGNING_TIME');
  expect(brief(sign(MAIL, person, at, withAnother('1.2.3.4', octetString(Buffer.of(1)))))).toBe('valid all');
});

const cutAt = text.indexOf('\r\n\r\n');
const [head, rest] = [text.slice(0, cutAt), text.slice(cutAt + 4)];
const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? '';

/** As a mailing list does it: the signed mail inside, a footer beside it. */
function listed(): string {
  const own = head.split('\r\n').filter((line) => !/^(content-type:| micalg)/i.test(line));
  const type = head.slice(head.indexOf('Content-Type:'));
  return `${own.join('\r\n')}\r\nContent-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n${type}\r\n\r\n${rest}\r\n--list\r\nContent-Type: text/plain\r\n\r\nChuyen tien vao tai khoan nay\r\n--list--\r\n`;
}

const evil = 'Content-Type: text/plain\r\n\r\nChuyen tien vao tai khoan nay\r\n';

test.each([
  ['a footer of a mailing list', listed(), 'valid part'],
  ['text behind the last delimiter', `${text}Chuyen tien vao tai khoan nay\r\n`, 'valid part'],
  ['text in front of the first delimiter', `${head}\r\n\r\nThis is an S/MIME signed message\r\n${rest}`, 'valid all'],
  ['a part in front', `${head}\r\n\r\n--${boundary}\r\n${evil}${rest}`, 'none'],
  [
    'a part behind',
    text.replace(`--${boundary}--`, `--${boundary}\r\n${evil}--${boundary}--`),
    'invalid all STRUCTURE',
  ],
  [
    'a delimiter that only begins so, in front',
    `${head}\r\n\r\n--${boundary}x\r\n${evil}${rest}`,
    'invalid all STRUCTURE',
  ],
  ['a delimiter after the end', `${text}--${boundary}\r\n${evil}`, 'invalid all STRUCTURE'],
  ['no end', text.replace(`--${boundary}--`, ''), 'invalid all STRUCTURE'],
  ['two types', `Content-Type: text/plain\r\n${text}`, 'none'],
  [
    'two types, the other order',
    text.replace('\r\n\r\n', '\r\nContent-Type: text/plain\r\n\r\n'),
    'invalid all STRUCTURE',
  ],
  ['two boundaries', text.replace('; boundary=', '; boundary=other; boundary='), 'invalid all STRUCTURE'],
  [
    'an encoding of the whole',
    text.replace('\r\n\r\n', '\r\nContent-Transfer-Encoding: base64\r\n\r\n'),
    'invalid all STRUCTURE',
  ],
  [
    'rubbish in the base64',
    text.replace('name="smime.p7s"\r\n', 'name="smime.p7s"\r\n').replace(/(smime\.p7s"\r\n\r\n..)/, '$1*'),
    'invalid all STRUCTURE',
  ],
  [
    'a signed mail that is attached',
    `Content-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\nContent-Type: message/rfc822\r\n\r\n${text}\r\n--list--\r\n`,
    'none',
  ],
  ['a plain mail', MAIL, 'none'],
])('structure: %s', (_, raw, expected) => {
  expect(brief(Buffer.from(raw, 'latin1'))).toBe(expected);
});

test('a byte that changes in the signed part or the signature never leaves a valid signature over other content', () => {
  const found = findProtection(signed);
  const original = found.kind === 'signed' ? found.content : Buffer.alloc(0);
  expect(original.length).toBeGreaterThan(100);
  const start = signed.indexOf(`--${boundary}`);
  let refused = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: start, max: signed.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (place, change) => {
        const raw = Buffer.from(signed);
        raw[place] = (raw[place] ?? 0) ^ change;
        const after = findProtection(raw);
        const said = judge(raw);
        if (typeof said === 'string' || said.verdict !== 'valid') {
          refused += 1;
          return true;
        }
        return after.kind === 'signed' && after.content.equals(original) && said.signer === 'Lò Thị Mai';
      },
    ),
    { numRuns: 1_500 },
  );
  expect(refused).toBeGreaterThan(1_000);
});

test('whatever the bytes are, nothing is thrown and nothing is valid', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom('multipart/signed; boundary=b', 'application/pkcs7-mime'),
      (bytes, type) => {
        const raw = Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`), bytes]);
        const said = judge(raw);
        return typeof said === 'string' || said.verdict === 'invalid';
      },
    ),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => judge(bytes) === 'none'));
});

test('hostile shapes end: thousands of parts, deep nesting, megabytes of blanks', () => {
  const parts = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(20_000)}`;
  expect(brief(Buffer.from(parts))).toBe('none');
  let deep = text;
  for (let level = 0; level < 40; level += 1) {
    deep = `Content-Type: multipart/mixed; boundary=d${level}\r\n\r\n--d${level}\r\n${deep}\r\n--d${level}--\r\n`;
  }
  expect(brief(Buffer.from(deep, 'latin1'))).toBe('none');
  const blanks = `Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n${' '.repeat(5_000_000)}!`;
  expect(brief(Buffer.from(blanks))).toBe('invalid all STRUCTURE');
});

test('what the way could change is not signed', () => {
  for (const body of ['Đ', 'x'.repeat(1_000), 'From me']) {
    expect(() => cutForSigning(Buffer.from(`Content-Type: text/plain\r\n\r\n${body}\r\n`))).toThrow(/đường truyền/);
  }
  expect(cutForSigning(Buffer.from('A: b\nContent-Type: text/plain\n\nok\n')).entity.toString()).toBe(
    'Content-Type: text/plain\r\n\r\nok\r\n',
  );
});

test('addresses: case, national domains, a NUL', () => {
  expect(isSameAddress('An@München.de', 'an@xn--mnchen-3ya.de')).toBe(true);
  expect(isSameAddress('an@a.vn', 'an@b.vn')).toBe(false);
  expect(isSameAddress('an@a.vn\0.b.vn', 'an@a.vn\0.b.vn')).toBe(false);
  expect(isSameAddress('', '')).toBe(false);
});

function hasOpenssl(): boolean {
  try {
    return /^OpenSSL 3/.test(execFileSync('openssl', ['version'], { encoding: 'utf8' }));
  } catch {
    return false;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'pki-smime-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function opensslSign(mail: string, key: IssuedCertificate, options: string[]): Buffer {
  const keyFile = write('key.pem', key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  const certificate = write('signer.pem', writePem(key.certificate));
  const chain = write('chain.pem', writePem(authority.issuing.certificate));
  const entity = write('entity.txt', mail);
  const out = join(folder, 'signed.eml');
  const args = [
    'cms',
    '-sign',
    '-in',
    entity,
    '-signer',
    certificate,
    '-inkey',
    keyFile,
    '-certfile',
    chain,
    '-out',
    out,
  ];
  execFileSync('openssl', [...args, '-from', FROM, '-to', 'a@b.vn', '-subject', 's', ...options], { stdio: 'pipe' });
  return readFileSync(out);
}

const openssl = hasOpenssl();

if (!openssl) {
  console.info('pki: OpenSSL 3 is absent, what it signs and verifies of mail was left out');
}

test.runIf(openssl)('openssl verifies what we sign', () => {
  for (const key of [person, authority.issue({ subject: NAME, mailAddresses: [FROM], keys: generateKeys('p-256') })]) {
    const file = write('ours.eml', sign(MAIL, key));
    const root = write('root.pem', writePem(authority.root.certificate));
    const args = ['cms', '-verify', '-in', file, '-CAfile', root, '-attime', String(at.getTime() / 1000)];
    const content = execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(content).toContain(BODY);
    const broken = write('broken.eml', sign(MAIL, key).toString('latin1').replace(BODY, BODY.replace('S', 'T')));
    expect(() => execFileSync('openssl', [...args.slice(0, 3), broken, ...args.slice(4)], { stdio: 'pipe' })).toThrow();
  }
});

test.runIf(openssl)('we verify what openssl signs, detached and opaque, and refuse its weak hashes', () => {
  const entity = 'Content-Type: text/plain\n\nKinh gui\n';
  const now = { at: new Date() };
  const key = issueCertificate({
    subject: NAME,
    mailAddresses: [FROM],
    issuer: authority.issuing,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2090-01-01T00:00:00Z'),
  });
  const ready = { ...now, trust: authority.trust };
  const detached = opensslSign(entity, key, []);
  expect(brief(detached, ready)).toBe('valid all');
  const opaque = opensslSign(entity, key, ['-nodetach']);
  expect(brief(opaque, ready)).toBe('valid all');
  // Lengths of every kind in front of the type, also those whose bytes look like a tag.
  for (const size of [10, 700, 1_400, 5_000]) {
    expect(brief(opensslSign(`Content-Type: text/plain\n\n${'x'.repeat(size)}\n`, key, ['-nodetach']), ready)).toBe(
      'valid all',
    );
  }
  expect(Buffer.from(unwrapSigned(opaque)).toString()).toMatch(
    /^To: [\s\S]*\r?\nContent-Type: text\/plain\r\n\r\nKinh gui/,
  );
  expect(unwrapSigned(detached)).toBe(detached);
  expect(brief(opensslSign(entity, key, ['-nodetach', '-stream', '-indef']), ready)).toBe('valid all');
  expect(brief(opensslSign(entity, key, ['-md', 'sha512']), ready)).toBe('valid all');
  expect(brief(opensslSign(entity, key, ['-nocerts']), ready)).toBe('open all NO_CERTIFICATE');
  expect(brief(opensslSign(entity, key, ['-noattr']), ready)).toBe('invalid all STRUCTURE');
  expect(brief(opensslSign(entity, key, ['-keyid']), ready)).toBe('valid all');
  expect(brief(opensslSign(entity, key, ['-md', 'sha1']), ready)).toBe('invalid all WEAK');
  expect(brief(opensslSign(entity, key, ['-md', 'md5']), ready)).toBe('invalid all WEAK');
  const other = authority.issue({ subject: NAME, mailAddresses: [FROM], keys: generateKeys('p-256') });
  const second = write('second.pem', writePem(other.certificate));
  const secondKey = write('second-key.pem', other.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  const twice = ['-signer', second, '-inkey', secondKey];
  expect(brief(opensslSign(entity, key, twice), ready)).toBe('invalid all STRUCTURE');
});

test.runIf(openssl)('an encrypted mail is known as one', () => {
  const certificate = write(
    'to.pem',
    writePem(authority.issue({ subject: NAME, mailAddresses: [FROM], keyUsage: ['keyEncipherment'] }).certificate),
  );
  const file = write('plain.txt', 'Content-Type: text/plain\n\nBi mat\n');
  const raw = execFileSync('openssl', ['cms', '-encrypt', '-aes256', '-in', file, certificate]);
  expect(judge(raw)).toBe('encrypted');
  expect(unwrapSigned(raw)).toBe(raw);
});
