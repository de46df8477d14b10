import { describe, expect, test } from 'vitest';
import { type GuardContext, judgeMail, readMail, type Sign, signsOf, THRESHOLDS } from '../src/index.ts';
import { buildMail, type Draft, OFFICE } from './build-mail.ts';

const PASS = { spf: 'pass', dkim: 'pass', dmarc: 'pass' } as const;
const NEW: GuardContext = { ...OFFICE, knownSenders: () => false, auth: PASS };
const KNOWN: GuardContext = { ...NEW, knownSenders: () => true };
const FIRM = 'Trần Thu Thủy <thuy@congty.example>';
const COLLEAGUE = 'Lê Thị Hoa <hoalt@sonoivu.laichau.gov.vn>';
const AGENCY = 'Cục Di sản <disan@bvhttdl.gov.vn>';

const thread = (address: string): string =>
  `Chị xem lại nhé.\n\n> Vào 09:00, Trần Thu Thủy <${address}> đã viết:\n> ok`;
const archive = { name: 'Ho_so.rar', bytes: Buffer.from('Rar!\u001a\u0007\u0000') };

/** A letter in which a sign is seen, and one as near as can be in which it is not. */
const PAIRS: readonly [Sign, GuardContext, Draft, Draft][] = [
  [
    'act_bypass',
    NEW,
    { from: FIRM, text: 'Windows hỏi thì chọn Run anyway, do chưa mua chữ ký.' },
    { from: FIRM, text: 'Không tự ý tắt phần mềm diệt virus.' },
  ],
  [
    'act_program',
    NEW,
    { from: FIRM, text: 'Giải nén rồi mở file Xem_ban_do.exe ạ.' },
    { from: FIRM, text: 'Giải nén rồi mở file Xem_ban_do.pdf ạ.' },
  ],
  [
    'quoted_elsewhere',
    NEW,
    { from: FIRM, text: thread('thuy@con-gty.example') },
    { from: FIRM, text: thread('thuy@congty.example') },
  ],
  [
    'bare_share',
    NEW,
    { from: FIRM, text: 'Xem nhé https://docs.google.com/document/d/1a/edit' },
    { from: FIRM, text: 'Kính gửi anh, em gửi https://docs.google.com/document/d/1a/edit' },
  ],
  [
    'published_page',
    NEW,
    { from: FIRM, text: 'https://docs.google.com/presentation/d/e/2PACX-1v/pub' },
    { from: FIRM, text: 'https://docs.google.com/presentation/d/1v/edit' },
  ],
  [
    'bare_archive',
    NEW,
    { from: FIRM, text: 'Gửi chị.', files: [archive] },
    { from: FIRM, text: 'Kính gửi Sở, công ty gửi hồ sơ.', files: [archive] },
  ],
  [
    'linked_password',
    NEW,
    { from: FIRM, text: 'Tải https://we.tl/t-a, mật khẩu giải nén 2026' },
    { from: FIRM, text: 'Họp https://zoom.us/j/1, mật khẩu 2026' },
  ],
  [
    'secret_channel',
    NEW,
    { from: FIRM, text: 'Có việc không tiện viết ở đây. Cho em xin số Zalo riêng.' },
    { from: FIRM, text: 'Cho em xin số Zalo để gửi ảnh hội nghị.' },
  ],
  [
    'only_link',
    NEW,
    { from: FIRM, text: 'https://f8s.example/a' },
    { from: FIRM, text: 'Kính gửi Sở, công ty gửi hồ sơ năng lực ở https://f8s.example/a' },
  ],
  [
    'claims_colleague',
    NEW,
    { from: 'Dũng <dung9@gmail.com>', text: 'Chào em, anh Dũng bên Mặt trận đây. Gửi anh danh sách.' },
    { from: 'Dũng <dung9@gmail.com>', text: 'Chào anh, em Dũng ở bản Thẳm. Gửi anh đơn.' },
  ],
  [
    'account_away',
    NEW,
    { from: FIRM, text: 'Đăng nhập bằng thư công vụ tại https://f8s.example/a' },
    { from: FIRM, text: 'Đăng nhập bằng thư công vụ tại https://mail.laichau.gov.vn' },
  ],
  [
    'pay_person',
    NEW,
    { from: FIRM, text: 'Chuyển phí vào tài khoản 0591000334455 VCB Vũ Thị Nhàn.' },
    { from: FIRM, text: 'Chuyển phí vào tài khoản 0591000334455 VCB. Trân trọng.' },
  ],
  [
    'office_plain',
    NEW,
    { from: AGENCY, text: 'Mời dự thi tại https://thidisan.example' },
    { from: AGENCY, text: 'Mời dự thi tại https://thi-disan.example' },
  ],
  [
    'known_file_page',
    KNOWN,
    { from: COLLEAGUE, html: '<p>Gửi anh</p><a href="https://f8s.example/a">Kế hoạch.docx</a>' },
    { from: COLLEAGUE, html: '<p>Gửi anh</p><a href="https://f8s.example/a.docx">Kế hoạch.docx</a>' },
  ],
  [
    'known_vague',
    KNOWN,
    { from: COLLEAGUE, text: 'xem giúp em cái này với https://bit.ly/a' },
    { from: COLLEAGUE, text: 'Danh sách bốc thăm hội thao https://bit.ly/a' },
  ],
  [
    'known_page',
    KNOWN,
    { from: COLLEAGUE, text: 'Xem hóa đơn.', files: [{ name: 'HoaDon.html', bytes: Buffer.from('<html>a</html>') }] },
    { from: COLLEAGUE, text: 'Xem hóa đơn.', files: [{ name: 'HoaDon.txt', bytes: Buffer.from('a') }] },
  ],
];

describe('evidence and its near miss', () => {
  test.each(PAIRS)('%s', async (sign, context, seen, near) => {
    const signs = async (draft: Draft): Promise<Sign[]> =>
      signsOf(await readMail(buildMail(draft)), context).map(([each]) => each);
    expect(await signs(seen)).toContain(sign);
    expect(await signs(near)).not.toContain(sign);
  });
});

describe('macros of a first sender', () => {
  const files = [{ name: 'Mau.xlsm', bytes: Buffer.from('PK\u0003\u0004') }];
  const levelOf = async (from: string, context: GuardContext): Promise<string | undefined> =>
    judgeMail(await readMail(buildMail({ from, files })), context).findings.find(({ code }) => code === 'MACRO_FIRST')
      ?.level;

  test('are stopped, of an agency too; not of whoever is known or in the directory', async () => {
    const [person] = OFFICE.people;
    expect(await levelOf(AGENCY, NEW)).toBe('block');
    expect(await levelOf(AGENCY, KNOWN)).toBe('strong');
    expect(await levelOf(`${person?.name} <${person?.address}>`, NEW)).toBe('strong');
  });

  const judged = async (draft: Draft) => judgeMail(await readMail(buildMail({ from: AGENCY, files, ...draft })), NEW);

  test('keep the mail back and do not call its sender a forger', async () => {
    const { verdict, held, reasons, score } = await judged({ text: 'Gửi các đơn vị biểu mẫu thống kê năm 2025.' });
    expect([verdict, held?.code, reasons[0]?.code]).toEqual(['suspicious', 'MACRO_FIRST', 'MACRO_FIRST']);
    expect(score).toBeLessThan(THRESHOLDS.phishing);
    expect(held?.letterScore).toBeLessThan(THRESHOLDS.suspicious);
  });

  test('a program keeps back too; a name that hides one is a forgery, and so is what the letter asks', async () => {
    const program = Buffer.from('MZ');
    const plain = await judged({ files: [{ name: 'CaiDat.exe', bytes: program }] });
    expect([plain.verdict, plain.held?.code]).toEqual(['suspicious', 'BAD_FILE']);
    const hidden = await judged({ files: [{ name: 'Cong van.pdf.exe', bytes: program }] });
    expect([hidden.verdict, hidden.held]).toEqual(['phishing', undefined]);
    const forged = await judged({ from: 'Sở Nội vụ <a@laichau.gov.vn.example>' });
    expect([forged.verdict, forged.held?.code]).toEqual(['phishing', 'MACRO_FIRST']);
    expect((await judged({ files: [] })).held).toBeUndefined();
  });
});

describe('the branch of a company', () => {
  const codes = async (from: string, auth: GuardContext['auth'] = PASS): Promise<string[]> =>
    judgeMail(await readMail(buildMail({ from, text: 'Xác nhận 20 phòng.' })), {
      ...NEW,
      auth: auth ?? PASS,
    }).findings.map(({ code }) => code);

  test('is called by its place and is no look-alike, when it is proved and says what it is', async () => {
    expect(await codes('Khách sạn Hoa Ban <le@laichau.hoaban.example>')).not.toContain('LOOKALIKE');
    expect(await codes('Hoa Ban <le@laichau.hoaban.example>')).toContain('LOOKALIKE');
    expect(await codes('Khách sạn Hoa Ban <le@laichau.hoa-ban.example>')).toContain('LOOKALIKE');
    expect(await codes('Khách sạn Hoa Ban <le@laichau.hoaban.example>', { spf: 'fail', dmarc: 'fail' })).toContain(
      'LOOKALIKE',
    );
  });

  test('a shop called by its place is no look-alike once people wrote with it; a service of that name stays one', async () => {
    const of = async (address: string, isKnown: boolean, auth: GuardContext['auth'] = PASS): Promise<string[]> =>
      judgeMail(await readMail(buildMail({ from: `Mắc ca <${address}>`, text: 'Gửi mẫu hộp quà.' })), {
        ...NEW,
        knownSenders: () => isKnown,
        auth: auth ?? PASS,
      }).findings.map(({ code }) => code);
    expect(await of('htx@macca-laichau.example', true)).not.toContain('LOOKALIKE');
    expect(await of('htx@macca-laichau.example', false)).toContain('LOOKALIKE');
    expect(await of('htx@macca-laichau.example', true, { spf: 'fail', dmarc: 'fail' })).toContain('LOOKALIKE');
    expect(await of('htx@mail-laichau.example', true)).toContain('LOOKALIKE');
    expect(await of('htx@lai-chau.example', true)).toContain('LOOKALIKE');
  });
});
