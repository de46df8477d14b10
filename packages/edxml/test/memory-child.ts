// An attachment of 100 MB through the codec in a process of its own: `write zip|raw FILE` writes a message, `read FILE` reads one, its
// attachment into another file. Tells {peakMegabytes, megabytes}: growth of the resident memory, bytes that came out.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ContentStore, type EdxmlDocument, parseEdxml, writeEdxml } from '../src/index.ts';

const MIB = 1024 * 1024;
const STATUS = '/proc/self/status';
const LETTER: EdxmlDocument = {
  kind: 'document',
  from: { agencyCode: 'H35.9' },
  to: [{ agencyCode: 'H35.9.1' }],
  documentId: 'x',
  number: '1',
  symbol: 'A',
  issuedOn: '2026-03-16',
  abstract: 'V/v gửi tệp lớn',
};

function peak(): number {
  const found = existsSync(STATUS) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(STATUS, 'utf8'))?.[1] : undefined;
  return (found === undefined ? process.resourceUsage().maxRSS : Number(found)) / 1024;
}

/** Bytes that do not shrink, in pieces of 64 KiB as a file gives them. */
async function* noise(megabytes: number): AsyncGenerator<Uint8Array> {
  const piece = Buffer.concat(
    Array.from({ length: 2048 }, (_, index) => createHash('sha256').update(String(index)).digest()),
  );
  for (let index = 0; index < megabytes * 16; index += 1) {
    yield piece;
  }
}

function filesIn(directory: string): ContentStore {
  let count = 0;
  return {
    create() {
      count += 1;
      const path = join(directory, String(count));
      const opening = open(path, 'wx');
      let size = 0;
      return {
        async write(chunk) {
          size += chunk.length;
          await (await opening).writeFile(chunk);
        },
        async close() {
          await (await opening).close();
          return {
            size,
            read: (start = 0, end = size) => createReadStream(path, { start, end: Math.max(start, end - 1) }),
            discard: () => rm(path, { force: true }),
          };
        },
        abort: async () => (await opening).close(),
      };
    },
  };
}

async function write(packing: 'zip' | 'raw', file: string): Promise<number> {
  const source = writeEdxml(LETTER, [{ name: 'to.bin', content: noise(100) }], { packing });
  await pipeline(source, createWriteStream(file));
  return (await stat(file)).size;
}

async function read(file: string): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'congvu-edxml-memory-'));
  try {
    const { attachments } = await parseEdxml(createReadStream(file), { store: filesIn(directory) });
    return attachments[0]?.size ?? 0;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const [mode, ...words] = process.argv.slice(2);
const before = peak();
const size =
  mode === 'read' ? await read(words[0] ?? '') : await write(words[0] === 'zip' ? 'zip' : 'raw', words[1] ?? '');
process.stdout.write(JSON.stringify({ peakMegabytes: Math.round(peak() - before), megabytes: Math.floor(size / MIB) }));
