import { assertNotRecalled, type DocumentRow, getDocument } from '#modules/documents';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import type { DraftingPorts } from '../ports.ts';

/**
 * The document a draft answers or stands on. One that the person may not read does not exist: its abstract and issuer would go
 * into the draft.
 */
export async function readRelated(
  tx: Tx,
  context: ActingContext,
  ports: DraftingPorts,
  documentId: string,
): Promise<DocumentRow> {
  const { subject } = context;
  if (!(await ports.maySee(tx, subject, documentId))) {
    throw notFound(
      'documents.not_found',
      'Không tìm thấy văn bản này. Có thể văn bản thuộc cơ quan khác hoặc chưa giao cho người đang soạn.',
    );
  }
  // Nothing more is said of what was recalled (Decree 30/2020 Annex VI 8a).
  await assertNotRecalled(tx, subject.agencyId, documentId);
  return getDocument(tx, subject.agencyId, documentId);
}
