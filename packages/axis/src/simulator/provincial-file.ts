import { type EdxmlAttachment, EdxmlError, memoryStore, parseEdxml, readAll } from '@congvu/edxml';
import type { AxisCore } from './axis-core.ts';
import { base64Of } from './file-reply.ts';
import type { DeliveryRow } from './message-store.ts';
import type { Reply } from './reply.ts';

/** The form with separate attachments is made in memory: larger messages go as base64. */
const MAX_SPLIT_BYTES = 16 * 1024 * 1024;

async function* escaped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Latin-1 by bytes: every byte that JSON wants escaped is ASCII, the others pass as they are.
  for await (const chunk of source) {
    const text = Buffer.from(chunk).toString('latin1');
    const safe = text.replace(/["\\]|[^ -ÿ]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
    yield Buffer.from(safe, 'latin1');
  }
}

async function* answer(
  data: object,
  edxml: AsyncIterable<Uint8Array>,
  attachments: unknown[],
): AsyncGenerator<Uint8Array> {
  const head = JSON.stringify(data).slice(0, -1);
  yield Buffer.from(`{"success":true,"message":"","data":${head},"edxml":"`);
  yield* edxml;
  yield Buffer.from(`","attachments":${JSON.stringify(attachments)}}}`);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Files apart from the envelope, as one form of the axis gives them; undefined when they cannot be read. */
async function splitFiles(core: AxisCore, { message }: DeliveryRow): Promise<unknown[] | undefined> {
  try {
    const parsed = await parseEdxml(core.content(message), { store: memoryStore(MAX_SPLIT_BYTES) });
    const files = parsed.attachments.filter(
      (file): file is EdxmlAttachment & Required<Pick<EdxmlAttachment, 'content'>> => file.content !== undefined,
    );
    return await Promise.all(
      files.map(async ({ name, content }) => ({
        fileName: name,
        fileContent: Buffer.from(await readAll(content)).toString('base64'),
      })),
    );
  } catch (error) {
    if (error instanceof EdxmlError) {
      return undefined;
    }
    throw error;
  }
}

/** getEdoc of the provincial axis in the form the simulator was told. */
export async function provincialFile(core: AxisCore, row: DeliveryRow): Promise<Reply> {
  const { message, delivery } = row;
  const data = {
    docId: delivery.receiverDocId,
    from: message.from,
    fromName: core.book.find(message.from)?.name ?? '',
    edocCode: message.notation ?? '',
    edocAbstract: message.title ?? '',
  };
  const form = core.options.provincialForm ?? 'base64';
  const isSplit = form === 'attachments' && message.messageType === 'edoc' && message.handedSize <= MAX_SPLIT_BYTES;
  const files = isSplit ? await splitFiles(core, row) : undefined;
  const content = core.content(message);
  const body =
    files !== undefined
      ? answer(data, nothing(), files)
      : answer(data, form === 'text' ? escaped(content) : base64Of(content), []);
  return { status: 200, contentType: 'application/json; charset=utf-8', body, outcome: '0' };
}
