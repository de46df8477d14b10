import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type AgencyEventDetail, type OrgTables, orgTables } from '../org.tables.ts';

type EventRow = OrgTables['org_agency_event'];

export interface NewEvent {
  kind: EventRow['kind'];
  agencyId: string;
  successorId: string | null;
  effectiveOn: string;
  basis: string;
  detail: AgencyEventDetail;
}

export async function insertEvent(tx: Tx, event: NewEvent): Promise<string> {
  const id = newId();
  await orgTables(tx)
    .insertInto('org_agency_event')
    .values({
      id,
      kind: event.kind,
      agency_id: event.agencyId,
      successor_id: event.successorId,
      effective_on: event.effectiveOn,
      basis: event.basis,
      detail: JSON.stringify(event.detail),
      applied_at: null,
    })
    .execute();
  return id;
}

export async function lastEventOn(tx: Tx, agencyId: string): Promise<string | undefined> {
  const row = await orgTables(tx)
    .selectFrom('org_agency_event')
    .select('effective_on')
    .where('agency_id', '=', agencyId)
    .orderBy('effective_on', 'desc')
    .executeTakeFirst();
  return row?.effective_on;
}

/** Everything of the agency ends with its last day; what would start later never starts. Resolved by date from then on. */
export async function endAgency(tx: Tx, agencyId: string, lastDay: string): Promise<void> {
  await rawQuery(tx, 'update org_agency set valid_to = $2 where id = $1', [agencyId, lastDay]);
  for (const table of ['org_unit', 'org_position', 'org_delegation']) {
    await rawQuery(
      tx,
      `update ${table} set valid_to = greatest($2::date, valid_from - 1)
       where agency_id = $1 and (valid_to is null or valid_to > $2::date)`,
      [agencyId, lastDay],
    );
  }
}

/** A name covers its days once: the one before ends where the new one begins. */
export async function addName(
  tx: Tx,
  agency: OrgTables['org_agency'],
  names: NonNullable<AgencyEventDetail['names']>,
  term: { lastDayBefore: string; from: string },
): Promise<void> {
  await rawQuery(
    tx,
    `insert into org_agency_name (agency_id, name, short_name, governing_name, heading_name, symbol, valid_from, valid_to)
     select id, name, short_name, governing_name, heading_name, symbol, valid_from, null from org_agency
     where id = $1 and not exists (select 1 from org_agency_name where agency_id = $1)`,
    [agency.id],
  );
  await rawQuery(tx, 'update org_agency_name set valid_to = $2 where agency_id = $1 and valid_to is null', [
    agency.id,
    term.lastDayBefore,
  ]);
  await orgTables(tx)
    .insertInto('org_agency_name')
    .values({
      agency_id: agency.id,
      name: names.name,
      short_name: names.shortName,
      governing_name: names.governingName,
      heading_name: names.headingName,
      symbol: names.symbol,
      valid_from: term.from,
      valid_to: null,
    })
    .execute();
}
