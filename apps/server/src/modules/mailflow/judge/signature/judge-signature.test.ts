import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeys, type IssuedCertificate, OID, parseCertificate, signWithKey, writePem } from '@congvu/pki';
import type { Authority } from '@congvu/pki/authority';
import { buildSignedMail, cutForSigning, findProtection, mailSignedAttributes } from '@congvu/pki/smime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSigner } from '#modules/certificates';
import { rawQuery } from '../../../../platform/sql.ts';
import {
  buildAuthority,
  buildKeys,
  changeCertificate,
  registerToken,
  TEST_PIN,
} from '../../../certificates/certificates.testing.ts';
import { buildSubject } from '../../../org/org.testing.ts';
import { buildMailbox, viewEmailWith } from '../../../webmail/webmail.testing.ts';
import { addDomainTo, type TestDomain } from '../../mail-world.testing.ts';
import { bringMail, createFlowOffice, type FlowOffice } from '../../mailflow.testing.ts';
import { judgeSignatureAgain } from './judge-again.ts';
import { judgeSignature } from './judge-signature.ts';
import { isShownAsSigned } from './shown-as-signed.ts';

const BOX = 'vanthu@tamduong.laichau.gov.vn';
const SENDER = 'vanthu.stttt@laichau.gov.vn';

let here: FlowOffice;
let authority: Authority;
let closeAuthority: () => Promise<void>;
let province: TestDomain;
let port: number;
let clerk: IssuedCertificate;

function subjectOf(name: string) {
  return [
    { oid: OID.organization, value: 'Sở Thông tin và Truyền thông' },
    { oid: OID.commonName, value: name },
  ];
}

function letter(subject: string, from = SENDER): Buffer {
  const words = Buffer.from('Kính gửi quý cơ quan.').toString('base64');
  const file = Buffer.from('so,ten\n1,An\n').toString('base64');
  const head = [
    `From: ${from}`,
    `To: ${BOX}`,
    `Subject: ${subject}`,
    'Message-ID: <x@laichau.gov.vn>',
    'MIME-Version: 1.0',
  ];
  const parts = [
    'Content-Type: multipart/mixed; boundary=in',
    '',
    '--in',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    words,
    '--in',
    'Content-Type: text/csv; name=a.csv',
    'Content-Disposition: attachment; filename=a.csv',
    'Content-Transfer-Encoding: base64',
    '',
    file,
    '--in--',
    '',
  ];
  return Buffer.from([...head, ...parts].join('\r\n'));
}

function sign(mail: Buffer, key: IssuedCertificate): Buffer {
  const cut = cutForSigning(mail);
  const by = { certificate: key.certificate, chain: authority.chain };
  const attributes = mailSignedAttributes(cut, by, here.office.clock.now());
  const signature = signWithKey(key.privateKey, 'ECDSA-SHA256', attributes);
  return buildSignedMail(cut, { ...by, attributes, algorithm: 'ECDSA-SHA256', signature });
}

interface Kept {
  signature: { state: string; text: string; signer: string; reasons: string[] } | null;
  preview: string;
  files: string[];
}

async function arrive(raw: Buffer, subject: string): Promise<Kept | undefined> {
  expect(await bringMail(port, SENDER, [BOX], await province.sign(raw))).toMatch(/^250/);
  const [row] = await rawQuery<Kept>(
    here.office.db,
    `select signature, preview, array(select name from mail_attachment file where file.message_id = message.id order by no) as files
     from mail_message message where subject = $1`,
    [subject],
  );
  return row;
}

function ask(raw: Buffer, from: string) {
  return judgeSignature(here.office, { raw, protection: 'signed', from: [{ address: from }] });
}

const folder = mkdtempSync(join(tmpdir(), 'mail-signature-'));

beforeAll(async () => {
  here = await createFlowOffice();
  await buildMailbox(here.office.db, { agencyId: here.agencyId, address: BOX });
  province = addDomainTo(here.world, 'laichau.gov.vn');
  port = (await here.open()).port;
  const built = await buildAuthority(here.office, { crl_urls: [], ocsp_urls: [] });
  authority = built.authority;
  closeAuthority = () => built.served.close();
  clerk = authority.issue({ subject: subjectOf('Giàng A Sử'), mailAddresses: [SENDER], keys: generateKeys('p-256') });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeAuthority();
  await here.close();
});

test('a signed mail says who signed it when it is in the box', async () => {
  expect(await arrive(sign(letter('Ky so'), clerk), 'Ky so')).toEqual({
    signature: {
      state: 'valid',
      text: 'Thư có chữ ký số hợp lệ: Giàng A Sử, Sở Thông tin và Truyền thông.',
      signer: 'Giàng A Sử',
      organisation: 'Sở Thông tin và Truyền thông',
      reasons: [],
    },
    preview: 'Kính gửi quý cơ quan.',
    files: ['a.csv', 'smime.p7s'],
  });
  expect((await arrive(letter('Khong ky'), 'Khong ky'))?.signature).toBeNull();
});

test('words that were not signed are never said to be: a footer, a part behind, another sender', async () => {
  const text = sign(letter('X'), clerk).toString('latin1');
  const [, boundary = ''] = /boundary="([^"]+)"/.exec(text) ?? [];
  const named = (subject: string, changed: string) =>
    Buffer.from(changed.replace('Subject: X', `Subject: ${subject}`), 'latin1');
  const start = text.indexOf('Content-Type: multipart/signed');
  const listed = `${text.slice(0, start)}Content-Type: multipart/mixed; boundary=list\r\n\r\n--list\r\n${text.slice(start)}\r\n--list\r\nContent-Type: text/plain\r\n\r\nChuyen tien\r\n--list--\r\n`;
  expect(await arrive(named('Danh sach', listed), 'Danh sach')).toMatchObject({ signature: { state: 'partial' } });
  const behind = text.replace(
    `--${boundary}--`,
    `--${boundary}\r\nContent-Type: text/plain\r\n\r\nChuyen tien\r\n--${boundary}--`,
  );
  expect(await arrive(named('Phia sau', behind), 'Phia sau')).toMatchObject({ signature: { state: 'invalid' } });
  const preamble = text.replace('\r\n\r\n', '\r\n\r\nChuyen tien\r\n');
  const before = await arrive(named('Phia truoc', preamble), 'Phia truoc');
  expect(before).toMatchObject({ signature: { state: 'valid' }, preview: 'Kính gửi quý cơ quan.' });
  const epilogue = await arrive(named('Phia duoi', `${text}Chuyen tien\r\n`), 'Phia duoi');
  expect(epilogue).toMatchObject({ signature: { state: 'partial' }, preview: 'Kính gửi quý cơ quan.' });
  const other = sign(letter('Nguoi khac', 'giamdoc@laichau.gov.vn'), clerk);
  expect(await arrive(other, 'Nguoi khac')).toMatchObject({ signature: { state: 'invalid' } });
});

test('what the reader shows is compared with what was signed', async () => {
  const [mail, another] = [
    sign(letter('A'), clerk),
    sign(Buffer.from('From: a@b.vn\r\nContent-Type: text/plain\r\n\r\nKhac\r\n'), clerk),
  ];
  const [found, foreign] = [findProtection(mail), findProtection(another)];
  if (found.kind !== 'signed' || foreign.kind !== 'signed') {
    throw new Error('not signed');
  }
  expect(await isShownAsSigned(mail, found)).toBe(true);
  expect(await isShownAsSigned(another, found)).toBe(false);
  expect(await isShownAsSigned(mail, foreign)).toBe(false);
});

test('an encrypted mail is kept with a sentence and its file', async () => {
  const enveloped = Buffer.from('300b06092a864886f70d010703', 'hex').toString('base64');
  const raw = `From: ${SENDER}\r\nTo: ${BOX}\r\nSubject: Ma hoa\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n${enveloped}\r\n`;
  expect(await arrive(Buffer.from(raw), 'Ma hoa')).toMatchObject({
    signature: { state: 'encrypted' },
    files: ['smime.p7m'],
  });
});

test('a certificate without an address counts for the mailbox the register knows, until it is revoked', async () => {
  const { office, agencyId, unitId } = here;
  const subject = await buildSubject(office.db, { agencyId, unitId, fullName: 'Lò Thị Mai', roles: ['specialist'] });
  const [row] = (await buildKeys(office, [subject])).filter(({ person_id }) => person_id === subject.personId);
  if (row === undefined) {
    throw new Error('no key');
  }
  const own = 'mailt@tamduong.laichau.gov.vn';
  const signer = await openSigner(office.as(subject), row, TEST_PIN);
  const [identity] = await signer.identities();
  const cut = cutForSigning(letter('Noi bo', own));
  const by = { certificate: row.chain[0] ?? Buffer.alloc(0), chain: row.chain.slice(1) };
  const attrs = mailSignedAttributes(cut, by, office.clock.now());
  const toBeSigned = createHash('sha256').update(attrs).digest();
  const consent = { who: '', reason: '', docTitles: [] };
  const ticket = await signer.begin({
    identityId: identity?.id ?? '',
    items: [{ docId: 'a', digestToShow: '', attrs, toBeSigned }],
    consent,
  });
  const answer = await signer.poll(ticket);
  if (answer === 'pending' || !('signatures' in answer)) {
    throw new Error('not signed');
  }
  const raw = buildSignedMail(cut, {
    ...by,
    attributes: attrs,
    algorithm: 'ECDSA-SHA256',
    signature: answer.signatures[0] ?? Buffer.alloc(0),
  });
  await rawQuery(office.db, `update certificate_entry set email = '' where certificate_id = $1`, [row.id]);
  expect(await ask(raw, own)).toMatchObject({ state: 'open' });
  await rawQuery(office.db, 'update certificate_entry set email = $2 where certificate_id = $1', [row.id, own]);
  expect(await ask(raw, own)).toMatchObject({
    state: 'valid',
    signer: 'Lò Thị Mai',
    text: expect.stringMatching(/THỬ NGHIỆM/),
  });
  expect(await ask(raw, 'khac@tamduong.laichau.gov.vn')).toMatchObject({ state: 'open' });
  await rawQuery(office.db, 'update certificate set revoked_at = $2 where id = $1', [row.id, office.clock.now()]);
  expect(await ask(raw, own)).toMatchObject({ state: 'invalid' });
});

test('only anchors that two persons configured are trusted; an ended certificate is said to be', async () => {
  const raw = sign(letter('Goc la'), clerk);
  expect(await ask(raw, SENDER)).toMatchObject({ state: 'valid' });
  await rawQuery(here.office.db, "update certificate_anchor set state = 'proposed' where programme = 'official'", []);
  expect(await ask(raw, SENDER)).toMatchObject({ state: 'open' });
  await rawQuery(here.office.db, "update certificate_anchor set state = 'active' where programme = 'official'", []);
  const notAfter = new Date(here.office.clock.now().getTime() - 1_000);
  const ended = authority.issue({
    subject: subjectOf('Cũ'),
    mailAddresses: [SENDER],
    keys: generateKeys('p-256'),
    notAfter,
  });
  expect(await ask(sign(letter('Het han'), ended), SENDER)).toMatchObject({ state: 'invalid' });
});

/** A colleague whose certificate is in the register of the office. */
async function colleague(fullName: string) {
  const { office, agencyId, unitId } = here;
  const subject = await buildSubject(office.db, { agencyId, unitId, fullName, roles: ['specialist'] });
  return { subject, ...(await registerToken(office, authority, subject, { mailAddresses: [SENDER] })) };
}

test('a revocation learnt later counts when it reaches back before the mail came, and says it was not known then', async () => {
  const { office, agencyId } = here;
  const { subject, row, issued } = await colleague('Lý Seo Páo');
  const address = 'paols@tamduong.laichau.gov.vn';
  const mailboxId = await buildMailbox(office.db, { agencyId, address, personId: subject.personId });
  const mail = await province.sign(sign(letter('Xet lai'), issued));
  expect(await bringMail(port, SENDER, [address], mail)).toMatch(/^250/);
  const [item] = await rawQuery<{ id: string }>(office.db, 'select id from mail_item where mailbox_id = $1', [
    mailboxId,
  ]);
  const cameAt = office.clock.now().getTime();
  const ports = { signatureAgain: judgeSignatureAgain };
  const said = async () =>
    (await viewEmailWith(office.as(subject), { mailboxId, id: item?.id ?? '' }, ports)).signature;
  const revoke = (minutes: number) =>
    changeCertificate(office, row, { revoked_at: new Date(cameAt + minutes * 60_000) });
  const leaves = () =>
    rawQuery(office.db, "select 1 from audit_leaf where action = 'webmail.signature_judged_again'", []);
  expect(await said()).toMatchObject({ state: 'valid' });
  office.clock.advance(3_600_000);
  await revoke(1);
  expect(await said()).toMatchObject({ state: 'valid' });
  expect(await leaves()).toHaveLength(0);
  await revoke(-1);
  const now = await said();
  expect(now).toMatchObject({ state: 'invalid', text: expect.stringMatching(/thu hồi/) });
  expect(now?.reasons.join()).toMatch(/chưa biết/);
  expect(await said()).toEqual(now);
  expect(await leaves()).toHaveLength(1);
});

test('a loss reported for a time before the mail leaves its signature open, one that was taken back does not', async () => {
  const { office } = here;
  const { subject, row, issued } = await colleague('Sùng A Sình');
  const raw = sign(letter('Bao mat'), issued);
  const report = (minutes: number) =>
    rawQuery(
      office.db,
      `insert into certificate_loss (agency_id, id, certificate_id, state, reported_at, reported_by, reporter_name, note, lost_since, stopped_sessions)
       values ($1, gen_random_uuid(), $2, 'open', $3, $4, 'Người báo', '', $5, 0)`,
      [
        row.agency_id,
        row.id,
        office.clock.now(),
        subject.personId,
        new Date(office.clock.now().getTime() + minutes * 60_000),
      ],
    );
  const change = (act: string) => rawQuery(office.db, `${act} where certificate_id = $1`, [row.id]);
  await report(5);
  expect(await ask(raw, SENDER)).toMatchObject({ state: 'valid' });
  await change('delete from certificate_loss');
  await report(-5);
  expect(await ask(raw, SENDER)).toMatchObject({ state: 'open', text: expect.stringMatching(/báo mất/) });
  await change("update certificate_loss set state = 'withdrawn', closed_at = reported_at, closed_by = reported_by");
  expect(await ask(raw, SENDER)).toMatchObject({ state: 'valid' });
});

function hasOpenssl(): boolean {
  try {
    return /^OpenSSL 3/.test(execFileSync('openssl', ['version'], { encoding: 'utf8' }));
  } catch {
    return false;
  }
}

const HAS_OPENSSL = hasOpenssl();
if (!HAS_OPENSSL) {
  console.info('mailflow: OpenSSL 3 is absent, a mail wrapped in its signature was left out');
}

// Nothing of ours wraps a mail into its signature.
test.runIf(HAS_OPENSSL)('a mail wrapped in its signature is read, judged and scanned by what is in it', async () => {
  const file = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const start = letter('Goi').indexOf('Content-Type: multipart/mixed');
  const entity = file('entity.txt', letter('Goi').subarray(start));
  const key = file('key.pem', clerk.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  const certificate = file('own.pem', writePem(parseCertificate(clerk.certificate).raw));
  const chain = file('chain.pem', writePem(authority.issuing.certificate));
  const out = join(folder, 'out.eml');
  const args = ['-in', entity, '-signer', certificate, '-inkey', key, '-certfile', chain, '-out', out];
  const head = ['-from', SENDER, '-to', BOX, '-subject', 'Goi kin'];
  execFileSync('openssl', ['cms', '-sign', '-nodetach', '-crlfeol', ...args, ...head], { stdio: 'pipe' });
  const raw = Buffer.from(readFileSync(out, 'latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
  // OpenSSL writes the time of this machine into the signature, which the clock of the test lies years before.
  expect(await arrive(raw, 'Goi kin')).toMatchObject({
    signature: { state: 'open', signer: 'Giàng A Sử' },
    preview: 'Kính gửi quý cơ quan.',
    files: ['a.csv'],
  });
});
