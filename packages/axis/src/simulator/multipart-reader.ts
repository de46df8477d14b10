/** Thrown for a body that is no multipart; the axis answers "file không hợp lệ". */
export class MultipartProblem extends Error {
  override readonly name = 'MultipartProblem';
}

const MAX_PART_HEAD = 8 * 1024;
const MAX_FIELD = 64 * 1024;
const MAX_PARTS = 20;

/** multipart/form-data (RFC 7578) as it arrives: one part is the file and is handed on, the others are small fields. */
export class MultipartReader {
  readonly #mark: Buffer;
  readonly #filePart: string;
  readonly #fields: Record<string, string> = Object.create(null);
  #state: 'head' | 'content' | 'end' = 'content';
  #held: Buffer;
  #part: { name: string; chunks: Buffer[]; size: number } | undefined;
  #parts = 0;
  #hasFile = false;

  constructor(boundary: string, filePart: string) {
    this.#mark = Buffer.from(`\r\n--${boundary}`);
    this.#filePart = filePart;
    // The first boundary has no line break before it: this one lets it look like the others.
    this.#held = Buffer.from('\r\n');
  }

  /** Bytes of the file in this piece. */
  push(chunk: Uint8Array): Buffer[] {
    this.#held = Buffer.concat([this.#held, chunk]);
    const out: Buffer[] = [];
    while (this.#state === 'head' ? this.#readHead() : this.#state === 'content' && this.#readContent(out)) {}
    return out;
  }

  finish(): Record<string, string> {
    if (this.#state !== 'end' || !this.#hasFile) {
      throw new MultipartProblem();
    }
    return { ...this.#fields };
  }

  /** What follows a boundary: "--" for the end, or the headers of a part. True when there is more to do. */
  #readHead(): boolean {
    if (this.#held.subarray(0, 2).toString('latin1') === '--') {
      this.#state = 'end';
      return false;
    }
    const end = this.#held.indexOf('\r\n\r\n');
    if (end === -1) {
      if (this.#held.length > MAX_PART_HEAD) {
        throw new MultipartProblem();
      }
      return false;
    }
    this.#parts += 1;
    const name = /\bname="([^"]{0,100})"/i.exec(this.#held.subarray(0, end).toString('utf8'))?.[1];
    if (name === undefined || end > MAX_PART_HEAD || this.#parts > MAX_PARTS) {
      throw new MultipartProblem();
    }
    this.#part = { name, chunks: [], size: 0 };
    this.#hasFile ||= name === this.#filePart;
    this.#held = this.#held.subarray(end + 4);
    this.#state = 'content';
    return true;
  }

  #readContent(out: Buffer[]): boolean {
    const at = this.#held.indexOf(this.#mark);
    // What might be the beginning of a boundary waits for the rest of it.
    const sure = at === -1 ? Math.max(this.#held.length - this.#mark.length + 1, 0) : at;
    this.#take(this.#held.subarray(0, sure), out);
    this.#held = this.#held.subarray(at === -1 ? sure : at + this.#mark.length);
    if (at === -1) {
      return false;
    }
    if (this.#part !== undefined && this.#part.name !== this.#filePart) {
      this.#fields[this.#part.name] = Buffer.concat(this.#part.chunks).toString('utf8');
    }
    this.#part = undefined;
    this.#state = 'head';
    return true;
  }

  #take(bytes: Buffer, out: Buffer[]): void {
    if (bytes.length === 0 || this.#part === undefined) {
      return;
    }
    if (this.#part.name === this.#filePart) {
      out.push(bytes);
      return;
    }
    this.#part.size += bytes.length;
    if (this.#part.size > MAX_FIELD) {
      throw new MultipartProblem();
    }
    this.#part.chunks.push(Buffer.from(bytes));
  }
}
