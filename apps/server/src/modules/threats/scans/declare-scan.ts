import type { DeclareScan, ScanPage, ScanQuery, ScanView } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { getAgency } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { membersOfOffice, officeOf } from '../office.ts';
import { everybodyPolicies, officePolicies } from '../threats.policy.ts';
import { type ScanRow, threatTables } from '../threats.tables.ts';

export function presentScan(row: ScanRow, agencyName: string): ScanView {
  return {
    id: row.id,
    agencyId: row.unit_agency_id,
    agencyName,
    unitName: row.unit_name,
    machines: row.machines,
    scanned: row.scanned,
    engine: row.engine,
    scannedOn: row.scanned_on,
    notUpdated15Days: row.not_updated,
    autoProtect: row.auto_protect,
    firewall: row.firewall,
    systems: row.systems,
    findings: row.findings,
    note: row.note,
    declaredBy: row.declared_by_name,
    declaredAt: row.declared_at.toISOString(),
  };
}

function assertPossible(given: DeclareScan, today: string): void {
  const parts: [keyof DeclareScan & string, number, string][] = [
    ['scanned', given.scanned, 'Số máy đã quét'],
    ['notUpdated15Days', given.notUpdated15Days, 'Số máy chưa cập nhật quá 15 ngày'],
    ['autoProtect', given.autoProtect, 'Số máy bật bảo vệ tự động'],
    ['firewall', given.firewall, 'Số máy bật tường lửa'],
  ];
  const fields = parts
    .filter(([, count]) => count > given.machines)
    .map(([path, , name]) => ({ path, message: `${name} không lớn hơn số máy (${given.machines}).` }));
  if (given.scannedOn > today) {
    fields.push({ path: 'scannedOn', message: 'Ngày quét chưa đến.' });
  }
  if (fields.length > 0) {
    throw invalid('threats.scan_counts', 'Số liệu khai chưa khớp nhau. Sửa các ô được đánh dấu rồi gửi lại.', fields);
  }
}

/** A unit declares what the scan of its machines found, in the words of the national antivirus envelope. */
export async function declareScan(context: ActingContext, given: DeclareScan): Promise<ScanView> {
  const { db, subject, clock } = context;
  everybodyPolicies.authorize('threats.declare_scan', subject, null);
  const now = clock.now();
  assertPossible(given, vietnamDate(now));
  const officeId = await officeOf(db, subject.agencyId);
  return command(context, async (tx) => {
    const row = await threatTables(tx)
      .insertInto('threat_scan')
      .values({
        agency_id: officeId,
        id: newId(now.getTime()),
        unit_agency_id: subject.agencyId,
        unit_name: given.unitName,
        machines: given.machines,
        scanned: given.scanned,
        engine: given.engine,
        scanned_on: given.scannedOn,
        not_updated: given.notUpdated15Days,
        auto_protect: given.autoProtect,
        firewall: given.firewall,
        systems: JSON.stringify(given.systems),
        findings: JSON.stringify(given.findings),
        note: given.note,
        declared_by: subject.personId,
        declared_by_name: subject.displayName,
        declared_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await record(tx, context, {
      action: 'threats.scan_declared',
      agencyId: officeId,
      objectKind: 'threat_scan',
      objectId: row.id,
      detail: { machines: given.machines, findings: given.findings.length, unit: subject.agencyId },
    });
    await publish(tx, { topic: 'threats', agencyId: officeId });
    const agency = await getAgency(tx, subject.agencyId);
    return presentScan(row, agency.short_name);
  });
}

/** Of all agencies for the officer, of the own one for the others; newest first. */
export async function listScans(context: ActingContext, query: z.infer<typeof ScanQuery>): Promise<ScanPage> {
  const { db, subject } = context;
  everybodyPolicies.authorize('threats.read_scans', subject, null);
  const officeId = await officeOf(db, subject.agencyId);
  const isOffice = officePolicies.decide('threats.work', subject, { officeId }).allowed;
  const agencyId = isOffice ? query.agencyId : subject.agencyId;
  const after = readCursor(query.cursor, ['date', 'uuid']);
  let wanted = threatTables(db)
    .selectFrom('threat_scan')
    .selectAll()
    .where('agency_id', '=', officeId)
    .orderBy('scanned_on', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  wanted = agencyId === undefined ? wanted : wanted.where('unit_agency_id', '=', agencyId);
  if (after !== undefined) {
    const [on = '', id = ''] = after;
    wanted = wanted.where((where) =>
      where.or([where('scanned_on', '<', on), where.and([where('scanned_on', '=', on), where('id', '<', id)])]),
    );
  }
  const rows = await wanted.execute();
  const names = new Map((await membersOfOffice(db, officeId)).map((agency) => [agency.id, agency.shortName]));
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => presentScan(row, names.get(row.unit_agency_id) ?? '')),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor([last.scanned_on, last.id]) : null,
  };
}
