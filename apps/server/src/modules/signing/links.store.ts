import { createHash, randomBytes } from 'node:crypto';
import type { Db, Tx } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type BatchRow, type LinkKind, type SigningTables, signingTables } from './signing.tables.ts';

type LinkRow = SigningTables['signing_link'];

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

interface WantedLink {
  sessionId: string;
  partId?: string;
  kind: LinkKind;
}

/** Fresh tokens, in the order asked for, no longer than the batch lives; of each the database keeps the hash only. */
export async function createLinks(
  db: Db | Tx,
  batch: Pick<BatchRow, 'agency_id' | 'id' | 'expires_at'>,
  wanted: readonly WantedLink[],
): Promise<string[]> {
  const tokens = wanted.map(() => randomBytes(32).toString('base64url'));
  await rawQuery(
    db,
    `insert into signing_link (token_hash, agency_id, batch_id, session_id, part_id, kind, expires_at)
     select link.token_hash, $1, $2, link.session_id, link.part_id, link.kind, $3
     from unnest($4::text[], $5::uuid[], $6::text[], $7::uuid[]) as link (token_hash, session_id, kind, part_id)`,
    [
      batch.agency_id,
      batch.id,
      batch.expires_at,
      tokens.map(hashOf),
      wanted.map(({ sessionId }) => sessionId),
      wanted.map(({ kind }) => kind),
      wanted.map(({ partId }) => partId ?? null),
    ],
  );
  return tokens;
}

/**
 * Uses a link up: of two callers with the same token one gets through. @throws AppError 404 `signing.relay_link` for an
 * unknown, used or overdue one, all the same so that nothing can be learned by trying
 */
export async function takeLink(db: Db, token: string, kind: LinkKind, now: Date): Promise<LinkRow> {
  const link = await signingTables(db)
    .updateTable('signing_link')
    .set({ used_at: now })
    .where('token_hash', '=', hashOf(token))
    .where('kind', '=', kind)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  if (link === undefined) {
    throw new AppError(
      'signing.relay_link',
      404,
      'Đường dẫn này đã dùng hoặc đã hết hạn. Mở lại lô ký trên trang để lấy đường dẫn mới.',
    );
  }
  return link;
}

export async function forgetLinks(db: Db, now: Date): Promise<void> {
  await signingTables(db).deleteFrom('signing_link').where('expires_at', '<', now).execute();
}
