import type { DispatchPage, DispatchQuery } from '@congvu/contracts';
import { DispatchBox } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { countDispatches, pageDispatches } from '../dispatch.filters.ts';
import { type LoadCalendar, loadLateness } from '../interchange.calendar.ts';
import { dispatchPolicies } from '../interchange.policy.ts';
import { presentDispatch } from '../interchange.presenter.ts';

function readCursor(cursor: string | undefined): { at: Date; id: string } | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  const [at, id] = Buffer.from(cursor, 'base64url').toString('utf8').split('|');
  const instant = new Date(at ?? '');
  if (id === undefined || Number.isNaN(instant.getTime()) || !/^[0-9a-f-]{36}$/.test(id)) {
    throw invalid('platform.invalid_input', 'Trang cần xem không hợp lệ. Tải lại danh sách.');
  }
  return { at: instant, id };
}

function writeCursor(row: { changed_at: Date; id: string }): string {
  return Buffer.from(`${row.changed_at.toISOString()}|${row.id}`).toString('base64url');
}

/** Theo dõi gửi nhận: what needs somebody first, then what is under way. */
export async function listDispatchPage(
  context: ActingContext,
  query: DispatchQuery,
  loadCalendar: LoadCalendar,
): Promise<DispatchPage> {
  const { subject, db } = context;
  const { agencyId } = subject;
  dispatchPolicies.authorize('interchange.list', subject, {
    agencyId,
    state: 'sent',
    onPaper: false,
    isSettled: false,
  });
  const lateness = await loadLateness(context, loadCalendar);
  const rows = await pageDispatches(db, {
    agencyId,
    box: query.box,
    limits: lateness.limits,
    q: query.q,
    after: readCursor(query.cursor),
    limit: query.limit + 1,
  });
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const counted = await Promise.all(
    DispatchBox.options.map(
      async (box) => [box, await countDispatches(db, { agencyId, box, limits: lateness.limits })] as const,
    ),
  );
  return {
    items: shown.map((row) => presentDispatch(row, lateness, subject)),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor(last) : null,
    // One entry a box by construction.
    counts: Object.fromEntries(counted) as DispatchPage['counts'],
  };
}
