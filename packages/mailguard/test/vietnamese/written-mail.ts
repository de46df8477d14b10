/**
 * The mails as they are written in `phishing/*.txt` and `ordinary/*.txt`: a line `@name <address>|subject|d/m/yy hh:mm|flags`, then the body.
 * Flags: `html` · `new` (never read before; forged mail always is) · `re=` reply address · `spf=`, `dkim=`, `dmarc=` other than pass ·
 * `att=name`, with `>member` inside a zip, `!locked`, `!form`, `!smuggle`, or `?address` of a QR code.
 * In the body: `[[words|address]]`, `{{img address}}`, `{{form address}}`.
 * The third set also has: `known` (forged mail of a sender read before: his true account was taken), `to=` another recipient,
 * `!link?address` (a PDF that leads there), `!invite?address` (an invitation held there), lines `%Name: value` under the head
 * (further header fields) and rows `| a | b |` (a table, in HTML mail).
 */
export interface WrittenFile {
  name: string;
  member?: string;
  trait?: string;
  qr?: string;
}

export interface WrittenMail {
  name: string;
  address: string;
  subject: string;
  at: Date;
  html: boolean;
  isNew: boolean;
  isKnown: boolean;
  replyTo?: string;
  to?: string;
  fields: string[];
  auth: Record<string, string>;
  files: WrittenFile[];
  body: string;
}

const HEAD = /^@(.+?) <([^>]+)>\|([^|]*)\|(\d+)\/(\d+)\/(\d+) (\d+):(\d+)\|(.*)$/;
const FIELD = /^%[A-Z][\w-]+: /;
const FILE = /^([^>!?]+)(?:>([^!]+))?(?:!(\w+))?(?:\?(.+))?$/;

function readFile(text: string): WrittenFile {
  const [, name = '', member, trait, qr] = FILE.exec(text) ?? [];
  return { name, ...(member && { member }), ...(trait && { trait }), ...(qr && { qr }) };
}

function readOne(lines: readonly string[]): WrittenMail {
  const parts = HEAD.exec(lines[0] ?? '');
  if (parts === null) {
    throw new Error(`not the head of a mail: ${lines[0]}`);
  }
  const [, name = '', address = '', subject = '', day, month, year, hour, minute, rest = ''] = parts;
  const flags = rest.split(' ').filter((flag) => flag !== '');
  const valued = flags.map((flag) => /^(\w+)=(.+)$/.exec(flag)).filter((found) => found !== null);
  const all = (key: string): string[] => valued.filter((found) => found[1] === key).map((found) => found[2] ?? '');
  const [replyTo] = all('re');
  const auth = Object.fromEntries(['spf', 'dkim', 'dmarc'].map((key) => [key, all(key)[0] ?? 'pass']));
  // Hours as on the clock of the office, +07:00.
  const at = new Date(Date.UTC(2000 + Number(year), Number(month) - 1, Number(day), Number(hour) - 7, Number(minute)));
  const files = all('att').map(readFile);
  const [html, isNew] = [flags.includes('html'), flags.includes('new')];
  const fields = lines.filter((line) => FIELD.test(line)).map((line) => line.slice(1));
  const body = lines
    .slice(1)
    .filter((line) => !FIELD.test(line))
    .join('\n')
    .trim();
  const isKnown = flags.includes('known');
  const [to] = all('to');
  const written = { name, address, subject, at, html, isNew, isKnown, auth, files, fields, body };
  return { ...written, ...(replyTo !== undefined && { replyTo }), ...(to !== undefined && { to }) };
}

export function readWrittenMails(text: string): WrittenMail[] {
  const starts: string[][] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('@')) {
      starts.push([line]);
    } else {
      starts.at(-1)?.push(line);
    }
  }
  return starts.map(readOne);
}
