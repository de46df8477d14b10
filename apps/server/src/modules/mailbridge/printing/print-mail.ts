import { toPrintable } from '@congvu/nd30/render';
import type { MailToRegister, MailWords } from '#modules/webmail';
import { vietnamDate } from '../../../platform/clock.ts';
import { invalid } from '../../../platform/errors.ts';
import { printApart } from '../../../platform/print-apart.ts';
import { printMoment } from '../../../platform/print-dates.ts';
import { notesOfMail } from '../registering/notes-of-mail.ts';

export interface MailPrint {
  title: string;
  subject: string;
  head: [label: string, value: string][];
  /** Lines as written; an empty one parts paragraphs. */
  body: string[];
  foot: string;
  /** Year, month, day: the same mail gives the same bytes. */
  day: number[];
}

const PRINTER = new URL('./mail-printer.ts', import.meta.url);
/** A hundred pages; whoever writes more attaches a file. */
const MAX_TEXT = 300_000;
const RECEIVERS_SHOWN = 50;

function addressesOf(list: MailWords['to']): string {
  const said = list.slice(0, RECEIVERS_SHOWN).map(({ name, address }) => [name, `<${address}>`].join(' ').trim());
  const more = list.length - said.length;
  return more > 0 ? `${said.join(', ')} và ${more} nơi khác` : said.join(', ');
}

function bodyOf({ text, pictures }: MailWords): string[] {
  if (text.length > MAX_TEXT) {
    throw invalid(
      'mailbridge.text_too_long',
      'Lời thư quá dài để in thành văn bản. In thư thành PDF trên máy rồi vào sổ ở "Vào sổ nhanh".',
    );
  }
  const lines = text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{C}\n\t]/gu, '')
    .replaceAll('\t', '    ')
    .split('\n')
    .map((line) => line.trimEnd());
  const note = pictures === 0 ? [] : ['', `[Trong lời thư có ${pictures} hình, xem ở thư gốc kèm theo.]`];
  return [...lines, ...note];
}

/** What stands on the page: the head as the mail says it, what was found of its authenticity, and its words alone. */
export function composeMail(mail: MailToRegister, words: MailWords): MailPrint {
  const [, ...found] = notesOfMail(mail, null);
  const head: MailPrint['head'] = [
    ['Người gửi', mail.from === undefined ? 'Không ghi' : addressesOf([mail.from])],
    ['Nơi nhận', addressesOf(words.to) || mail.originalAddress],
    ...(words.cc.length === 0 ? [] : [['Đồng gửi', addressesOf(words.cc)] as [string, string]]),
    ['Ngày gửi', mail.sentAt === null ? 'Không ghi' : printMoment(mail.sentAt)],
    ['Ngày nhận', printMoment(mail.receivedAt)],
    ['Tiêu đề', mail.subject],
    ['Xác thực', found.join(' ')],
  ];
  return {
    title: 'THƯ ĐIỆN TỬ',
    subject: mail.subject === '' ? 'Thư điện tử' : mail.subject,
    head,
    body: bodyOf(words),
    foot: `Hệ thống Công Vụ in từ thư gốc, SHA-256 ${mail.rawSha256.slice(0, 16)}…`,
    day: vietnamDate(mail.receivedAt).split('-').map(Number),
  };
}

/**
 * The words of a mail as PDF/A, for a letter that came without a file: text only, nothing of it is fetched or run. In a process of its
 * own that ends with it.
 * @throws AppError 422 `mailbridge.text_too_long`
 */
export async function printMail(mail: MailToRegister, words: MailWords): Promise<Buffer> {
  return printApart(PRINTER, toPrintable(composeMail(mail, words)));
}
