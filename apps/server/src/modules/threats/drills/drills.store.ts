import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type ThreatTables, threatTables } from '../threats.tables.ts';

export type DrillRow = ThreatTables['threat_drill'];
export type DrillTarget = ThreatTables['threat_drill_target'];

export interface DrillSum {
  drill_id: string;
  agency_id: string;
  targets: number;
  sent: number;
  reported: number;
  clicked: number;
  first_minutes: number | null;
}

const SUMS = `
  select drill_id, person_agency_id as agency_id, count(*)::int as targets, count(sent_at)::int as sent,
    count(reported_at)::int as reported, count(clicked_at)::int as clicked,
    ceil(extract(epoch from min(reported_at - sent_at)) / 60)::int as first_minutes
  from threat_drill_target where agency_id = $1 and drill_id = any($2::uuid[])
  group by drill_id, person_agency_id`;

/** Each drill, each agency: how many got it, reported it, went to the page. */
export async function sumDrills(db: Db | Tx, officeId: string, ids: readonly string[]): Promise<DrillSum[]> {
  return ids.length === 0 ? [] : rawQuery<DrillSum>(db, SUMS, [officeId, ids]);
}

export async function listDrillRows(db: Db | Tx, officeId: string, limit: number): Promise<DrillRow[]> {
  return threatTables(db)
    .selectFrom('threat_drill')
    .selectAll()
    .where('agency_id', '=', officeId)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function findDrill(db: Db | Tx, officeId: string, id: string): Promise<DrillRow | undefined> {
  return threatTables(db)
    .selectFrom('threat_drill')
    .selectAll()
    .where('agency_id', '=', officeId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export interface DrillMailbox {
  mailbox_id: string;
  person_id: string;
  agency_id: string;
  unit_id: string;
}

// People of the office who open a mailbox of their own here, in the post they hold today.
const MAILBOXES = `
  select distinct on (mailbox.person_id) mailbox.id as mailbox_id, mailbox.person_id, mailbox.agency_id, position.unit_id
  from mailbox
  join org_position position on position.agency_id = mailbox.agency_id and position.person_id = mailbox.person_id
    and position.valid_from <= $2 and (position.valid_to is null or position.valid_to >= $2)
  where mailbox.agency_id = any($1::uuid[]) and mailbox.kind = 'person'
    and mailbox.state in ('active', 'revoke_requested') and mailbox.backend = 'embedded'
  order by mailbox.person_id, position.sort_order, position.id`;

export async function mailboxesToDrill(db: Db | Tx, agencyIds: readonly string[], today: string) {
  return rawQuery<DrillMailbox>(db, MAILBOXES, [agencyIds, today]);
}
