import { type Context, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { leaveTrace } from '../leave-trace.ts';
import type { ChangeRow } from '../secondperson.store.ts';

export interface UsedAgreement {
  number: number;
  proposedBy: string;
  decidedBy: string;
}

const USE = `
  update guarded_change set used_at = $3
  where number = $1 and kind = $2 and state = 'agreed' and used_at is null and expires_at > $3 and decided_by <> proposed_by
  returning *`;

/**
 * For programs at the server that carry out what two persons agreed on: each agreement counts once, within its time.
 * @throws AppError 409 `secondperson.not_agreed`
 */
export async function useAgreed(context: Context, wanted: { kind: string; number: number }): Promise<UsedAgreement> {
  return command(context, async (tx) => {
    const [row] = await rawQuery<ChangeRow>(tx, USE, [wanted.number, wanted.kind, context.clock.now()]);
    if (row === undefined) {
      throw conflict(
        'secondperson.not_agreed',
        `Không có đề nghị số ${wanted.number} đã được hai người đồng ý và còn hạn cho việc này. Xem số ở Quản trị, phần Việc cần hai người; mỗi đề nghị dùng một lần.`,
      );
    }
    await leaveTrace(tx, context, row, 'used');
    return { number: row.number, proposedBy: row.proposer_name, decidedBy: row.decider_name ?? '' };
  });
}
