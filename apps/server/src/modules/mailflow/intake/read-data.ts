import type { BlobStore } from '../../../platform/blobs.ts';
import { SmtpRefusal } from './smtp-reply.ts';

/** 20 MB of attachments in base64 (spec mail §2). */
export const MAIL_BYTES = 31_457_280;

const LF = 0x0a;
const CR = 0x0d;
/** RFC 5321 §6.3: a mail that has been around this often is in a ring. */
const HOPS = 50;

export interface ReceivedBytes {
  sha256: string;
  size: number;
  raw: Buffer;
}

/** Remembers the last byte, so that a CRLF that is cut in two by the network is one. */
function createLineCheck(): (piece: Buffer) => boolean {
  let last = -1;
  return (piece) => {
    let isClean = true;
    if (last === CR && piece[0] !== LF) {
      isClean = false;
    }
    for (let at = piece.indexOf(LF); at !== -1 && isClean; at = piece.indexOf(LF, at + 1)) {
      isClean = (at === 0 ? last : piece[at - 1]) === CR;
    }
    for (let at = piece.indexOf(CR); at !== -1 && isClean; at = piece.indexOf(CR, at + 1)) {
      isClean = at === piece.length - 1 || piece[at + 1] === LF;
    }
    last = piece.at(-1) ?? last;
    return isClean;
  };
}

function tooLarge(): SmtpRefusal {
  return new SmtpRefusal(552, '5.3.4 Message too large (30 MB); send large files as a link');
}

function assertHops(raw: Buffer): void {
  const end = raw.indexOf('\r\n\r\n');
  const header = raw.subarray(0, end === -1 ? raw.length : end).toString('latin1');
  if ((`\r\n${header}`.match(/\r\nReceived:/gi)?.length ?? 0) > HOPS) {
    throw new SmtpRefusal(554, '5.4.6 Too many hops');
  }
}

/**
 * Reads a mail from the wire into the blob store. What ends a mail is CR LF . CR LF and nothing else; a mail with a CR or LF alone may
 * mean two mails to another server (SMTP smuggling) and is refused, but read to its end, so that nothing of it is taken for commands.
 * Durable when it returns.
 * @throws SmtpRefusal
 */
export async function readData(
  stream: AsyncIterable<Buffer>,
  blobs: BlobStore,
  maxBytes: number = MAIL_BYTES,
): Promise<ReceivedBytes> {
  const pieces: Buffer[] = [];
  const isClean = createLineCheck();
  let size = 0;
  let refusal: SmtpRefusal | undefined;
  for await (const piece of stream) {
    size += piece.length;
    if (refusal === undefined && size > maxBytes) {
      refusal = tooLarge();
    } else if (refusal === undefined && !isClean(piece)) {
      refusal = new SmtpRefusal(550, '5.5.2 Bare CR or LF is not allowed (RFC 5321 section 2.3.8)');
    }
    if (refusal === undefined) {
      pieces.push(piece);
    } else {
      pieces.length = 0;
    }
    if (size > 2 * maxBytes) {
      // Nobody honest goes on after SIZE has told the limit.
      throw refusal;
    }
  }
  if (refusal !== undefined) {
    throw refusal;
  }
  const raw = Buffer.concat(pieces);
  assertHops(raw);
  const { sha256 } = await blobs.put(raw);
  return { sha256, size: raw.length, raw };
}
