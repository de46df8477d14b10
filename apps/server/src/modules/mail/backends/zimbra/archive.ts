import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ExportedMessage } from '../../ports.ts';
import { MailBackendError } from '../errors.ts';

const BLOCK = 512;
/** Larger than any mail a Zimbra lets through; what pretends to be larger would only fill the memory. */
const LARGEST_MESSAGE = 256 * 1_048_576;
const LONGEST_NAME = 65_536;
/** The writer of Zimbra takes this bit away from the entry of an unread message (`TarArchiveOutputStream.setUnread`). */
const READ_BIT = 0o200;

interface Entry {
  name: string;
  size: number;
  at: Date;
  mode: number;
  type: string;
}

function broken(why: string, options: { cause?: unknown } = {}): MailBackendError {
  return new MailBackendError('UNREACHABLE', `Tệp thư Zimbra trao không trọn (${why}); lấy lại sau.`, options);
}

/** Bytes of a stream, as many as asked at a time. */
function createTake(source: AsyncIterable<Uint8Array>): (count: number) => Promise<Buffer | undefined> {
  const parts = source[Symbol.asyncIterator]();
  let held: Buffer[] = [];
  let length = 0;
  return async (count) => {
    while (length < count) {
      const next = await parts.next();
      if (next.done === true) {
        return undefined;
      }
      held.push(Buffer.from(next.value));
      length += next.value.length;
    }
    const all = held.length === 1 ? (held[0] ?? Buffer.alloc(0)) : Buffer.concat(held);
    held = all.length === count ? [] : [all.subarray(count)];
    length = all.length - count;
    return all.subarray(0, count);
  };
}

function octal(field: Buffer): number {
  const text = field
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trimStart();
  return /^[0-7]*$/.test(text) ? Number.parseInt(text === '' ? '0' : text, 8) : Number.NaN;
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? field.length : end).toString('utf8');
}

/** A header block of POSIX ustar; the sum proves that we are still in step. */
function readHeader(block: Buffer): Entry {
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  const size = octal(block.subarray(124, 136));
  if (octal(block.subarray(148, 156)) !== sum || !Number.isSafeInteger(size)) {
    throw broken('sai cấu trúc');
  }
  return {
    name: textOf(block.subarray(0, 100)),
    size,
    at: new Date(octal(block.subarray(136, 148)) * 1_000),
    mode: octal(block.subarray(100, 108)),
    type: String.fromCharCode(block[156] ?? 0),
  };
}

async function* readEntries(packed: AsyncIterable<Uint8Array>): AsyncGenerator<{ entry: Entry; body: Buffer }> {
  const take = createTake(packed);
  const must = async (count: number): Promise<Buffer> => {
    const bytes = await take(count);
    if (bytes === undefined) {
      throw broken('đứt giữa chừng');
    }
    return bytes;
  };
  let longName: string | undefined;
  for (;;) {
    const block = await must(BLOCK);
    if (block.every((byte) => byte === 0)) {
      return;
    }
    const entry = readHeader(block);
    const isName = entry.type === 'L';
    if (entry.size > (isName ? LONGEST_NAME : LARGEST_MESSAGE)) {
      throw broken('thư quá lớn');
    }
    const body = (await must(Math.ceil(entry.size / BLOCK) * BLOCK)).subarray(0, entry.size);
    if (isName) {
      longName = textOf(body);
      continue;
    }
    yield { entry: { ...entry, name: longName ?? entry.name }, body };
    longName = undefined;
  }
}

function messageOf({ name, at }: Entry, body: Buffer, unread: boolean): ExportedMessage {
  const slash = name.lastIndexOf('/');
  return { raw: body, receivedAt: at, folder: slash < 0 ? '' : name.slice(0, slash), flags: unread ? [] : ['\\Seen'] };
}

/**
 * The messages of `fmt=tgz`: each behind an entry `….meta` whose mode says whether it is unread. An entry `….err` means that Zimbra
 * itself could not read a message (`ArchiveFormatter`): what would be archived is not the whole mailbox.
 * @throws MailBackendError PARTIAL · UNREACHABLE when the file is cut off
 */
export async function* readArchive(packed: AsyncIterable<Uint8Array>): AsyncGenerator<ExportedMessage> {
  // What breaks on the way breaks the reading below; nothing else is to be done about it here.
  const unpacked = pipeline(Readable.from(packed, { objectMode: false }), createGunzip(), () => undefined);
  let unread = { name: '', is: false };
  try {
    for await (const { entry, body } of readEntries(unpacked)) {
      if (entry.name.endsWith('.err')) {
        throw new MailBackendError('PARTIAL', `Zimbra không đọc được một thư (${entry.name.slice(0, -4)}).`);
      }
      if (entry.name.endsWith('.meta')) {
        unread = { name: entry.name.slice(0, -5), is: (entry.mode & READ_BIT) === 0 };
      } else if (entry.name.endsWith('.eml')) {
        yield messageOf(entry, body, unread.is && unread.name === entry.name);
      }
    }
  } catch (error) {
    throw error instanceof MailBackendError ? error : broken('đứt giữa chừng', { cause: error });
  }
}
