import { AppError } from '../../../platform/errors.ts';

const HEADER_LIMIT = 256 * 1024;
/** RFC 5321 §4.5.3.1.6, without CRLF. */
const LINE_LIMIT = 998;

function badMessage(why: string): AppError {
  return new AppError(
    'mailflow.bad_message',
    422,
    `Thư không gửi được: ${why}. Soạn lại thư; nếu vẫn lỗi, báo quản trị.`,
  );
}

/** Where the header section ends: behind the empty line. */
export function headerEnd(raw: Buffer): number {
  const at = raw.subarray(0, HEADER_LIMIT).indexOf('\r\n\r\n');
  return at === -1 ? -1 : at + 2;
}

/** A CR or LF alone means the end of a mail to some servers (SMTP smuggling): there is none in what we send or take. */
export function bareLineEnd(raw: Buffer): boolean {
  for (let at = raw.indexOf(0x0a); at !== -1; at = raw.indexOf(0x0a, at + 1)) {
    if (at === 0 || raw[at - 1] !== 0x0d) {
      return true;
    }
  }
  for (let at = raw.indexOf(0x0d); at !== -1; at = raw.indexOf(0x0d, at + 1)) {
    if (raw[at + 1] !== 0x0a) {
      return true;
    }
  }
  return false;
}

interface HeaderField {
  name: string;
  /** With its line end and folded lines. */
  text: string;
}

export function headerFields(raw: Buffer): HeaderField[] {
  const end = headerEnd(raw);
  const section = raw.subarray(0, end === -1 ? 0 : end).toString('latin1');
  return section
    .split(/\r\n(?![ \t])/)
    .filter((line) => line !== '')
    .map((line) => ({ name: (/^([!-9;-~]+)[ \t]*:/.exec(line)?.[1] ?? '').toLowerCase(), text: `${line}\r\n` }));
}

/** Fields that are for the sender alone (RFC 5322 §3.6.3), or say what only a receiving server may say. */
const NEVER_SENT: ReadonlySet<string> = new Set(['bcc', 'resent-bcc', 'return-path', 'authentication-results']);
const ONCE = ['from', 'sender', 'to', 'cc', 'subject', 'date', 'message-id', 'reply-to'];

/**
 * The mail as it goes on the wire: only whole lines, fields that stand once, nothing for the sender's eyes.
 * @throws AppError 422 `mailflow.bad_message` when something was slipped in
 */
export function wireMessage(raw: Buffer): Buffer {
  if (raw.includes(0)) {
    throw badMessage('có ký tự rỗng');
  }
  if (bareLineEnd(raw)) {
    throw badMessage('có dấu xuống dòng không đúng chuẩn');
  }
  const fields = headerFields(raw);
  if (fields.length === 0 || fields.some(({ name }) => name === '')) {
    throw badMessage('phần đầu thư không đúng chuẩn');
  }
  const names = fields.map(({ name }) => name);
  const twice = ONCE.find((name) => names.filter((other) => other === name).length > 1);
  if (twice !== undefined || !names.includes('from') || !names.includes('date')) {
    throw badMessage(twice === undefined ? 'thiếu người gửi hoặc ngày gửi' : `phần đầu thư có hai dòng ${twice}`);
  }
  if (fields.some(({ text }) => text.split('\r\n').some((line) => line.length > LINE_LIMIT))) {
    throw badMessage('phần đầu thư có dòng quá dài');
  }
  const kept = fields.filter(({ name }) => !NEVER_SENT.has(name)).map(({ text }) => text);
  return Buffer.concat([Buffer.from(kept.join(''), 'latin1'), raw.subarray(headerEnd(raw))]);
}

/** An address as it may stand in a command of SMTP: nothing that ends the line or the address. */
export function isWireAddress(address: string): boolean {
  return (
    address.length <= 254 &&
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])$/.test(address)
  );
}
