import { EdxmlTextDecoder } from '../wire/json-text.ts';
import { type Answer, type Line, MIB } from '../wire/line.ts';
import { judged, pickAlong } from '../wire/read-answer.ts';
import { fieldOf } from '../wire/said.ts';
import { envelopeOfFields, isBare, joinFiles, type ListedFile, readListed } from './joined-file.ts';

/**
 * An envelope without files is smaller: above it the text carries its files itself and is handed on as it comes. Below it the list
 * of attachments is looked at.
 */
const MAX_BARE_ENVELOPE = MIB;
/** Attachments beside the envelope come as text in JSON and have to be held until the envelope is known. */
const MAX_LISTED_BYTES = 64 * MIB;
const MAX_ATTACHMENT_BYTES = 160 * MIB;

/** What one answer of getEdoc holds, filled while it arrives. */
class EdocAnswer {
  readonly #line: Line;
  readonly #decoder = new EdxmlTextDecoder();
  #held: Uint8Array[] = [];
  #heldSize = 0;
  #isStreaming = false;
  #listed: (ListedFile | undefined)[] = [];
  #listedSize = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  takeText(piece: Buffer): void {
    this.#hold(this.#decoder.push(piece));
  }

  takeListed(element: unknown, size: number): void {
    this.#listedSize += size;
    // Too many are dropped, and only missed when the envelope turns out to have none of its own.
    this.#listed =
      this.#listedSize > MAX_LISTED_BYTES ? [] : [...this.#listed, readListed(element, this.#listed.length)];
  }

  drain(): Uint8Array[] {
    return this.#isStreaming ? this.#held.splice(0) : [];
  }

  /** The rest of the file once the answer is whole. */
  async finish(data: unknown): Promise<Uint8Array[]> {
    this.#hold(judged(this.#line, () => this.#decoder.end()));
    if (this.#isStreaming) {
      return this.drain();
    }
    const given = Buffer.concat(this.#held);
    if (this.#listedSize === 0) {
      return this.#orNothing(given);
    }
    if (given.length === 0) {
      return joinFiles(envelopeOfFields(data), this.#files()) ?? [];
    }
    return (await isBare(given)) ? (joinFiles(given, this.#files()) ?? [given]) : [given];
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length > 0) {
      // Plain text is still the memory of the line.
      this.#held.push(Buffer.from(bytes));
      this.#heldSize += bytes.length;
      this.#isStreaming ||= this.#heldSize > MAX_BARE_ENVELOPE;
    }
  }

  #orNothing(envelope: Uint8Array): Uint8Array[] {
    if (envelope.length === 0) {
      const text = 'Trục trả lời nhưng không có nội dung văn bản (edxml) và không có tệp đính kèm.';
      throw this.#line.error('axis.unknown_document', { final: true }, text);
    }
    return [envelope];
  }

  #files(): ListedFile[] {
    if (this.#listedSize > MAX_LISTED_BYTES) {
      const text = `Tệp đính kèm trong câu trả lời của trục vượt ${MAX_LISTED_BYTES / MIB} MiB nên không ghép được gói tin.`;
      throw this.#line.error('axis.bad_answer', { final: true }, text);
    }
    const files = this.#listed.filter((file) => file !== undefined);
    if (files.length < this.#listed.length) {
      const text = 'Trả lời của trục không dùng được: nội dung một tệp đính kèm không phải base64 hợp lệ.';
      throw this.#line.error('axis.bad_answer', {}, text);
    }
    return files;
  }
}

/**
 * The file in an answer of getEdoc: `edxml` as base64 or as text, with the files inside, or beside it in `attachments`, or only
 * those. Streams as soon as the text is longer than any envelope without files.
 */
export async function* readEdocAnswer(
  answer: Answer,
  line: Line,
  assertOk: (body: unknown, line: Line) => void,
): AsyncGenerator<Uint8Array> {
  const edoc = new EdocAnswer(line);
  const picks = {
    text: { path: ['data', 'edxml'], take: (piece: Buffer) => edoc.takeText(piece) },
    elements: {
      path: ['data', 'attachments'],
      take: (element: unknown, size: number) => edoc.takeListed(element, size),
    },
    maxElementBytes: MAX_ATTACHMENT_BYTES,
    maxRestBytes: MIB,
  };
  const rest = yield* pickAlong(answer, line, picks, edoc);
  assertOk(rest, line);
  yield* await edoc.finish(fieldOf(rest, 'data'));
}
