import type { Db, Tx } from '../../../platform/db.ts';

type InfectionTables = {
  file_infection: {
    agency_id: string;
    id: string;
    sha256: string;
    name: string;
    malware: string;
    brought_by_name: string;
    refused_at: Date;
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

/** Malware refused since a moment, by agency; agencies without any are left out. */
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
