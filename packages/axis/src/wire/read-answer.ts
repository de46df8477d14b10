import { Base64Problem } from './base64-stream.ts';
import { JsonPicker, JsonProblem, type Picks } from './json-picker.ts';
import { EscapeProblem } from './json-text.ts';
import type { Answer, Line } from './line.ts';

function isHtml(answer: Answer): boolean {
  return /\bhtml\b/i.test(answer.headers['content-type'] ?? '');
}

const WORDS: Readonly<Record<JsonProblem['kind'], string>> = {
  syntax: 'trục không trả lời bằng JSON hợp lệ. Kiểm tra lại địa chỉ trục, hoặc câu trả lời bị cắt giữa chừng.',
  too_long: 'câu trả lời dài hơn mức cho phép nên đã ngừng đọc.',
  too_deep: 'câu trả lời lồng nhau quá sâu nên đã ngừng đọc.',
};

/** A body that is not what was promised as AxisError; anything else as it is. */
function judge(error: unknown, line: Line, inDoubt: boolean): unknown {
  if (error instanceof JsonProblem) {
    const text = `Trả lời của trục không dùng được: ${WORDS[error.kind]}`;
    return line.error('axis.bad_answer', { inDoubt, cause: error }, text);
  }
  if (error instanceof Base64Problem || error instanceof EscapeProblem) {
    const text = 'Trả lời của trục không dùng được: nội dung tệp không phải base64 hợp lệ.';
    return line.error('axis.bad_answer', { inDoubt, cause: error }, text);
  }
  return error;
}

/** Runs the last step of a decoder. @throws {AxisError} when what came was not what was promised */
export function judged<Result>(line: Line, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw judge(error, line, false);
  }
}

export function assertNoHtml(answer: Answer, line: Line, inDoubt: boolean): void {
  if (isHtml(answer)) {
    void answer.body.return(undefined);
    const text =
      'Địa chỉ trục trả về một trang web (HTML), không phải câu trả lời của trục. Kiểm tra lại địa chỉ và proxy.';
    throw line.error('axis.bad_answer', { inDoubt, answer: { httpStatus: answer.status } }, text);
  }
}

/** A small JSON answer as a whole. @throws {AxisError} */
export async function readJson(answer: Answer, line: Line, inDoubt = false): Promise<unknown> {
  return readPicked(answer, line, { maxElementBytes: 0, maxRestBytes: line.timing.maxAnswerBytes }, inDoubt);
}

/** A JSON answer whose long parts go to the picks; answers the rest. @throws {AxisError} */
export async function readPicked(answer: Answer, line: Line, picks: Picks, inDoubt = false): Promise<unknown> {
  assertNoHtml(answer, line, inDoubt);
  const picker = new JsonPicker(picks);
  try {
    for await (const chunk of answer.body) {
      picker.push(chunk);
    }
    return picker.finish();
  } catch (error) {
    throw judge(error, line, inDoubt);
  }
}

/**
 * A JSON answer while it arrives: yields what the picks have put into `queue`, then answers the rest as the return value.
 * @throws {AxisError}
 */
export async function* pickAlong<Item>(
  answer: Answer,
  line: Line,
  picks: Picks,
  queue: { drain(): Item[] },
): AsyncGenerator<Item, unknown> {
  assertNoHtml(answer, line, false);
  const picker = new JsonPicker(picks);
  try {
    for await (const chunk of answer.body) {
      picker.push(chunk);
      yield* queue.drain();
    }
    const rest = picker.finish();
    yield* queue.drain();
    return rest;
  } catch (error) {
    throw judge(error, line, false);
  }
}
