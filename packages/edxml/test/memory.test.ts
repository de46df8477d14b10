import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const CHILD = fileURLToPath(new URL('./memory-child.ts', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-edxml-memory-test-'));

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

function run(...words: string[]): { peakMegabytes: number; megabytes: number } {
  const output = execFileSync(process.execPath, [CHILD, ...words], { encoding: 'utf8', timeout: 60_000 });
  return JSON.parse(output);
}

test.each(['raw', 'zip'])(
  'an attachment of 100 MB (%s): written and read, each adds less than 60 MB to its process',
  (packing) => {
    const file = join(FOLDER, `${packing}.edxml`);
    const written = run('write', packing, file);
    const read = run('read', file);
    expect([written.megabytes, read.megabytes]).toEqual([133, 100]);
    expect(written.peakMegabytes).toBeLessThan(60);
    expect(read.peakMegabytes).toBeLessThan(60);
  },
);
