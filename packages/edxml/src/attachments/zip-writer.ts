import { pipeline } from 'node:stream/promises';
import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';

const SAMPLE_BYTES = 32 * 1024;
const DESCRIPTOR_AND_UTF8 = 0x0808;
const UTF8 = 0x0800;
/** 1980-01-01, the first day of the format: a message built again has the same bytes. */
const DOS_DATE = 0x0021;

interface Sizes {
  crc: number;
  packed: number;
  size: number;
}

/**
 * A PDF or picture does not shrink: stored blocks inside the deflate stream cost nothing to write or read. What shrinks does so by
 * Huffman codes alone, at most eight times: blank scans packed tighter look like a ZIP bomb to whoever receives them.
 */
function packingFor(sample: Uint8Array): { level: number; strategy: number } {
  const strategy = constants.Z_HUFFMAN_ONLY;
  const part = sample.subarray(0, SAMPLE_BYTES);
  const shrinks = part.length > 0 && deflateRawSync(part, { level: 1, strategy }).length < part.length * 0.9;
  return { level: shrinks ? 1 : 0, strategy };
}

function localHeader(name: Buffer, sizes: Sizes | undefined): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(sizes === undefined ? DESCRIPTOR_AND_UTF8 : UTF8, 6);
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt32LE(sizes?.crc ?? 0, 14);
  header.writeUInt32LE(sizes?.packed ?? 0, 18);
  header.writeUInt32LE(sizes?.size ?? 0, 22);
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

function directory(name: Buffer, sizes: Sizes, streamed: boolean): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(20, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(streamed ? DESCRIPTOR_AND_UTF8 : UTF8, 8);
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
  end.writeUInt32LE(30 + name.length + sizes.packed + (streamed ? 16 : 0), 16);
  return Buffer.concat([entry, name, end]);
}

async function* deflateStream(content: AsyncIterable<Uint8Array>, sizes: Sizes): AsyncGenerator<Uint8Array> {
  const source = content[Symbol.asyncIterator]();
  const first = await source.next();
  const deflate = createDeflateRaw(packingFor(first.done === true ? new Uint8Array(0) : first.value));
  async function* counted(): AsyncGenerator<Uint8Array> {
    for (let step = first; step.done !== true; step = await source.next()) {
      sizes.crc = crc32(step.value, sizes.crc);
      sizes.size += step.value.length;
      yield step.value;
    }
  }
  // A failure of the source reaches the loop below as an error of the stream.
  const feeding = pipeline(counted(), deflate).catch(() => undefined);
  for await (const chunk of deflate) {
    // A zlib stream in byte mode yields Buffers only.
    const bytes = chunk as Buffer;
    sizes.packed += bytes.length;
    yield bytes;
  }
  await feeding;
}

/**
 * A ZIP of one deflated entry, the form in which the axis SDK wraps every attachment. Sizes stand in the local header
 * when the content is given whole, in a data descriptor when it streams.
 */
export async function* zipOneEntry(
  entryName: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const name = Buffer.from(entryName, 'utf8');
  if (content instanceof Uint8Array) {
    const packed = deflateRawSync(content, packingFor(content));
    const sizes = { crc: crc32(content), packed: packed.length, size: content.length };
    yield localHeader(name, sizes);
    yield packed;
    yield directory(name, sizes, false);
    return;
  }
  const sizes = { crc: 0, packed: 0, size: 0 };
  yield localHeader(name, undefined);
  yield* deflateStream(content, sizes);
  yield descriptor(sizes);
  yield directory(name, sizes, true);
}
