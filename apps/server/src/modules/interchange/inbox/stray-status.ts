import type { EdxmlStatus } from '@congvu/edxml';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { waitAgain } from './inbox.store.ts';
import { quarantine } from './quarantine.ts';

/** A status may come before the receipt of its letter; after this many looks it is about nothing we know. */
const MAX_WAITS = 12;

/** What a status waits for: that our own letter is known to have gone out. */
export function awaitsOf({ responseTo }: EdxmlStatus): string {
  return `sent|${responseTo.documentId ?? responseTo.numberSymbol ?? ''}`;
}

/** About a document that is not ours to report on, or not known (yet). */
export async function takeStray(
  tx: Tx,
  context: Context,
  { row, isStranger, awaits }: { row: InboxRow; isStranger: boolean; awaits: string },
): Promise<void> {
  if (isStranger) {
    await quarantine(tx, context, row, {
      code: 'interchange.not_a_receiver',
      reason: `${row.sender_code} báo trạng thái của một văn bản không gửi cho họ. Không ghi nhận.`,
    });
  } else if (row.attempts < MAX_WAITS) {
    await waitAgain(tx, row, awaits, context.clock.now());
  } else {
    await quarantine(tx, context, row, {
      code: 'interchange.unknown_document',
      reason: `${row.sender_code} báo trạng thái của một văn bản không có ở đây. Loại bỏ nếu không phải của cơ quan.`,
    });
  }
}
