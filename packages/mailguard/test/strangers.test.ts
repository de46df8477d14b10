import { describe, expect, test } from 'vitest';
import { type GuardContext, judgeMail, readMail, type Sign, signsOf } from '../src/index.ts';
import { buildMail, type Draft, OFFICE } from './build-mail.ts';

const NEW: GuardContext = { ...OFFICE, knownSenders: () => false, auth: { spf: 'pass', dkim: 'pass', dmarc: 'pass' } };
const KNOWN: GuardContext = { ...NEW, knownSenders: () => true };
const FIRM = 'Trần Thu Thủy <thuy@cong-ty.example>';

async function signs(draft: Draft, context: GuardContext = NEW): Promise<Sign[]> {
  return signsOf(await readMail(buildMail({ from: FIRM, ...draft })), context).map(([sign]) => sign);
}

const text = (words: string): Draft => ({ text: words });
const link = (url: string, shown = 'Xem', words = 'Kính gửi đồng chí, mời đồng chí xem'): Draft => ({
  html: `<p>${words}</p><a href="${url}">${shown}</a>`,
});

/** Each sign: the letter of a stranger in which it is seen, and one as near as can be in which it is not. */
const PAIRS: readonly [Sign, Draft, Draft][] = [
  ['act_secret', text('Anh đọc giúp em mã OTP vừa về máy.'), text('Mã OTP của anh là 482913.')],
  ['act_secret', text('Nhap lai mk hop thu de giu cau hinh.'), text('Không cung cấp mật khẩu cho bất kỳ ai.')],
  ['act_identity', text('Gửi lại ảnh căn cước hai mặt của kế toán.'), text('Khi đi mang theo căn cước.')],
  [
    'act_pay',
    text('Chuyển giúp em vào số tài khoản 19036777889911.'),
    text('Tài khoản ghi trong hợp đồng không thay đổi.'),
  ],
  ['act_new_account', text('Tài khoản cũ đang kiểm toán, thanh toán vào số mới.'), text('Thanh toán theo hợp đồng.')],
  ['act_cards', text('Em mua hộ anh năm thẻ cào.'), text('Em mua hộ anh năm quyển vở.')],
  [
    'act_secrecy',
    text('Việc này đừng nói với ai, công văn gửi sau.'),
    text('Công văn gửi kèm, các phòng cùng trao đổi.'),
  ],
  ['act_install', text('Đồng chí tải bộ cài về chạy.'), text('Đồng chí tải công văn về đọc.')],
  ['act_office_account', text('Đăng ký bằng tài khoản thư công vụ.'), text('Đăng ký bằng phiếu gửi kèm.')],
  ['act_reply_here', text('Gửi lại vào thư này giúp chị.'), text('Nộp tại bộ phận một cửa.')],
  ['act_channel', text('Anh kết bạn Zalo với em nhé.'), text('Anh gặp em ở văn phòng nhé.')],
  ['act_errand', text('Xử lý giúp anh khoản này trước 10 giờ.'), text('Văn phòng xử lý văn bản trước 10 giờ.')],
  ['act_gain', text('Lãi 3% mỗi ngày, nạp từ 5 triệu.'), text('Lãi suất 5,4% năm.')],
  ['link_program', link('https://tai.cong-ty.example/setup.apk'), link('https://tai.cong-ty.example/setup.pdf')],
  ['link_gate', link('https://cong-ty.example/dang-nhap'), link('https://cong-ty.example/gioi-thieu')],
  [
    'link_as_file',
    link('https://cong-ty.example/v/1', 'Quyet_dinh.pdf'),
    link('https://cong-ty.example/v/Quyet_dinh.pdf', 'Quyet_dinh.pdf'),
  ],
  [
    'reader_in_link',
    link('https://cong-ty.example/x?e=annv.tamduong%40laichau.gov.vn'),
    link('https://cong-ty.example/x?e=khac%40laichau.gov.vn'),
  ],
  ['claim_in_host', link('https://ra-soat.vneid.example/'), link('https://vneid.gov.vn/')],
  ['bait_in_host', link('https://tai-lieu-hop.example/'), link('https://tailieu.example/')],
  [
    'rank_free',
    { from: 'Sếp An <an.nv@gmail.com>', text: 'Em gọi lại.' },
    { from: 'Bác An <bac.nv@gmail.com>', text: 'Em gọi lại.' },
  ],
  [
    'guard_name',
    { from: 'Bảo mật thư <a@cong-ty.example>', text: 'Xin chào.' },
    { from: 'Bảo Minh <a@cong-ty.example>', text: 'Xin chào.' },
  ],
  [
    'false_answer',
    { subject: 'Re: Kế hoạch', text: 'Gửi anh.' },
    { subject: 'Re: Kế hoạch', text: 'Gửi anh.', headers: ['In-Reply-To: <a@laichau.gov.vn>'] },
  ],
  [
    'directory_name',
    { from: 'Nguyễn Văn An <an1970@gmail.com>', text: 'Cảm ơn đã gửi ảnh.' },
    { from: 'Nguyễn Văn Bình <an1970@gmail.com>', text: 'Cảm ơn đã gửi ảnh.' },
  ],
  [
    'windfall',
    text('Mrs. Brandt decided to donate 3.1 million euro for schools, 12% is for you. Write to her lawyer.'),
    text('The bank will grant 3.1 million euro for schools; the province adds 12% of it.'),
  ],
  [
    'windfall',
    text('Thân chủ của tôi qua đời không người thân, để lại 6 triệu đô la, cần người thừa kế.'),
    text('Về vụ tranh chấp thừa kế 6 triệu đô la giữa các anh em, tôi xin gửi đơn.'),
  ],
  [
    'windfall',
    text('Je suis veuve et malade. Je souhaite vous faire don de 1,8 million euros pour les pauvres.'),
    text('Notre fondation verse 1,8 million euros pour la recherche contre le cancer. Avec votre don vous aidez.'),
  ],
  [
    'windfall',
    text('Mein verstorbener Kunde hinterließ 9 Millionen Euro. Bitte melden Sie sich.'),
    text('Der neue Terminal kostet 9 Millionen Euro; die Begünstigten des Projekts melden sich bei uns.'),
  ],
  [
    'ransom',
    text('He grabado su pantalla con la cámara. Pague 900 USD en bitcoin o enviaré el vídeo a todos sus contactos.'),
    text('Hemos grabado un vídeo sobre bitcoin: véalo con sus amigos.'),
  ],
  [
    'ransom',
    text('Ta đã quay lại màn hình của anh. Gửi 0,02 BTC, nếu không đoạn phim gửi cho đồng nghiệp.'),
    text('Hệ thống camera đã lắp xong, video gửi cho đồng nghiệp của anh.'),
  ],
  [
    'hushed_errand',
    text('I have a confidential task for you. Reply to this email with your cell number.'),
    text('Reply to this email with your cell number so that the driver can reach you.'),
  ],
  [
    'archive_with_password',
    { text: 'Mật khẩu giải nén: 2025', files: [{ name: 'a.rar', bytes: Buffer.from('Rar!\x1a\x07', 'latin1') }] },
    { text: 'Gửi anh ảnh.', files: [{ name: 'a.rar', bytes: Buffer.from('Rar!\x1a\x07', 'latin1') }] },
  ],
  [
    'unsubscribe',
    link('https://cong-ty.example/tin', 'Tin</a><a href="https://cong-ty.example/unsub">Hủy nhận tin'),
    link('https://cong-ty.example/tin', 'Tin</a><a href="https://cong-ty.example/lien-he">Liên hệ'),
  ],
];

describe('what tells the letter of a stranger', () => {
  test.each(PAIRS.map(([sign, fires, miss], at) => ({ at, sign, fires, miss })))(
    '$sign $at',
    async ({ sign, fires, miss }) => {
      expect(await signs(fires)).toContain(sign);
      expect(await signs(miss)).not.toContain(sign);
    },
  );

  test("the same words of somebody known say nothing; of whom nobody knows anything they are read like a stranger's", async () => {
    const draft = text('Nhập lại mật khẩu thư công vụ, chuyển vào số tài khoản 19036777889911, đừng nói với ai.');
    const actsIn = async (context?: GuardContext): Promise<Sign[]> =>
      (await signs(draft, context)).filter((sign) => sign.startsWith('act_'));
    expect((await actsIn()).length).toBeGreaterThan(2);
    expect(await actsIn(KNOWN)).toEqual([]);
    expect(await actsIn(OFFICE)).toEqual(await actsIn());
  });

  test('an agency of its own domain is no stranger, until it leads elsewhere', async () => {
    const from = 'Sở Nội vụ <snv@hagiang.gov.vn>';
    expect(await signs({ from, text: 'Nhập lại mật khẩu thư công vụ.' })).not.toContain('act_secret');
    expect(await signs({ from, ...link('https://x-y.example/', 'Xem', 'Nhập lại mật khẩu thư công vụ') })).toContain(
      'act_secret',
    );
  });

  test('a mailbox that anybody gets is not the company that gives it', async () => {
    const draft = { from: 'An <an@gmail.com>', text: 'Đọc giúp anh mã OTP vừa về máy.' };
    expect(await signs(draft)).toContain('act_secret');
  });
});

test('reasons quote the mail as it is written, also where advice was left out in between', async () => {
  const mail = await readMail(
    buildMail({
      from: FIRM,
      text: 'Kế toán Điện lực báo: TÀI KHOẢN thư điện tử SẼ BỊ khoá. Hãy nhập lại Mật khẩu hộp thư trong vòng 24 giờ.',
    }),
  );
  const said = judgeMail(mail, NEW).findings.map(({ text: sentence }) => sentence);
  expect(said.some((sentence) => sentence.includes('Hãy nhập lại Mật khẩu hộp thư trong vòng 24 giờ.'))).toBe(true);
  const quoted = said.flatMap((sentence) => [...sentence.matchAll(/"([^"]+)"/g)].map(([, words = '']) => words));
  const whole = `${mail.subject}\n${mail.text}\n${FIRM}`;
  expect(quoted.filter((words) => !whole.includes(words))).toEqual([]);
});

describe('a true service that carries the words of others', () => {
  const note = (words: string): Draft => ({
    from: 'PayPal <service@paypal.com>',
    subject: 'Invoice from Desk 0097',
    html: `<p>Desk 0097 sent you an invoice for $649.99 USD.</p><p>${words}</p><a href="https://www.paypal.com/invoice/p/1">View invoice</a>`,
  });
  const told =
    'Your subscription was renewed. If you did not authorize this charge call us at +1 (805) 555-0172 to cancel.';

  test.each([
    ['that is proved', NEW],
    ['of which nobody knows how it came', { ...OFFICE, ownDomains: [] }],
  ] as const)('%s, and bids to call a number: warned of all the same', async (_, context) => {
    const { verdict, findings } = judgeMail(await readMail(buildMail(note(told))), context);
    expect(verdict).not.toBe('ordinary');
    expect(findings.map(({ text }) => text).join(' ')).toContain('do người lạ viết vào: không gọi');
  });

  test('a firm that says how it is reached is ordinary', async () => {
    const words = 'Thank you for your order of the lamp. Questions about this invoice? Call us at +1 (805) 555-0172.';
    expect(judgeMail(await readMail(buildMail(note(words))), NEW).verdict).toBe('ordinary');
  });

  test('an invoice without a number, and the bank that names its own, are ordinary', async () => {
    const plain = judgeMail(await readMail(buildMail(note('Thank you for your order.'))), NEW);
    expect(plain.verdict).toBe('ordinary');
    const bank = {
      ...note(told),
      from: 'Chase <no.reply@chase.com>',
      html: note(told).html?.replaceAll('paypal', 'chase') ?? '',
    };
    expect(judgeMail(await readMail(buildMail(bank)), NEW).verdict).toBe('ordinary');
  });
});

describe('the domain of a company', () => {
  test.each([
    ['its own mail is trusted', 'BT <service@bt.com>', true],
    ['a mailbox that it gives to anybody is not its own', 'BT <joan@btinternet.com>', false],
    ['so it is where every office of a country writes from', 'Agenzia delle Entrate <comune@paese.gov.it>', false],
  ])('%s', async (_, from, isTrusted) => {
    const seen = await signs({ from, text: 'Your bill is attached to your account. Nothing is to be done.' });
    expect(seen.includes('trusted')).toBe(isTrusted);
    expect(seen).not.toContain('brand_name');
  });

  test('names its own services, an outsider who names them borrows', async () => {
    const team = (address: string): Draft => ({
      from: `Account Security Team <${address}>`,
      text: 'Your invoice for this month is ready in your account.',
    });
    expect(await signs(team('no-reply@netflix.com'))).not.toContain('service_name');
    expect(await signs(team('no-reply@nf-care.example'))).toContain('service_name');
    const forged: GuardContext = { ...NEW, auth: { spf: 'fail', dkim: 'none', dmarc: 'fail' } };
    expect(await signs(team('no-reply@netflix.com'), forged)).toContain('service_name');
  });

  test('an agency that collects for its people names an account; a stranger who does is warned of', async () => {
    const collect = (from: string): Draft => ({
      from,
      text: 'Kính gửi các đơn vị, đề nghị chuyển tiền ủng hộ vào số tài khoản 19036777889911 của bà Lò Thị Hoa, thủ quỹ.',
    });
    const { knownSenders: _, auth: __, ...untold } = NEW;
    const judge = async (from: string) => judgeMail(await readMail(buildMail(collect(from))), untold);
    expect((await judge('Ban vận động <quy@mattran.laichau.gov.vn>')).verdict).toBe('ordinary');
    expect((await judge('Ban vận động <quy@ung-ho-laichau.example>')).verdict).not.toBe('ordinary');
  });

  test('a page that anybody makes there is unknown', async () => {
    const lead = (url: string): Draft => ({ ...link(url), from: 'Ann <ann@example.org>' });
    expect(await signs(lead('https://acme-share.atlassian.net/wiki/x'))).toContain('leads_away');
    expect(await signs(lead('https://www.netflix.com/browse'))).not.toContain('leads_away');
  });
});
