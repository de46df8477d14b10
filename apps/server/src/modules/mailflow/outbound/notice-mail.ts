import { randomUUID } from 'node:crypto';
import { printMoment } from '../../../platform/print-dates.ts';
import { headerEnd } from './wire-message.ts';

export interface NoticeFacts {
  kind: 'failed' | 'delayed';
  /** Whom it is for: the sender of the mail. */
  to: string;
  ownName: string;
  domain: string;
  id: string;
  at: Date;
  queuedAt: Date;
  recipients: readonly { address: string; reply: string }[];
  raw: Buffer;
}

const HEADER_KEPT = 16 * 1024;

function base64Lines(text: string): string {
  return (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');
}

function word(text: string): string {
  return `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}

/** A reply of a stranger as one line of a report. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .trim()
    .slice(0, 300);
}

function wordsOf({ kind, recipients, queuedAt }: NoticeFacts): string {
  const lines = recipients.map(
    ({ address, reply }) => `- ${address}${reply === '' ? '' : `\n  Trả lời của nơi nhận: ${reply}`}`,
  );
  return kind === 'failed'
    ? [
        `Thư của ông/bà gửi lúc ${printMoment(queuedAt)} không đến được:`,
        '',
        ...lines,
        '',
        'Kiểm tra lại địa chỉ rồi gửi lại. Nếu địa chỉ đúng, liên hệ nơi nhận bằng cách khác.',
      ].join('\n')
    : [
        `Thư của ông/bà gửi lúc ${printMoment(queuedAt)} chưa đến được, hệ thống vẫn tự gửi lại trong 5 ngày:`,
        '',
        ...lines,
        '',
        'Ông/bà chưa phải làm gì. Việc gấp thì liên hệ nơi nhận bằng cách khác.',
      ].join('\n');
}

function statusOf(facts: NoticeFacts): string {
  const each = facts.recipients.map(({ address, reply }) => {
    const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(reply)?.[0] ?? (facts.kind === 'failed' ? '5.0.0' : '4.0.0');
    return [
      `Final-Recipient: rfc822; ${address}`,
      `Action: ${facts.kind}`,
      `Status: ${status}`,
      ...(reply === '' ? [] : [`Diagnostic-Code: smtp; ${oneLine(reply)}`]),
    ].join('\r\n');
  });
  return [`Reporting-MTA: dns; ${facts.ownName}\r\nArrival-Date: ${rfcDate(facts.queuedAt)}`, ...each].join('\r\n\r\n');
}

function rfcDate(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}

/** Delivery status notification (RFC 3464) in Vietnamese; only the header of the mail goes along. */
export function noticeMail(facts: NoticeFacts): Buffer {
  const boundary = `congvu-${randomUUID()}`;
  const end = headerEnd(facts.raw);
  const header = facts.raw.subarray(0, Math.min(end === -1 ? 0 : end, HEADER_KEPT)).toString('latin1');
  const subject = facts.kind === 'failed' ? 'Thư không gửi được' : 'Thư gửi chậm, đang gửi lại';
  return Buffer.from(
    [
      `From: ${word('Hệ thống thư')} <mailer-daemon@${facts.domain}>`,
      `To: <${facts.to}>`,
      `Subject: ${word(subject)}`,
      `Date: ${rfcDate(facts.at)}`,
      `Message-ID: <${facts.kind}.${facts.id}@${facts.domain}>`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      base64Lines(wordsOf(facts)),
      `--${boundary}`,
      'Content-Type: message/delivery-status',
      '',
      statusOf(facts),
      '',
      `--${boundary}`,
      'Content-Type: text/rfc822-headers; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      base64Lines(header),
      `--${boundary}--`,
      '',
    ].join('\r\n'),
    'latin1',
  );
}
