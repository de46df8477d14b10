import { pipeline } from 'node:stream/promises';
import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';

/** Longest stored block of deflate (RFC 1951 §3.2.4). */
const BLOCK_BYTES = 65_535;
const SAMPLE_BYTES = 32 * 1024;
const DESCRIPTOR_AND_UTF8 = 0x0808;
/** 1980-01-01, the first day of the format: a message built again has the same bytes. */
const DOS_DATE = 0x0021;
/** Codes alone pack at most eight times: blank scans packed tighter look like a ZIP bomb to whoever receives them. */
const PACKING = { level: 1, strategy: constants.Z_HUFFMAN_ONLY };

type Content = Uint8Array | AsyncIterable<Uint8Array>;

interface Sizes {
  crc: number;
  packed: number;
  size: number;
}

/** The content in pieces whose lengths do not depend on how it was given. The last is shorter; there is none of an empty content. */
async function* evenPieces(content: Content): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) {
    for (let at = 0; at < content.length; at += BLOCK_BYTES) {
      yield content.subarray(at, at + BLOCK_BYTES);
    }
    return;
  }
  let block = Buffer.allocUnsafe(BLOCK_BYTES);
  let filled = 0;
  for await (const chunk of content) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + BLOCK_BYTES - filled);
      block.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled === BLOCK_BYTES) {
        yield block;
        block = Buffer.allocUnsafe(BLOCK_BYTES);
        filled = 0;
      }
    }
  }
  if (filled > 0) {
    yield block.subarray(0, filled);
  }
}

/** A PDF or picture does not shrink: blocks stored as they are cost nothing to write or read. */
function shrinks(sample: Uint8Array): boolean {
  const part = sample.subarray(0, SAMPLE_BYTES);
  return part.length > 0 && deflateRawSync(part, PACKING).length < part.length * 0.9;
}

function blockHeader(length: number, isLast: boolean): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt8(isLast ? 1 : 0, 0);
  header.writeUInt16LE(length, 1);
  header.writeUInt16LE(length ^ 0xffff, 3);
  return header;
}

async function* store(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    yield blockHeader(piece.length, false);
    yield piece;
  }
  yield blockHeader(0, true);
}

async function* deflate(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = createDeflateRaw(PACKING);
  // A failure of the source reaches the loop below as an error of the stream.
  const feeding = pipeline(pieces, stream).catch(() => undefined);
  try {
    for await (const chunk of stream) {
      // A zlib stream in byte mode yields Buffers only.
      yield chunk as Buffer;
    }
  } finally {
    stream.destroy();
    await feeding;
  }
}

async function* pack(content: Content, sizes: Sizes): AsyncGenerator<Uint8Array> {
  const source = evenPieces(content);
  const first = await source.next();
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for (let step = first; step.done !== true; step = await source.next()) {
        sizes.crc = crc32(step.value, sizes.crc);
        sizes.size += step.value.length;
        yield step.value;
      }
    } finally {
      await source.return(undefined);
    }
  }
  const packed = first.done !== true && shrinks(first.value) ? deflate(counted()) : store(counted());
  for await (const chunk of packed) {
    sizes.packed += chunk.length;
    yield chunk;
  }
}

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(DESCRIPTOR_AND_UTF8, 6);
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function descriptor(sizes: Sizes): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(sizes.crc, 4);
  bytes.writeUInt32LE(sizes.packed, 8);
  bytes.writeUInt32LE(sizes.size, 12);
  return bytes;
}

function directory(name: Buffer, sizes: Sizes): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(20, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(DESCRIPTOR_AND_UTF8, 8);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt16LE(DOS_DATE, 14);
  entry.writeUInt32LE(sizes.crc, 16);
  entry.writeUInt32LE(sizes.packed, 20);
  entry.writeUInt32LE(sizes.size, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(30 + name.length + sizes.packed + 16, 16);
  return Buffer.concat([entry, name, end]);
}

/**
 * A ZIP of one deflated entry with its sizes behind it, as the axis SDK wraps every attachment. The same content gives the same
 * bytes, whether it comes whole or in pieces of any length.
 */
export async function* zipOneEntry(entryName: string, content: Content): AsyncGenerator<Uint8Array> {
  const name = Buffer.from(entryName, 'utf8');
  const sizes = { crc: 0, packed: 0, size: 0 };
  yield localHeader(name);
  yield* pack(content, sizes);
  yield descriptor(sizes);
  yield directory(name, sizes);
}
