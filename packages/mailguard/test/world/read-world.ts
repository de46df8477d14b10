import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { GuardContext } from '../../src/index.ts';
import { fileBytes } from '../vietnamese/written-files.ts';

/** Mail as it comes from anywhere, written for this project in the form in which it is received: headers and HTML of programs. */
export interface WorldMail {
  /** Hand, kind, family and number in it: `a-p-parcels-03`. */
  id: string;
  hand: WorldHand;
  kind: 'phishing' | 'ordinary';
  raw: Uint8Array;
}

/** Hands that are open to fit on, and one that is only measured (`b`). */
export const WORLD_HANDS = ['a', 'b', 'c', 'd'] as const;
export type WorldHand = (typeof WORLD_HANDS)[number];

/** Whoever reads such mail knows nothing of its sender, and was not there when it came. */
export const ANYWHERE: GuardContext = {
  ownDomains: [],
  protectedNames: [],
  people: [],
  at: new Date('2026-03-02T01:00:00Z'),
};

const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
const word = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
/** Long subjects are several words of whole characters (RFC 2047, 2). */
const words = (text: string): string =>
  isPlain(text) ? text : (text.match(/.{1,14}/gsu) ?? []).map((piece) => word(piece)).join('\r\n ');

function header(line: string): string {
  const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/s.exec(line) ?? [];
  if (isPlain(value)) {
    return line;
  }
  const [, shown = '', address = ''] = /^"?(.*?)"?\s*(<[^<>]*>)$/s.exec(value) ?? [];
  return address === '' ? `${name}: ${words(value)}` : `${name}: ${words(shown)} ${address}`;
}

const lineOf = (byte: number): string => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;

function quotedPrintable(text: string): string {
  const encoded = text.split('\n').map((line) => {
    const whole = [...Buffer.from(line)]
      .map((byte) => (byte === 61 || byte < 32 || byte > 126 ? lineOf(byte) : String.fromCharCode(byte)))
      .join('');
    return (whole.match(/(?:=..|[^=]){1,70}/g) ?? ['']).join('=\r\n');
  });
  return encoded.join('\r\n');
}

function base64(bytes: Uint8Array | string): string {
  return Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/(.{76})/g, '$1\r\n');
}

/** The bytes of a written mail. How its body is packed is by lot, the same lot for both kinds, so that it tells nothing. */
export function rawOf(id: string, written: string): Uint8Array {
  const at = written.indexOf('\n\n');
  const [head, body] = at < 0 ? [written, ''] : [written.slice(0, at), written.slice(at + 2)];
  const lines = head.split(/\n(?![ \t])/).filter((line) => line.trim() !== '');
  const [files, told] = [
    lines.filter((line) => /^x-attach:/i.test(line)).map((line) => line.slice(9).trim()),
    lines.filter((line) => !/^(?:x-attach|content-type|content-transfer-encoding|mime-version):/i.test(line)),
  ];
  const type = /^content-type:\s*text\/plain/im.test(head) ? 'text/plain' : 'text/html';
  const isPacked = (createHash('sha256').update(`pack ${id}`).digest()[0] ?? 0) % 2 === 0;
  const packed = isPacked ? ['base64', base64(body)] : ['quoted-printable', quotedPrintable(body)];
  const part = [`Content-Type: ${type}; charset=utf-8`, `Content-Transfer-Encoding: ${packed[0]}`, '', packed[1], ''];
  const mark = `b-${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
  const attached = files.map((name) => [
    `Content-Type: application/octet-stream; name="${words(name)}"`,
    `Content-Disposition: attachment; filename="${words(name)}"`,
    'Content-Transfer-Encoding: base64',
    '',
    base64(fileBytes({ name })),
    '',
  ]);
  const content =
    attached.length === 0
      ? part
      : [
          `Content-Type: multipart/mixed; boundary="${mark}"`,
          '',
          ...[part, ...attached].flatMap((one) => [`--${mark}`, ...one]),
          `--${mark}--`,
          '',
        ];
  return Buffer.from([...told.map(header), 'MIME-Version: 1.0', ...content].join('\r\n'), 'utf8');
}

function mailsOf(hand: WorldHand, kind: WorldMail['kind']): WorldMail[] {
  const folder = new URL(`${hand}/${kind}/`, import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) => {
      const written = readFileSync(new URL(name, folder), 'utf8').split(/^=====\s*$/m);
      return written
        .map((text) => text.replaceAll('\r', '').trim())
        .filter((text) => text !== '')
        .map((text, at): WorldMail => {
          const id = `${hand}-${kind[0]}-${name.slice(0, -4)}-${String(at + 1).padStart(2, '0')}`;
          return { id, hand, kind, raw: rawOf(id, text) };
        });
    });
}

/** Every mail of a hand, the forged ones first. */
export function readWorld(hand: WorldHand): WorldMail[] {
  return [...mailsOf(hand, 'phishing'), ...mailsOf(hand, 'ordinary')];
}
