import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';

/** What the authority answered to Mẫu 03. */
export interface RenewedCertificate {
  agencyId: string;
  serial: string;
  newSerial?: string | undefined;
  validFrom?: string | undefined;
  validTo?: string | undefined;
  changes: readonly { attribute: string; newValue: string; oldValue?: string | undefined }[];
  requestId: string;
  link: string;
}

export async function recordRenewed(_tx: Tx, _context: Context, _renewed: RenewedCertificate): Promise<void> {
  throw new AppError('certificates.entry_state', 501, 'Sổ chứng thư số đang được dựng.');
}
