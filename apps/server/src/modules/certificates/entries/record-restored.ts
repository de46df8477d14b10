import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';

/** What the authority answered to Mẫu 05. */
export interface RestoredToken {
  agencyId: string;
  tokenSerial: string;
  on: string;
  requestId: string;
  link: string;
}

export async function recordRestored(_tx: Tx, _context: Context, _restored: RestoredToken): Promise<void> {
  throw new AppError('certificates.entry_state', 501, 'Sổ chứng thư số đang được dựng.');
}
