import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes that came, durable under a name of their own. */
export interface ArrivedFile {
  /** Name within the folder of files. */
  name: string;
  sha256: string;
  size: number;
}

/** Text put into a file when it is handed on: what a node adds to the envelope. */
export interface Splice {
  at: number;
  text: string;
}

export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
}

/** Writes one file as it arrives; nothing of it is kept in memory. */
export class FileWriter {
  readonly #folder: string;
  readonly #name = randomUUID();
  readonly #maxBytes: number;
  readonly #hash: Hash = createHash('sha256');
  #handle: FileHandle | undefined;
  #size = 0;

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  get #path(): string {
    return join(this.#folder, this.#name);
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#size += chunk.length;
    if (this.#size > this.#maxBytes) {
      throw new FileTooLarge();
    }
    this.#handle ??= await open(`${this.#path}.part`, 'w');
    this.#hash.update(chunk);
    await this.#handle.writeFile(chunk);
  }

  /** The file gets its name when it is whole. */
  async close(): Promise<ArrivedFile> {
    this.#handle ??= await open(`${this.#path}.part`, 'w');
    await this.#handle.close();
    this.#handle = undefined;
    await rename(`${this.#path}.part`, this.#path);
    return { name: this.#name, sha256: this.#hash.digest('hex'), size: this.#size };
  }

  async abort(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
    await rm(`${this.#path}.part`, { force: true });
  }
}

/** The folder of message files. */
export class FileFolder {
  readonly #folder: string;

  constructor(stateDir: string) {
    this.#folder = join(stateDir, 'messages');
    mkdirSync(this.#folder, { recursive: true });
  }

  writer(maxBytes: number): FileWriter {
    return new FileWriter(this.#folder, maxBytes);
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#folder, name), { force: true });
  }

  /** The file as it came. */
  read(name: string, start = 0, end?: number): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.#folder, name), { start, ...(end !== undefined && { end: end - 1 }) });
  }

  /** The file as it is handed on, from `start` to before `end`. */
  async *readSpliced(name: string, splice: Splice | null, start: number, end: number): AsyncGenerator<Uint8Array> {
    if (splice === null) {
      yield* end > start ? this.read(name, start, end) : [];
      return;
    }
    const inserted = Buffer.from(splice.text);
    const afterAt = splice.at + inserted.length;
    if (start < splice.at) {
      yield* this.read(name, start, Math.min(end, splice.at));
    }
    if (end > splice.at && start < afterAt) {
      yield inserted.subarray(Math.max(0, start - splice.at), end - splice.at);
    }
    if (end > afterAt) {
      yield* this.read(name, Math.max(start, afterAt) - inserted.length, end - inserted.length);
    }
  }
}
