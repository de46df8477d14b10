import { assertNotInfected } from '#modules/files';
import type { Context } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { takeLink } from '../links.store.ts';
import { findSession } from '../sessions.store.ts';
import { notWaiting } from './view-relay.ts';

/** The bytes that were shown, for a seal with number and date behind them; once, for the program that signs whole files. */
export async function readExternal(context: Context, token: string): Promise<FileAnswer> {
  const link = await takeLink(context.db, token, 'external_get', context.clock.now());
  const session = await findSession(context.db, { agency_id: link.agency_id, id: link.session_id });
  if (session?.state !== 'sent' || session.offered_sha256 === null) {
    throw notWaiting();
  }
  await assertNotInfected(context.db, [{ name: 'van-ban.pdf', sha256: session.offered_sha256 }]);
  return {
    stream: context.blobs.read(session.offered_sha256),
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="van-ban.pdf"',
      'cache-control': 'no-store',
    },
  };
}
