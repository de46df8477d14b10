import { sql } from 'kysely';
import type { Db, Tx } from '../../../platform/db.ts';
import { beyondOwnAgency } from '../../../platform/reach.ts';
import { type CareError, type CareRow, signingTables } from '../signing.tables.ts';

type CareKey = Pick<CareRow, 'agency_id' | 'document_id'>;

export async function findCare(db: Db | Tx, { agency_id, document_id }: CareKey): Promise<CareRow | undefined> {
  return signingTables(db)
    .selectFrom('signature_care')
    .selectAll()
    .where('agency_id', '=', agency_id)
    .where('document_id', '=', document_id)
    .executeTakeFirst();
}

export async function lockCare(tx: Tx, { agency_id, document_id }: CareKey): Promise<CareRow | undefined> {
  return signingTables(tx)
    .selectFrom('signature_care')
    .selectAll()
    .where('agency_id', '=', agency_id)
    .where('document_id', '=', document_id)
    .forUpdate()
    .executeTakeFirst();
}

/** The line of the document as it stands now, in the place of the one before. */
export async function putCare(tx: Tx, row: CareRow): Promise<void> {
  const values = { ...row, last_error: row.last_error === null ? null : JSON.stringify(row.last_error) };
  const { agency_id: _agency, document_id: _document, ...set } = values;
  await signingTables(tx)
    .insertInto('signature_care')
    .values(values)
    .onConflict((clash) => clash.columns(['agency_id', 'document_id']).doUpdateSet(set))
    .execute();
}

export async function dropCare(tx: Tx, { agency_id, document_id }: CareKey): Promise<void> {
  await signingTables(tx)
    .deleteFrom('signature_care')
    .where('agency_id', '=', agency_id)
    .where('document_id', '=', document_id)
    .execute();
}

/** Only for the file that was tried: a raise that came meanwhile stands. */
export async function noteTry(
  db: Db | Tx,
  row: CareRow,
  set: { state: CareRow['state']; attempts: number; nextTryAt: Date | null; error: CareError | null; at: Date },
): Promise<boolean> {
  const noted = await signingTables(db)
    .updateTable('signature_care')
    .set({
      state: set.state,
      attempts: set.attempts,
      next_try_at: set.nextTryAt,
      last_error: set.error === null ? null : JSON.stringify(set.error),
      changed_at: set.at,
    })
    .where('agency_id', '=', row.agency_id)
    .where('document_id', '=', row.document_id)
    .where('file_sha256', '=', row.file_sha256)
    .where('target', 'is not', null)
    .returning('document_id')
    .executeTakeFirst();
  return noted !== undefined;
}

/** Documents whose next try is due; each is taken by one process at a time until `next`. */
export async function takeDue(db: Db, now: Date, next: Date, limit: number): Promise<CareKey[]> {
  const due = signingTables(db)
    .selectFrom('signature_care')
    .select(['agency_id', 'document_id'])
    .where('state', 'in', ['waiting', 'late'])
    .where('next_try_at', '<=', now)
    .orderBy('next_try_at')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  return signingTables(db)
    .updateTable('signature_care')
    .set({ next_try_at: next })
    .where(({ refTuple, eb }) =>
      eb(refTuple('agency_id', 'document_id'), 'in', due.$asTuple('agency_id', 'document_id')),
    )
    .returning(['agency_id', 'document_id'])
    .execute();
}

/** The document without a trusted time that may wait the shortest. */
export async function findOldestTimeless(db: Db | Tx, agencyId: string): Promise<{ deadline: Date } | undefined> {
  return signingTables(db)
    .selectFrom('signature_care')
    .select('deadline')
    .where('agency_id', '=', agencyId)
    .where('level', '=', 'B')
    .where('target', 'is not', null)
    .orderBy('deadline')
    .limit(1)
    .executeTakeFirst();
}

/** Of all agencies: the authority of time is one for all. */
export async function countTimeless(db: Db | Tx): Promise<{ count: number; oldest: Date | null }> {
  const row = await beyondOwnAgency('installation', () =>
    signingTables(db)
      .selectFrom('signature_care')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('signed_at').as('oldest')])
      .where('level', '=', 'B')
      .where('target', 'is not', null)
      .executeTakeFirst(),
  );
  return { count: row?.count ?? 0, oldest: row?.oldest ?? null };
}

/** Agencies with documents past their deadline that nobody was told of. */
export async function listNewlyLate(db: Db | Tx, now: Date): Promise<string[]> {
  const rows = await signingTables(db)
    .selectFrom('signature_care')
    .select('agency_id')
    .distinct()
    .where('state', '=', 'waiting')
    .where('deadline', '<', now)
    .execute();
  return rows.map(({ agency_id }) => agency_id);
}

/** Answers how many became late with this call. */
export async function markLate(tx: Tx, agencyId: string, now: Date): Promise<number> {
  const rows = await signingTables(tx)
    .updateTable('signature_care')
    .set({ state: 'late', changed_at: now })
    .where('agency_id', '=', agencyId)
    .where('state', '=', 'waiting')
    .where('deadline', '<', now)
    .returning('document_id')
    .execute();
  return rows.length;
}

/** What waits for an authority of time: without one there is nothing to wait for. */
const HOPELESS = sql<boolean>`target is not null and (level = 'B' or target = 'LTA')`;

export async function listHopelessAgencies(db: Db | Tx): Promise<string[]> {
  const rows = await signingTables(db)
    .selectFrom('signature_care')
    .select('agency_id')
    .distinct()
    .where(HOPELESS)
    .execute();
  return rows.map(({ agency_id }) => agency_id);
}

/** Answers how many wait no longer. */
export async function settleHopeless(tx: Tx, agencyId: string, now: Date): Promise<number> {
  const rows = await signingTables(tx)
    .updateTable('signature_care')
    .set({ target: null, state: 'settled', next_try_at: null, last_error: null, changed_at: now })
    .where('agency_id', '=', agencyId)
    .where(HOPELESS)
    .returning('document_id')
    .execute();
  return rows.length;
}

/** Those that may wait the shortest first, the late ones before them. */
export async function listOpenCare(db: Db | Tx, agencyId: string, limit: number): Promise<CareRow[]> {
  return signingTables(db)
    .selectFrom('signature_care')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('target', 'is not', null)
    .orderBy('deadline')
    .limit(limit)
    .execute();
}

export interface CareCounts {
  waiting: number;
  late: number;
  failed: number;
  timeless: number;
}

export async function countOpenCare(db: Db | Tx, agencyId: string): Promise<CareCounts> {
  const row = await signingTables(db)
    .selectFrom('signature_care')
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('state', '=', 'waiting').as('waiting'),
      fn.countAll<number>().filterWhere('state', '=', 'late').as('late'),
      fn.countAll<number>().filterWhere('state', '=', 'failed').as('failed'),
      fn.countAll<number>().filterWhere('level', '=', 'B').as('timeless'),
    ])
    .where('agency_id', '=', agencyId)
    .where('target', 'is not', null)
    .executeTakeFirst();
  return row ?? { waiting: 0, late: 0, failed: 0, timeless: 0 };
}

export async function listAtRisk(db: Db | Tx, agencyId: string, before: Date, limit: number): Promise<CareRow[]> {
  return signingTables(db)
    .selectFrom('signature_care')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('state', '=', 'settled')
    .where('holds_until', '<', before)
    .orderBy('holds_until')
    .limit(limit)
    .execute();
}

/** Files the guardian has not taken up this night; those that could not be raised before among them. */
export async function takeAtRisk(
  tx: Tx,
  agencyId: string,
  asked: { before: Date; night: string; limit: number; withTimeless: boolean },
): Promise<CareRow[]> {
  return signingTables(tx)
    .selectFrom('signature_care')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('state', 'in', ['settled', 'failed'])
    .where(({ eb, or }) =>
      or([eb('holds_until', '<', asked.before), ...(asked.withTimeless ? [eb('level', '=', 'B')] : [])]),
    )
    .where(({ eb, or }) => or([eb('guarded_on', 'is', null), eb('guarded_on', '<', asked.night)]))
    .orderBy('holds_until')
    .limit(asked.limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

export async function countCared(db: Db | Tx, agencyId: string): Promise<number> {
  const row = await signingTables(db)
    .selectFrom('signature_care')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('agency_id', '=', agencyId)
    .executeTakeFirst();
  return row?.count ?? 0;
}

export async function listCaredAgencies(db: Db | Tx): Promise<string[]> {
  const rows = await signingTables(db).selectFrom('signature_care').select('agency_id').distinct().execute();
  return rows.map(({ agency_id }) => agency_id);
}

export interface NightResult {
  at: Date;
  looked: number;
  renewed: number;
  failed: number;
}

export async function findLastNight(
  db: Db | Tx,
  agencyId: string,
): Promise<(NightResult & { night: string }) | undefined> {
  return signingTables(db)
    .selectFrom('signature_night')
    .select(['night', 'at', 'looked', 'renewed', 'failed'])
    .where('agency_id', '=', agencyId)
    .orderBy('night', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The portions of one night add up. */
export async function addToNight(tx: Tx, agencyId: string, night: string, result: NightResult): Promise<void> {
  await signingTables(tx)
    .insertInto('signature_night')
    .values({ agency_id: agencyId, night, ...result })
    .onConflict((clash) =>
      clash.columns(['agency_id', 'night']).doUpdateSet({
        at: result.at,
        looked: result.looked,
        renewed: sql`signature_night.renewed + excluded.renewed`,
        failed: sql`signature_night.failed + excluded.failed`,
      }),
    )
    .execute();
}
