import { expect, test } from 'vitest';
import { inspectMail, type MailVerdict, THRESHOLDS } from '../src/index.ts';
import { buildMail, OFFICE } from './build-mail.ts';
import { type LureSet, lures } from './lures.ts';

async function judged(set: LureSet): Promise<(MailVerdict & { name: string })[]> {
  return Promise.all(
    lures(set).map(async ({ name, raw }) => ({ name, ...(await inspectMail({ raw }, { ...OFFICE, ownDomains: [] })) })),
  );
}

/** The weights were set by looking at the first half; the second was written before and never looked at. */
test.each([
  ['tuning', 0.95],
  ['held-out', 0.7],
] as const)('drafts of lures, %s: at least %f are warned of, each with a reason', async (set, least) => {
  const all = await judged(set);
  const warned = all.filter(({ verdict }) => verdict !== 'ordinary');
  expect(all.length).toBeGreaterThanOrEqual(30);
  expect(warned.length / all.length).toBeGreaterThanOrEqual(least);
  expect(warned.filter(({ reasons }) => reasons.length === 0)).toEqual([]);
});

/** Ordinary letters that speak of accounts, passwords, parcels and money, from those whose business it is. */
const ORDINARY: readonly Parameters<typeof buildMail>[0][] = [
  {
    from: 'Google <no-reply@accounts.google.com>',
    subject: 'Security alert',
    html: 'New sign-in to your account from a new device. If this wasn’t you, secure your account. <a href="https://myaccount.google.com/notifications">Check activity</a>',
  },
  {
    from: 'PayPal <service@paypal.com>',
    subject: 'Receipt for your payment',
    html: 'You sent a payment of $20. <a href="https://www.paypal.com/activity">View details</a>',
  },
  {
    from: 'DHL <noreply@dhl.com>',
    subject: 'Your package is scheduled for delivery',
    html: 'Your package is scheduled for delivery today. <a href="https://www.dhl.com/track?id=1">Track</a>',
  },
  {
    from: 'Quản trị thư <quantri@laichau.gov.vn>',
    subject: 'Hộp thư sắp đầy',
    text: 'Hộp thư của đồng chí đã dùng 95 % dung lượng. Đề nghị xóa bớt thư cũ. Không có liên kết nào trong thư này; cơ quan không bao giờ hỏi mật khẩu.',
  },
  {
    from: 'Vietcombank <no-reply@vietcombank.com.vn>',
    subject: 'Sao kê tháng 02/2026',
    html: 'Kính gửi Quý khách, sao kê thẻ tháng 02. <a href="https://www.vietcombank.com.vn/">Xem sao kê</a>',
  },
  {
    from: 'Trần Thị Bình <binhtran@gmail.com>',
    subject: 'Hỏi về hồ sơ đất đai',
    text: 'Kính gửi UBND huyện, tôi nộp hồ sơ ngày 12/02, xin hỏi khi nào có kết quả. Tôi xin cảm ơn.',
  },
  {
    from: 'Bản tin <bantin@thuvienphapluat.vn>',
    subject: 'Văn bản mới trong tuần',
    html: '<a href="https://thuvienphapluat.vn/a">Nghị định mới</a> <a href="https://list-manage.com/track/click?u=1">Xem trên trình duyệt</a>',
  },
  {
    from: 'Sở Nội vụ <vanthu@sonoivu.laichau.gov.vn>',
    subject: 'Công văn rà soát chứng thư số',
    text: 'Đề nghị các đơn vị rà soát, gửi danh sách trước 10/3. Tài khoản hết hạn báo về Sở.',
    files: [{ name: 'CV 123.pdf', bytes: new TextEncoder().encode('%PDF-1.7') }],
  },
  {
    from: 'Jane Doe <jane@example.com>',
    subject: 'Re: Invoice for March',
    text: 'Thanks, the invoice looks right. We will pay it next week.',
  },
];

test.each(ORDINARY.map((draft) => [draft.subject ?? '', draft] as const))('ordinary: %s', async (_, draft) => {
  const { score, findings } = await inspectMail({ raw: buildMail(draft) }, OFFICE);
  expect(findings.filter(({ level }) => level === 'block')).toEqual([]);
  expect(score).toBeLessThan(THRESHOLDS.suspicious);
});
