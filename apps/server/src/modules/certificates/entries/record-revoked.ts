import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';

/** What the authority answered to Mẫu 04. */
export interface RevokedCertificate {
  agencyId: string;
  serial: string;
  revokedOn: string;
  reason: string;
  requestId: string;
  link: string;
}

export async function recordRevoked(_tx: Tx, _context: Context, _revoked: RevokedCertificate): Promise<void> {
  throw new AppError('certificates.entry_state', 501, 'Sổ chứng thư số đang được dựng.');
}
