import { createHash } from 'node:crypto';
import { fileBytes } from './written-files.ts';
import type { WrittenMail } from './written-mail.ts';

export const RECEIVER = 'vanthu.tamduong@laichau.gov.vn';

const MARK = /\[\[([^|\]]+)\|([^\]]+)\]\]|\{\{(img|form) ([^}]+)\}\}/g;
const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  xml: 'application/xml',
  html: 'text/html',
  shtml: 'text/html',
  svg: 'image/svg+xml',
  zip: 'application/zip',
  ics: 'text/calendar; method=REQUEST; charset=utf-8',
};

const base64 = (bytes: Uint8Array | string): string =>
  Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/(.{76})/g, '$1\r\n');
const word = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
/** A name with a comma is one name (RFC 5322, 3.2.4). */
const phrase = (name: string): string => (/^[ !#-[\]-~]*,[ !#-[\]-~]*$/.test(name) ? `"${name}"` : word(name));
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function asText(body: string): string {
  return body.replaceAll(MARK, (_all, words?: string, address?: string) =>
    words === undefined ? '' : `${words}: ${address ?? ''}`,
  );
}

/** A line of a letter, its marks as what a program makes of them. */
function asInline(line: string): string {
  let last = 0;
  const out: string[] = [];
  for (const found of line.matchAll(MARK)) {
    const [whole, words = '', address = '', kind, target = ''] = found;
    out.push(escaped(line.slice(last, found.index)));
    last = found.index + whole.length;
    if (kind === 'img') {
      out.push(`<img src="${escaped(target)}" alt="">`);
    } else if (kind === 'form') {
      out.push(
        `<form action="${escaped(target)}" method="post">Tài khoản <input name="u"> Mật khẩu <input type="password" name="p"> <button>Gửi</button></form>`,
      );
    } else {
      out.push(`<a href="${escaped(address)}">${escaped(words)}</a>`);
    }
  }
  return [...out, escaped(line.slice(last))].join('');
}

/** A row `| a | b |` of a table; rows that follow each other are one table to the reader's eye. The bar of a mark parts no cells. */
function asRow(line: string): string {
  const cells = line.slice(1, -1).match(/(?:\[\[[^\]]*\]\]|[^|])+/g) ?? [];
  return `<table border="1"><tr>${cells.map((cell) => `<td>${asInline(cell.trim())}</td>`).join('')}</tr></table>`;
}

function asHtml(body: string): string {
  const lines = body.split('\n').map((line) => (line.startsWith('| ') ? asRow(line) : `<p>${asInline(line)}</p>`));
  return `<html><body>${lines.join('\r\n')}</body></html>`;
}

function part(type: string, content: string | Uint8Array, extra: readonly string[] = []): string {
  return [`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', ...extra, '', base64(content), ''].join('\r\n');
}

function multipart(kind: string, boundary: string, parts: readonly string[]): string {
  const inside = parts.map((one) => `--${boundary}\r\n${one}`).join('\r\n');
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${inside}\r\n--${boundary}--\r\n`;
}

/** Whether an HTML mail also has its words as text: by lot, and the same lot for both kinds, so that it tells nothing. */
function hasBoth(id: string): boolean {
  return (createHash('sha256').update(id).digest()[1] ?? 0) % 2 === 0;
}

function bodyOf(id: string, mail: WrittenMail, dress: (html: string) => string): string {
  const text = part('text/plain; charset=utf-8', asText(mail.body));
  if (!mail.html) {
    return text;
  }
  const html = part('text/html; charset=utf-8', dress(asHtml(mail.body)));
  return hasBoth(id) ? multipart('alternative', `a-${tag(id)}`, [text, html]) : html;
}

/** Names of parts and messages say nothing of the kind of the mail. */
const tag = (id: string): string => createHash('sha256').update(`tag ${id}`).digest('hex').slice(0, 20);

/** The mail as it comes over the wire. Pure: the same bytes for the same words. */
export function buildRaw(
  id: string,
  mail: WrittenMail,
  trace: readonly string[] = [],
  dress: (html: string) => string = (html) => html,
): Uint8Array {
  const host = mail.address.split('@').at(-1) ?? '';
  const files = mail.files.map((file) =>
    part(
      `${TYPES[file.name.split('.').at(-1) ?? ''] ?? 'application/octet-stream'}; name="${word(file.name)}"`,
      fileBytes(file),
      [`Content-Disposition: attachment; filename="${word(file.name)}"`],
    ),
  );
  const body = bodyOf(id, mail, dress);
  const head = [
    ...trace,
    `From: ${phrase(mail.name)} <${mail.address}>`,
    `To: ${mail.to ?? RECEIVER}`,
    ...(mail.replyTo === undefined ? [] : [`Reply-To: ${mail.replyTo}`]),
    `Subject: ${word(mail.subject)}`,
    `Date: ${mail.at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${tag(id)}@${host}>`,
    ...mail.fields,
    'MIME-Version: 1.0',
  ];
  return Buffer.from(
    `${head.join('\r\n')}\r\n${files.length === 0 ? body : multipart('mixed', `m-${tag(id)}`, [body, ...files])}`,
    'utf8',
  );
}
