import { Readable } from 'node:stream';
import type { Context, Services } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { takeLink } from '../links.store.ts';
import { findSession, readPrepared } from '../sessions.store.ts';
import { notWaiting } from './view-relay.ts';

async function* covered(services: Services, sha256: string, before: Buffer, after: Buffer): AsyncIterable<Uint8Array> {
  for await (const chunk of services.blobs.read(sha256)) {
    yield Buffer.from(chunk);
  }
  yield before;
  yield after;
}

/**
 * Exactly the bytes the signature covers (both parts of its ByteRange): the agent hashes them itself and signs only what it has
 * seen. Whoever holds the link gets this one document once; there is no cookie.
 */
export async function readContent(context: Context, token: string): Promise<FileAnswer> {
  const link = await takeLink(context.db, token, 'content', context.clock.now());
  const session = await findSession(context.db, { agency_id: link.agency_id, id: link.session_id });
  const prepared = session === undefined ? undefined : await readPrepared(context.db, session);
  if (session?.state !== 'sent' || prepared === undefined) {
    throw notWaiting();
  }
  const before = Buffer.from(prepared.before, 'base64');
  const after = Buffer.from(prepared.after, 'base64');
  return {
    stream: Readable.from(covered(context, session.shown_sha256, before, after)),
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(prepared.baseLength + before.length + after.length),
      'cache-control': 'no-store',
    },
  };
}
