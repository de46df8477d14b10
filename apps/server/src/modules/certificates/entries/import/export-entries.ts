import { printDate } from '@congvu/forms';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../../platform/clock.ts';
import { type ActingContext, command } from '../../../../platform/context.ts';
import type { FileAnswer } from '../../../../platform/http/route.ts';
import { entriesPolicies } from '../entries.policy.ts';
import { CONTAINER_LABELS, type ListedEntry, maskNumber } from '../entries.presenter.ts';
import { findEntries } from '../find-entries.ts';
import { KIND_LABELS } from './columns.ts';
import { type SheetRow, writeEntries, writeTemplate } from './write-sheet.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const PAGE = 1_000;

function day(text: string | null): string {
  return text === null ? '' : printDate(text);
}

/** Identity numbers leave masked: taken in again, they keep what the register has. */
function rowOf(entry: ListedEntry): SheetRow {
  return {
    subjectName: entry.subject_name,
    subjectKind: KIND_LABELS[entry.subject_kind],
    agency: entry.agency_name,
    unitName: entry.unit_name,
    identityNumber: entry.identity_number === '' ? '' : maskNumber(entry.identity_number),
    taxCode: entry.tax_code,
    budgetCode: entry.budget_code,
    serial: entry.serial,
    issuerName: entry.issuer_name,
    validFrom: day(entry.valid_from),
    validTo: day(entry.valid_to),
    container: entry.container === 'unknown' ? '' : CONTAINER_LABELS[entry.container],
    tokenSerial: entry.token_serial ?? '',
    email: entry.email,
    mobile: entry.mobile === '' ? '' : maskNumber(entry.mobile),
    custodianName: entry.custodian_name,
    renewalCount: String(entry.renewal_count),
    revokedOn: day(entry.revoked_on),
    revokedReason: entry.revoked_reason,
  };
}

function download(name: string, bytes: Buffer): FileAnswer {
  return {
    stream: bytes,
    headers: {
      'content-type': XLSX,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  };
}

/** The whole register in sight, in the form of the template; that somebody took it along is on record. */
export async function exportEntries(context: ActingContext): Promise<FileAnswer> {
  const { db, subject, clock } = context;
  entriesPolicies.authorize('certificates.list_entries', subject, null);
  const looked = { subject, today: vietnamDate(clock.now()) };
  const rows: SheetRow[] = [];
  let after: string | undefined;
  do {
    const page = await findEntries(db, looked, { after, limit: PAGE });
    rows.push(...page.map(rowOf));
    after = page.length === PAGE ? page.at(-1)?.id : undefined;
  } while (after !== undefined);
  const bytes = await writeEntries(rows);
  await command(context, async (tx) => {
    await record(tx, context, {
      action: 'certificates.register_exported',
      agencyId: subject.agencyId,
      objectKind: 'agency',
      objectId: subject.agencyId,
      detail: { rows: rows.length },
    });
    return null;
  });
  return download('so-chung-thu-so.xlsx', bytes);
}

export async function downloadTemplate({ subject }: ActingContext): Promise<FileAnswer> {
  entriesPolicies.authorize('certificates.import_entries', subject, null);
  return download('mau-so-chung-thu-so.xlsx', await writeTemplate());
}
