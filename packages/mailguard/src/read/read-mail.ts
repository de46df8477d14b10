import { createHash } from 'node:crypto';
import PostalMime, { type Address, type Attachment, addressParser, decodeWords, type Email } from 'postal-mime';
import { MailGuardError } from '../errors.ts';
import type { Mailbox, ReadAttachment, ReadMail, ReadWarning } from '../types.ts';
import { decodeText } from './charset.ts';
import { typeByBytes } from './file-type.ts';
import { assertWithinLimits, headerEnd, MAIL_LIMITS } from './limits.ts';

/** The part of postal-mime's nodes that is read here; the version is pinned exactly. */
interface TextNode {
  content: ArrayBuffer | null;
  contentType: { parsed: { value: string; params: Record<string, string> } };
  contentDisposition: { parsed: { value: string } };
}

/**
 * postal-mime decodes a text part by what it declares. Just before, the bytes are turned into UTF-8 here: TCVN3, windows-1258 and raw
 * 8-bit text without a declaration would be lost in it.
 */
class Reader extends PostalMime {
  isRepaired = false;

  isInlineTextNode(node: TextNode): boolean {
    const { value, params } = node.contentType.parsed;
    if (node.contentDisposition.parsed.value === 'attachment' || (value !== 'text/plain' && value !== 'text/html')) {
      return false;
    }
    if (node.content !== null) {
      const { text, isRepaired } = decodeText(new Uint8Array(node.content), params['charset'] ?? '');
      this.isRepaired ||= isRepaired;
      node.content = new TextEncoder().encode(text).buffer;
      params['charset'] = 'utf-8';
    }
    return true;
  }
}

function nfc(text: string): string {
  return text.normalize('NFC').replaceAll('\0', '');
}

/** Encoded words of a legacy encoding come out as Latin-1. */
function repairWord(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text) || /[^\0-\u00ff]/.test(text)) {
    return nfc(text);
  }
  return decodeText(Buffer.from(text, 'latin1'), 'windows-1252').text;
}

function flatten(addresses: readonly Address[]): Mailbox[] {
  return addresses.flatMap((entry) =>
    entry.group === undefined
      ? [{ name: repairWord(entry.name).trim(), address: nfc(entry.address).trim() }]
      : entry.group.map(({ name, address }) => ({ name: repairWord(name).trim(), address: nfc(address).trim() })),
  );
}

function headersOf(email: Email, name: string): string[] {
  return email.headers.filter(({ key }) => key === name).map(({ value }) => value);
}

function addressesOf(email: Email, name: string): Mailbox[] {
  return headersOf(email, name).flatMap((value) => flatten(addressParser(value)));
}

function idsOf(value: string): string[] {
  return [...value.matchAll(/<([^<>\s]{1,500})>/g)].map(([, id = '']) => id);
}

function readAttachment({ filename, mimeType, disposition, contentId, content, related }: Attachment): ReadAttachment {
  // attachmentEncoding is left at arraybuffer, so a string never comes.
  const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
  return {
    name: repairWord(filename ?? ''),
    declaredType: mimeType,
    type: typeByBytes(bytes),
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(contentId === undefined ? {} : { contentId: contentId.replace(/^<|>$/g, '') }),
    inline: disposition === 'inline' || related === true,
    bytes,
  };
}

/** Raw 8-bit header lines are read as UTF-8 by the parser: others are turned into it first. */
function withUnicodeHeader(bytes: Uint8Array): { bytes: Uint8Array; isRepaired: boolean } {
  const end = headerEnd(bytes);
  const header = bytes.subarray(0, end);
  if (!header.some((byte) => byte > 0x7f)) {
    return { bytes, isRepaired: false };
  }
  const { text, isRepaired } = decodeText(header, '');
  return { bytes: isRepaired ? Buffer.concat([Buffer.from(text), bytes.subarray(end)]) : bytes, isRepaired };
}

function warningsOf(email: Email, from: readonly Mailbox[], isRepaired: boolean): ReadWarning[] {
  const found: [boolean, ReadWarning][] = [
    [
      isRepaired,
      { code: 'charset_repaired', text: 'Bảng mã ghi trong thư không đúng; chữ đã được đọc theo bảng mã thực.' },
    ],
    [from.length === 0, { code: 'no_sender', text: 'Thư không ghi người gửi.' }],
    [
      headersOf(email, 'from').length > 1 || from.length > 1,
      { code: 'several_senders', text: 'Thư ghi nhiều người gửi.' },
    ],
    [headersOf(email, 'date').length === 0, { code: 'no_date', text: 'Thư không ghi ngày gửi.' }],
  ];
  return found.filter(([isFound]) => isFound).map(([, warning]) => warning);
}

function translate(error: unknown): MailGuardError {
  const message = error instanceof Error ? error.message : '';
  if (/nesting depth/i.test(message)) {
    return new MailGuardError('mailguard.too_deep', error);
  }
  return new MailGuardError(/header/i.test(message) ? 'mailguard.header_too_large' : 'mailguard.unreadable', error);
}

function dateOf(email: Email): { date?: Date } {
  const date = new Date(email.date ?? '');
  return Number.isNaN(date.getTime()) ? {} : { date };
}

function build(email: Email, isRepaired: boolean): ReadMail {
  const from = addressesOf(email, 'from');
  const [sender] = addressesOf(email, 'sender');
  return {
    messageId: idsOf(email.messageId ?? '')[0] ?? nfc(email.messageId ?? '').trim(),
    inReplyTo: idsOf(email.inReplyTo ?? '')[0] ?? '',
    references: idsOf(email.references ?? ''),
    ...dateOf(email),
    from,
    ...(sender === undefined ? {} : { sender }),
    replyTo: addressesOf(email, 'reply-to'),
    to: addressesOf(email, 'to'),
    cc: addressesOf(email, 'cc'),
    subject: repairWord(decodeWords(headersOf(email, 'subject')[0] ?? '')),
    text: nfc(email.text ?? ''),
    html: nfc(email.html ?? ''),
    attachments: email.attachments.map(readAttachment),
    headers: email.headers.map(({ key, value }) => ({ name: key, value: nfc(value) })),
    warnings: warningsOf(email, from, isRepaired),
  };
}

/**
 * Reads a mail under {@link MAIL_LIMITS}: attached mails stay attachments, Vietnamese text in TCVN3, windows-1258 or raw 8-bit is
 * repaired.
 * @throws MailGuardError
 * @example const mail = await readMail(readFileSync('letter.eml')); // mail.from[0]?.address
 */
export async function readMail(raw: Uint8Array): Promise<ReadMail> {
  assertWithinLimits(raw);
  const { bytes, isRepaired } = withUnicodeHeader(raw);
  const reader = new Reader({
    maxNestingDepth: MAIL_LIMITS.maxDepth,
    maxHeadersSize: MAIL_LIMITS.maxHeaderBytes,
    forceRfc822Attachments: true,
  });
  try {
    const email = await reader.parse(bytes);
    return build(email, isRepaired || reader.isRepaired);
  } catch (error) {
    throw translate(error);
  }
}
