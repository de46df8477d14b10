import type { AxisCore } from './axis-core.ts';
import type { StoredMessage } from './message-store.ts';
import type { Reply } from './reply.ts';

/** Base64 as the bytes come; three bytes make four letters, what is over waits. */
export async function* base64Of(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = Buffer.concat([left, chunk]);
    const whole = bytes.length - (bytes.length % 3);
    left = Buffer.from(bytes.subarray(whole));
    yield Buffer.from(bytes.subarray(0, whole).toString('base64'), 'latin1');
  }
  yield Buffer.from(left.toString('base64'), 'latin1');
}

/** The file whole or, where a Range asks for it, from a place on (RFC 9110 §14; one range, open at its end). */
export function fileReply(core: AxisCore, message: StoredMessage, range: string | undefined): Reply {
  const size = message.handedSize;
  const canRange = core.options.withoutRange !== true;
  const from = canRange ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0;
  const common = { contentType: 'application/octet-stream', outcome: '0' };
  const headers = {
    'Content-Disposition': `attachment; filename="${message.docId}.edxml"`,
    ...(canRange && { 'Accept-Ranges': 'bytes' }),
  };
  if (from >= size && from > 0) {
    const unsatisfied = { ...headers, 'Content-Range': `bytes */${size}` };
    return { ...common, status: 416, headers: unsatisfied, body: Buffer.alloc(0) };
  }
  return {
    ...common,
    status: from === 0 ? 200 : 206,
    headers: { ...headers, ...(from > 0 && { 'Content-Range': `bytes ${from}-${size - 1}/${size}` }) },
    body: core.content(message, from),
    size: size - from,
  };
}
