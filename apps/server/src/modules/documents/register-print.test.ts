import { type ReadMail, readQrCodes } from '@congvu/mailguard';
import { describe, expect, test } from 'vitest';
import { qrPicture, type RegisterBook, renderRegisterPdf } from './register-print.ts';

const NOTE = `congvu.banlu.example/nhat-ky-1a2b3c4d
1248736
${Buffer.alloc(32, 5).toString('base64')}
2021-03-22T09:59:00.000Z

— congvu.banlu.example/nhat-ky-1a2b3c4d ${Buffer.alloc(68, 9).toString('base64')}
`;
const LINE = 'Điểm kiểm tra nhật ký: 1.248.736 dòng, gốc AB12 CD34 EF56 0000, ký lúc 16:59 ngày 22/3/2021';

const book = (rows: number, checkpoint?: RegisterBook['checkpoint']): RegisterBook => ({
  title: 'SỔ ĐĂNG KÝ VĂN BẢN ĐẾN',
  subtitle: 'Năm 2021, quyển số 1',
  columns: [
    { title: 'Số đến', widthMm: 15, align: 'center' },
    { title: 'Trích yếu', align: 'left' },
  ],
  rows: Array.from({ length: rows }, (_, index) => [String(index + 1), 'V/v tăng cường kiểm tra vệ sinh môi trường']),
  printedBy: 'Hoàng Thị Lan',
  printedAt: '17:00 ngày 22/3/2021',
  ...(checkpoint !== undefined && { checkpoint }),
});

/** What a reader of codes sees on the printed pages. */
async function codesOn(pdf: Buffer): Promise<string[]> {
  const attachments = [{ name: 'so.pdf', type: 'application/pdf', size: pdf.length, bytes: pdf }];
  // Nothing else of a mail is looked at for codes.
  return (await readQrCodes({ attachments } as unknown as ReadMail)).map(({ text }) => text);
}

describe('the foot of a printed register', () => {
  test('carries the signed checkpoint as a code that is read back letter by letter', async () => {
    const pdf = await renderRegisterPdf(book(3, { line: LINE, note: NOTE }));
    expect(await codesOn(pdf)).toContain(NOTE);
  }, 180_000);

  test('control: without a checkpoint there is no code', async () => {
    expect(await codesOn(await renderRegisterPdf(book(3)))).toEqual([]);
  }, 180_000);

  test('another checkpoint is another picture', () => {
    expect(qrPicture(NOTE)).not.toBe(qrPicture(NOTE.replace('1248736', '1248737')));
  });
});
