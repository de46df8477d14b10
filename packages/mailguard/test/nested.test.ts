import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { attachmentVerdict, type GuardContext, inspectMail } from '../src/index.ts';
import { buildMail, OFFICE } from './build-mail.ts';

interface Member {
  name: string;
  bytes: Uint8Array;
  isEncrypted?: boolean;
}

/** A whole zip of deflated members. */
function zip(members: readonly Member[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, isEncrypted = false } of members) {
    const [title, packed] = [Buffer.from(name), deflateRawSync(bytes)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(isEncrypted ? 0x801 : 0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, title, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, title]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

const file = (name: string, bytes: Uint8Array = Buffer.from('x')): Member => ({ name, bytes });
const wrapped = (inner: Buffer, layers: number): Buffer =>
  layers === 0 ? inner : wrapped(zip([file('trong.zip', inner)]), layers - 1);

describe('archives in archives', () => {
  test.each([
    ['a program in a zip in a zip', wrapped(zip([file('chay.exe')]), 1), 'executable_inside'],
    ['a program three layers deep', wrapped(zip([file('chay.exe')]), 2), 'executable_inside'],
    ['a document as deep', wrapped(zip([file('a.pdf')]), 2), 'allowed_kind'],
    ['one layer more than is looked at', wrapped(zip([file('a.pdf')]), 3), 'nested_archive'],
    ['an encrypted file inside', wrapped(zip([{ ...file('a.pdf'), isEncrypted: true }]), 1), 'locked_archive'],
    ['an encrypted zip inside', zip([{ ...file('a.zip'), isEncrypted: true }]), 'locked_archive'],
    ['a document with macros inside', wrapped(zip([file('a.docm')]), 1), 'macro'],
    ['what is called a zip and is none', zip([file('a.zip', Buffer.from('PK'))]), 'allowed_kind'],
  ])('%s', (_, bytes, reason) => {
    expect(attachmentVerdict('ho-so.zip', bytes).reason).toBe(reason);
  });

  test('an inner zip that grows without end is left, and many inner zips are counted', () => {
    const bomb = zip([file('a.zip', Buffer.alloc(64 * 1024 * 1024))]);
    expect(attachmentVerdict('bom.zip', bomb).reason).toBe('allowed_kind');
    const hidden = Array.from({ length: 40 }, (_, at) => file(`${at}.zip`, zip([file(at === 39 ? 'a.exe' : 'a.pdf')])));
    expect(attachmentVerdict('nhieu.zip', zip(hidden)).reason).toBe('allowed_kind');
    expect(attachmentVerdict('nhieu.zip', zip(hidden.slice(31))).reason).toBe('executable_inside');
  });
});

describe('mails in mails', () => {
  const LURE = buildMail({
    from: 'Zimbra <a@x-y.example>',
    subject: 'Hộp thư đầy',
    html: '<p>Xác minh tài khoản trong vòng 24 giờ</p><a href="https://f8s.co/x">mail.laichau.gov.vn</a>',
  });
  const PLAIN = buildMail({ subject: 'Lịch họp' });
  const around = (inner: Uint8Array, name = 'thu.eml'): Uint8Array =>
    buildMail({
      from: 'Minh <minh@cong-ty.example>',
      text: 'Gửi anh thư hôm qua.',
      files: [{ name, bytes: inner, type: 'message/rfc822' }],
    });
  const first: GuardContext = { ...OFFICE, knownSenders: () => false };
  const known: GuardContext = { ...OFFICE, knownSenders: () => true };

  test('a stranger’s lure in an attached mail is his own, and says where it lies', async () => {
    const { verdict, reasons } = await inspectMail({ raw: around(LURE) }, first);
    expect(verdict).toBe('phishing');
    expect(reasons[0]).toMatchObject({ code: 'LINK_LIES' });
    expect(reasons[0]?.text).toContain('Trong thư đính kèm "thu.eml": Chữ hiển thị: mail.laichau.gov.vn');
    expect((await inspectMail({ raw: around(PLAIN) }, first)).verdict).toBe('ordinary');
  });

  test('whoever is known may send it to have it looked at', async () => {
    const { verdict, findings } = await inspectMail({ raw: around(LURE) }, known);
    expect(verdict).toBe('ordinary');
    expect(findings.find(({ code }) => code === 'LINK_LIES')?.level).toBe('note');
  });

  test('three layers are read, not four; no mail under the name of one is a file', async () => {
    const two = around(around(LURE, 'hai.eml'), 'mot.eml');
    expect((await inspectMail({ raw: two }, first)).reasons[0]?.text).toContain('"mot.eml › hai.eml"');
    const four = around(around(around(around(LURE))));
    expect((await inspectMail({ raw: four }, first)).verdict).toBe('ordinary');
    expect((await inspectMail({ raw: around(Buffer.from('<html>')) }, first)).verdict).toBe('ordinary');
  });
});
