import type { RegisterMail } from '@congvu/contracts';
import type { StoredMail } from '#modules/webmail';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { buildTextPdf } from '../files/files.testing.ts';
import { deliverTo, storeRaw } from '../webmail/webmail.testing.ts';

export const PAGE = [
  'UBND TỈNH LAI CHÂU   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  'SỞ THÔNG TIN VÀ TRUYỀN THÔNG   Độc lập - Tự do - Hạnh phúc',
  'Số: 315/STTTT-BCVTCNTT   Lai Châu, ngày 19 tháng 3 năm 2021',
  'V/v cảnh báo thư điện tử giả mạo',
  '\tKính gửi: Ủy ban nhân dân các huyện, thành phố',
].join('\n');

interface MailPart {
  name: string;
  type: string;
  content: Buffer;
}

export function pdfPart(name: string, page = PAGE): MailPart {
  return { name, type: 'application/pdf', content: buildTextPdf([page]) };
}

let counter = 0;

/** A mail with files, as bytes. */
export function writeLetterMail(given: { from?: string; subject?: string; parts?: readonly MailPart[] } = {}): Buffer {
  counter += 1;
  const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  const parts = given.parts ?? [
    pdfPart('315-STTTT.pdf'),
    { name: 'Danh sách.csv', type: 'text/csv', content: Buffer.from('stt,ten\n') },
  ];
  const files = parts.flatMap(({ name, type, content }) => [
    '--b',
    `Content-Type: ${type}; name="${encoded(name)}"`,
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    ...(content.toString('base64').match(/.{1,76}/g) ?? []),
  ]);
  return Buffer.from(
    [
      `From: ${given.from ?? 'So TTTT <vanthu.stttt@laichau.gov.vn>'}`,
      'To: vanthu@tamduong.laichau.gov.vn',
      `Subject: ${encoded(given.subject ?? 'Gửi công văn 315')}`,
      `Message-ID: <letter-${counter}@laichau.gov.vn>`,
      'Date: Mon, 22 Mar 2021 08:00:00 +0700',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Kính gửi quý cơ quan.',
      ...files,
      '--b--',
      '',
    ].join('\r\n'),
  );
}

interface TestBox {
  mailboxId: string;
  agencyId: string;
}

/** The mail as the flow of mail puts it into a box; answers how a request names it. */
export async function arriveIn(
  office: TestOffice,
  box: TestBox,
  raw: Buffer,
  given: Partial<Omit<StoredMail, 'mail'>> & { placement?: 'inbox' | 'quarantine' } = {},
): Promise<{ mailboxId: string; id: string }> {
  const { placement, ...stored } = given;
  office.clock.advance(1_000);
  const message = await storeRaw(office, raw, stored);
  const { itemId } = await deliverTo(office, message, box, placement);
  return { mailboxId: box.mailboxId, id: itemId };
}

/** What the clerk sends after having looked. */
export function factsTyped(part: Partial<RegisterMail['facts']> = {}): RegisterMail['facts'] {
  return {
    numberSymbol: '315/STTTT-BCVTCNTT',
    issuedOn: '2021-03-19',
    issuingAgencyName: 'Sở Thông tin và Truyền thông',
    issuingAgencyId: null,
    documentType: 'official_letter',
    typeName: '',
    abstract: 'Cảnh báo thư điện tử giả mạo',
    signatory: '',
    signatoryPosition: '',
    urgency: 'normal',
    pageCount: 1,
    replyDueOn: null,
    note: '',
    ...part,
  };
}

export function registerBody(part: Partial<RegisterMail> = {}): RegisterMail {
  return { mainNo: 0, facts: factsTyped(), presentTo: null, acceptDuplicate: false, ...part };
}
