import { createHash } from 'node:crypto';
import type { DraftContent } from '@congvu/contracts';
import type { Selectable } from 'kysely';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import type { DraftFacts } from './drafting.policy.ts';
import { DRAFT_STATE_LABELS, DRAFT_TRANSITIONS, type DraftAct } from './drafting.states.ts';
import { type DraftingTables, draftingTables } from './drafting.tables.ts';

export type DraftRow = Selectable<DraftingTables['drafting_draft']>;
export type VersionRow = Selectable<DraftingTables['drafting_version']>;
export type CommentRow = Selectable<DraftingTables['drafting_comment']>;

/** One text has one hash whatever the order of its fields; jsonb does not keep the order. */
export function hashContent(content: DraftContent): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(sorted);
    }
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([key, item]) => [key, sorted(item)]),
      );
    }
    return value;
  };
  return createHash('sha256')
    .update(JSON.stringify(sorted(content)))
    .digest('hex');
}

function missing() {
  return notFound('drafting.not_found', 'Không tìm thấy dự thảo này. Có thể đã bị hủy hoặc thuộc cơ quan khác.');
}

export async function getDraft(db: Db | Tx, agencyId: string, id: string): Promise<DraftRow> {
  const row = await draftingTables(db)
    .selectFrom('drafting_draft')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw missing();
  }
  return row;
}

/** The row locked for this transaction. */
export async function lockDraft(tx: Tx, agencyId: string, id: string): Promise<DraftRow> {
  const row = await draftingTables(tx)
    .selectFrom('drafting_draft')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw missing();
  }
  return row;
}

/** Facts for the policy; whether the unit has a head decides who answers for the content. */
export async function draftFacts(db: Db | Tx, context: Context, draft: DraftRow): Promise<DraftFacts> {
  return {
    agencyId: draft.agency_id,
    state: draft.state,
    unitId: draft.unit_id,
    unitHasHead: await unitHasHead(db, context, draft.agency_id, draft.unit_id),
    drafterPersonId: draft.drafter_person_id,
    signerPositionId: draft.signer_position_id,
  };
}

export async function unitHasHead(db: Db | Tx, context: Context, agencyId: string, unitId: string): Promise<boolean> {
  const positions = await listPositions(db, agencyId, vietnamDate(context.clock.now()));
  return positions.some((position) => position.unitId === unitId && position.roles.includes('unit_head'));
}

export async function insertDraft(tx: Tx, row: DraftRow): Promise<void> {
  await draftingTables(tx)
    .insertInto('drafting_draft')
    .values({ ...row, content: JSON.stringify(row.content) })
    .execute();
}

type DraftChange = Partial<Omit<DraftRow, 'agency_id' | 'id' | 'content' | 'state'>>;

/** Moves the draft along the table of states; no row means somebody was quicker. */
export async function transitionDraft(
  tx: Tx,
  context: Context,
  draft: { agencyId: string; id: string },
  act: DraftAct,
  set: DraftChange = {},
  to = DRAFT_TRANSITIONS[act].to,
): Promise<void> {
  const moved = await draftingTables(tx)
    .updateTable('drafting_draft')
    .set({ ...set, state: to, updated_at: context.clock.now() })
    .where('agency_id', '=', draft.agencyId)
    .where('id', '=', draft.id)
    .where('state', 'in', DRAFT_TRANSITIONS[act].from)
    .returning('id')
    .executeTakeFirst();
  if (moved === undefined) {
    const now = await getDraft(tx, draft.agencyId, draft.id);
    throw conflict(
      'drafting.wrong_state',
      `Dự thảo đang ở bước "${DRAFT_STATE_LABELS[now.state]}" nên không làm được việc này. Tải lại trang để xem bước hiện tại.`,
    );
  }
}

/** Writes a new text as the next version; the caller holds the row lock and has compared the version. */
export async function saveContent(
  tx: Tx,
  context: Context,
  draft: DraftRow,
  content: DraftContent,
  facts: { savedBy: string; signerName: string; receiverCount: number; note?: string },
): Promise<{ version: number; savedAt: Date; contentHash: string }> {
  const savedAt = context.clock.now();
  const version = draft.version + 1;
  const contentHash = hashContent(content);
  await draftingTables(tx)
    .updateTable('drafting_draft')
    .set({
      version,
      content: JSON.stringify(content),
      content_hash: contentHash,
      signer_position_id: content.signerPositionId,
      signer_name: facts.signerName,
      receiver_count: facts.receiverCount,
      saved_at: savedAt,
      saved_by: facts.savedBy,
      updated_at: savedAt,
    })
    .where('agency_id', '=', draft.agency_id)
    .where('id', '=', draft.id)
    .execute();
  await insertVersion(tx, {
    agency_id: draft.agency_id,
    id: newId(savedAt.getTime()),
    draft_id: draft.id,
    version,
    content,
    saved_at: savedAt,
    saved_by: facts.savedBy,
    note: facts.note ?? '',
    aside: false,
  });
  return { version, savedAt, contentHash };
}

export async function insertVersion(tx: Tx, row: VersionRow): Promise<void> {
  await draftingTables(tx)
    .insertInto('drafting_version')
    .values({ ...row, content: JSON.stringify(row.content) })
    .execute();
}

export async function listVersions(db: Db | Tx, agencyId: string, draftId: string): Promise<VersionRow[]> {
  return draftingTables(db)
    .selectFrom('drafting_version')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('draft_id', '=', draftId)
    .orderBy('version', 'desc')
    .orderBy('id', 'desc')
    .limit(500)
    .execute();
}

export async function listComments(db: Db | Tx, agencyId: string, draftId: string): Promise<CommentRow[]> {
  return draftingTables(db)
    .selectFrom('drafting_comment')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('draft_id', '=', draftId)
    .orderBy('id')
    .execute();
}

export async function insertComment(tx: Tx, row: CommentRow): Promise<void> {
  await draftingTables(tx).insertInto('drafting_comment').values(row).execute();
}

export async function getComment(tx: Tx, agencyId: string, draftId: string, id: string): Promise<CommentRow> {
  const row = await draftingTables(tx)
    .selectFrom('drafting_comment')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('draft_id', '=', draftId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('drafting.comment_not_found', 'Không tìm thấy góp ý này. Tải lại trang.');
  }
  return row;
}

export async function setCommentResolved(
  tx: Tx,
  comment: CommentRow,
  at: Date | null,
  by: string | null,
): Promise<void> {
  await draftingTables(tx)
    .updateTable('drafting_comment')
    .set({ resolved_at: at, resolved_by: by })
    .where('agency_id', '=', comment.agency_id)
    .where('id', '=', comment.id)
    .execute();
}
