// A program of its own, so that its memory can be measured: node --expose-gc large-letter.ts DIRECTORY
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readFileSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ContentStore, writeEdxml } from '@congvu/edxml';
import { prepareEvidence, verifyEvidence } from '../src/index.ts';
import { SAMPLE_LETTER, sampleLetter, sampleReceivedRecord, sampleSealer } from '../src/samples/index.ts';

const MEBIBYTE = 1024 * 1024;
const [directory = ''] = process.argv.slice(2);
const [letterPath, archivePath] = [join(directory, 'thu.edxml'), join(directory, 'chung-cu.zip')];

const COLLECT_EVERY = 8 * MEBIBYTE;
let since = 0;

/** Counted is what is held, not what a busy machine has not come to collect. */
function passed(bytes: number): void {
  since += bytes;
  if (since > COLLECT_EVERY) {
    since = 0;
    globalThis.gc?.();
  }
}

const STATUS = '/proc/self/status';

/** Of this program alone: `maxRSS` begins with what the process had that started it. */
function peak(): number {
  const found = existsSync(STATUS) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(STATUS, 'utf8'))?.[1] : undefined;
  return (found === undefined ? process.resourceUsage().maxRSS : Number(found)) * 1024;
}

/** Attachments wait in files. */
function fileStore(): ContentStore {
  let count = 0;
  return {
    create() {
      count += 1;
      const path = join(directory, `${count}.part`);
      const opening = open(path, 'w');
      let size = 0;
      const discard = (): Promise<void> => rm(path, { force: true });
      return {
        async write(chunk) {
          size += chunk.length;
          passed(chunk.length);
          await (await opening).writeFile(chunk);
        },
        async close() {
          await (await opening).close();
          const read = (start = 0, end = size) => createReadStream(path, { start, end: Math.max(start, end - 1) });
          return { size, read, discard };
        },
        abort: discard,
      };
    },
  };
}

async function* noise(mebibytes: number): AsyncGenerator<Uint8Array> {
  for (let turn = 0; turn < mebibytes; turn += 1) {
    yield randomBytes(MEBIBYTE);
  }
}

const sample = await sampleLetter();
const hash = createHash('sha256');
const files = [
  { name: 'Công văn.pdf', content: sample.pdf },
  { name: 'Bản vẽ.dwg', content: noise(100) },
];
await pipeline(
  writeEdxml(SAMPLE_LETTER, files),
  async function* (pieces) {
    for await (const piece of pieces) {
      hash.update(piece);
      passed(piece.length);
      yield piece;
    }
  },
  createWriteStream(letterPath),
);
const sha256 = hash.digest('hex');
const record = await sampleReceivedRecord(sample);
const messages = record.messages.map((message) =>
  message.kind === 'letter'
    ? { ...message, sha256, size: statSync(letterPath).size, content: () => createReadStream(letterPath) }
    : message,
);
const before = process.memoryUsage.rss();
const prepared = await prepareEvidence({ ...record, messages }, { seal: sampleSealer(), store: fileStore() });
await pipeline(
  prepared.write(),
  async function* (pieces) {
    for await (const piece of pieces) {
      passed(piece.length);
      yield piece;
    }
  },
  createWriteStream(archivePath),
);
const source = { size: prepared.size, read: () => createReadStream(archivePath) };
const { verdict } = await verifyEvidence(source, { store: fileStore() });
const most = peak();
process.stdout.write(JSON.stringify({ verdict, size: prepared.size, before, most }));
