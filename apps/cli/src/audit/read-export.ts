import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { UsageError } from '../command-line.ts';
import type { Entry, KeptCheckpoint, LogSource } from './log-source.ts';

type Line = Record<string, unknown>;

async function* readLines(path: string): AsyncGenerator<Line> {
  const input = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const text of input) {
    number += 1;
    if (text.trim() === '') {
      continue;
    }
    try {
      const value: unknown = JSON.parse(text);
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
        yield { ...value };
        continue;
      }
    } catch {
      // Told below.
    }
    throw new UsageError(`${path}, dòng ${number}: không phải một dòng JSON của nhật ký`);
  }
}

function entryOf(line: Line): Entry {
  const { seq, hash, leaf } = line;
  const isLeaf = leaf !== null && typeof leaf === 'object';
  return {
    seq: typeof seq === 'number' ? seq : -1,
    hash: typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash : '',
    ...(isLeaf && { leaf: { ...leaf } }),
  };
}

async function* readEntries(path: string): AsyncGenerator<Entry> {
  for await (const line of readLines(path)) {
    if (line['type'] === 'entry') {
      yield entryOf(line);
    }
  }
}

/** The file that the inspector's page hands out as "toàn bộ để kiểm tra"; undefined when it is none. */
export async function readExport(path: string): Promise<LogSource | undefined> {
  let head: Line | undefined;
  const checkpoints: KeptCheckpoint[] = [];
  for await (const line of readLines(path)) {
    head ??= line;
    if (line['type'] === 'checkpoint') {
      checkpoints.push({ number: checkpoints.length + 1, note: String(line['note']) });
    } else if (line['type'] !== 'log') {
      break;
    }
  }
  if (head?.['format'] !== 'congvu-audit-log/1') {
    return undefined;
  }
  const { origin, keys } = head;
  return {
    origin: String(origin),
    keys: Array.isArray(keys) ? keys.map(String) : [],
    witnessKeys: [],
    checkpoints,
    entries: () => readEntries(path),
    strays: async () => [],
  };
}
