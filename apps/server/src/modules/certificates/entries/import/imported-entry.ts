import type { Container, SubjectKind } from '../entries.tables.ts';

/** One good row of a spreadsheet, as it is kept between preview and confirmation. `undefined` keeps what stands. */
export interface ImportedEntry {
  agencyId: string;
  subjectName: string;
  serial: string;
  serialKey: string;
  subjectKind?: SubjectKind | undefined;
  personId?: string | undefined;
  unitName?: string | undefined;
  identityNumber?: string | undefined;
  taxCode?: string | undefined;
  budgetCode?: string | undefined;
  issuerName?: string | undefined;
  validFrom?: string | undefined;
  validTo?: string | undefined;
  container?: Container | undefined;
  tokenSerial?: string | undefined;
  email?: string | undefined;
  mobile?: string | undefined;
  custodianName?: string | undefined;
  renewalCount?: number | undefined;
  revokedOn?: string | undefined;
  revokedReason?: string | undefined;
}
