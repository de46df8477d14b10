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

/** Mails that are being read or judged, all lines together: many lines with large mails must not fill the memory. */
export interface MailMemory {
  /** False when there is no room now. */
  take(bytes: number): boolean;
  release(bytes: number): void;
}

const MEMORY_BYTES = 256 * 1024 * 1024;

export function createMailMemory(atMost: number = MEMORY_BYTES): MailMemory {
  let held = 0;
  return {
    take: (bytes) => {
      if (held + bytes > atMost) {
        return false;
      }
      held += bytes;
      return true;
    },
    release: (bytes) => {
      held -= bytes;
    },
  };
}

export interface ReadLimits {
  maxBytes: number;
  /** Refuses a CR or LF alone. */
  wholeLines: boolean;
}

/** Keeps what may be kept; after a refusal it only counts. */
class Collector {
  readonly pieces: Buffer[] = [];
  size = 0;
  held = 0;
  refusal: SmtpRefusal | undefined;
  private readonly isClean = createLineCheck();
  private readonly memory: MailMemory;
  private readonly limits: ReadLimits;

  constructor(memory: MailMemory, limits: ReadLimits) {
    this.memory = memory;
    this.limits = limits;
  }

  private judge(piece: Buffer): SmtpRefusal | undefined {
    if (this.size > this.limits.maxBytes) {
      return tooLarge();
    }
    if (this.limits.wholeLines && !this.isClean(piece)) {
      return new SmtpRefusal(550, '5.5.2 Bare CR or LF is not allowed (RFC 5321 section 2.3.8)');
    }
    return this.memory.take(piece.length) ? undefined : new SmtpRefusal(452, '4.3.1 Busy, please try again later');
  }

  add(piece: Buffer): void {
    this.size += piece.length;
    if (this.refusal !== undefined) {
      return;
    }
    this.refusal = this.judge(piece);
    if (this.refusal === undefined) {
      this.pieces.push(piece);
      this.held += piece.length;
    } else {
      this.drop();
    }
  }

  drop(): void {
    this.pieces.length = 0;
    this.memory.release(this.held);
    this.held = 0;
  }
}

/**
 * Reads a mail from the wire into the blob store. What ends a mail is CR LF . CR LF and nothing else; a mail with a CR or LF alone may
 * mean two mails to another server (SMTP smuggling) and is refused, but read to its end, so that nothing of it is taken for commands.
 * Durable when it returns; whoever has done with the bytes releases `size` of the memory.
 * @throws SmtpRefusal
 */
export async function readData(
  stream: AsyncIterable<Buffer>,
  blobs: Pick<BlobStore, 'put'>,
  memory: MailMemory,
  limits: ReadLimits = { maxBytes: MAIL_BYTES, wholeLines: true },
): Promise<ReceivedBytes> {
  const mail = new Collector(memory, limits);
  try {
    for await (const piece of stream) {
      mail.add(piece);
      if (mail.refusal !== undefined && mail.size > 2 * limits.maxBytes) {
        // Nobody honest goes on after SIZE has told the limit.
        throw mail.refusal;
      }
    }
    if (mail.refusal !== undefined) {
      throw mail.refusal;
    }
    const raw = Buffer.concat(mail.pieces);
    assertHops(raw);
    const { sha256 } = await blobs.put(raw);
    return { sha256, size: raw.length, raw };
  } catch (error) {
    mail.drop();
    throw error;
  }
}
