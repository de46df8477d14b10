import { EdxmlError, type EdxmlMessage, type ParseOptions, parseEdxml } from '@congvu/edxml';
import type { Services } from '../../platform/context.ts';

type Bytes = { sha256: string; content: Buffer | null };

export async function* piecesOf(services: Pick<Services, 'blobs'>, bytes: Bytes): AsyncGenerator<Uint8Array> {
  if (bytes.content !== null) {
    yield bytes.content;
    return;
  }
  for await (const piece of services.blobs.read(bytes.sha256)) {
    yield typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
  }
}

/** Attachments are read past, not kept: only the envelope is asked. */
const NOWHERE: NonNullable<ParseOptions['store']> = {
  create: () => {
    let size = 0;
    return {
      write: (chunk) => {
        size += chunk.length;
      },
      close: () => ({
        size,
        async *read() {
          // Nothing was kept.
        },
        discard: () => undefined,
      }),
      abort: () => undefined,
    };
  },
};

/** The message of the bytes, attachments left aside; undefined when the codec refuses them. */
export async function readEnvelope(services: Pick<Services, 'blobs'>, bytes: Bytes): Promise<EdxmlMessage | undefined> {
  try {
    return (await parseEdxml(piecesOf(services, bytes), { store: NOWHERE })).message;
  } catch (error) {
    if (error instanceof EdxmlError && error.code !== 'edxml.source_failed') {
      return undefined;
    }
    throw error;
  }
}
