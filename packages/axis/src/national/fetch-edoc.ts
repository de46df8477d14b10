import { AxisError } from '../errors.ts';
import type { FetchOptions } from '../types.ts';
import { download, type OpenedFile } from '../wire/download.ts';
import { EdxmlTextDecoder } from '../wire/json-text.ts';
import { type Answer, MIB } from '../wire/line.ts';
import { assertNoHtml, judged, pickAlong, readJson } from '../wire/read-answer.ts';
import { assertOk } from './answers.ts';
import type { NationalLine } from './line.ts';

/** `bytes 100-199/200` (RFC 9110 §14.4) */
function rangeStart(header: string | undefined): number | undefined {
  const match = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(header?.trim() ?? '');
  return match === null ? undefined : Number(match[1]);
}

async function readHead(
  body: AsyncGenerator<Uint8Array>,
): Promise<{ first: number | undefined; body: AsyncGenerator<Uint8Array> }> {
  const step = await body.next();
  async function* whole(): AsyncGenerator<Uint8Array> {
    if (step.done !== true) {
      yield step.value;
      yield* body;
    }
  }
  return { first: step.done === true ? undefined : step.value[0], body: whole() };
}

/** Refusals come as JSON with status 200; a file that begins with a brace is told by its declared type. */
async function assertFile(line: NationalLine, answer: Answer): Promise<AsyncGenerator<Uint8Array>> {
  assertNoHtml(answer, line, false);
  const { first, body } = await readHead(answer.body);
  const type = answer.headers['content-type'] ?? '';
  const isFile = /octet-stream|xml|force-download/i.test(type) || answer.headers['content-disposition'] !== undefined;
  if (first === 0x7b && !isFile) {
    assertOk(await readJson({ ...answer, body }, line), line);
    throw line.error('axis.unsupported', { final: true });
  }
  return body;
}

async function openDownload(line: NationalLine, docId: string, at: number): Promise<OpenedFile> {
  const call = line.call('downloadEdoc', { docId }, true, 'GET');
  const answer = await line.exchange({
    ...call,
    headers: () => ({ ...call.headers(), ...(at > 0 && { Range: `bytes=${at}-` }) }),
  });
  const from = answer.status === 206 ? rangeStart(answer.headers['content-range']) : 0;
  if (from === undefined || from > at) {
    await answer.body.return(undefined);
    throw line.error('axis.bad_answer', {}, 'Trục trả về một đoạn tệp khác với đoạn đã hỏi.');
  }
  return { from, body: await assertFile(line, answer) };
}

/** getEdoc: the file as base64 inside JSON, decoded as it arrives. */
async function* readEdoc(line: NationalLine, docId: string): AsyncGenerator<Uint8Array> {
  const decoder = new EdxmlTextDecoder();
  const ready: Uint8Array[] = [];
  const answer = await line.exchange(line.call('getEdoc', { docId }, true));
  const take = (piece: Buffer): void => {
    // The piece belongs to the line; what the decoder makes of plain text may be that very memory.
    ready.push(Buffer.from(decoder.push(piece)));
  };
  const picks = { text: { path: ['data'], take }, maxElementBytes: 0, maxRestBytes: MIB };
  const rest = yield* pickAlong(answer, line, picks, {
    drain: () => ready.splice(0).filter((item) => item.length > 0),
  });
  assertOk(rest, line);
  const last = judged(line, () => decoder.end());
  if (last.length > 0) {
    yield last;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof AxisError && (error.code === 'axis.unsupported' || error.code === 'axis.refused');
}

/**
 * downloadEdoc, streamed and resumed by Range; getEdoc where the axis has no such call. Whatever bytes the sender put there come
 * out: to judge them is the reader's work.
 */
export function fetchEdoc(line: NationalLine, docId: string, options: FetchOptions = {}): AsyncIterable<Uint8Array> {
  let hasDownload = true;
  return download(line, options, async (at) => {
    if (hasDownload) {
      try {
        return await openDownload(line, docId, at);
      } catch (error) {
        if (!isMissing(error)) {
          throw error;
        }
        hasDownload = false;
      }
    }
    return { from: 0, body: readEdoc(line, docId) };
  });
}
