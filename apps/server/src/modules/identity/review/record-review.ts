import type { AccountReview, RecordReview } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { identityPolicies } from '../identity.policy.ts';
import { insertReview } from './review.store.ts';
import { reviewedAgency, viewReview } from './view-review.ts';

/** A list that was printed in the morning may be signed off in the evening, not next week. */
const LONGEST_MS = 24 * 3_600_000;

function stale(): Error {
  return conflict(
    'identity.review_stale',
    'Danh sách đang xem đã cũ hoặc vừa được người khác ghi rà soát. Tải lại trang, xem lại rồi ghi.',
  );
}

/** Two administrators of one agency record one after the other; the second list is stale then. */
async function holdAgency(tx: Tx, agencyId: string): Promise<void> {
  await rawQuery(tx, 'select id from org_agency where id = $1 for no key update', [agencyId]);
}

/**
 * "Đã rà soát": somebody looked through accounts and rights up to the moment the list stands for; what changes later belongs to the
 * next review.
 * @throws AppError 404 `identity.agency_not_found`, 409 `identity.review_stale`
 */
export async function recordReview(context: ActingContext, body: RecordReview): Promise<AccountReview> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  const now = context.clock.now();
  const seenUntil = new Date(body.seenUntil);
  return command(context, async (tx) => {
    const agency = await reviewedAgency(tx, context, body.agencyId);
    await holdAgency(tx, agency.id);
    const seen = await viewReview(context, agency.id, tx, seenUntil);
    const [last] = await rawQuery<{ until: Date | null }>(
      tx,
      'select max(seen_until) as until from identity_review where agency_id = $1',
      [agency.id],
    );
    const isOver = last?.until !== undefined && last.until !== null && last.until >= seenUntil;
    if (seenUntil > now || now.getTime() - seenUntil.getTime() > LONGEST_MS || isOver) {
      throw stale();
    }
    const counts = { accounts: seen.accounts.length, changes: seen.changes.length };
    const id = newId(now.getTime());
    await insertReview(tx, {
      agency_id: agency.id,
      id,
      seen_until: seenUntil,
      at: now,
      by_name: context.subject.displayName,
      ...counts,
      note: body.note,
    });
    await record(tx, context, {
      action: 'identity.accounts_reviewed',
      agencyId: agency.id,
      objectKind: 'agency',
      objectId: agency.id,
      detail: { review: id, seenUntil: body.seenUntil, ...counts, note: body.note },
    });
    return viewReview(context, agency.id, tx, now);
  });
}
