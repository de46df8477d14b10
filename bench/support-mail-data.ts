import { randomBytes } from 'node:crypto';
import {
  addDomainTo,
  type TestDomain,
  type TestWorld,
} from '../apps/server/src/modules/mailflow/mail-world.testing.ts';

const DOMAINS = 20;
const ROWS = 90;
const ATTACHMENT_BYTES = 17_000;

const SENTENCES = [
  'Thực hiện Kế hoạch chuyển đổi số của tỉnh, đề nghị các cơ quan, đơn vị rà soát, báo cáo kết quả trước ngày 25 hằng tháng.',
  'Giao Văn phòng phối hợp với Phòng Văn hóa và Thông tin theo dõi, đôn đốc, tổng hợp báo cáo Ủy ban nhân dân huyện.',
  'Các đơn vị chưa được cấp chứng thư số gửi danh sách theo mẫu kèm theo công văn này.',
  'Trong quá trình thực hiện nếu có khó khăn, vướng mắc, đề nghị phản ánh kịp thời để xem xét, giải quyết.',
];

function base64Lines(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');
}

function textOf(no: number): string {
  return Array.from({ length: 20 }, (_one, line) => `${line + 1}. ${SENTENCES[(line + no) % SENTENCES.length]}`).join(
    '\n',
  );
}

function htmlOf(no: number): string {
  const rows = Array.from(
    { length: ROWS },
    (_one, row) =>
      `<tr><td style="border:1px solid #ccc;padding:4px">${row + 1}</td><td>${SENTENCES[(row + no) % SENTENCES.length]}</td></tr>`,
  );
  return `<html><body><p>Kính gửi quý cơ quan,</p><table>${rows.join('\n')}</table><p><a href="https://laichau.gov.vn/van-ban/${no}">Văn bản</a></p></body></html>`;
}

/** A letter of an office: text, a table in HTML, a PDF beside it; about 50 KB on the wire, no two alike. */
function writeLetter(no: number, from: string, to: string): Buffer {
  const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(ATTACHMENT_BYTES), Buffer.from('\n%%EOF\n')]);
  return Buffer.from(
    [
      `From: =?utf-8?B?${Buffer.from('Văn thư Sở').toString('base64')}?= <${from}>`,
      `To: <${to}>`,
      `Subject: =?utf-8?B?${Buffer.from(`Công văn số ${no}/STTTT về chuyển đổi số`).toString('base64')}?=`,
      'Date: Mon, 22 Mar 2021 08:00:00 +0700',
      `Message-ID: <${no}.${randomBytes(8).toString('hex')}@ngoai.vn>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=ngoai',
      '',
      '--ngoai',
      'Content-Type: multipart/alternative; boundary=trong',
      '',
      '--trong',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      base64Lines(Buffer.from(textOf(no))),
      '--trong',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      base64Lines(Buffer.from(htmlOf(no))),
      '--trong--',
      '--ngoai',
      `Content-Type: application/pdf; name="cong-van-${no}.pdf"`,
      'Content-Disposition: attachment',
      'Content-Transfer-Encoding: base64',
      '',
      base64Lines(pdf),
      '--ngoai--',
      '',
    ].join('\r\n'),
  );
}

export interface BenchMail {
  from: string;
  raw: Buffer;
}

let serial = 0;

/** Signed with RSA-2048 by twenty domains in turn, as mail of other offices is. */
export async function writeLetters(world: TestWorld, count: number, to: string): Promise<BenchMail[]> {
  const domains: TestDomain[] = Array.from({ length: DOMAINS }, (_one, no) => addDomainTo(world, `so${no}.ngoai.vn`));
  const mails: BenchMail[] = [];
  for (let no = 0; no < count; no += 1) {
    const domain = domains[no % DOMAINS];
    if (domain !== undefined) {
      serial += 1;
      const from = `vanthu@${domain.name}`;
      mails.push({ from, raw: await domain.sign(writeLetter(serial, from, to)) });
    }
  }
  return mails;
}
