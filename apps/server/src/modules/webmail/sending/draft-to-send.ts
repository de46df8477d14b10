import type { ActingContext } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { type OpenBox, openBox } from '../box/open-box.ts';
import { type DraftRow, getDraft } from '../compose/draft.store.ts';
import { draftPolicies } from '../webmail.policy.ts';

/** The draft in the version the writer saw. @throws AppError 404, 403, 409 `webmail.version_conflict` */
export async function draftToSend(
  context: ActingContext,
  { mailboxId, id }: { mailboxId: string; id: string },
  version: number,
): Promise<{ box: OpenBox; draft: DraftRow }> {
  const box = await openBox(context.db, context, mailboxId, 'webmail.send');
  const draft = await getDraft(context.db, box, id);
  draftPolicies.authorize('webmail.send_draft', context.subject, { ...box, state: draft.state });
  if (draft.version !== version) {
    throw conflict('webmail.version_conflict', 'Thư nháp đã có bản mới hơn. Xem lại rồi bấm gửi.');
  }
  return { box, draft };
}
