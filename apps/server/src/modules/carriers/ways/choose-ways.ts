import type { Db, Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Way } from '../carrier.ts';

export interface WayReceiver {
  agencyId: string | null;
  code: string;
  name: string;
}

/** The way for each receiver of a letter, in their order. */
export async function chooseWays(_db: Db | Tx, _agencyId: string, _receivers: readonly WayReceiver[]): Promise<Way[]> {
  throw new AppError('carriers.not_ready', 503, 'Chưa chọn được đường gửi. Thử lại sau.');
}
