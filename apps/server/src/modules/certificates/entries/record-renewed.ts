import { normalizeField, serialKey } from '@congvu/forms';
import { foldAccents } from '@congvu/vntext';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { assertEntryMove, stateOn } from './entries.states.ts';
import { entryNotFound, lockEntryBySerial, updateEntry } from './entries.store.ts';
import { type CertificateEntryRow, entryTables } from './entries.tables.ts';
import { writeHistory } from './history.store.ts';
import { assertDays, assertSerial } from './record-issued.ts';

interface Change {
  attribute: string;
  newValue: string;
  oldValue?: string | undefined;
}

/** What the authority answered to Mẫu 03. */
interface RenewedCertificate {
  agencyId: string;
  serial: string;
  newSerial?: string | undefined;
  validFrom?: string | undefined;
  validTo?: string | undefined;
  changes: readonly Change[];
  requestId: string;
  link: string;
}

type Column = 'email' | 'mobile' | 'unit_name' | 'subject_name';

/** Attributes are free text on the form ("Địa chỉ thư điện tử công vụ"); the first word that fits says which column it is. */
const COLUMNS: readonly { words: readonly string[]; column: Column }[] = [
  { words: ['thu dien tu', 'email', 'e-mail', 'hop thu'], column: 'email' },
  { words: ['dien thoai', 'di dong'], column: 'mobile' },
  { words: ['don vi', 'noi cong tac', 'co quan'], column: 'unit_name' },
  { words: ['ho va ten', 'ho ten', 'ten chung thu', 'ten to chuc'], column: 'subject_name' },
];

function columnOf(attribute: string, entry: CertificateEntryRow): Column | undefined {
  const words = foldAccents(attribute);
  const column = COLUMNS.find((candidate) => candidate.words.some((word) => words.includes(word)))?.column;
  // "Tên cơ quan" of an organisation is its own name, of a person where he works.
  return column === 'unit_name' && entry.subject_kind === 'organisation' ? 'subject_name' : column;
}

function changedColumns(entry: CertificateEntryRow, changes: readonly Change[]): Partial<CertificateEntryRow> {
  const set: Partial<CertificateEntryRow> = {};
  for (const { attribute, newValue } of changes) {
    const column = columnOf(attribute, entry);
    if (column === 'email') {
      set.email = normalizeField('officialEmail', newValue);
    } else if (column === 'mobile') {
      set.mobile = normalizeField('mobile', newValue);
    } else if (column !== undefined) {
      set[column] = newValue.normalize('NFC').trim();
    }
  }
  return set;
}

function describe(entry: CertificateEntryRow, renewed: RenewedCertificate, isRenewal: boolean): string {
  const parts: string[] = [];
  if (isRenewal && renewed.validTo !== undefined) {
    parts.push(`Gia hạn đến ngày ${printDay(renewed.validTo)}`);
  }
  if (renewed.newSerial !== undefined && serialKey(renewed.newSerial) !== entry.serial_key) {
    parts.push(`Số hiệu mới ${renewed.newSerial} (trước là ${entry.serial})`);
  }
  for (const { attribute, newValue, oldValue } of renewed.changes) {
    parts.push(
      `${attribute}: ${newValue}${oldValue === undefined || oldValue === '' ? '' : ` (trước là ${oldValue})`}`,
    );
  }
  return parts.length === 0 ? 'Nơi cấp đã nhận đề nghị, thông tin không đổi.' : `${parts.join('. ')}.`;
}

async function assertFree(tx: Tx, agencyId: string, serial: string, entry: CertificateEntryRow): Promise<string> {
  const key = assertSerial(serial);
  const twin = await lockEntryBySerial(tx, agencyId, key);
  if (twin !== undefined && twin.id !== entry.id) {
    throw conflict(
      'certificates.serial_taken',
      `Số hiệu ${serial} đã có trong sổ chứng thư số của ${twin.subject_name}. Kiểm tra lại số hiệu trong kết quả.`,
    );
  }
  return key;
}

/**
 * A granted Mẫu 03: new dates count as a renewal, other changes do not. The key keeps its link to the entry until the new
 * certificate is taken in: a device that is lost meanwhile must still freeze it.
 * @throws AppError 404 `certificates.entry_not_found` · 409 `certificates.entry_state`, `certificates.serial_taken`
 */
export async function recordRenewed(tx: Tx, context: Context, renewed: RenewedCertificate): Promise<void> {
  const { agencyId, requestId, link } = renewed;
  const now = context.clock.now();
  const entry = await lockEntryBySerial(tx, agencyId, assertSerial(renewed.serial));
  if (entry === undefined) {
    throw entryNotFound();
  }
  if (entry.state !== 'frozen') {
    assertEntryMove(entry, 'active');
  }
  const set = changedColumns(entry, renewed.changes);
  const isRenewal = renewed.validTo !== undefined && renewed.validTo !== entry.valid_to;
  if (isRenewal) {
    const validFrom = renewed.validFrom ?? entry.valid_from ?? '';
    assertDays(validFrom, renewed.validTo ?? '');
    set.renewal_count = entry.renewal_count + 1;
    set.valid_to = renewed.validTo ?? entry.valid_to;
    set.valid_from = validFrom;
  }
  if (renewed.newSerial !== undefined && assertSerial(renewed.newSerial) !== entry.serial_key) {
    set.serial_key = await assertFree(tx, agencyId, renewed.newSerial, entry);
    set.serial = renewed.newSerial.trim();
    set.previous_serial = entry.serial;
  }
  if (entry.state === 'expired' && stateOn({ ...entry, ...set, state: 'active' }, vietnamDate(now)) === 'active') {
    set.state = 'active';
  }
  const after = await updateEntry(tx, entry, set, now);
  await entryTables(tx)
    .updateTable('certificate_seal')
    .set({ valid_from: after.valid_from, valid_to: after.valid_to, updated_at: now })
    .where('agency_id', '=', agencyId)
    .where('entry_id', '=', entry.id)
    .execute();
  const text = describe(entry, renewed, isRenewal);
  await writeHistory(tx, context, [{ agencyId, thingId: entry.id, text, link }]);
  await record(tx, context, {
    action: 'certificates.renewed_recorded',
    agencyId,
    objectKind: 'certificate_entry',
    objectId: entry.id,
    detail: { serial: after.serial, requestId, validTo: after.valid_to, renewalCount: after.renewal_count },
  });
  await publish(tx, { topic: 'certificates', agencyId });
}
