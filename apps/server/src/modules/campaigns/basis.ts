import { type DocumentRow, getDocument } from '#modules/documents';
import { type DraftRow, getDraft } from '#modules/drafting';
import type { Db, Tx } from '../../platform/db.ts';
import { AppError, notFound } from '../../platform/errors.ts';
import { printDay } from '../../platform/print-dates.ts';

export function documentUnknown() {
  return notFound(
    'campaigns.document_unknown',
    'Không tìm thấy văn bản làm căn cứ của đợt thu, hoặc người dùng không được xem văn bản ấy. Chọn văn bản khác.',
  );
}

/** "Công văn 367/UBND-VHTT ngày 22/3/2021 của UBND huyện Tam Đường"; a draft has no number yet. */
export function basisOf(document: DocumentRow): string {
  const typeName = document.type_name === '' ? 'Văn bản' : document.type_name;
  if (document.number_symbol === '') {
    return `Dự thảo ${typeName.toLowerCase()} ${document.abstract}`.trim().slice(0, 300);
  }
  const on = document.issued_on === null ? '' : ` ngày ${printDay(document.issued_on)}`;
  const by = document.issuing_agency_name === '' ? '' : ` của ${document.issuing_agency_name}`;
  return `${typeName} ${document.number_symbol}${on}${by}`.slice(0, 300);
}

export async function findDocument(db: Db | Tx, agencyId: string, id: string): Promise<DocumentRow | undefined> {
  try {
    return await getDocument(db, agencyId, id);
  } catch (error) {
    if (error instanceof AppError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

export async function findDraft(db: Db | Tx, agencyId: string, id: string): Promise<DraftRow | undefined> {
  try {
    return await getDraft(db, agencyId, id);
  } catch (error) {
    if (error instanceof AppError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}

export function draftLink(id: string): string {
  return `/van-ban-di/du-thao/${id}`;
}

/** Where the document is read: an incoming one, a draft still being written, or an outgoing one. */
export async function documentLink(db: Db | Tx, agencyId: string, id: string | null): Promise<string | null> {
  const document = id === null ? undefined : await findDocument(db, agencyId, id);
  if (document === undefined) {
    return null;
  }
  if (document.direction === 'incoming') {
    return `/van-ban-den/${document.id}`;
  }
  const draft = await findDraft(db, agencyId, document.id);
  const isDraft = draft !== undefined && draft.state !== 'handed_over';
  return isDraft ? draftLink(document.id) : `/van-ban-di/${document.id}`;
}
