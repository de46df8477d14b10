import type { Container, SubjectKind } from '../entries.tables.ts';

/** One good row of a spreadsheet, as it is kept between preview and confirmation. Empty texts and nulls keep what stands. */
export interface ImportedEntry {
  subjectKind: SubjectKind;
  personId: string | null;
  subjectName: string;
  unitName: string;
  identityNumber: string;
  taxCode: string;
  budgetCode: string;
  serial: string;
  serialKey: string;
  issuerName: string;
  validFrom: string | null;
  validTo: string | null;
  container: Container;
  tokenSerial: string;
  email: string;
  mobile: string;
  custodianName: string;
  renewalCount: number | null;
  revokedOn: string | null;
  revokedReason: string;
}
