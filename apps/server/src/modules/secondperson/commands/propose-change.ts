import type { GuardedChange, ProposeChange } from '@congvu/contracts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { rehearseChange, type ShownChange } from '../../../platform/guarded-change.ts';
import { newId } from '../../../platform/ids.ts';
import { type Kinds, kindNamed } from '../kinds.ts';
import { leaveTrace } from '../leave-trace.ts';
import { answer } from '../present.ts';
import { guardedPolicies } from '../secondperson.policy.ts';
import { daysOf, insertChange } from '../secondperson.store.ts';
import { listSeconds, tellPages, tellSeconds } from '../tell.ts';

const DAY_MS = 86_400_000;

export function deadline(now: Date, days: number): Date {
  return new Date(now.getTime() + days * DAY_MS);
}

function rowOf(context: ActingContext, body: ProposeChange, shown: ShownChange, expiresAt: Date) {
  const { subject, clock } = context;
  const now = clock.now();
  return {
    agency_id: shown.agencyId,
    id: newId(now.getTime()),
    kind: body.kind,
    object_id: shown.objectId,
    change: JSON.stringify(body.change),
    title: shown.title,
    lines: JSON.stringify(shown.lines),
    reason: body.reason,
    state: 'waiting' as const,
    proposed_at: now,
    proposed_by: subject.personId,
    proposer_name: subject.displayName,
    proposer_user_id: subject.userId,
    proposer_position_id: subject.positionId,
    proposer_agency_id: subject.agencyId,
    expires_at: shown.until !== undefined && shown.until < expiresAt ? shown.until : expiresAt,
    decided_at: null,
    decided_by: null,
    decider_name: null,
    used_at: null,
  };
}

const NOBODY =
  'Chưa có người thứ hai nào: cơ quan chỉ có một quản trị, không có thủ trưởng (vai lãnh đạo) và không có cơ quan cấp trên trong hệ thống. Bổ nhiệm thủ trưởng với vai lãnh đạo và mở tài khoản cho người đó trước.';

/**
 * The first of two persons: nothing is changed by this alone. What could not be carried out now is refused now.
 * @throws AppError 409 `secondperson.nobody`, `secondperson.waiting_already` · 422 `secondperson.no_change` · whatever the act itself refuses
 */
export async function proposeChange(context: ActingContext, kinds: Kinds, body: ProposeChange): Promise<GuardedChange> {
  const { subject, clock } = context;
  return command(context, async (tx) => {
    guardedPolicies.authorize('secondperson.propose', subject, null);
    const kind = kindNamed(kinds, body.kind);
    const shown = await kind.show(tx, context, body.change);
    if (shown.lines.every(({ before, after }) => before === after)) {
      throw invalid('secondperson.no_change', 'Không có gì thay đổi so với hiện nay.');
    }
    await rehearseChange(tx, (consent) => kind.carryOut(tx, context, body.change, consent));
    const expiresAt = deadline(clock.now(), await daysOf(tx, subject.agencyId));
    const given = rowOf(context, body, shown, expiresAt);
    const seconds = await listSeconds(tx, context, given);
    if (seconds.length === 0) {
      throw conflict('secondperson.nobody', NOBODY);
    }
    const row = await insertChange(tx, given);
    if (row === undefined) {
      throw conflict(
        'secondperson.waiting_already',
        'Đã có một đề nghị cho việc này đang chờ người thứ hai. Xem ở Quản trị, phần Việc cần hai người; rút đề nghị cũ rồi đề nghị lại nếu cần.',
      );
    }
    await leaveTrace(tx, context, row, 'proposed');
    await tellSeconds(tx, context, row, seconds);
    await tellPages(tx, row);
    return answer(tx, context, kinds, row);
  });
}
