import type { StartSync } from '@congvu/contracts';
import { record } from '#modules/audit';
import { isTopAgency } from '#modules/org';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { bookPolicies } from '../addressbook.policy.ts';
import type { BookSource } from '../book.ts';
import type { AddressbookPorts } from '../ports.ts';
import { listRuns, putSource } from '../sync/run.store.ts';
import { SILENT_MS } from '../sync/sweep-book.ts';

export const SYNC_JOB = 'addressbook.sync';

export async function getSource(context: ActingContext, ports: AddressbookPorts, id: string): Promise<BookSource> {
  const source = (await ports.listSources(context)).find((one) => one.id === id);
  if (source === undefined) {
    throw notFound(
      'addressbook.source_not_found',
      'Nguồn này không còn kết nối. Mở mục Kết nối liên thông để bật lại hoặc khai kết nối mới.',
    );
  }
  return source;
}

/** "Đồng bộ ngay", and taking over a list that was held: the work is a job, so that nobody waits for the axis. */
export async function startSync(
  context: ActingContext,
  ports: AddressbookPorts,
  id: string,
  order: StartSync,
): Promise<{ id: string }> {
  const { subject } = context;
  const source = await getSource(context, ports, id);
  return command(context, async (tx) => {
    bookPolicies.authorize('addressbook.sync', subject, { top: await isTopAgency(tx, subject.agencyId) });
    await putSource(tx, source);
    // Two at once wait for each other here; the second sees what the first has queued.
    await rawQuery(tx, 'select 1 as locked from addressbook_source where id = $1 for update', [id]);
    const last = (await listRuns(tx, 1)).find((run) => run.source === id);
    const now = context.clock.now();
    if (last?.state === 'running' && now.getTime() - last.heard_at.getTime() < SILENT_MS) {
      throw conflict('addressbook.running', 'Nguồn này đang được đồng bộ. Chờ xong rồi xem kết quả.');
    }
    if (order.agreedMissing !== undefined && last?.state !== 'held') {
      throw conflict('addressbook.not_held', 'Không có danh sách nào đang chờ quyết định. Tải lại trang.');
    }
    await rawQuery(tx, 'update addressbook_source set last_try_at = $2 where id = $1', [id, now]);
    await enqueue(
      tx,
      SYNC_JOB,
      {
        sourceId: id,
        full: order.full || order.agreedMissing !== undefined,
        agreedMissing: order.agreedMissing ?? null,
        startedBy: subject.displayName,
        agencyId: subject.agencyId,
      },
      { key: `${SYNC_JOB} ${id}`, maxAttempts: 3 },
    );
    await record(tx, context, {
      action: order.agreedMissing === undefined ? 'addressbook.sync_ordered' : 'addressbook.shrink_agreed',
      agencyId: subject.agencyId,
      objectKind: 'address_book_source',
      objectId: id,
      detail: { full: order.full, agreedMissing: order.agreedMissing ?? null },
    });
    await publish(tx, { topic: 'addressbook', agencyId: subject.agencyId });
    return { id };
  });
}
