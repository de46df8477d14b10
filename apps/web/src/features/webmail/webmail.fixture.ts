import type { EmailLine, EmailView, MailDraftView, MailFolderView, WebmailBox } from '@congvu/contracts';
import { id } from '../../shared/testing/ids.ts';

export const OWN = id(1);
export const UNIT = id(2);

export function box(part: Partial<WebmailBox> = {}): WebmailBox {
  return {
    id: UNIT,
    address: 'vanthu.tamduong@laichau.gov.vn',
    name: 'Văn thư huyện',
    kind: 'unit',
    relation: 'member',
    unread: 2,
    away: false,
    abilities: { 'webmail.open': true, 'webmail.organise': true, 'webmail.send': true, 'webmail.assign': true },
    ...part,
  };
}

export const OWN_BOX = box({
  id: OWN,
  address: 'huongltm.tamduong@laichau.gov.vn',
  name: 'Lò Thị Mai Hương',
  kind: 'person',
  relation: 'own',
  unread: 0,
});

function folder(number: number, name: string, role: MailFolderView['role'], total: number, unread = 0): MailFolderView {
  return { id: id(number), name, role, total, unread, abilities: {} };
}

export const INBOX = id(10);
export const FOLDERS: MailFolderView[] = [
  folder(10, 'Thư đến', 'inbox', 3, 2),
  folder(11, 'Cách ly', 'quarantine', 1, 1),
  folder(12, 'Đã gửi', 'sent', 4),
  folder(13, 'Nháp', 'drafts', 1),
  folder(14, 'Thùng rác', 'trash', 0),
  folder(15, 'Giao ban', null, 5),
];

export function line(number: number, subject: string, part: Partial<EmailLine> = {}): EmailLine {
  return {
    id: id(number),
    threadId: id(number + 500),
    threadCount: 1,
    folderId: INBOX,
    from: [{ name: 'Hạt Kiểm lâm Tam Đường', address: 'hkl@laichau.gov.vn' }],
    to: [{ name: '', address: 'vanthu.tamduong@laichau.gov.vn' }],
    subject,
    preview: 'Kính gửi Văn phòng',
    receivedAt: '2021-03-22T02:40:00Z',
    size: 2_048,
    keywords: { seen: false, flagged: false, answered: false, forwarded: false },
    hasAttachments: false,
    verdict: 'ordinary',
    reason: null,
    external: false,
    assignee: null,
    registered: null,
    delivery: null,
    ...part,
  };
}

const MAY: EmailView['abilities'] = {
  'webmail.reply': true,
  'webmail.forward': true,
  'webmail.move': true,
  'webmail.trash': true,
  'webmail.take_over': true,
  'webmail.report': true,
};

export function email(of: EmailLine, part: Partial<EmailView> = {}): EmailView {
  return {
    ...of,
    cc: [],
    bcc: [],
    replyTo: [],
    sender: null,
    sentAt: null,
    messageIdHeader: 'one@laichau.gov.vn',
    originalAddress: 'vanthu.tamduong@laichau.gov.vn',
    auth: { spf: 'pass', dkim: 'pass', dmarc: 'pass', arc: 'none', text: 'Địa chỉ người gửi đã được xác thực.' },
    guard: { verdict: of.verdict, score: 0, reasons: [], findings: [], links: [] },
    signature: null,
    attachments: [],
    history: [],
    submission: null,
    thread: [],
    rawLink: null,
    abilities: MAY,
    ...part,
  };
}

const REASONS = [
  { code: 'BRAND_NAME', text: 'Tên "Sở Thông tin và Truyền thông" không khớp miền gửi campus-norte.example.' },
  { code: 'CRED_URGENT', text: 'Thúc ép "48 giờ" và đòi "mật khẩu".' },
  { code: 'FREE_HOST', text: 'Liên kết trang miễn phí mở forms-free.example.' },
];

export const FORGED = line(21, 'Nâng cấp hộp thư công vụ trong vòng 48 giờ', {
  from: [{ name: 'Sở Thông tin và Truyền thông', address: 'upgrade@campus-norte.example' }],
  keywords: { seen: true, flagged: false, answered: false, forwarded: false },
  verdict: 'suspicious',
  reason: REASONS[0]?.text ?? null,
  external: true,
});

export const FORGED_VIEW = email(FORGED, {
  guard: {
    verdict: 'suspicious',
    score: 0.9,
    reasons: REASONS,
    findings: REASONS.map((reason) => ({ ...reason, level: 'strong' as const })),
    links: [
      {
        shown: 'Bấm vào đây',
        url: 'https://forms-free.example/',
        host: 'forms-free.example',
        realHost: 'forms-free.example',
        suspicious: true,
      },
    ],
  },
});

export function draft(part: Partial<MailDraftView> = {}): MailDraftView {
  return {
    id: id(31),
    kind: 'new',
    sourceId: null,
    version: 1,
    savedAt: '2021-03-22T02:44:00Z',
    savedBy: 'Lò Thị Mai Hương',
    copyOf: null,
    content: {
      fromAddress: 'vanthu.tamduong@laichau.gov.vn',
      to: [],
      cc: [],
      bcc: [],
      subject: '',
      html: '<p></p>',
    },
    attachments: [],
    warnings: [],
    abilities: { 'webmail.edit_draft': true, 'webmail.send_draft': true, 'webmail.discard_draft': true },
    ...part,
  };
}
