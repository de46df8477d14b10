import type { ThreatPeriod } from '@congvu/contracts';
import type { z } from 'zod';
import { getAgency } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { membersOfOffice } from '../office.ts';
import { officePolicies } from '../threats.policy.ts';
import { threatTables } from '../threats.tables.ts';
import { longDate } from '../warning/words.ts';
import { presentScan } from './declare-scan.ts';
import { renderScanReport } from './report-xlsx.ts';

const MAX_SCANS = 2_000;
const QUARTER_DAYS = 92;
const DAY_MS = 86_400_000;

/** Antivirus report of every unit, in the fields of the national envelope; the last quarter unless told. */
export async function exportScans(context: ActingContext, period: z.infer<typeof ThreatPeriod>): Promise<FileAnswer> {
  const { db, subject, clock } = context;
  const officeId = subject.agencyId;
  officePolicies.authorize('threats.export', subject, { officeId });
  const to = period.to ?? vietnamDate(clock.now());
  const from = period.from ?? vietnamDate(new Date(clock.now().getTime() - QUARTER_DAYS * DAY_MS));
  const rows = await threatTables(db)
    .selectFrom('threat_scan')
    .selectAll()
    .where('agency_id', '=', officeId)
    .where('scanned_on', '>=', from)
    .where('scanned_on', '<=', to)
    .orderBy('scanned_on', 'desc')
    .orderBy('id', 'desc')
    .limit(MAX_SCANS)
    .execute();
  const names = new Map((await membersOfOffice(db, officeId)).map((agency) => [agency.id, agency.shortName]));
  const office = await getAgency(db, officeId);
  const bytes = await renderScanReport(
    `Anti Virus Report: ${office.name}, từ ${longDate(from)} đến ${longDate(to)}`,
    rows.map((row) => presentScan(row, names.get(row.unit_agency_id) ?? '')),
  );
  return {
    stream: bytes,
    headers: {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename*=UTF-8''bao-cao-diet-vi-rut.xlsx`,
      'cache-control': 'no-store',
    },
  };
}
