import type { ExportedMessage } from '../ports.ts';

const LF = 0x0a;
const FROM = Buffer.from('From ');
const GREATER = 0x3e;

/** mboxrd: `>` in front of every line that is `From ` after any number of `>`, so that reading back is exact. */
function isFromLine(line: Uint8Array): boolean {
  let start = 0;
  while (line[start] === GREATER) {
    start += 1;
  }
  return FROM.equals(line.subarray(start, start + FROM.length));
}

function* linesOf(raw: Buffer): Generator<Buffer> {
  for (let start = 0; start < raw.length; ) {
    const end = raw.indexOf(LF, start);
    const next = end < 0 ? raw.length : end + 1;
    yield raw.subarray(start, next);
    start = next;
  }
}

const STATUS: Record<string, string> = { '\\Flagged': 'F', '\\Answered': 'A', '\\Draft': 'T', '\\Deleted': 'D' };

function statusOf(flags: readonly string[]): string {
  const others = flags.map((flag) => STATUS[flag] ?? '').join('');
  return `Status: ${flags.includes('\\Seen') ? 'RO' : 'O'}\n${others === '' ? '' : `X-Status: ${others}\n`}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `asctime` in UTC (RFC 4155 appendix A). */
function asctime(at: Date): string {
  const day = String(at.getUTCDate()).padStart(2, ' ');
  return `${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${day} ${at.toISOString().slice(11, 19)} ${at.getUTCFullYear()}`;
}

/** One message as an entry of an mbox: separator, folder and flags where Thunderbird and Dovecot read them, the message, a blank line. */
export function mboxEntry(message: ExportedMessage): Buffer {
  const folder = encodeURIComponent(message.folder);
  const parts: Buffer[] = [
    Buffer.from(
      `From MAILER-DAEMON ${asctime(message.receivedAt)}\n${statusOf(message.flags)}X-CongVu-Folder: ${folder}\n`,
    ),
  ];
  let last = LF;
  for (const line of linesOf(Buffer.from(message.raw))) {
    // Lines end in LF alone in an mbox; the CR of RFC 5322 is put back on import.
    const isCrLf = line.length >= 2 && line.at(-2) === 0x0d && line.at(-1) === LF;
    const plain = isCrLf ? Buffer.concat([line.subarray(0, -2), Buffer.from([LF])]) : line;
    parts.push(isFromLine(plain) ? Buffer.concat([Buffer.from([GREATER]), plain]) : plain);
    last = plain.at(-1) ?? LF;
  }
  parts.push(Buffer.from(last === LF ? '\n' : '\n\n'));
  return Buffer.concat(parts);
}

export async function* mboxOf(messages: AsyncIterable<ExportedMessage>): AsyncGenerator<Buffer> {
  for await (const message of messages) {
    yield mboxEntry(message);
  }
}
