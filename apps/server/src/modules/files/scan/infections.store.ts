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
  };
};

type Infection = InfectionTables['file_infection'];

export async function insertInfection(tx: Tx, infection: Infection): Promise<void> {
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

/** Malware refused or locked since a moment, by agency; agencies without any are left out. */
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
    .groupBy('agency_id')
    .execute();
  return new Map(rows.map((row) => [row.agency_id, Number(row.found)]));
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
  return rawQuery<LockedFile>(
    tx,
    `update file_infection set told_at = $3
     where agency_id = $1 and sha256 = $2 and file_id is not null and told_at is null
     returning id, name, malware, file_id, brought_by`,
    [given.agencyId, given.sha256, given.at],
  );
}
