import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { moveRequests } from './move-requests.ts';

/** The covering letter of a batch was issued: its requests are on their way, their units are told under which number. */
export async function forwardRequests(
  tx: Tx,
  context: Context,
  requestIds: readonly string[],
  letter: { batchId: string; destinationAgencyId: string; destinationName: string; numberSymbol: string },
): Promise<void> {
  const { batchId, destinationAgencyId, destinationName, numberSymbol } = letter;
  await moveRequests(tx, context, requestIds, {
    act: 'forward',
    set: { destination_agency_id: destinationAgencyId },
    movement: { kind: 'forwarded', text: () => `Chuyển ${destinationName} theo công văn ${numberSymbol}` },
    notice: {
      kind: 'requests.forwarded',
      text: (row) => `Đề nghị "${row.subject}" đã chuyển ${destinationName} (công văn ${numberSymbol}).`,
      reason: 'Người lập, người khai đề nghị',
    },
    audit: { action: 'requests.forwarded', detail: { batch: batchId, numberSymbol } },
  });
}
