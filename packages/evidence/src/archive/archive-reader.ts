import { crc32 } from 'node:zlib';
import { byteReader, EndOfBytes } from './byte-reader.ts';
import { type ArchiveEntry, archiveSize, claimsOf, LOCAL_BYTES, localHeader, tailOf } from './layout.ts';

/** Where the bytes of an archive come from: read once, from front to back. */
export interface EvidenceSource {
  /** Bytes of the whole archive. */
  readonly size: number;
  read(): AsyncIterable<Uint8Array>;
}

export type StructureFaultCode =
  | 'evidence.not_an_archive'
  | 'evidence.structure_changed'
  | 'evidence.truncated'
  | 'evidence.appended'
  | 'evidence.too_large';

/** The file is not the one way in which this content is written. Internal: it becomes a reason of the report. */
export class StructureFault extends Error {
  override readonly name = 'StructureFault';
  readonly code: StructureFaultCode;
  constructor(code: StructureFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Tells whether bytes are those that the writer would have written; another one in the negative control of the tests. */
export type SameBytes = (expected: Buffer, actual: Buffer) => boolean;
export const sameBytes: SameBytes = (expected, actual) => expected.equals(actual);

export interface ArchiveReader {
  /** The next file, whole. @throws StructureFault */
  small(name: string, maxBytes: number): Promise<Buffer>;
  /** Asserts that these files are all that follows, by the size of the archive. @throws StructureFault */
  expect(members: readonly { name: string; size: number }[]): void;
  /** The next file piece by piece; to be read to its end. @throws StructureFault */
  member(name: string, size: number): AsyncGenerator<Buffer>;
  /** Directory and end. @throws StructureFault */
  finish(): Promise<void>;
  close(): Promise<void>;
}

const CHANGED = 'Vỏ ZIP của tệp khác dạng chuẩn của hồ sơ chứng cứ: tệp đã bị sửa hoặc đóng gói lại';

function changed(name: string): StructureFault {
  return new StructureFault('evidence.structure_changed', `${CHANGED} (tại ${name}).`);
}

function checksum(crc: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc);
  return bytes;
}

/**
 * Reads an archive and compares every byte around its files with what the writer makes of the same names, sizes and checksums:
 * nothing in it can differ, hide or come twice. Only stored files exist, so that nothing can be inflated.
 */
export function archiveReader(source: EvidenceSource, same: SameBytes): ArchiveReader {
  const bytes = byteReader(source.read());
  const entries: ArchiveEntry[] = [];

  async function guarded<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof EndOfBytes) {
        throw new StructureFault('evidence.truncated', 'Tệp bị cụt: thiếu phần cuối.');
      }
      throw error;
    }
  }

  async function header(name: string): Promise<{ bytes: Buffer; crc: number; size: number }> {
    const read = await guarded(() => bytes.take(LOCAL_BYTES + name.length));
    if (entries.length === 0 && read.readUInt32LE(0) !== 0x04034b50) {
      throw new StructureFault(
        'evidence.not_an_archive',
        'Tệp không phải là hồ sơ chứng cứ gửi nhận (không phải ZIP).',
      );
    }
    return { bytes: read, ...claimsOf(read) };
  }

  function settle(entry: ArchiveEntry, claimed: { bytes: Buffer; crc: number }): void {
    const isWritten = same(localHeader({ ...entry, crc: claimed.crc }), claimed.bytes);
    if (!isWritten || !same(checksum(entry.crc), checksum(claimed.crc))) {
      throw changed(entry.name);
    }
    entries.push(entry);
  }

  return {
    async small(name, maxBytes) {
      const claimed = await header(name);
      if (claimed.size > maxBytes || claimed.size > source.size) {
        throw new StructureFault('evidence.too_large', `Tệp ${name} trong hồ sơ lớn hơn mức cho phép.`);
      }
      const content = await guarded(() => bytes.take(claimed.size));
      settle({ name, size: claimed.size, crc: crc32(content) }, claimed);
      return content;
    },
    expect(members) {
      const wanted = archiveSize([...entries, ...members]);
      if (wanted > source.size) {
        throw new StructureFault('evidence.truncated', 'Tệp bị cụt: ngắn hơn danh mục trong hồ sơ.');
      }
      if (wanted < source.size) {
        throw new StructureFault('evidence.appended', 'Tệp có thêm dữ liệu ngoài danh mục của hồ sơ.');
      }
    },
    async *member(name, size) {
      const claimed = await header(name);
      let crc = 0;
      const pieces = bytes.pieces(size);
      for (
        let step = await guarded(() => pieces.next());
        step.done !== true;
        step = await guarded(() => pieces.next())
      ) {
        crc = crc32(step.value, crc);
        yield step.value;
      }
      settle({ name, size, crc }, claimed);
    },
    async finish() {
      const tail = tailOf(entries);
      const read = await guarded(() => bytes.take(tail.length));
      if (!same(tail, read)) {
        throw changed('danh mục ZIP');
      }
      if (!(await bytes.isAtEnd())) {
        throw new StructureFault('evidence.appended', 'Tệp có thêm dữ liệu ở cuối.');
      }
    },
    close: () => bytes.close(),
  };
}
