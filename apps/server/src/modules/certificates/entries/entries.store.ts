import { foldAccents, givenNameSortKey } from '@congvu/vntext';
import type { Db, Tx } from '../../../platform/db.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { type CertificateEntryRow, entryTables } from './entries.tables.ts';

export function entryNotFound(): Error {
  return notFound(
    'certificates.entry_not_found',
    'Không tìm thấy chứng thư số này trong sổ. Tải lại sổ chứng thư số rồi tìm theo số hiệu.',
  );
}

/** @throws AppError 404 `certificates.entry_not_found` */
export async function getEntry(db: Db | Tx, agencyId: string, id: string): Promise<CertificateEntryRow> {
  const row = await entryTables(db)
    .selectFrom('certificate_entry')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw entryNotFound();
  }
  return row;
}

/** Locked until the transaction ends. */
export async function lockEntryBySerial(
  tx: Tx,
  agencyId: string,
  key: string,
): Promise<CertificateEntryRow | undefined> {
  return entryTables(tx)
    .selectFrom('certificate_entry')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('serial_key', '=', key)
    .where('serial_key', '<>', '')
    .forUpdate()
    .executeTakeFirst();
}

export async function lockEntryOfKey(
  tx: Tx,
  certificate: { agencyId: string; id: string },
): Promise<CertificateEntryRow | undefined> {
  return entryTables(tx)
    .selectFrom('certificate_entry')
    .selectAll()
    .where('agency_id', '=', certificate.agencyId)
    .where('certificate_id', '=', certificate.id)
    .forUpdate()
    .executeTakeFirst();
}

type Searched = Pick<CertificateEntryRow, 'subject_kind' | 'subject_name' | 'unit_name' | 'email' | 'serial'>;

/** How the register finds and orders an entry: people by given name. */
export function searchColumns(entry: Searched): Pick<CertificateEntryRow, 'search_name' | 'sort_name'> {
  const { subject_kind, subject_name, unit_name, email, serial } = entry;
  return {
    search_name: foldAccents([subject_name, unit_name, email, serial].join(' ')),
    sort_name: subject_kind === 'person' ? givenNameSortKey(subject_name) : foldAccents(subject_name),
  };
}

type NewEntry = Pick<CertificateEntryRow, 'agency_id' | 'subject_kind' | 'subject_name' | 'serial' | 'serial_key'> &
  Partial<CertificateEntryRow>;

export function buildEntry(now: Date, given: NewEntry): CertificateEntryRow {
  const entry = {
    id: newId(now.getTime()),
    person_id: null,
    unit_name: '',
    identity_number: '',
    tax_code: '',
    budget_code: '',
    issuer_name: '',
    valid_from: null,
    valid_to: null,
    key_algorithm: '',
    container: 'unknown' as const,
    token_id: null,
    email: '',
    mobile: '',
    custodian_person_id: null,
    custodian_name: '',
    previous_serial: null,
    renewal_count: 0,
    state: 'active' as const,
    revoked_on: null,
    revoked_reason: '',
    certificate_id: null,
    leaf_sha256: null,
    source_request_id: null,
    ...given,
  };
  return { ...entry, ...searchColumns(entry), updated_at: now };
}

const AT_ONCE = 500;

/** @throws AppError 409 `certificates.serial_taken` */
export async function insertEntries(tx: Tx, rows: readonly CertificateEntryRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const group = rows.slice(start, start + AT_ONCE);
    const stored = await entryTables(tx)
      .insertInto('certificate_entry')
      .values(group)
      .onConflict((clash) => clash.columns(['agency_id', 'serial_key']).where('serial_key', '<>', '').doNothing())
      .returning('id')
      .execute();
    if (stored.length < group.length) {
      const known = new Set(stored.map(({ id }) => id));
      const twin = group.find(({ id }) => !known.has(id));
      throw conflict(
        'certificates.serial_taken',
        `Số hiệu ${twin?.serial ?? ''} đã có trong sổ chứng thư số của cơ quan. Mỗi số hiệu chỉ ghi một lần; tải lại sổ rồi kiểm tra.`,
      );
    }
  }
}

/** The caller holds the row. */
export async function updateEntry(
  tx: Tx,
  entry: CertificateEntryRow,
  set: Partial<CertificateEntryRow>,
  now: Date,
): Promise<CertificateEntryRow> {
  return entryTables(tx)
    .updateTable('certificate_entry')
    .set({ ...set, ...searchColumns({ ...entry, ...set }), updated_at: now })
    .where('agency_id', '=', entry.agency_id)
    .where('id', '=', entry.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
