import { createHash, type Hash } from 'node:crypto';
import type { AxisError } from '../errors.ts';
import type { FetchOptions } from '../types.ts';
import { type Line, MIB } from './line.ts';

/** One attempt: bytes from `at` on, as far as the axis can begin there; `from` says where it did. */
export interface OpenedFile {
  from: number;
  body: AsyncIterable<Uint8Array>;
}

/** A file that was cut after so much went well enough to forgive the attempts before. */
const PROGRESS = 64 * 1024;
const MAX_FILE_BYTES = 160 * MIB;

function mayResume(error: AxisError): boolean {
  return !error.final && error.code !== 'axis.bad_answer' && error.code !== 'axis.hash_mismatch';
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The part of a chunk that was not handed out yet. */
function unseen(chunk: Uint8Array, position: number, at: number): Uint8Array {
  return position >= at ? chunk : chunk.subarray(Math.min(at - position, chunk.length));
}

async function* readOn(opened: OpenedFile, at: number): AsyncGenerator<Uint8Array> {
  let position = opened.from;
  for await (const chunk of opened.body) {
    const piece = unseen(chunk, position, at);
    position += chunk.length;
    if (piece.length > 0) {
      yield piece;
    }
  }
}

/** How far we are, and how often it broke. */
class Progress {
  at: number;
  #failures = 0;
  #lastFailureAt: number;
  readonly #hash: Hash | undefined;
  readonly #line: Line;
  readonly #options: FetchOptions;

  constructor(line: Line, options: FetchOptions) {
    this.at = options.offset ?? 0;
    this.#lastFailureAt = this.at;
    this.#line = line;
    this.#options = options;
    this.#hash = this.at === 0 && options.sha256 !== undefined ? createHash('sha256') : undefined;
  }

  take(piece: Uint8Array): void {
    const maxBytes = this.#options.maxBytes ?? MAX_FILE_BYTES;
    this.at += piece.length;
    if (this.at > maxBytes) {
      const text = `Tệp trên trục lớn hơn ${maxBytes} byte nên đã ngừng tải.`;
      throw this.#line.error('axis.bad_answer', { final: true }, text);
    }
    this.#hash?.update(piece);
  }

  /** Milliseconds to wait before the next attempt. @throws {AxisError} when there is none */
  afterFailure(error: unknown): number {
    const { retries, backoffMs } = this.#line.timing;
    const failure = this.#line.explain(error, false);
    this.#failures = this.at - this.#lastFailureAt >= PROGRESS ? 1 : this.#failures + 1;
    this.#lastFailureAt = this.at;
    if (!mayResume(failure) || this.#failures > retries) {
      throw failure;
    }
    return backoffMs * 2 ** (this.#failures - 1);
  }

  assertHash(): void {
    if (this.#hash !== undefined && this.#hash.digest('hex') !== this.#options.sha256?.toLowerCase()) {
      throw this.#line.error('axis.hash_mismatch');
    }
  }
}

/**
 * Streams a file over as many attempts as it takes: each begins where the last one broke. Checks length and hash; never hands out a
 * byte twice.
 */
export async function* download(
  line: Line,
  options: FetchOptions,
  open: (at: number) => Promise<OpenedFile>,
): AsyncGenerator<Uint8Array> {
  const progress = new Progress(line, options);
  for (let isWhole = false; !isWhole; ) {
    try {
      for await (const piece of readOn(await open(progress.at), progress.at)) {
        progress.take(piece);
        yield piece;
      }
      isWhole = true;
    } catch (error) {
      await sleep(progress.afterFailure(error));
    }
  }
  progress.assertHash();
}
