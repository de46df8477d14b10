import { describe, expect, test } from 'vitest';
import {
  type FindingCode,
  type GuardContext,
  inspectMail,
  judgeMail,
  readMail,
  type Sign,
  signsOf,
} from '../src/index.ts';
import { buildMail, type Draft, OFFICE } from './build-mail.ts';

const encoder = new TextEncoder();
const LINK = (url: string, shown = 'Xem') => `<p>Kính gửi đồng chí</p><a href="${url}">${shown}</a>`;
const HOSTED = 'https://trang.weebly.com/';

interface Pair {
  code: FindingCode;
  fires: Draft;
  nearMiss: Draft;
  firesIn?: Partial<GuardContext>;
  missIn?: Partial<GuardContext>;
}

/** Each rule: a mail in which it speaks, and one that is as near as can be in which it does not. */
const PAIRS: readonly Pair[] = [
  {
    code: 'FORGED_OWN',
    fires: {},
    firesIn: { auth: { dmarc: 'fail' } },
    nearMiss: {},
    missIn: { auth: { dmarc: 'pass' } },
  },
  {
    code: 'FORGED_OWN',
    fires: {},
    firesIn: { auth: { dmarc: 'none' } },
    nearMiss: {},
    missIn: { auth: { dmarc: 'temperror' } },
  },
  { code: 'LOOKALIKE', fires: { from: 'a@laichau.gov.vn.co' }, nearMiss: { from: 'a@baolaichau.vn' } },
  {
    code: 'LOOKALIKE',
    fires: { html: LINK('https://lаichau.gov.vn/') },
    nearMiss: { html: LINK('https://hopthu.laichau.gov.vn/') },
  },
  {
    code: 'LINK_LIES',
    fires: { html: LINK('https://f8s.co/', 'mail.laichau.gov.vn') },
    nearMiss: { html: LINK('https://mail.laichau.gov.vn/x', 'laichau.gov.vn') },
  },
  {
    code: 'IMPERSONATE',
    fires: {
      from: 'Nguyễn Văn An <an1970@gmail.com>',
      text: 'Em mua giúp anh thẻ cào 500k, đang họp không tiện nghe máy.',
    },
    nearMiss: { from: 'Nguyễn Văn An <an1970@gmail.com>', text: 'Cảm ơn đồng chí đã gửi ảnh hội thao.' },
  },
  {
    code: 'IMPERSONATE',
    fires: { from: 'An Nguyen Van <an1970@zalo.me>', text: 'Chuyen khoan gap vao so tai khoan nay giup anh' },
    nearMiss: { from: 'Nguyễn Văn An <annv.tamduong@laichau.gov.vn>', text: 'Mua giúp tôi thẻ cào.' },
  },
  {
    code: 'PASSWORD_FORM',
    fires: { from: 'a@x.com', html: '<form action="https://evil.example/p"><input type="password" name="p"></form>' },
    nearMiss: { from: 'a@x.com', html: '<form action="https://evil.example/p"><input type="text" name="q"></form>' },
  },
  {
    code: 'BAD_FILE',
    fires: { files: [{ name: 'Công văn.pdf.exe', bytes: encoder.encode('MZ') }] },
    nearMiss: { files: [{ name: 'Công văn 12.7.pdf', bytes: encoder.encode('%PDF-1.7') }] },
  },
  {
    code: 'BAD_FILE',
    fires: { files: [{ name: 'vb\u202efdp.exe', bytes: encoder.encode('x') }] },
    nearMiss: { files: [{ name: 'vbexe.pdf', bytes: encoder.encode('%PDF-1.7') }] },
  },
  {
    code: 'SMUGGLING',
    fires: {
      files: [{ name: 'hoa-don.html', bytes: encoder.encode('<html><script>new Blob([atob("TVo=")])</script>') }],
    },
    nearMiss: {
      files: [{ name: 'ma-nguon.txt', bytes: encoder.encode('<html><script>new Blob([atob("TVo=")])</script>') }],
    },
  },
  {
    code: 'MACRO_FIRST',
    fires: { files: [{ name: 'bao-cao.docm', bytes: encoder.encode('PK\x03\x04') }] },
    firesIn: { knownSenders: () => false },
    nearMiss: { files: [{ name: 'bao-cao.docx', bytes: encoder.encode('PK\x03\x04') }] },
  },
  {
    code: 'CRED_URGENT',
    fires: { from: 'a@x.com', text: 'Xác minh tài khoản trong vòng 48 giờ.' },
    nearMiss: { from: 'a@x.com', text: 'Cuộc họp bắt đầu trong vòng 48 giờ nữa.' },
  },
  { code: 'BRAND_NAME', fires: { from: 'PayPal <a@x.com>' }, nearMiss: { from: 'PayPal <service@paypal.com>' } },
  {
    code: 'REPLY_FREE',
    fires: { from: 'a@congty.vn', replyTo: 'b@gmail.com' },
    nearMiss: { from: 'a@congty.vn', replyTo: 'b@congty.vn' },
  },
  {
    code: 'OBFUSCATED',
    fires: { from: 'a@x.com', text: 'Nhập m ậ t k h ẩ u tại đây' },
    nearMiss: { from: 'a@x.com', text: 'A B C D E là năm phương án' },
  },
  {
    code: 'OBFUSCATED',
    fires: { from: 'a@x.com', text: 'Your pass\u200bword' },
    nearMiss: { from: 'a@x.com', text: 'Your\u200b password' },
  },
  {
    code: 'CALLBACK',
    fires: {
      from: 'billing@gmail.com',
      text: 'Your Norton subscription has been renewed for $399.99. Call us at +1 (888) 410-2231.',
    },
    nearMiss: { from: 'hotel@example.com', text: 'Reception is reached at +1 (888) 410-2231 day and night.' },
  },
  { code: 'SENDER_HOST', fires: { from: 'a@x82.firebaseapp.com' }, nearMiss: { from: 'a@firebase-hoi.com' } },
  {
    code: 'AUTH_FAIL',
    fires: { from: 'a@x.com' },
    firesIn: { auth: { dmarc: 'fail' } },
    nearMiss: { from: 'a@x.com' },
    missIn: { auth: { dmarc: 'none' } },
  },
  { code: 'SHORTENER', fires: { html: LINK('https://bit.ly/3x') }, nearMiss: { html: LINK('https://orbit.ly.vn/3x') } },
  {
    code: 'FREE_HOST',
    fires: { html: LINK(HOSTED) },
    nearMiss: { html: LINK('https://sonoivu.laichau.gov.vn/weebly.com') },
  },
  {
    code: 'IP_LINK',
    fires: { html: LINK('http://203.0.113.9/a') },
    nearMiss: { html: LINK('http://v203.example.vn/a') },
  },
  {
    code: 'BAD_TLD',
    fires: { html: LINK('https://nhanqua.top/') },
    nearMiss: { html: LINK('https://top.nhanqua.vn/') },
  },
  {
    code: 'USER_LINK',
    fires: { html: LINK('https://mail.vn@f8s.co/') },
    nearMiss: { html: LINK('https://f8s.co/@mail.vn') },
  },
  {
    code: 'ODD_LINK',
    fires: { html: LINK('https://shop.example.com/wp-includes/js/a.php') },
    nearMiss: { html: LINK('https://shop.example.com/wp-content/uploads/a.pdf') },
  },
  {
    code: 'FIRST_TIME',
    fires: { from: 'a@x.com' },
    firesIn: { knownSenders: () => false },
    nearMiss: { from: 'a@x.com' },
    missIn: { knownSenders: () => true },
  },
  { code: 'EXTERNAL', fires: { from: 'a@x.com' }, nearMiss: {} },
  {
    code: 'FREE_OFFICE',
    fires: { from: 'Văn phòng UBND huyện <vanphong@gmail.com>' },
    nearMiss: { from: 'Trần Thị Bình <binh@gmail.com>' },
  },
  {
    code: 'LURE',
    fires: { from: 'a@x.com', text: 'Connect your wallet to claim tokens' },
    nearMiss: { from: 'a@x.com', text: 'He lost his wallet on the bus' },
  },
];

async function codes(draft: Draft, context: Partial<GuardContext> = {}): Promise<FindingCode[]> {
  const { findings } = await inspectMail({ raw: buildMail(draft) }, { ...OFFICE, ...context });
  return findings.map(({ code }) => code);
}

describe('each rule fires on its mail and not on the near miss', () => {
  test.each(PAIRS.map((pair, at) => [`${pair.code} ${at}`, pair] as const))(
    '%s',
    async (_, { code, fires, nearMiss, firesIn, missIn }) => {
      expect(await codes(fires, firesIn)).toContain(code);
      expect(await codes(nearMiss, missIn)).not.toContain(code);
    },
  );
});

async function signs(draft: Draft): Promise<Sign[]> {
  return signsOf(await readMail(buildMail(draft)), OFFICE).map(([sign]) => sign);
}

test('an ordinary letter of the office has no sign against it', async () => {
  const verdict = await inspectMail({ raw: buildMail({}) }, OFFICE);
  expect(verdict).toMatchObject({ verdict: 'ordinary', findings: [], reasons: [] });
});

test('every warned mail has at most three reasons, gravest first, with the actual values', async () => {
  const raw = buildMail({
    from: 'Quản trị hệ thống <it@univ.edu.br>',
    text: '',
    html: `Xác minh tài khoản trong vòng 48 giờ. ${LINK('https://f8s.co/', 'mail.laichau.gov.vn')}`,
  });
  const { verdict, reasons, links } = await inspectMail({ raw }, OFFICE);
  expect(verdict).toBe('phishing');
  expect(reasons).toHaveLength(3);
  expect(reasons[0]).toMatchObject({ code: 'LINK_LIES' });
  expect(reasons[0]?.text).toContain('mail.laichau.gov.vn');
  expect(reasons[0]?.text).toContain('f8s.co');
  expect(reasons.map(({ text }) => text).join()).toContain('trong vòng 48 giờ');
  expect(links[0]).toMatchObject({ host: 'f8s.co', suspicious: true });
});

test('a reported campaign is known again by its words, and not by other words', async () => {
  const words =
    'Kính gửi quý đơn vị, đề nghị tải phần mềm kê khai mới tại cổng hỗ trợ và chạy trên mọi máy tính của phòng trước cuối tuần này';
  const first = await inspectMail({ raw: buildMail({ from: 'a@x.com', text: `${words}. An` }) }, OFFICE);
  const campaigns = [{ number: '315', fingerprint: first.fingerprint }];
  expect(await codes({ from: 'b@y.com', text: `${words}. Bình` }, { campaigns })).toContain('CAMPAIGN');
  expect(
    await codes(
      {
        from: 'b@y.com',
        text: 'Gửi đồng chí biên bản họp chi bộ tháng ba, đề nghị đọc và cho ý kiến trước thứ sáu để hoàn thiện văn bản',
      },
      { campaigns },
    ),
  ).not.toContain('CAMPAIGN');
});

test('a campaign is known by its only host', async () => {
  const campaigns = [{ number: '9', fingerprint: '', hosts: ['xau.example'] }];
  expect(await codes({ html: LINK('https://xau.example/') }, { campaigns })).toContain('CAMPAIGN');
  expect(await codes({ html: LINK('https://tot.example/') }, { campaigns })).not.toContain('CAMPAIGN');
});

test('an address in a QR code is judged as a link', async () => {
  const mail = await readMail(buildMail({ from: 'a@x.com' }));
  const found = (text: string) => judgeMail(mail, OFFICE, [{ file: 'qr.png', text }]).findings.map(({ code }) => code);
  expect(found('https://f8s.co/x')).toContain('QR_HOST');
  expect(found('https://laichau.gov.vn.co/')).toContain('LOOKALIKE');
  expect(found('https://dichvucong.gov.vn/')).not.toContain('QR_HOST');
  expect(found('WIFI:S:VanPhong;;')).not.toContain('QR_HOST');
});

test('accents, capitals and spacing do not hide a word', async () => {
  const forms = [
    'Tài khoản của bạn sẽ bị khóa',
    'TÀI KHOẢN CỦA BẠN SẼ BỊ KHÓA',
    'tai khoan cua ban se bi khoa',
    'T à i k h o ả n của bạn sẽ bị khóa',
  ];
  for (const text of forms) {
    expect(await signs({ from: 'a@x.com', text })).toContain('threat');
  }
  expect(await signs({ from: 'a@x.com', text: 'Tài khoản kế toán 642 được trình bày ở phụ lục' })).not.toContain(
    'threat',
  );
});

test('an answer that quotes a lure is not the lure', async () => {
  const lure = 'Verify your account within 24 hours';
  expect(await signs({ from: 'a@x.com', text: lure })).toContain('credential');
  expect(await signs({ from: 'a@x.com', text: `Có phải thư giả không?\n> ${lure}` })).not.toContain('credential');
});

test('only the failure that a mail brings along is believed', async () => {
  const told = (result: string) => ({
    from: 'a@congty.example',
    headers: [`Authentication-Results: mx; dmarc=${result}`],
  });
  expect(await codes(told('fail'))).toContain('AUTH_FAIL');
  expect(await signs(told('pass'))).not.toContain('trusted');
});

test('an agency whose mail fails DMARC is warned of, unless the forwarders vouch for it', async () => {
  const verdictOf = async (auth: GuardContext['auth']) =>
    (await inspectMail({ raw: buildMail({ from: 'vanthu@moha.gov.vn' }) }, { ...OFFICE, ...(auth && { auth }) }))
      .verdict;
  expect(await verdictOf({ dmarc: 'fail' })).not.toBe('ordinary');
  expect(await verdictOf({ dmarc: 'fail', arc: 'pass' })).toBe('ordinary');
  expect(await verdictOf({ dmarc: 'temperror' })).toBe('ordinary');
  expect(await codes({ from: 'a@congty.example' }, { auth: { spf: 'fail', dkim: 'none', dmarc: 'none' } })).toContain(
    'AUTH_FAIL',
  );
  expect(
    await codes({ from: 'a@congty.example' }, { auth: { spf: 'fail', dkim: 'pass', dmarc: 'none' } }),
  ).not.toContain('AUTH_FAIL');
});
