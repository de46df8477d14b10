import { clearNotices, notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import type { DraftRow } from './drafting.store.ts';
import { getDocumentType } from './letter/document-types.ts';

export function draftLink(id: string): string {
  return `/van-ban-di/du-thao/${id}`;
}

/** "Công văn "tăng cường ứng dụng…"": what the notice is about, without a word of its text. */
export function draftTitle(draft: Pick<DraftRow, 'content'>): string {
  const { abstract, documentType } = draft.content;
  const { name } = getDocumentType(documentType);
  return abstract === '' ? `${name} chưa có trích yếu` : `${name} "${abstract}"`;
}

interface Notice {
  kind: string;
  text: string;
  reason: string;
}

async function tell(tx: Tx, context: Context, draft: DraftRow, personIds: string[], notice: Notice): Promise<void> {
  const link = draftLink(draft.id);
  await notify(tx, context, { agencyId: draft.agency_id, personIds: [...new Set(personIds)], link, ...notice });
}

/** Acting on a draft anywhere clears what waited for it everywhere (ux.md §6). */
export async function clearDraftNotices(tx: Tx, draft: { agencyId: string; id: string }): Promise<void> {
  await clearNotices(tx, { agencyId: draft.agencyId, link: draftLink(draft.id) });
}

/** The heads of the drafting unit; in a unit without a head, the leaders of the agency. */
export async function noticeApprovers(tx: Tx, context: Context, draft: DraftRow): Promise<void> {
  const positions = await listPositions(tx, draft.agency_id, vietnamDate(context.clock.now()));
  const heads = positions.filter((post) => post.unitId === draft.unit_id && post.roles.includes('unit_head'));
  const approvers = heads.length > 0 ? heads : positions.filter((post) => post.roles.includes('leader'));
  const personIds = approvers.map((post) => post.personId);
  await tell(tx, context, draft, personIds, {
    kind: 'drafting.submitted',
    text: `${draft.drafter_name} trình ${draftTitle(draft)}, chờ duyệt nội dung.`,
    reason: 'Đứng đầu đơn vị soạn thảo',
  });
}

export async function noticeClerks(tx: Tx, context: Context, draft: DraftRow): Promise<void> {
  const positions = await listPositions(tx, draft.agency_id, vietnamDate(context.clock.now()));
  const personIds = positions.filter((post) => post.roles.includes('clerk')).map((post) => post.personId);
  await tell(tx, context, draft, personIds, {
    kind: 'drafting.content_approved',
    text: `${draftTitle(draft)} đã duyệt nội dung, chờ kiểm tra thể thức.`,
    reason: 'Được giao kiểm tra thể thức',
  });
}

export async function noticeDrafter(tx: Tx, context: Context, draft: DraftRow, reason: string): Promise<void> {
  await tell(tx, context, draft, [draft.drafter_person_id], {
    kind: 'drafting.returned',
    text: `${draftTitle(draft)} bị trả lại: ${reason}`,
    reason: 'Người soạn thảo',
  });
}
