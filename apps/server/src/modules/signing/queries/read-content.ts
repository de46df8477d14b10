import { Readable } from 'node:stream';
import { assertNotInfected } from '#modules/files';
import type { Context, Services } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { takeLink } from '../links.store.ts';
import { listParts, readPart } from '../parts.store.ts';
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
  const [part] =
    link.part_id === null
      ? []
      : (await listParts(context.db, link.agency_id, [link.session_id])).filter(({ id }) => id === link.part_id);
  const stored = await (link.part_id === null
    ? readPrepared(context.db, { agency_id: link.agency_id, id: link.session_id })
    : readPart(context.db, { agency_id: link.agency_id, id: link.part_id }));
  const baseSha256 = link.part_id === null ? session?.shown_sha256 : part?.base_sha256;
  if (session?.state !== 'sent' || stored === undefined || baseSha256 === undefined) {
    throw notWaiting();
  }
  await assertNotInfected(context.db, [{ name: 'van-ban.pdf', sha256: baseSha256 }]);
  const { prepared } = stored;
  const before = Buffer.from(prepared.before, 'base64');
  const after = Buffer.from(prepared.after, 'base64');
  return {
    stream: Readable.from(covered(context, baseSha256, before, after)),
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(prepared.baseLength + before.length + after.length),
      'cache-control': 'no-store',
    },
  };
}
