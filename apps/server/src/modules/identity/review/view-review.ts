import type { AccountReview, ReviewedAccount } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { identityPolicies } from '../identity.policy.ts';
import { STATE_LABELS } from '../identity.presenter.ts';
import { isWithinReach } from '../people.ts';
import { type AccountLine, listAccountLines, listReviews, type Review } from './review.store.ts';
import { listRightChanges, roleLabels } from './right-changes.ts';

const DAY_MS = 24 * 3_600_000;
/** Older than this an account that nobody uses strikes the eye; at 45 days the sweep shuts it (`disable-unused.ts`). */
const IDLE_DAYS = 30;
const QUARTER_MONTHS = 3;

function warningOf(line: AccountLine, now: Date): string | null {
  if (line.state === 'disabled') {
    return null;
  }
  if (line.leftOn !== null) {
    return 'Cán bộ đã thôi công tác ở cơ quan';
  }
  if (line.title === null) {
    return 'Không giữ chức vụ nào';
  }
  if (line.lastUsedAt === null) {
    return 'Chưa đăng nhập lần nào';
  }
  const days = Math.floor((now.getTime() - line.lastUsedAt.getTime()) / DAY_MS);
  if (days >= IDLE_DAYS) {
    return `Không dùng ${days} ngày`;
  }
  return line.roles.includes('administrator') && !line.secondFactor ? 'Quản trị chưa có xác thực hai lớp' : null;
}

function presentLine(line: AccountLine, now: Date): ReviewedAccount {
  const { leftOn: _leftOn, ...shown } = line;
  return {
    ...shown,
    kindLabel: line.roles.includes('administrator') ? 'Quản trị' : 'Tác nghiệp',
    title: line.title ?? 'Không giữ chức vụ',
    unitName: line.unitName ?? '',
    roles: roleLabels(line.roles),
    stateLabel: STATE_LABELS[line.state],
    createdAt: line.createdAt.toISOString(),
    lastUsedAt: line.lastUsedAt?.toISOString() ?? null,
    disabledAt: line.disabledAt?.toISOString() ?? null,
    warning: warningOf(line, now),
  };
}

function dueAfter(review: Review): Date {
  const due = new Date(review.seen_until);
  due.setUTCMonth(due.getUTCMonth() + QUARTER_MONTHS);
  return due;
}

/** @throws AppError 404 `identity.agency_not_found`, also for agencies out of reach */
export async function reviewedAgency(
  db: Db | Tx,
  context: ActingContext,
  wanted: string | undefined,
): Promise<{ id: string; name: string }> {
  const id = wanted ?? context.subject.agencyId;
  const [agency] = await rawQuery<{ id: string; name: string }>(db, 'select id, name from org_agency where id = $1', [
    id,
  ]);
  if (agency === undefined || !(await isWithinReach(db, context.subject.agencyId, id))) {
    throw notFound('identity.agency_not_found', 'Không tìm thấy cơ quan này trong phạm vi quản trị. Chọn lại cơ quan.');
  }
  return agency;
}

/** The accounts of one agency by last use, and what changed about rights since somebody last looked. */
export async function viewReview(
  context: ActingContext,
  wanted: string | undefined,
  db: Db | Tx = context.db,
  at = context.clock.now(),
): Promise<AccountReview> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  const agency = await reviewedAgency(db, context, wanted);
  const reviews = await listReviews(db, agency.id);
  const [last] = reviews;
  const lines = await listAccountLines(db, agency.id, { now: at, today: vietnamDate(at) });
  const changes = await listRightChanges(db, agency.id, { after: last?.seen_until ?? new Date(0), until: at });
  const due = last === undefined ? undefined : dueAfter(last);
  return {
    agencyId: agency.id,
    agencyName: agency.name,
    seenUntil: at.toISOString(),
    dueOn: due === undefined ? null : vietnamDate(due),
    overdue: due === undefined || due <= at,
    accounts: lines.map((line) => presentLine(line, at)),
    changes,
    reviews: reviews.map((review) => ({
      at: review.at.toISOString(),
      by: review.by_name,
      accounts: review.accounts,
      changes: review.changes,
      note: review.note,
    })),
  };
}
