import type { SignatureCheck } from '@congvu/contracts';
import type { ColumnType, Selectable } from 'kysely';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';

type Json<T> = ColumnType<T, string, string>;

type CheckTables = {
  signing_check: {
    agency_id: string;
    id: string;
    person_id: string;
    source: 'upload' | 'stored';
    sha256: string;
    answer: Json<SignatureCheck>;
    revision_ends: Json<Record<string, number>>;
    expires_at: Date;
  };
};

export type CheckRow = Selectable<CheckTables['signing_check']>;

/** Long enough to read, mark and print; short enough that a file of somebody else does not stay here. */
export const KEPT_MS = 60 * 60_000;

function tables(db: Db | Tx) {
  return db.withTables<CheckTables>();
}

export async function insertCheck(db: Db | Tx, row: CheckRow): Promise<void> {
  await tables(db)
    .insertInto('signing_check')
    .values({ ...row, answer: JSON.stringify(row.answer), revision_ends: JSON.stringify(row.revision_ends) })
    .execute();
}

function own(context: ActingContext) {
  const { agencyId, personId } = context.subject;
  return tables(context.db)
    .selectFrom('signing_check')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('person_id', '=', personId)
    .where('expires_at', '>', context.clock.now());
}

/** The check of this very person while it is kept; for anybody else it does not exist. @throws AppError 404 */
export async function getOwnCheck(context: ActingContext, id: string): Promise<CheckRow> {
  const row = await own(context).where('id', '=', id).executeTakeFirst();
  if (row === undefined) {
    throw notFound(
      'signing.check_not_found',
      'Không còn kết quả kiểm tra này: kết quả chỉ giữ một giờ và chỉ người kiểm tra mở được. Kiểm tra lại tệp.',
    );
  }
  return row;
}

/** The newest answer on the same bytes of a document, so that its page can be opened again without judging it anew. */
export async function findStoredCheck(context: ActingContext, sha256: string): Promise<CheckRow | undefined> {
  return own(context)
    .where('source', '=', 'stored')
    .where('sha256', '=', sha256)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function deleteExpiredChecks(db: Db | Tx, now: Date): Promise<void> {
  await tables(db).deleteFrom('signing_check').where('expires_at', '<=', now).execute();
}
