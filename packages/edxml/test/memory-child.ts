// 100 MB through the codec in a process of its own. Argument: `write` (a stream in, bytes out), `read` (bytes in, a file out) or
// `unwrap` (the same with a ZIP to take off). Tells {peakMegabytes, megabytes}: growth of the resident memory, bytes that came through.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

function message(packing: 'zip' | 'raw'): AsyncIterable<Uint8Array> {
  return writeEdxml(LETTER, [{ name: 'to.bin', content: noise(100) }], { packing });
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

async function through(mode: string | undefined): Promise<number> {
  if (mode === 'write') {
    let size = 0;
    for await (const chunk of message('zip')) {
      size += chunk.length;
    }
    return size;
  }
  const directory = await mkdtemp(join(tmpdir(), 'congvu-edxml-memory-'));
  try {
    const source = message(mode === 'unwrap' ? 'zip' : 'raw');
    const { attachments } = await parseEdxml(source, { store: filesIn(directory) });
    return attachments[0]?.size ?? 0;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const before = peak();
const size = await through(process.argv[2]);
process.stdout.write(JSON.stringify({ peakMegabytes: Math.round(peak() - before), megabytes: Math.floor(size / MIB) }));
