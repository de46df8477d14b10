import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from '../command-line.ts';

/** Asks on the terminal; what is typed is not shown. */
async function askPin(): Promise<string> {
  if (process.stdin.isTTY !== true) {
    throw new UsageError('Cần mã PIN: dùng --pin-env TÊN_BIẾN hoặc --pin-file TỆP khi không có bàn phím.');
  }
  process.stderr.write('Mã PIN: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string>((answer) => terminal.question('', answer));
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

/** PIN from the environment, a file (its last line end does not count), or the keyboard; never from the command line. */
export async function readPin(source: { env: string | undefined; file: string | undefined }): Promise<string> {
  if (source.env !== undefined) {
    const pin = process.env[source.env];
    if (pin === undefined) {
      throw new UsageError(`Biến môi trường ${source.env} chưa đặt.`);
    }
    return pin;
  }
  if (source.file !== undefined) {
    return (await readFile(source.file, 'utf8')).replace(/\r?\n$/, '');
  }
  return askPin();
}
