import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import type { SubjectKind } from './entries.tables.ts';

/** What the authority answered to Mẫu 01 or 02. */
export interface IssuedCertificate {
  agencyId: string;
  personId: string | null;
  subjectKind: SubjectKind;
  subjectName: string;
  unitName: string;
  identityNumber: string;
  taxCode: string;
  budgetCode: string;
  serial: string;
  validFrom: string;
  validTo: string;
  tokenSerial?: string | undefined;
  email: string;
  mobile: string;
  /** As on the form: `Viettel/cs`. */
  pkiSim?: string | undefined;
  oldSerial?: string | undefined;
  requestId: string;
  link: string;
}

export async function recordIssued(
  _tx: Tx,
  _context: Context,
  _issued: IssuedCertificate,
): Promise<{ entryId: string }> {
  throw new AppError('certificates.entry_state', 501, 'Sổ chứng thư số đang được dựng.');
}
