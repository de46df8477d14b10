import type { CertificateEntryRow } from '../entries.tables.ts';
import type { ImportedEntry } from './imported-entry.ts';

/** What the certificate says itself; a list does not overrule it. */
const OF_CERTIFICATE = ['subject_name', 'issuer_name', 'valid_from', 'valid_to', 'container', 'subject_kind'] as const;

function given(entry: ImportedEntry): Partial<CertificateEntryRow> {
  const columns: { [K in keyof CertificateEntryRow]?: CertificateEntryRow[K] | undefined } = {
    subject_name: entry.subjectName,
    subject_kind: entry.subjectKind,
    person_id: entry.personId,
    unit_name: entry.unitName,
    identity_number: entry.identityNumber,
    tax_code: entry.taxCode,
    budget_code: entry.budgetCode,
    issuer_name: entry.issuerName,
    valid_from: entry.validFrom,
    valid_to: entry.validTo,
    container: entry.container,
    email: entry.email,
    mobile: entry.mobile,
    custodian_name: entry.custodianName,
    renewal_count: entry.renewalCount,
    ...(entry.revokedOn !== undefined && {
      state: 'revoked',
      revoked_on: entry.revokedOn,
      revoked_reason: entry.revokedReason ?? '',
    }),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** Columns of the entry that a row of the file changes; empty when it says nothing new. */
export function changesOf(known: CertificateEntryRow, entry: ImportedEntry): Partial<CertificateEntryRow> {
  const set = given(entry);
  if (known.certificate_id !== null) {
    for (const column of OF_CERTIFICATE) {
      delete set[column];
    }
  }
  if (known.state === 'revoked') {
    delete set.state;
    delete set.revoked_on;
    delete set.revoked_reason;
  }
  const same = Object.entries(set).filter(([column, value]) => Reflect.get(known, column) === value);
  for (const [column] of same) {
    Reflect.deleteProperty(set, column);
  }
  return set;
}

/** A whole new entry out of a row. */
export function columnsOfNew(entry: ImportedEntry): Partial<CertificateEntryRow> {
  return given(entry);
}
