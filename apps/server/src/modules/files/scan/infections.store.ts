import type { ColumnType, Insertable, Selectable } from 'kysely';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';

type InfectionTables = {
  file_infection: {
    agency_id: string;
    id: string;
    sha256: string;
    name: string;
    malware: string;
    brought_by_name: string;
    refused_at: Date;
    file_id: string | null;
    brought_by: string | null;
    told_at: Date | null;
    cleared_at: ColumnType<Date | null, never, never>;
    cleared_engine: ColumnType<string, never, never>;
  };
};

type Infection = Selectable<InfectionTables['file_infection']>;

export async function insertInfection(tx: Tx, infection: Insertable<InfectionTables['file_infection']>): Promise<void> {
  await tx.withTables<InfectionTables>().insertInto('file_infection').values(infection).execute();
}

export async function findInfection(db: Db | Tx, agencyId: string, id: string): Promise<Infection | undefined> {
  return db
    .withTables<InfectionTables>()
    .selectFrom('file_infection')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** One of these agencies, by its id alone. */
export async function findInfectionOf(
  db: Db | Tx,
  agencyIds: readonly string[],
  id: string,
): Promise<Infection | undefined> {
  return db
    .withTables<InfectionTables>()
    .selectFrom('file_infection')
    .selectAll()
    .where('agency_id', 'in', [...agencyIds])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Malware refused or locked since a moment, by agency, without false alarms; agencies without any are left out. */
export async function countInfections(db: Db | Tx, agencyIds: string[], since: Date): Promise<Map<string, number>> {
  if (agencyIds.length === 0) {
    return new Map();
  }
  const rows = await db
    .withTables<InfectionTables>()
    .selectFrom('file_infection')
    .select(({ fn }) => ['agency_id', fn.countAll<number>().as('found')])
    .where('agency_id', 'in', agencyIds)
    .where('refused_at', '>=', since)
    .where('cleared_at', 'is', null)
    .groupBy('agency_id')
    .execute();
  return new Map(rows.map((row) => [row.agency_id, Number(row.found)]));
}

export type Finding = Infection;

/** The newest first; those still locked whatever their age. */
export async function pageInfections(
  db: Db | Tx,
  given: { agencyIds: readonly string[]; since: Date; after: { at: Date; id: string } | undefined; limit: number },
): Promise<Finding[]> {
  return rawQuery<Finding>(
    db,
    `select agency_id, id, sha256, name, malware, brought_by_name, refused_at, file_id, brought_by, told_at, cleared_at, cleared_engine
     from file_infection
     where agency_id = any($1::uuid[]) and (refused_at >= $2 or (file_id is not null and cleared_at is null))
       and ($3::timestamptz is null or (refused_at, id) < ($3::timestamptz, $4::uuid))
     order by refused_at desc, id desc limit $5`,
    [given.agencyIds, given.since, given.after?.at ?? null, given.after?.id ?? null, given.limit],
  );
}

/** Files with these bytes are locked no more; answers which. */
export async function clearInfections(
  tx: Tx,
  { sha256, engine, at }: { sha256: string; engine: string; at: Date },
): Promise<{ agency_id: string; id: string; name: string; file_id: string; malware: string }[]> {
  return rawQuery(
    tx,
    `update file_infection set cleared_at = $3, cleared_engine = $2
     where sha256 = $1 and file_id is not null and cleared_at is null
     returning agency_id, id, name, file_id, malware`,
    [sha256, engine, at],
  );
}

/** The files with these bytes that are open again and of whose lock somebody was told, but not yet of that. */
export async function takeUntoldCleared(
  tx: Tx,
  given: { agencyId: string; sha256: string; at: Date },
): Promise<LockedFile[]> {
  const files = await rawQuery<LockedFile>(
    tx,
    `update file_infection set cleared_told_at = $3
     where agency_id = $1 and sha256 = $2 and cleared_at is not null and told_at is not null and cleared_told_at is null
     returning id, name, malware, file_id, brought_by`,
    [given.agencyId, given.sha256, given.at],
  );
  return files.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Rows for the files that hold these bytes and have none yet: of every agency, however old. */
export async function insertLocked(
  tx: Tx,
  { sha256, malware, at }: { sha256: string; malware: string; at: Date },
): Promise<{ agency_id: string; id: string; name: string; file_id: string }[]> {
  return rawQuery(
    tx,
    `insert into file_infection (agency_id, id, sha256, name, malware, brought_by_name, refused_at, file_id, brought_by)
     select agency_id, gen_random_uuid(), sha256, name, $2, '', $3, id, created_by from file where sha256 = $1
     on conflict do nothing returning agency_id, id, name, file_id`,
    [sha256, malware, at],
  );
}

export interface LockedFile {
  id: string;
  name: string;
  malware: string;
  file_id: string;
  brought_by: string | null;
}

/** The locked files with these bytes nobody has been told of; now somebody is. */
export async function takeUntold(tx: Tx, given: { agencyId: string; sha256: string; at: Date }): Promise<LockedFile[]> {
  const files = await rawQuery<LockedFile>(
    tx,
    `update file_infection set told_at = $3
     where agency_id = $1 and sha256 = $2 and file_id is not null and told_at is null and cleared_at is null
     returning id, name, malware, file_id, brought_by`,
    [given.agencyId, given.sha256, given.at],
  );
  return files.sort((one, other) => (one.id < other.id ? -1 : 1));
}
