import { describe, expect, test } from 'vitest';
import { gatherFacts } from '../src/facts.ts';
import { type GuardContext, judgeMail, readMail, type Sign, signsOf, WEIGHTS } from '../src/index.ts';
import { wordingLike } from '../src/rules/likeness.ts';
import { GROUPS, groupOf } from '../src/score/groups.ts';
import { TRAIT_WEIGHTS } from '../src/score/model-table.ts';
import { MOST_OF_GROUP, voicesOf } from '../src/score/score.ts';
import { likenessOf, MOST_OF_WORDING, wordingOf } from '../src/words/likeness.ts';
import { buildMail, type Draft, OFFICE } from './build-mail.ts';

const NEW: GuardContext = { ...OFFICE, knownSenders: () => false, auth: { spf: 'pass', dkim: 'pass', dmarc: 'pass' } };
const KNOWN: GuardContext = { ...NEW, knownSenders: () => true };
const UNPROVED: GuardContext = { ...KNOWN, auth: { spf: 'fail', dkim: 'none', dmarc: 'fail' } };
const FIRM = 'Trần Thu Thủy <thuy@congty.example>';

async function signs(draft: Draft, context: GuardContext): Promise<Map<Sign, number>> {
  return new Map(signsOf(await readMail(buildMail({ from: FIRM, ...draft })), context));
}

async function judged(draft: Draft, context: GuardContext) {
  return judgeMail(await readMail(buildMail({ from: FIRM, ...draft })), context);
}

const link = (url: string, shown: string, words: string): Draft => ({
  html: `<p>${words}</p><a href="${url}">${shown}</a>`,
});

describe('whoever is known and proved', () => {
  const form: Draft = link(
    'https://forms.gle/phu-huynh',
    'biểu mẫu',
    'Gấp quá, mong các bác điền giúp họ tên, số điện thoại trước 17h hôm nay để kịp xác nhận tài khoản.',
  );

  test('may press, speak of accounts and ask in a form; a stranger or a forger may not', async () => {
    const [known, stranger, forger] = await Promise.all([KNOWN, NEW, UNPROVED].map((each) => judged(form, each)));
    expect(known?.verdict).toBe('ordinary');
    expect(stranger?.score).toBeGreaterThan(known?.score ?? 1);
    expect(forger?.score).toBeGreaterThan(2 * (known?.score ?? 1));
  });

  test.each<[Sign, Draft, Draft]>([
    [
      'known_form',
      link('https://forms.gle/van-ban', 'Xem văn bản', 'Kính gửi quý cơ quan, có văn bản mới cần xử lý trong ngày.'),
      link('https://forms.gle/van-ban', 'Phiếu khảo sát', 'Kính gửi quý cơ quan, mời điền phiếu khảo sát về văn bản.'),
    ],
    [
      'known_madeup',
      link('https://qlvb-capnhat.example/login', 'đây', 'Cả nhà đăng nhập lại tài khoản văn bản để khỏi mất dữ liệu.'),
      link('https://baotaynguyen.example/bai', 'bài báo', 'Cả nhà đọc bài này, báo viết về xã mình.'),
    ],
    [
      'known_secret',
      { text: 'Anh cho em xin mật khẩu máy chủ để em vào sửa luôn.' },
      { text: 'Anh tự đổi mật khẩu máy chủ rồi báo em một tiếng.' },
    ],
    [
      'known_money',
      { text: 'Em mua giúp chị 10 thẻ cào, chụp mã thẻ gửi cho chị.' },
      { text: 'Em mua giúp chị 10 thẻ quà cho các cháu, lấy hóa đơn, qua phòng chị đưa tiền.' },
    ],
    [
      'known_money',
      { text: 'Em mua giúp anh 10 thẻ Viettel, cào gửi mã cho anh.' },
      {
        text: 'Cảnh báo thủ đoạn giả danh lãnh đạo: kẻ gian viết "em mua giúp anh 10 thẻ Viettel, cào gửi mã cho anh". Không làm theo.',
      },
    ],
    [
      'known_money',
      {
        text: 'Em dang o benh vien, thieu tien vien phi ma the em bi khoa. Chi chuyen giup em vao so nay: 10xx 445 xx9 MB ten Tran Van Quan. Toi em tra chi luon.',
      },
      { text: 'Em o benh vien ve roi. Chi chuyen giup em tien qua sinh nhat cua phong vao so nay nhe.' },
    ],
    [
      'known_secret',
      { text: 'Em cần gấp mã OTP vừa gửi về máy chị, em đăng nhập nhầm số điện thoại của chị.' },
      { text: 'Em cần gấp danh sách họp, chị đừng đưa mã OTP cho ai nhé.' },
    ],
    [
      'known_hushed',
      {
        text: 'Tài khoản cũ ở ngân hàng đang bị phong tỏa nên chị chuyển vào tài khoản BIDV 2141 0000 8876 của công ty con giúp em.',
      },
      { text: 'Tài khoản của công ty em không thay đổi, chị chuyển như hợp đồng giúp em.' },
    ],
    [
      'known_new_account',
      {
        text: 'Công ty em đổi tài khoản nhận tiền, chị thanh toán vào số mới 1903 xxx 5521 ngân hàng Techcombank giúp em, em không nghe máy được.',
      },
      { text: 'Hòm thư bên em bị kẻ xấu vào gửi thư báo đổi tài khoản. Công ty không đổi tài khoản.' },
    ],
    [
      'known_hushed',
      { text: 'Chị chuyển giúp em 12 triệu vào tài khoản của con gái em, tài khoản công ty đang bị khóa.' },
      { text: 'Chị chuyển giúp em 12 triệu vào tài khoản công ty như lần trước.' },
    ],
  ])('%s: a true account that was taken is caught, the honest wish beside it is not', async (sign, taken, honest) => {
    expect([...(await signs(taken, KNOWN)).keys()]).toContain(sign);
    expect((await judged(taken, KNOWN)).verdict).not.toBe('ordinary');
    expect([...(await signs(honest, KNOWN)).keys()]).not.toContain(sign);
    expect((await judged(honest, KNOWN)).verdict).toBe('ordinary');
  });
});

test.each([
  'Em cần đổi mật khẩu hộp thư, anh hướng dẫn giúp em với.',
  'Anh cần đổi mật khẩu định kỳ theo công văn 12, em nhắc các phòng.',
  'Em xin hỏi mật khẩu mặc định của tài khoản mới là gì ạ?',
  'Em xin cấp lại mật khẩu tài khoản phần mềm một cửa.',
  'Cho em xin pass giải nén file chị gửi sáng nay.',
  'Anh cho em xin mật khẩu wifi phòng họp.',
  'Tôi không nhận được mã OTP khi đăng nhập, anh kiểm tra giúp.',
  'Chị chuyển giúp em tiền cơm vào số này nhé, tối em gửi lại chị danh sách.',
  'Mẹ em nằm viện, chị ký nghỉ giúp em, mai em gửi lại chị đơn.',
  'Tài khoản của em bị lỗi trên eOffice, em gửi lại chị văn bản qua thư.',
])('a colleague who asks for help is no forger: %s', async (text) => {
  expect((await judged({ text }, KNOWN)).verdict).toBe('ordinary');
});

describe('what a stranger does', () => {
  const answer = (from: string, answered: string): Draft => ({
    from,
    subject: 'Re: Thanh toán đợt 3',
    headers: [`In-Reply-To: <77c2@${answered}>`],
    text: 'Kính gửi Ban, nội dung như công văn hôm trước.',
  });

  test.each<[Sign, Draft, Draft]>([
    [
      'thread_elsewhere',
      answer('Kế toán Nậm Mu <ketoan.nammu@gmail.com>', 'xdnammu.example'),
      answer('Kế toán Nậm Mu <ketoan@xdnammu.example>', 'mail.xdnammu.example'),
    ],
    [
      'thread_elsewhere',
      answer('Phạm Thị Ngà <nga@inbinhminh-lc.example>', 'inbinhminh.example'),
      answer('Phạm Thị Ngà <nga@congtykhac.example>', 'inbinhminh.example'),
    ],
    [
      'form_as_file',
      link('https://forms.gle/van-ban', 'Xem văn bản', 'Có văn bản mới cần xử lý trong ngày.'),
      link('https://forms.gle/van-ban', 'Khảo sát', 'Mời quý cơ quan tham gia khảo sát.'),
    ],
    [
      'act_advance',
      { text: 'Đề nghị xã ứng trước 30 triệu phí khảo sát, chúng tôi hoàn trả gấp đôi sau 7 ngày.' },
      { text: 'Đặt cọc 30% theo hợp đồng, hoàn trả khi thanh lý.' },
    ],
    [
      'free_claim_ask',
      { from: 'Đội Thuế liên xã <doithue3@gmail.com>', text: 'Làm việc với cán bộ Phong qua Zalo 0869 xxx 002.' },
      { from: 'Đội Thuế liên xã <doithue3@gdt.gov.vn>', text: 'Làm việc với cán bộ Phong qua Zalo 0869 xxx 002.' },
    ],
    [
      'act_program',
      { text: 'Nhấn phím Windows + R, dán bằng Ctrl + V rồi Enter.' },
      { text: 'Nhấn nút in ở góc phải rồi chọn khổ A4.' },
    ],
    [
      'act_new_account',
      { text: 'Phần tài khoản đánh máy nhầm. Thanh toán vào số đúng 1903 xxx 5521.' },
      { text: 'Phần phụ lục đánh máy nhầm. Xin gửi lại bản đúng.' },
    ],
  ])('%s', async (sign, seen, near) => {
    expect([...(await signs(seen, NEW)).keys()]).toContain(sign);
    expect([...(await signs(near, NEW)).keys()]).not.toContain(sign);
  });
});

describe('how a letter is worded', () => {
  const lure = 'Đề nghị đồng chí đăng nhập, cập nhật tài khoản thư công vụ và nhập mật khẩu trước khi bị khóa.';

  test('a lure counts against its sender, an honest letter for him, within bounds', async () => {
    const against = (await signs({ text: lure }, NEW)).get('wording_lure') ?? 0;
    const inFavour =
      (await signs({ text: 'Cháu chào cô chú, cháu xin hỏi thủ tục cấp lại giấy khai sinh ạ. Cháu cảm ơn.' }, NEW)).get(
        'wording_plain',
      ) ?? 0;
    expect(against).toBeGreaterThan(0.5);
    expect(against).toBeLessThanOrEqual(MOST_OF_WORDING);
    expect(inFavour).toBeLessThan(0);
    expect(inFavour).toBeGreaterThanOrEqual(-MOST_OF_WORDING);
  });

  test('says in Vietnamese which words, as they are written', async () => {
    const mail = await readMail(buildMail({ from: FIRM, text: lure }));
    const [seen] = wordingLike(gatherFacts(mail, NEW, []));
    expect(seen?.aside?.text).toMatch(/^Cách viết giống thư lừa đảo/);
    expect(seen?.aside?.text).toMatch(/"(?:[^"]*(?:tài khoản|công vụ|đồng chí|đăng nhập|mật khẩu|cập nhật)[^"]*)"/);
  });

  test('reads no addresses, numbers or names of hosts', () => {
    const words = wordingOf(
      'Xem https://giamao.example/login, thu@giamao.example hay giamao.example số 0912345678 nhé',
    );
    expect(words.join(' ')).not.toMatch(/giamao|example|login|0912|http/);
    expect(words).toContain('xem');
    expect(likenessOf('').score).toBe(0);
  });

  test('where nobody remembers senders a letter is read like that of a stranger, and nothing is said of what he did before', async () => {
    const { knownSenders: _, ...unremembered } = NEW;
    const draft: Draft = { subject: 'Re: hộp thư', text: `${lure} https://xac-thuc-thu.example/a` };
    const [read, ofStranger] = [await signs(draft, unremembered), await signs(draft, NEW)];
    const ofBefore = [...ofStranger.keys()].filter((sign) => !read.has(sign));
    expect(ofBefore).toEqual(['first_time', 'false_answer']);
    const { findings } = judgeMail(await readMail(buildMail(draft)), unremembered);
    expect(findings.map(({ text }) => text).join(' ')).not.toMatch(/lần đầu|chưa từng trao đổi/iu);
  });
});

describe('what the kinds of evidence count', () => {
  test('every sign has one kind, or is a plain fact', () => {
    const signsOfAll = Object.keys(WEIGHTS) as Sign[]; // keys of a constant object
    const plain = signsOfAll.filter((sign) => groupOf(sign) === undefined);
    expect(plain.toSorted()).toEqual(Object.keys(TRAIT_WEIGHTS).toSorted());
  });

  test('many rules that see the same thing are one reason', () => {
    const [few, many] = [
      voicesOf([['act_pay', 2.9]]),
      voicesOf([
        ['act_pay', 2.9],
        ['act_secrecy', 2.5],
        ['act_new_account', 4.6],
      ]),
    ];
    const at = GROUPS.indexOf('act');
    expect(few.groups[at]).toBe(2.9);
    expect(many.groups[at]).toBe(MOST_OF_GROUP);
  });

  test('a letter that is warned of has two reasons at least that are not true of most mail', async () => {
    const draft: Draft = {
      text: 'Đề nghị đồng chí đăng nhập, cập nhật tài khoản thư công vụ và nhập mật khẩu: https://xac-thuc-thu.example/a',
    };
    const { verdict, reasons } = await judged(draft, NEW);
    expect(verdict).not.toBe('ordinary');
    expect(reasons.filter(({ code }) => code !== 'EXTERNAL' && code !== 'FIRST_TIME').length).toBeGreaterThanOrEqual(2);
  });
});
