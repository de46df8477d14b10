import { createServer, type TLSSocket } from 'node:tls';

export interface StoredMail {
  uid: number;
  raw: Buffer;
  flags: Set<string>;
}

/** A mailbox behind a small IMAP server (RFC 3501), as much of it as a reader of mail asks for. */
export interface FakeImap {
  port: number;
  mails: StoredMail[];
  uidValidity: number;
  /** What was asked, in order, without the tags. */
  asked: string[];
  add(raw: Buffer): number;
  close(): Promise<void>;
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function header(raw: Buffer, name: string): string {
  const head =
    raw
      .toString('latin1')
      .split('\r\n\r\n')[0]
      ?.replaceAll(/\r\n[ \t]+/g, ' ') ?? '';
  const line = head.split('\r\n').find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim() ?? '';
}

function address(text: string): string {
  const [, inner = text] = /<([^>]*)>/.exec(text) ?? [];
  const [local = '', domain = ''] = inner.trim().split('@');
  return `((NIL NIL ${quote(local)} ${quote(domain)}))`;
}

function envelopeOf(raw: Buffer): string {
  const from = address(header(raw, 'From'));
  const subject = quote(header(raw, 'Subject'));
  return `(${quote(header(raw, 'Date'))} ${subject} ${from} ${from} ${from} ${address(header(raw, 'To'))} NIL NIL NIL ${quote(header(raw, 'Message-ID'))})`;
}

/** Parts by their Content-Type and file name; enough to say whether a package is among them. */
function structureOf(raw: Buffer): string {
  const text = raw.toString('latin1');
  const type = header(raw, 'Content-Type');
  const [, boundary] = /boundary="?([^";]+)"?/i.exec(type) ?? [];
  if (boundary === undefined) {
    return `("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" ${raw.length} 1 NIL NIL NIL NIL)`;
  }
  const parts = text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const bytes = Buffer.from(part.replace(/^\r\n/, ''), 'latin1');
      const [main = 'text', sub = 'plain'] = (header(bytes, 'Content-Type').split(';')[0] ?? 'text/plain').split('/');
      const [, file] = /filename="?([^";]+)"?/i.exec(header(bytes, 'Content-Disposition')) ?? [];
      const disposition = file === undefined ? 'NIL' : `("ATTACHMENT" ("FILENAME" ${quote(file)}))`;
      const lines = main.toLowerCase() === 'text' ? ' 1' : '';
      return `(${quote(main)} ${quote(sub)} NIL NIL NIL "BASE64" ${bytes.length}${lines} NIL ${disposition} NIL NIL)`;
    });
  const [, subtype = 'mixed'] = /^multipart\/([a-z-]+)/i.exec(type) ?? [];
  const [, report] = /report-type="?([a-z-]+)"?/i.exec(type) ?? [];
  const parameters = report === undefined ? 'NIL' : `("REPORT-TYPE" ${quote(report)})`;
  return `(${parts.join('')} ${quote(subtype)} ${parameters} NIL NIL NIL)`;
}

function inRange(uid: number, range: string, last: number): boolean {
  return range.split(',').some((one) => {
    const [from = '', to = from] = one.split(':');
    const numbers = [from, to].map((end) => (end === '*' ? last : Number(end)));
    return uid >= Math.min(...numbers) && uid <= Math.max(...numbers);
  });
}

function fetchLine(mail: StoredMail, index: number, wanted: string): Buffer {
  const parts = [`UID ${mail.uid}`];
  if (wanted.includes('RFC822.SIZE')) {
    parts.push(`RFC822.SIZE ${mail.raw.length}`);
  }
  if (wanted.includes('ENVELOPE')) {
    parts.push(`ENVELOPE ${envelopeOf(mail.raw)}`);
  }
  if (wanted.includes('BODYSTRUCTURE')) {
    parts.push(`BODYSTRUCTURE ${structureOf(mail.raw)}`);
  }
  const head = Buffer.from(`* ${index + 1} FETCH (${parts.join(' ')}`);
  return wanted.includes('BODY.PEEK[]')
    ? Buffer.concat([head, Buffer.from(` BODY[] {${mail.raw.length}}\r\n`), mail.raw, Buffer.from(')\r\n')])
    : Buffer.concat([head, Buffer.from(')\r\n')]);
}

/** Commands about mails, by their numbers. */
function answerUid(imap: FakeImap, command: string): (string | Buffer)[] | undefined {
  if (/^UID SEARCH/i.test(command)) {
    return [`* SEARCH ${imap.mails.map(({ uid }) => uid).join(' ')}`, 'OK'];
  }
  const [, verb = '', range = ''] = /^UID (FETCH|STORE) (\S+)/i.exec(command) ?? [];
  const last = imap.mails.at(-1)?.uid ?? 0;
  const chosen = imap.mails
    .map((mail, index) => ({ mail, index }))
    .filter(({ mail }) => inRange(mail.uid, range, last));
  if (verb.toUpperCase() === 'FETCH') {
    return [...chosen.map(({ mail, index }) => fetchLine(mail, index, command)), 'OK'];
  }
  if (verb.toUpperCase() === 'STORE') {
    chosen.forEach(({ mail }) => void mail.flags.add('\\Seen'));
    return ['OK'];
  }
  return undefined;
}

function answer(imap: FakeImap, login: { user: string; pass: string }, command: string): (string | Buffer)[] {
  const [word = ''] = command.toUpperCase().split(' ');
  if (word === 'LOGIN') {
    const isKnown = command.includes(quote(login.user)) || command.includes(` ${login.user} `);
    return isKnown && command.includes(login.pass) ? ['OK'] : ['NO [AUTHENTICATIONFAILED] no'];
  }
  if (word === 'CAPABILITY') {
    return ['* CAPABILITY IMAP4rev1', 'OK'];
  }
  if (word === 'LIST' || word === 'LSUB') {
    return [`* ${word} () "/" "INBOX"`, 'OK'];
  }
  if (word === 'SELECT' || word === 'EXAMINE') {
    const next = (imap.mails.at(-1)?.uid ?? 0) + 1;
    return [
      `* ${imap.mails.length} EXISTS`,
      '* FLAGS (\\Seen)',
      `* OK [UIDVALIDITY ${imap.uidValidity}] x`,
      `* OK [UIDNEXT ${next}] x`,
      'OK [READ-WRITE]',
    ];
  }
  return answerUid(imap, command) ?? (word === 'LOGOUT' ? ['* BYE', 'OK'] : ['OK']);
}

function serve(socket: TLSSocket, imap: FakeImap, login: { user: string; pass: string }): void {
  let pending = '';
  socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    pending += chunk.toString('latin1');
    for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      const space = line.indexOf(' ');
      const command = line.slice(space + 1);
      imap.asked.push(command);
      const lines = answer(imap, login, command);
      const last = lines.pop();
      for (const one of lines) {
        socket.write(typeof one === 'string' ? `${one}\r\n` : one);
      }
      socket.write(`${line.slice(0, space)} ${String(last)} done\r\n`);
    }
  });
}

export async function startFakeImap(
  tls: { key: string; cert: string },
  login: { user: string; pass: string },
): Promise<FakeImap> {
  const imap: FakeImap = {
    port: 0,
    mails: [],
    uidValidity: 7,
    asked: [],
    add: (raw) => {
      const uid = (imap.mails.at(-1)?.uid ?? 100) + 1;
      imap.mails.push({ uid, raw, flags: new Set() });
      return uid;
    },
    close: async () => undefined,
  };
  const server = createServer(tls, (socket) => serve(socket, imap, login));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  imap.port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  imap.close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return imap;
}
