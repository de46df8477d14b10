import { closeSync, createReadStream, existsSync, mkdirSync, openSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * What happened, one JSON line each, only ever added to. A line cut by a crash is the last one: it is dropped on reading, for
 * nobody was told of it.
 */
export class Journal {
  readonly #file: string;
  #handle: number | undefined;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, 'journal.jsonl');
  }

  /** Everything so far, in order. Called once, before the first line is written. */
  async read(take: (entry: unknown) => void): Promise<void> {
    if (existsSync(this.#file)) {
      truncateSync(this.#file, await this.#readWhole(take));
    }
    this.#handle = openSync(this.#file, 'a');
  }

  /** Hands out whole lines; answers the bytes they take. */
  async #readWhole(take: (entry: unknown) => void): Promise<number> {
    const lines = createInterface({ input: createReadStream(this.#file), crlfDelay: Number.POSITIVE_INFINITY });
    let bytes = 0;
    for await (const line of lines) {
      let entry: unknown;
      try {
        entry = JSON.parse(line);
      } catch {
        break;
      }
      take(entry);
      bytes += Buffer.byteLength(line) + 1;
    }
    return bytes;
  }

  write(entry: unknown): void {
    if (this.#handle !== undefined) {
      writeSync(this.#handle, `${JSON.stringify(entry)}\n`);
    }
  }

  close(): void {
    if (this.#handle !== undefined) {
      closeSync(this.#handle);
      this.#handle = undefined;
    }
  }
}
