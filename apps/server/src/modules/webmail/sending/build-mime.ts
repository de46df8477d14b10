import type { MailAddress } from '@congvu/contracts';
import MailComposer from 'nodemailer/lib/mail-composer';
import { wordsOf } from '../body/safe-text.ts';

export interface MimeInput {
  from: MailAddress;
  /** Who wrote it, when that is not whose name it bears (RFC 5322 3.6.2). */
  sender?: MailAddress;
  to: readonly MailAddress[];
  cc: readonly MailAddress[];
  subject: string;
  html: string;
  date: Date;
  /** Without angle brackets. */
  messageId: string;
  inReplyTo?: string;
  references?: readonly string[];
  headers?: Record<string, string>;
  /** Every part as base64: nothing on the way changes what was signed (RFC 8551 §3.1.3). */
  forSigning?: boolean;
  files: readonly { name: string; mediaType: string; content: Buffer }[];
}

/** Ids of others are copied only as ids: whatever else stands there is left out (RFC 5322 3.6.4). */
function bracketed(id: string): string {
  return /^[^\s<>\p{Cc}]{1,900}$/u.test(id) ? `<${id}>` : '';
}

/** One mail as bytes, without signature (DKIM is the flow's) and without Bcc. */
export async function buildMime(input: MimeInput): Promise<Buffer> {
  const references = (input.references ?? []).map(bracketed).filter((id) => id !== '');
  const html = input.html.replaceAll(/\r\n?/g, '\n');
  const text = (content: string) =>
    input.forSigning === true ? { content, contentTransferEncoding: 'base64' as const } : content;
  const inReplyTo = bracketed(input.inReplyTo ?? '');
  const composer = new MailComposer({
    from: input.from,
    ...(input.sender !== undefined && { sender: input.sender }),
    to: [...input.to],
    cc: [...input.cc],
    subject: input.subject,
    html: text(html),
    text: text(wordsOf(html)),
    date: input.date,
    messageId: `<${input.messageId}>`,
    ...(inReplyTo !== '' && { inReplyTo }),
    ...(references.length > 0 && { references }),
    headers: input.headers ?? {},
    attachments: input.files.map(({ name, mediaType, content }) => ({
      filename: name,
      contentType: mediaType,
      content,
      contentDisposition: 'attachment' as const,
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
    xMailer: false,
    // Servers refuse a line end of another kind (RFC 5321 §2.3.8).
    newline: 'windows',
  });
  return composer.compile().build();
}
