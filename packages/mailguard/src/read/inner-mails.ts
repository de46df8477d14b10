import type { ReadMail } from '../types.ts';
import { readMail } from './read-mail.ts';

/** A mail that lies as an attachment in another. */
export interface InnerMail {
  /** Name of the attachment, of all layers. */
  file: string;
  mail: ReadMail;
}

/** Layers of mails in mails, and mails in all: more than anybody forwards. */
const [MOST_LAYERS, MOST_MAILS] = [3, 10];
const HEADER_LINE = /^(?:[!-9;-~]{1,80}:[ \t][^\r\n]{0,998}\r?\n){2}/;
const SAMPLE = 4_096;

function isMail(name: string, declaredType: string, bytes: Uint8Array): boolean {
  const isCalled =
    declaredType === 'message/rfc822' || declaredType === 'message/global' || /\.eml$/i.test(name.trim());
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SAMPLE)).toString('latin1');
  return isCalled && HEADER_LINE.test(head.trimStart());
}

async function inside({ file, mail }: InnerMail, most: number): Promise<InnerMail[]> {
  const candidates = mail.attachments.filter((each) => isMail(each.name, each.declaredType, each.bytes)).slice(0, most);
  const read = await Promise.all(
    // Beyond the limits, or no mail after all: it stays a file.
    candidates.map(async ({ name, bytes }) => ({ name, inner: await readMail(bytes).catch(() => undefined) })),
  );
  return read.flatMap(({ name, inner }) => {
    const own = name === '' ? (inner?.subject ?? '') : name;
    return inner === undefined ? [] : [{ file: file === '' ? own : `${file} › ${own}`, mail: inner }];
  });
}

/** The mails attached to a mail, and those attached to them, within bounds; what cannot be read as a mail stays a file. */
export async function readInnerMails(mail: ReadMail): Promise<InnerMail[]> {
  const found: InnerMail[] = [];
  let layer: InnerMail[] = [{ file: '', mail }];
  for (let depth = 0; depth < MOST_LAYERS && layer.length > 0; depth += 1) {
    const next: InnerMail[] = [];
    for (const outer of layer) {
      next.push(...(await inside(outer, MOST_MAILS - found.length - next.length)));
    }
    found.push(...next);
    layer = next;
  }
  return found;
}
