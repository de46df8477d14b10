import type { GuardContext } from '../src/index.ts';

export interface Draft {
  from?: string;
  to?: string;
  subject?: string;
  replyTo?: string;
  headers?: string[];
  text?: string;
  html?: string;
  files?: { name: string; bytes: Uint8Array; type?: string }[];
}

const BOUNDARY = 'a-boundary-of-the-test';

function word(text: string): string {
  return `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}

function part(type: string, body: Uint8Array, name?: string): string {
  const disposition = name === undefined ? '' : `Content-Disposition: attachment; filename="${word(name)}"\r\n`;
  const lines = Buffer.from(body).toString('base64').replace(/.{76}/g, '$&\r\n');
  return `--${BOUNDARY}\r\nContent-Type: ${type}\r\n${disposition}Content-Transfer-Encoding: base64\r\n\r\n${lines}\r\n`;
}

/** `Tên <địa chỉ>` with the name as an encoded word. */
function mailbox(text: string): string {
  const found = /^(.*?)\s*<([^>]*)>$/.exec(text);
  return found === null ? text : `${word(found[1] ?? '')} <${found[2]}>`;
}

/** A whole mail: an ordinary letter in all that is not given. */
export function buildMail({
  from = 'Lê Thị Hoa <hoalt@sonoivu.laichau.gov.vn>',
  to = 'annv.tamduong@laichau.gov.vn',
  subject = 'Lịch họp tuần',
  ...draft
}: Draft): Uint8Array {
  const encoder = new TextEncoder();
  const head = [
    `From: ${mailbox(from)}`,
    `To: ${to}`,
    `Subject: ${word(subject)}`,
    ...(draft.replyTo === undefined ? [] : [`Reply-To: ${draft.replyTo}`]),
    'Date: Mon, 02 Mar 2026 08:00:00 +0700',
    'Message-ID: <1@sonoivu.laichau.gov.vn>',
    ...(draft.headers ?? []),
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
  ].join('\r\n');
  const body = [
    ...(draft.text === undefined && draft.html !== undefined
      ? []
      : [
          part(
            'text/plain; charset=utf-8',
            encoder.encode(draft.text ?? 'Kính gửi đồng chí, gửi đồng chí lịch họp tuần sau. Trân trọng.'),
          ),
        ]),
    ...(draft.html === undefined ? [] : [part('text/html; charset=utf-8', encoder.encode(draft.html))]),
    ...(draft.files ?? []).map(({ name, bytes, type = 'application/octet-stream' }) => part(type, bytes, name)),
  ].join('');
  return encoder.encode(`${head}\r\n\r\n${body}--${BOUNDARY}--\r\n`);
}

/** A district office of the tests; names are made up. */
export const OFFICE: GuardContext = {
  ownDomains: ['laichau.gov.vn'],
  protectedNames: [
    { name: 'UBND tỉnh Lai Châu', domain: 'laichau.gov.vn' },
    { name: 'UBND huyện Tam Đường', domain: 'tamduong.laichau.gov.vn' },
  ],
  people: [{ name: 'Nguyễn Văn An', title: 'Chủ tịch', address: 'annv.tamduong@laichau.gov.vn' }],
  at: new Date('2026-03-02T01:00:00Z'),
};
