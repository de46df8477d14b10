import { addMovement } from '#modules/documents';
import { notify } from '#modules/notifications';
import type { PositionView } from '#modules/org';
import { findPart, listAssignments, movePart, ROLE_LABELS } from '#modules/tasks';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { putSearch } from '../incoming.entry.ts';
import { changeIncoming, lockIncoming } from '../incoming.store.ts';
import { syncViewers } from '../incoming.viewers.ts';
import { clearIncomingNotices } from './act-on-incoming.ts';

interface PartToMove {
  agencyId: string;
  documentId: string;
  partId: string;
  to: PositionView;
  /** "nghỉ hưu", for the timeline. */
  why: string;
}

/**
 * A part of somebody who leaves goes to a colleague, in the transaction of the hand-over, which has authorised and writes the audit leaf.
 * @throws AppError 404 `incoming.not_found` · `tasks.not_found` · 409 `tasks.wrong_state`
 */
export async function movePartOf(
  tx: Tx,
  context: Context,
  { agencyId, documentId, partId, to, why }: PartToMove,
): Promise<void> {
  const key = { agencyId, id: documentId };
  const row = await lockIncoming(tx, key);
  const object = { agencyId, kind: 'incoming' as const, id: documentId };
  const part = findPart(await listAssignments(tx, object), partId);
  await movePart(tx, part, to);
  if (part.role === 'lead' && part.parent_id === null) {
    await changeIncoming(tx, key, { lead_name: to.fullName });
  }
  await syncViewers(tx, row, await listAssignments(tx, object));
  await putSearch(tx, row);
  await addMovement(tx, context, {
    agencyId,
    documentId,
    kind: 'part_moved',
    text: `Chuyển phần việc của ${part.person_name ?? part.unit_name} (${why}) cho ${to.fullName}`,
  });
  if (part.person_id !== null) {
    await clearIncomingNotices(tx, row, [part.person_id]);
  }
  await notify(tx, context, {
    agencyId,
    personIds: [to.personId],
    kind: 'incoming.part_moved',
    text: `Nhận bàn giao "${part.object_title}" từ ${part.person_name ?? part.unit_name}, vai trò ${ROLE_LABELS[part.role].toLowerCase()}.`,
    link: part.link,
    reason: 'Nhận bàn giao công việc',
  });
}
