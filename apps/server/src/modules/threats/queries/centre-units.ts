import type { CentreUnit } from '@congvu/contracts';
import { countInfections } from '#modules/files';
import type { Db } from '../../../platform/db.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { DrillSum } from '../drills/drills.store.ts';
import type { MemberAgency } from '../office.ts';

/** Statistics look back that long. */
export const PERIOD_DAYS = 90;

interface UnitRow {
  id: string;
  boxes: number;
  reports: number;
  entered: number;
  quarantined: number;
}

const UNITS = `
  select agency.id,
    (select count(*)::int from mailbox where mailbox.agency_id = agency.id
      and mailbox.state in ('active', 'suspended', 'revoke_requested')) as boxes,
    (select count(*)::int from threat_report report where report.agency_id = $1 and report.reporter_agency_id = agency.id
      and report.withdrawn_at is null and report.reported_at >= $3) as reports,
    (select count(*)::int from threat_incident incident where incident.agency_id = $1
      and incident.person_agency_id = agency.id and incident.opened_at >= $3) as entered,
    (select count(*)::int from mail_folder folder
      join mail_item item on item.mailbox_id = folder.mailbox_id and item.folder_id = folder.id
      where folder.agency_id = agency.id and folder.role = 'quarantine' and item.deleted_at is null
        and item.retracted_at is null) as quarantined
  from unnest($2::uuid[]) as agency (id)`;

interface ScanRow {
  id: string;
  machines: number;
  findings: number;
  scanned_on: string;
}

// The newest declaration of each unit name counts for the machines; findings of the whole period are added up.
const SCANS = `
  with newest as (
    select distinct on (unit_agency_id, unit_name) unit_agency_id, machines
    from threat_scan where agency_id = $1 order by unit_agency_id, unit_name, scanned_on desc, id desc
  ), found as (
    select unit_agency_id, max(scanned_on) as scanned_on,
      sum(case when scanned_on >= $2::date then jsonb_array_length(findings) else 0 end)::int as findings
    from threat_scan where agency_id = $1 group by unit_agency_id
  )
  select found.unit_agency_id as id, found.findings, found.scanned_on,
    (select sum(machines)::int from newest where newest.unit_agency_id = found.unit_agency_id) as machines
  from found`;

export async function centreUnits(
  db: Db,
  officeId: string,
  agencies: readonly MemberAgency[],
  given: { since: Date; drill: readonly DrillSum[] },
): Promise<CentreUnit[]> {
  const ids = agencies.map((agency) => agency.id);
  const [units, scans, uploads] = await alsoWithin('guided', ids, () =>
    Promise.all([
      rawQuery<UnitRow>(db, UNITS, [officeId, ids, given.since]),
      rawQuery<ScanRow>(db, SCANS, [officeId, given.since]),
      countInfections(db, ids, given.since),
    ]),
  );
  const unitOf = new Map(units.map((row) => [row.id, row]));
  const scanOf = new Map(scans.map((row) => [row.id, row]));
  const drillOf = new Map(given.drill.map((row) => [row.agency_id, row]));
  return agencies.map(({ id, shortName }) => {
    const unit = unitOf.get(id);
    const scan = scanOf.get(id);
    const drill = drillOf.get(id);
    return {
      agencyId: id,
      agencyName: shortName,
      boxes: unit?.boxes ?? 0,
      drillReported: drill?.reported ?? null,
      drillSent: drill?.sent ?? null,
      firstReportMinutes: drill?.first_minutes ?? null,
      reports: unit?.reports ?? 0,
      enteredPassword: unit?.entered ?? 0,
      quarantined: unit?.quarantined ?? 0,
      machines: scan?.machines ?? null,
      virusFindings: (scan?.findings ?? 0) + (uploads.get(id) ?? 0),
      lastScanOn: scan?.scanned_on ?? null,
    };
  });
}
