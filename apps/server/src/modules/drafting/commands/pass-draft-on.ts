import { record } from '#modules/audit';
import { addMovement } from '#modules/documents';
import { notify } from '#modules/notifications';
import type { PositionView } from '#modules/org';
import { put } from '#modules/search';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { draftLink, draftTitle } from '../drafting.notices.ts';
import { draftSearchEntry } from '../drafting.presenter.ts';
import { DRAFT_STATE_LABELS } from '../drafting.states.ts';
import { type DraftRow, lockDraft } from '../drafting.store.ts';
import { draftingTables } from '../drafting.tables.ts';

const OPEN = ['draft', 'submitted'] as const;

interface OpenDraft {
  id: string;
  title: string;
  stateLabel: string;
  savedAt: Date;
  link: string;
}

/** Drafts a person has begun in the agency and nobody has taken over. */
export async function openDraftsOf(db: Db | Tx, person: { agencyId: string; personId: string }): Promise<OpenDraft[]> {
  const rows = await draftingTables(db)
    .selectFrom('drafting_draft')
    .selectAll()
    .where('agency_id', '=', person.agencyId)
    .where('drafter_person_id', '=', person.personId)
    .where('state', 'in', OPEN)
    .orderBy('saved_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row: DraftRow) => ({
    id: row.id,
    title: draftTitle(row),
    stateLabel: DRAFT_STATE_LABELS[row.state],
    savedAt: row.saved_at,
    link: draftLink(row.id),
  }));
}

/**
 * Somebody else goes on with the draft of whoever leaves, in the transaction of the hand-over, which has authorised. What waits for the
 * head of a unit stays with that unit; a draft nobody has seen goes to the unit of the new drafter.
 * @throws AppError 409 `drafting.wrong_state`
 */
export async function passDraftOn(
  tx: Tx,
  context: Context,
  { agencyId, id, to, why }: { agencyId: string; id: string; to: PositionView; why: string },
): Promise<void> {
  const draft = await lockDraft(tx, agencyId, id);
  const now = context.clock.now();
  const unitId = draft.state === 'draft' ? to.unitId : draft.unit_id;
  const moved = await draftingTables(tx)
    .updateTable('drafting_draft')
    .set({
      drafter_person_id: to.personId,
      drafter_position_id: to.positionId,
      drafter_name: to.fullName,
      unit_id: unitId,
      updated_at: now,
    })
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .where('state', 'in', OPEN)
    .returning('id')
    .executeTakeFirst();
  if (moved === undefined) {
    throw conflict(
      'drafting.wrong_state',
      `Dự thảo đang ở bước "${DRAFT_STATE_LABELS[draft.state]}" nên không bàn giao được. Tải lại danh sách bàn giao.`,
    );
  }
  await put(tx, draftSearchEntry(agencyId, id, draft.content, { unitId, personId: to.personId, at: now }));
  const text = `Bàn giao dự thảo của ${draft.drafter_name} (${why}) cho ${to.fullName}`;
  await addMovement(tx, context, { agencyId, documentId: id, kind: 'passed_on', text });
  await record(tx, context, {
    action: 'drafting.passed_on',
    agencyId,
    objectKind: 'draft',
    objectId: id,
    detail: { from: draft.drafter_person_id, to: to.personId },
  });
  await notify(tx, context, {
    agencyId,
    personIds: [to.personId],
    kind: 'drafting.passed_on',
    text: `Nhận bàn giao ${draftTitle(draft)} từ ${draft.drafter_name}.`,
    link: draftLink(id),
    reason: 'Nhận bàn giao công việc',
  });
  await publish(tx, { topic: 'drafting', agencyId, ids: [id] });
}
