/** A file as it lies in a place: sealed, by its whole name. */
export interface PlacedFile {
  name: string;
  /** When it came, by the clock of this machine. */
  at: Date;
  bytes: number;
}

/** Where the sealed files of backups lie. Names are paths with `/`; a file is there whole or not at all. */
export interface Place {
  /** As people know it; holds no secret. */
  text: string;
  /** How many files are worth moving at once. */
  lanes: number;
  /** Nothing lies there yet. */
  isEmpty(): Promise<boolean>;
  has(name: string): Promise<boolean>;
  read(name: string): AsyncIterable<Uint8Array>;
  /** Undefined when there is no such file; only for small ones. */
  readText(name: string): Promise<string | undefined>;
  /**
   * Durable before it answers; `look` is given what then lies there, and a failure of it takes the file away again.
   * @returns how many bytes came
   */
  put(
    name: string,
    source: AsyncIterable<Uint8Array>,
    look?: (written: AsyncIterable<Uint8Array>) => Promise<void>,
  ): Promise<number>;
  /** Of those who put it at the same time one wins; answers the text that stands. */
  putOnce(name: string, text: string): Promise<string>;
  /** One writer at a time, which the lock of the office's backup sees to. */
  append(name: string, text: string): Promise<void>;
  /** Names right below a folder, sorted; empty when there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** All files below a folder, at any depth. */
  walk(folder: string): AsyncGenerator<PlacedFile>;
  stat(name: string): Promise<Omit<PlacedFile, 'name'>>;
  remove(name: string): Promise<void>;
  /** What a run that was killed left half-written; only when no other run of the office is going on. */
  removeUnfinished(): Promise<void>;
}

/** Works on many, so many at once. The first failure is the answer, after what had begun has ended. */
export async function inLanes<T>(items: Iterable<T>, lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let next = iterator.next(); next.done !== true && !failed; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const one of ended) {
    if (one.status === 'rejected') {
      throw one.reason;
    }
  }
}
