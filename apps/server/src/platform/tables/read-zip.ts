import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { UnreadableFile } from './table.ts';

/** A workbook of four sheets with 10,000 full rows unpacks to about 60 MB; a bomb to gigabytes. */
const MAX_UNPACKED = 200 * 1024 * 1024;
const MAX_ENTRIES = 1_000;
const COMPOUND_FILE = 'd0cf11e0a1b11ae1';

export interface Package {
  has(name: string): boolean;
  /** Chunks of text of one part; yauzl stops at the size the directory declares. */
  read(name: string): AsyncIterable<string>;
  close(): void;
}

const DAMAGED =
  'Tệp bị hỏng hoặc bị cụt nên không đọc được. Mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên lần nữa.';

export function damaged(): UnreadableFile {
  return new UnreadableFile('unreadable', DAMAGED);
}

function assertZip(bytes: Buffer): void {
  if (bytes.subarray(0, 8).toString('hex') === COMPOUND_FILE) {
    throw new UnreadableFile(
      'unreadable',
      'Tệp được đặt mật khẩu hoặc là Excel cũ (.xls). Bỏ mật khẩu và lưu lại dạng .xlsx rồi tải lên lần nữa.',
    );
  }
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') {
    throw new UnreadableFile('unreadable', 'Tệp không phải là XLSX hoặc CSV. Dùng mẫu tải từ hệ thống.');
  }
}

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    unpacked += entry.uncompressedSize;
    if (entry.isEncrypted()) {
      throw new UnreadableFile('unreadable', 'Tệp được đặt mật khẩu. Bỏ mật khẩu rồi tải lên lần nữa.');
    }
    if (unpacked > MAX_UNPACKED || entries.size >= MAX_ENTRIES) {
      throw new UnreadableFile(
        'too_large',
        'Nội dung tệp sau khi giải nén quá lớn so với một danh sách. Chia nhỏ danh sách rồi tải lên từng tệp.',
      );
    }
    entries.set(entry.fileName.replace(/^\//, ''), entry);
  }
  return entries;
}

async function* readText(zip: ZipFile, entry: Entry): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const stream = await zip.openReadStreamPromise(entry);
  for await (const chunk of stream) {
    yield decoder.decode(typeof chunk === 'string' ? Buffer.from(chunk) : chunk, { stream: true });
  }
  yield decoder.decode();
}

/** Opens the package without unpacking it: sizes and passwords are judged by its directory first. */
export async function openPackage(bytes: Buffer): Promise<Package> {
  assertZip(bytes);
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const entries = await listEntries(zip);
  return {
    has: (name) => entries.has(name),
    read: (name) => {
      const entry = entries.get(name);
      if (entry === undefined) {
        throw damaged();
      }
      return readText(zip, entry);
    },
    close: () => zip.close(),
  };
}
