import { addMovement, freezeDocument } from '#modules/documents';
import { finishParts, listAssignments, loadTaskOffice } from '#modules/tasks';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { putSearch } from '../incoming.entry.ts';
import { nameOf, publishIncoming, tell } from '../incoming.notices.ts';
import { peopleConcerned } from '../incoming.people.ts';
import { mayAct } from '../incoming.states.ts';
import { type IncomingKey, lockIncoming, transitionIncoming } from '../incoming.store.ts';
import { syncViewers } from '../incoming.viewers.ts';

/**
 * A later letter replaces this one: it stays readable, work on it ends, whoever has it is told (Decree 30/2020 Art. 18). One that has
 * no number yet still gets it first. In the caller's transaction, which writes the audit leaf.
 */
export async function closeReplaced(
  tx: Tx,
  context: Context,
  { agencyId, id, by }: IncomingKey & { by: string },
): Promise<void> {
  const row = await lockIncoming(tx, { agencyId, id });
  const text = `Được thay thế bởi ${by}`;
  const isNew = await freezeDocument(tx, context, { agencyId, documentId: id, kind: 'replaced', text });
  if (!isNew || row.state === 'recalled') {
    return;
  }
  const object = { agencyId, kind: 'incoming' as const, id };
  const parts = await listAssignments(tx, object);
  const office = await loadTaskOffice(tx, agencyId, vietnamDate(context.clock.now()));
  const concerned = peopleConcerned(row, parts, office);
  if (mayAct('replace', row.state)) {
    const now = context.clock.now();
    await transitionIncoming(tx, row, 'replace', {
      done_at: now,
      ...(row.result_text === null && { result_text: text, result_by: 'Hệ thống', result_at: now }),
    });
    await finishParts(tx, context, parts, office);
    await syncViewers(tx, { ...row, state: 'done' }, await listAssignments(tx, object));
  }
  await putSearch(tx, row);
  await addMovement(tx, context, { agencyId, documentId: id, kind: 'replaced', text });
  await tell(tx, context, row, {
    personIds: concerned,
    kind: 'incoming.replaced',
    text: `${nameOf(row)} đã được thay thế bởi ${by}; xử lý theo văn bản mới.`,
    reason: 'Văn bản đang ở chỗ bạn',
  });
  await publishIncoming(tx, agencyId, [id]);
}
