import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { UsageError } from '../command-line.ts';
import type { BroughtShare } from './program.ts';

/** What is typed is not kept by the shell, as words of the call would be. An empty line ends it. */
async function askShares(): Promise<BroughtShare[]> {
  const shares: BroughtShare[] = [];
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const say = (): void => void process.stderr.write(`Mảnh khóa thứ ${shares.length + 1} (Enter trống để thôi): `);
  say();
  for await (const line of terminal) {
    if (line.trim() === '') {
      break;
    }
    shares.push({ code: line, where: `gõ tay thứ ${shares.length + 1}` });
    say();
  }
  terminal.close();
  process.stderr.write('\n');
  return shares;
}

/** `--share TỆP` once for each keeper, `--share -` to type them. */
export async function readShares(given: readonly string[]): Promise<BroughtShare[]> {
  const files = given.filter((one) => one !== '-').map((path) => ({ file: resolve(path), where: path }));
  const typed = given.includes('-') ? await askShares() : [];
  if (files.length + typed.length === 0) {
    throw new UsageError('chưa có mảnh khóa nào: --share TỆP cho từng người giữ, hoặc --share - để gõ');
  }
  return [...files, ...typed];
}
