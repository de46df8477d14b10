import { buildEdxml, type EdxmlDocument, EdxmlError, memoryStore, parseEdxml } from '@congvu/edxml';
import { Base64Decoder, Base64Problem } from '../wire/base64-stream.ts';
import { EdxmlTextDecoder } from '../wire/json-text.ts';
import { type Answer, type Line, MIB } from '../wire/line.ts';
import { pickAlong } from '../wire/read-answer.ts';
import { fieldOf, textOf } from '../wire/said.ts';

/**
 * An envelope without files is smaller: above it the text carries its files itself and is handed on as it comes. Below it the list
 * of attachments is looked at.
 */
const MAX_BARE_ENVELOPE = MIB;
/** Attachments beside the envelope come as text in JSON and have to be held until the envelope is known. */
const MAX_LISTED_BYTES = 64 * MIB;
const MAX_ATTACHMENT_BYTES = 160 * MIB;

interface ListedFile {
  name: string;
  content: Uint8Array;
}

function decodeBase64(text: string): Uint8Array {
  const decoder = new Base64Decoder();
  return Buffer.concat([decoder.push(text), decoder.end()]);
}

/** What one answer of getEdoc holds, filled while it arrives. */
class EdocAnswer {
  readonly #decoder = new EdxmlTextDecoder();
  #held: Uint8Array[] = [];
  #heldSize = 0;
  #isStreaming = false;
  #listed: unknown[] = [];
  #listedSize = 0;

  takeText(piece: Buffer): void {
    this.#hold(this.#decoder.push(piece));
  }

  takeListed(element: unknown, size: number): void {
    this.#listedSize += size;
    if (this.#listedSize <= MAX_LISTED_BYTES) {
      this.#listed.push(element);
    } else {
      this.#listed = [];
    }
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length > 0) {
      // Plain text is still the memory of the line.
      this.#held.push(Buffer.from(bytes));
      this.#heldSize += bytes.length;
      this.#isStreaming ||= this.#heldSize > MAX_BARE_ENVELOPE;
    }
  }

  drain(): Uint8Array[] {
    return this.#isStreaming ? this.#held.splice(0) : [];
  }

  /** The rest of the file once the answer is whole. */
  async finish(data: unknown, line: Line): Promise<Uint8Array[]> {
    this.#hold(this.#decoder.end());
    if (this.#isStreaming) {
      return this.drain();
    }
    const envelope = Buffer.concat(this.#held);
    const listed = this.#listed.length > 0 || this.#listedSize > 0;
    if (!listed) {
      return this.#orNothing(envelope, line);
    }
    const message = await bareMessage(envelope, data);
    // The envelope has its files, or is no letter that they could be put into: it goes as it came.
    return message === undefined
      ? this.#orNothing(envelope, line)
      : [await buildEdxml(message, this.#files(line), { packing: 'raw' })];
  }

  #orNothing(envelope: Uint8Array, line: Line): Uint8Array[] {
    if (envelope.length === 0) {
      const text = 'Trục trả lời nhưng không có nội dung văn bản (edxml) và không có tệp đính kèm.';
      throw line.error('axis.bad_answer', {}, text);
    }
    return [envelope];
  }

  #files(line: Line): ListedFile[] {
    if (this.#listedSize > MAX_LISTED_BYTES) {
      const text = `Tệp đính kèm trong câu trả lời của trục vượt ${MAX_LISTED_BYTES / MIB} MiB nên không ghép được gói tin.`;
      throw line.error('axis.bad_answer', { final: true }, text);
    }
    const taken = new Map<string, number>();
    return this.#listed.map((element, index) => {
      const name = safeName(textOf(element, 'fileName') ?? `tep-${index + 1}`);
      const repeated = taken.get(name) ?? 0;
      taken.set(name, repeated + 1);
      const content = fieldOf(element, 'fileContent');
      if (typeof content !== 'string') {
        throw new Base64Problem();
      }
      return { name: repeated === 0 ? name : `${repeated + 1}-${name}`, content: decodeBase64(content) };
    });
  }
}

/** The writer takes no name with a path in it; the reader cleans names once more. */
function safeName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .slice(0, 180);
  return clean === '' ? 'tep' : clean;
}

/** The letter of an envelope that has no file of its own; made of the fields beside it when there is no envelope. */
async function bareMessage(envelope: Uint8Array, data: unknown): Promise<EdxmlDocument | undefined> {
  if (envelope.length === 0) {
    return messageOfFields(data);
  }
  try {
    const parsed = await parseEdxml(envelope, { store: memoryStore(MAX_BARE_ENVELOPE) });
    const hasFiles = parsed.attachments.some(({ error }) => error?.code !== 'edxml.attachment.missing');
    return hasFiles || parsed.message.kind !== 'document' ? undefined : parsed.message;
  } catch (error) {
    if (error instanceof EdxmlError) {
      // The reader of the whole message says what is wrong with it.
      return undefined;
    }
    throw error;
  }
}

function messageOfFields(data: unknown): EdxmlDocument {
  const [number = '', ...symbol] = (textOf(data, 'edocCode') ?? '').split('/');
  const from = textOf(data, 'from') ?? '';
  const fromName = textOf(data, 'fromName');
  const abstract = textOf(data, 'edocAbstract') ?? 'Văn bản không có trích yếu';
  return {
    kind: 'document',
    from: { agencyCode: from, ...(fromName !== undefined && { name: fromName }) },
    to: [{ agencyCode: textOf(data, 'to') ?? 'null' }],
    documentId: textOf(data, 'docId') ?? `${from},${number}/${symbol.join('/')}`,
    ...(number !== '' && { number }),
    ...(symbol.length > 0 && { symbol: symbol.join('/') }),
    abstract,
  };
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
  const edoc = new EdocAnswer();
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
  try {
    yield* await edoc.finish(fieldOf(rest, 'data'), line);
  } catch (error) {
    if (error instanceof EdxmlError || error instanceof Base64Problem) {
      const text = 'Trả lời của trục không dùng được: không ghép được gói tin từ các phần trục gửi.';
      throw line.error('axis.bad_answer', { cause: error }, text);
    }
    throw error;
  }
}
