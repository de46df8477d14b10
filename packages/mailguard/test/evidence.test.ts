import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type GuardContext, inspectMail, judgeMail, readMail, type Sign, signsOf } from '../src/index.ts';
import { buildMail, type Draft, OFFICE } from './build-mail.ts';

const PASS = { spf: 'pass', dkim: 'pass', dmarc: 'pass' } as const;
const NEW: GuardContext = { ...OFFICE, knownSenders: () => false, auth: PASS };
const KNOWN: GuardContext = { ...NEW, knownSenders: () => true };
const COLLEAGUE = 'Lê Thị Hoa <hoalt@sonoivu.laichau.gov.vn>';
const FIRM = 'Trần Thu Thủy <thuy@congty.example>';

async function signs(draft: Draft, context: GuardContext): Promise<Sign[]> {
  return signsOf(await readMail(buildMail(draft)), context).map(([sign]) => sign);
}

async function codes(draft: Draft, context: GuardContext): Promise<string[]> {
  return judgeMail(await readMail(buildMail(draft)), context).findings.map(({ code }) => code);
}

const pdf = (body: string | Buffer): Uint8Array =>
  Buffer.concat([Buffer.from('%PDF-1.5\n', 'latin1'), Buffer.from(body), Buffer.from('\n%%EOF\n')]);
const uri = (address: string): string => `4 0 obj<</Type/Annot/Subtype/Link/A<</S/URI/URI(${address})>>>>endobj`;

describe('where an attachment leads', () => {
  const packed = deflateSync(Buffer.from(uri('https://f8s.example/b')));
  const stream = Buffer.concat([
    Buffer.from('5 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n'),
    packed,
    Buffer.from('\nendstream endobj'),
  ]);
  const invitation =
    'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nLOCATION:https://f8s.exa\r\n mple/hop\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';

  test.each([
    ['a link of a PDF', { name: 'UNC.pdf', bytes: pdf(uri('https://f8s.example/a')) }],
    ['one inside an object stream', { name: 'UNC.pdf', bytes: pdf(stream) }],
    [
      'one written in hexadecimal',
      { name: 'UNC.pdf', bytes: pdf(`/URI <${Buffer.from('https://f8s.example/c').toString('hex')}>`) },
    ],
    ['a folded line of an invitation', { name: 'hop.ics', type: 'text/calendar', bytes: Buffer.from(invitation) }],
  ])('%s', async (_, file) => {
    const draft: Draft = { from: FIRM, text: 'Gửi chị, chị kiểm tra giúp.', files: [file] };
    expect(await signs(draft, NEW)).toContain('file_leads_away');
    const { findings, links } = await inspectMail({ raw: buildMail(draft) }, NEW);
    expect(findings.some(({ text }) => text.includes('f8s.example') && text.includes(file.name))).toBe(true);
    // Links of the letter itself only: a page rewrites those.
    expect(links).toEqual([]);
  });

  test.each([
    ['none', pdf('1 0 obj<</Type/Catalog>>endobj')],
    ['a page of an agency', pdf(uri('https://dichvucong.gov.vn/x'))],
    ['a string that never ends', pdf(`/URI (https://${'a'.repeat(5_000)}`)],
    ['a damaged stream', pdf('5 0 obj<</Type/ObjStm>>stream\nabc\nendstream')],
  ])('%s says nothing', async (_, bytes) => {
    const seen = await signs({ from: FIRM, files: [{ name: 'a.pdf', bytes }] }, NEW);
    expect(seen.filter((sign) => sign.startsWith('file_leads'))).toEqual([]);
  });
});

describe('our own domain without a DMARC record', () => {
  const auth = { spf: 'pass', dkim: 'none', dmarc: 'none' } as const;
  const head = (domain: string): Draft => ({ headers: [`Return-Path: <hoalt@${domain}>`] });

  test('what the server says of the envelope decides', async () => {
    expect(await codes({ from: COLLEAGUE }, { ...KNOWN, auth: { ...auth, aligned: true } })).not.toContain(
      'FORGED_OWN',
    );
    expect(await codes({ from: COLLEAGUE }, { ...KNOWN, auth: { ...auth, aligned: false } })).toContain('FORGED_OWN');
  });

  test('a line further down is the sender’s own and proves nothing; a failure stays one', async () => {
    expect(await codes({ from: COLLEAGUE, ...head('sonoivu.laichau.gov.vn') }, { ...KNOWN, auth })).toContain(
      'FORGED_OWN',
    );
    const failed = { ...auth, dmarc: 'fail', aligned: true } as const;
    expect(await codes({ from: COLLEAGUE }, { ...KNOWN, auth: failed })).toContain('FORGED_OWN');
  });
});

describe('what is only shown', () => {
  const lure = 'Hộp thư của bạn sẽ bị khóa, xác minh mật khẩu trong 24 giờ tại https://nang-cap-thu.example/x';
  const forwarded = `---------- Forwarded message ---------\nFrom: Admin <a@nang-cap-thu.example>\nSubject: Khóa\n${lure}`;

  test.each([
    ['sent on with a doubt', `Em nhận được thư này, có phải lừa không anh?\n\n${forwarded}`, KNOWN, 'ordinary'],
    ['sent on without one', `Anh chị làm theo nhé.\n\n${forwarded}`, KNOWN, 'phishing'],
    ['by a stranger, whatever he says', `Có phải lừa không anh?\n\n${forwarded}`, NEW, 'phishing'],
  ])('%s', async (_, text, context, verdict) => {
    const from = context === NEW ? 'Trần Thu Thủy <thuy@cong-ty.example>' : COLLEAGUE;
    expect(judgeMail(await readMail(buildMail({ from, text })), context).verdict).toBe(verdict);
  });

  test('an address that a warning names, and one it asks to open', async () => {
    const shown = 'Cảnh báo: trang giả mạo https://laichau-gov.example/x lấy cắp mật khẩu. Không truy cập.';
    const asked = `${shown}\nĐồng chí kiểm tra máy tại https://laichau-gov-kiemtra.example/y ngay.`;
    expect(await codes({ from: COLLEAGUE, text: shown }, KNOWN)).not.toContain('LOOKALIKE');
    expect(await codes({ from: COLLEAGUE, text: asked }, KNOWN)).toContain('LOOKALIKE');
    expect(await codes({ from: FIRM, text: shown }, NEW)).toContain('LOOKALIKE');
  });
});

/** A known sender's letter in which each sign is seen, and one as near as can be in which it is not. */
const TAKEN: readonly [Sign, Draft, Draft][] = [
  [
    'known_secret',
    { text: 'Mở https://f8s.example/ds và nhập lại mật khẩu thư công vụ.' },
    { text: 'Mở https://mail.laichau.gov.vn và nhập lại mật khẩu thư công vụ.' },
  ],
  [
    'known_money',
    { text: 'Mua giúp anh 5 thẻ cào gửi mã vào đây.' },
    { text: 'Mua giúp anh 5 quyển sổ gửi lên phòng.' },
  ],
  [
    'known_hosted',
    { text: 'Ảnh đoàn: https://anh-doan.web.app/x' },
    { text: 'Ảnh đoàn: https://anhdoan.blogspot.com/x' },
  ],
  [
    'known_bait',
    { text: 'Xem hồ sơ: https://ho-so-can-bo.example/1' },
    { text: 'Xem hồ sơ: https://hosocanbo.gov.vn/1' },
  ],
];

describe('somebody known whose account may be taken', () => {
  test.each(TAKEN)('%s', async (sign, fires, nearMiss) => {
    expect(await signs({ from: COLLEAGUE, ...fires }, KNOWN)).toContain(sign);
    expect(await signs({ from: COLLEAGUE, ...nearMiss }, KNOWN)).not.toContain(sign);
    expect(await signs({ from: FIRM, ...fires }, NEW)).not.toContain(sign);
  });

  test('a partner with another account: always said, and no more than said when he asks to be called', async () => {
    const change = 'Từ nay bên em đổi tài khoản, chị thanh toán vào số mới giúp em.';
    expect(await signs({ from: FIRM, text: change }, KNOWN)).toContain('known_new_account');
    const called = `${change} Chị gọi số trong hợp đồng để đối chiếu.`;
    expect(await signs({ from: FIRM, text: called }, KNOWN)).not.toContain('known_new_account');
  });
});

/** The same for strangers. */
const BARE: readonly [Sign, Draft, Draft][] = [
  [
    'bare_link',
    { text: 'Gửi anh ảnh https://congty.example/a' },
    { text: 'Kính gửi anh, công ty gửi anh ảnh https://congty.example/a' },
  ],
  ['bare_errand', { text: 'Chị có đang ở phòng không? Trả lời em nhé.' }, { text: 'Phòng chị có điều hòa không?' }],
  [
    'bare_desk',
    { from: 'Kế toán trưởng <ktt@congty.example>' },
    { from: 'Kế toán Công ty Hoa Sen <ktt@congty.example>' },
  ],
  [
    'colleague_named',
    { subject: 'Nguyễn Văn An đã nhắc bạn', text: 'Mở https://congty.example/c' },
    { subject: 'Có người nhắc bạn', text: 'Mở https://congty.example/c' },
  ],
  ['hyphen_host', { text: 'Xem https://a-b.example/c' }, { text: 'Xem https://ab.example/c' }],
];

test.each(BARE)('a stranger: %s', async (sign, fires, nearMiss) => {
  expect(await signs({ from: FIRM, ...fires }, NEW)).toContain(sign);
  expect(await signs({ from: FIRM, ...nearMiss }, NEW)).not.toContain(sign);
  expect(await signs({ from: FIRM, ...fires }, KNOWN)).not.toContain(sign);
});
