import type { MailAddress, MailDraftContent } from '@congvu/contracts';
import type { ReadMail } from '@congvu/mailguard';
import { printMoment } from '../../../platform/print-dates.ts';
import { wordsOf } from '../body/safe-text.ts';
import type { FullEmailRow } from '../box/load-email.ts';
import { escapeText, textToHtml } from './clean-html.ts';

/** Enough of a conversation to follow it; nobody reads the hundredth quote. */
const MAX_QUOTE = 50_000;
const PREFIX = /^(?:(?:re|fw|fwd|tr|trả lời|chuyển tiếp)\s*(?:\[\d+\])?\s*:\s*)+/iu;

function named({ name, address }: MailAddress): string {
  return name === '' ? address : `${name} <${address}>`;
}

/** Headers read from strangers lose what may not stand in ours. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function cleanPeople(people: readonly MailAddress[], except: ReadonlySet<string>): MailAddress[] {
  const found = new Map<string, MailAddress>();
  for (const { name, address } of people) {
    const key = plain(address).toLowerCase();
    if (key.includes('@') && !except.has(key) && !found.has(key)) {
      found.set(key, { name: plain(name).slice(0, 200), address: plain(address).slice(0, 320) });
    }
  }
  return [...found.values()];
}

function quoteHtml(kind: 'reply' | 'forward', row: FullEmailRow, mail: ReadMail): string {
  const text = (mail.text === '' ? wordsOf(mail.html) : mail.text).slice(0, MAX_QUOTE);
  const from = row.from_list.map(named).join(', ');
  if (kind === 'reply') {
    return `<p>${escapeText(plain(`${printMoment(row.received_at)}, ${from} viết:`))}</p><blockquote>${textToHtml(text)}</blockquote>`;
  }
  const head = [
    '---------- Thư chuyển tiếp ----------',
    `Từ: ${plain(from)}`,
    `Ngày: ${printMoment(row.received_at)}`,
    `Tiêu đề: ${plain(row.subject)}`,
    `Đến: ${plain(row.to_list.map(named).join(', '))}`,
  ];
  return `<p>${head.map(escapeText).join('<br>')}</p>${textToHtml(text)}`;
}

/** The beginning of an answer or of a passing on, with who it goes to. */
export function startFrom(
  kind: 'reply' | 'reply_all' | 'forward',
  row: FullEmailRow,
  mail: ReadMail,
  own: ReadonlySet<string>,
): Pick<MailDraftContent, 'to' | 'cc' | 'subject' | 'html'> {
  const base = plain(row.subject).replace(PREFIX, '').slice(0, 490);
  if (kind === 'forward') {
    return { to: [], cc: [], subject: `Fwd: ${base}`, html: quoteHtml('forward', row, mail) };
  }
  // Of a mail this box has sent, the answer goes to those it was sent to.
  const writer = row.direction === 'out' ? row.to_list : row.reply_to.length > 0 ? row.reply_to : row.from_list;
  const to = cleanPeople(writer, new Set());
  const named = new Set([...own, ...to.map(({ address }) => address.toLowerCase())]);
  const cc = kind === 'reply_all' ? cleanPeople([...row.to_list, ...row.cc_list], named) : [];
  return { to, cc, subject: `Re: ${base}`, html: quoteHtml('reply', row, mail) };
}
