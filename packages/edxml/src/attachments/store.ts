/** Content of an attachment that was read. */
export interface StoredContent {
  /** Bytes. */
  readonly size: number;
  /** The bytes from `start` to before `end`, in pieces. */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>;
  /** Gives the room back, once packed bytes are unwrapped or when the message is refused. May be called again. */
  discard(): void | Promise<void>;
}

/** Takes the content of one attachment piece by piece. */
export interface ContentWriter {
  /** `chunk` is only valid during the call. */
  write(chunk: Uint8Array): void | Promise<void>;
  close(): StoredContent | Promise<StoredContent>;
  abort(): void | Promise<void>;
}

/** Where attachments go while a message is read: memory, files, an object store. */
export interface ContentStore {
  create(): ContentWriter;
}

/**
 * The store is full; the attachment is then in error (`edxml.attachment.too_large`), not the message.
 *
 * @example write(chunk) { if (used + chunk.length > capacity) { throw new StoreFullError(capacity); } … }
 */
export class StoreFullError extends Error {
  override readonly name = 'StoreFullError';
  /** Bytes. */
  readonly capacity: number;
  constructor(capacity: number) {
    super(`Bộ nhớ dành cho tệp đính kèm đã đầy (${capacity} byte)`);
    this.capacity = capacity;
  }
}

const DEFAULT_CAPACITY = 64 * 1024 * 1024;

/**
 * A store in memory, 64 MiB unless told otherwise.
 *
 * @example const parsed = await parseEdxml(bytes, { store: memoryStore(8 * 1024 * 1024) });
 */
export function memoryStore(capacity: number = DEFAULT_CAPACITY): ContentStore {
  let used = 0;
  function stored(chunks: Uint8Array[], size: number): StoredContent {
    let isKept = true;
    let whole: Uint8Array | undefined = chunks.length === 1 ? chunks[0] : undefined;
    return {
      size,
      async *read(start = 0, end = size) {
        whole ??= Buffer.concat(chunks, size);
        chunks.length = 0;
        yield whole.subarray(start, Math.min(end, size));
      },
      discard() {
        used -= isKept ? size : 0;
        isKept = false;
        chunks.length = 0;
        whole = new Uint8Array(0);
      },
    };
  }
  return {
    create() {
      const chunks: Uint8Array[] = [];
      let size = 0;
      return {
        write(chunk) {
          if (used + chunk.length > capacity) {
            throw new StoreFullError(capacity);
          }
          used += chunk.length;
          size += chunk.length;
          chunks.push(Uint8Array.from(chunk));
        },
        close: () => stored(chunks, size),
        abort() {
          used -= size;
          chunks.length = 0;
        },
      };
    },
  };
}

/**
 * All bytes of a stored content in one array; only for content known to fit in memory.
 *
 * @example const pdf = attachment.content && (await readAll(attachment.content));
 */
export async function readAll(content: StoredContent): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.read()) {
    chunks.push(chunk);
  }
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
