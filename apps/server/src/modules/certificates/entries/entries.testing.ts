import type { Subject } from '../../../platform/authorise.ts';
import { command } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import type { TestOffice } from '../../../platform/testing/test-context.ts';
import { type CertificateEntryRow, entryTables, type SealRow, type TokenRow } from './entries.tables.ts';
import { type IssuedCertificate, recordIssued } from './record-issued.ts';

let serials = 0;

/** A serial nobody had before, hex. */
export function newSerial(): string {
  serials += 1;
  return `7E${newId().replaceAll('-', '').slice(-10)}${serials.toString(16).padStart(4, '0')}`.toUpperCase();
}

export function buildIssued(subject: Subject, given: Partial<IssuedCertificate> = {}): IssuedCertificate {
  return {
    agencyId: subject.agencyId,
    personId: subject.personId,
    subjectKind: 'person',
    subjectName: subject.displayName,
    unitName: 'Văn phòng',
    identityNumber: '012345678901',
    taxCode: '',
    budgetCode: '',
    serial: newSerial(),
    validFrom: '2021-03-01',
    validTo: '2024-03-01',
    email: 'thu.thunghiem@laichau.gov.vn',
    mobile: '0912345678',
    requestId: newId(),
    link: '/de-nghi/thu',
    ...given,
  };
}

/** A granted Mẫu 01 of the subject, recorded. */
export async function issue(
  office: TestOffice,
  subject: Subject,
  given: Partial<IssuedCertificate> = {},
): Promise<CertificateEntryRow> {
  const issued = buildIssued(subject, given);
  const context = office.as(subject);
  const { entryId } = await command(context, (tx) => recordIssued(tx, context, issued));
  return readEntry(office, entryId);
}

export async function readEntry(office: TestOffice, id: string): Promise<CertificateEntryRow> {
  return entryTables(office.db)
    .selectFrom('certificate_entry')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

export async function entryOfKey(office: TestOffice, certificateId: string): Promise<CertificateEntryRow> {
  return entryTables(office.db)
    .selectFrom('certificate_entry')
    .selectAll()
    .where('certificate_id', '=', certificateId)
    .executeTakeFirstOrThrow();
}

export async function readToken(office: TestOffice, id: string | null): Promise<TokenRow> {
  return entryTables(office.db)
    .selectFrom('certificate_token')
    .selectAll()
    .where('id', '=', id ?? '')
    .executeTakeFirstOrThrow();
}

export async function sealOf(office: TestOffice, entryId: string): Promise<SealRow> {
  return entryTables(office.db)
    .selectFrom('certificate_seal')
    .selectAll()
    .where('entry_id', '=', entryId)
    .executeTakeFirstOrThrow();
}

/** In the order of writing: the clock of a test stands still, so ids say nothing. */
export async function historyOf(office: TestOffice, thingId: string): Promise<{ text: string; link: string | null }[]> {
  const { rows } = await office.database.pool.query<{ text: string; link: string | null }>(
    'select text, link from certificate_history where thing_id = $1 order by ctid',
    [thingId],
  );
  return rows;
}
