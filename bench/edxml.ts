import { createHash } from 'node:crypto';
import { buildEdxml, type EdxmlDocument, parseEdxml, writeEdxml } from '@congvu/edxml';

const MIB = 1024 * 1024;
const ROUNDS = 60;
const WARM_UP = 10;

const LETTER: EdxmlDocument = {
  kind: 'document',
  from: { agencyCode: 'H35.9', name: 'UBND huyện Mẫu' },
  to: Array.from({ length: 26 }, (_, index) => ({ agencyCode: `H35.9.${index + 1}`, name: `Đơn vị ${index + 1}` })),
  documentId: 'H35.9,2026/03/16,123/UBND-VHTT',
  number: '123',
  symbol: 'UBND-VHTT',
  issuedOn: '2026-03-16',
  abstract: 'V/v rà soát chứng thư số',
};

/** Bytes that do not shrink, as in a PDF, the same in every run. */
function noise(length: number): Uint8Array {
  const chunks: Buffer[] = [];
  for (let index = 0; index * 32 < length; index += 1) {
    chunks.push(createHash('sha256').update(String(index)).digest());
  }
  return Buffer.concat(chunks).subarray(0, length);
}

interface Spread {
  p50: number;
  p95: number;
}

async function time(work: () => Promise<unknown>): Promise<Spread> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  const sorted = times.slice(WARM_UP).sort((left, right) => left - right);
  const at = (share: number): number => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2));
  return { p50: at(0.5), p95: at(0.95) };
}

/** A store that keeps nothing, to see the codec alone. */
const sink = {
  create() {
    let size = 0;
    return {
      write(chunk: Uint8Array) {
        size += chunk.length;
      },
      close: () => ({ size, async *read() {}, discard: () => undefined }),
      abort: () => undefined,
    };
  },
};

async function* repeat(piece: Uint8Array, count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) {
    yield piece;
  }
}

/** 100 MB written and read in one stream; memory is the growth of the process while it runs. */
async function stream(): Promise<{ milliseconds: number; addedMegabytes: number; size: number }> {
  const piece = noise(MIB);
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const start = performance.now();
  const source = writeEdxml(LETTER, [{ name: 'to.bin', content: repeat(piece, 100) }], { packing: 'raw' });
  const { attachments } = await parseEdxml(source, { store: sink });
  clearInterval(watch);
  return {
    milliseconds: Math.round(performance.now() - start),
    addedMegabytes: Math.round((Math.max(peak, process.memoryUsage().rss) - before) / MIB),
    size: attachments[0]?.size ?? 0,
  };
}

/** Parse and build of a 1 MB message (limits: 15 ms each), and 100 MB through the codec as a stream (150 MB). */
export async function run(): Promise<object> {
  const streamed = await stream();
  const content = noise(MIB);
  const bytes = await buildEdxml(LETTER, [{ name: 'cong-van.pdf', content }]);
  const build = await time(() => buildEdxml(LETTER, [{ name: 'cong-van.pdf', content }]));
  const parse = await time(() => parseEdxml(bytes));
  return {
    name: 'edxml',
    unit: 'ms',
    messageBytes: bytes.length,
    build,
    parse,
    stream100MB: streamed,
    limits: { build: 15, parse: 15, stream100MBAddedMegabytes: 150 },
    passed: build.p50 <= 15 && parse.p50 <= 15 && streamed.addedMegabytes <= 150 && streamed.size === 100 * MIB,
  };
}
