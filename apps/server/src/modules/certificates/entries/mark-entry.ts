import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';

export interface EntryMark {
  agencyId: string;
  serialKey: string;
  state: 'revoke_requested' | 'active' | 'transferred_out';
  text: string;
  link: string;
}

export async function markEntry(_tx: Tx, _context: Context, _mark: EntryMark): Promise<void> {
  throw new AppError('certificates.entry_state', 501, 'Sổ chứng thư số đang được dựng.');
}
