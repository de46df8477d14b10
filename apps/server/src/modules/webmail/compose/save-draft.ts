import type { MailDraftContent, SaveMailDraft, SaveMailDraftAnswer } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { openBox } from '../box/open-box.ts';
import { tellBoxes } from '../delivery/tell.ts';
import { draftPolicies } from '../webmail.policy.ts';
import { insertDraft, lockDraft, updateDraft } from './draft.store.ts';
import { assertHeaders } from './headers.ts';

type Outcome = { saved: SaveMailDraftAnswer } | { keptAs: string; savedBy: string };

function isSame(left: MailDraftContent, right: MailDraftContent): boolean {
  const text = ({ fromAddress, to, cc, bcc, subject, html }: MailDraftContent) =>
    JSON.stringify([
      fromAddress,
      [to, cc, bcc].map((people) => people.map(({ name, address }) => [name, address])),
      subject,
      html,
    ]);
  return text(left) === text(right);
}

/**
 * Autosave of the editor. Whoever comes second, on another device or in a shared box, loses nothing: the text becomes a draft of its own.
 * @throws AppError 409 `webmail.version_conflict`; the field `copyId` names the draft that holds it
 */
export async function saveDraft(
  context: ActingContext,
  { mailboxId, id }: { mailboxId: string; id: string },
  body: SaveMailDraft,
): Promise<SaveMailDraftAnswer> {
  assertHeaders(body.content);
  const outcome = await command(context, async (tx): Promise<Outcome> => {
    const box = await openBox(tx, context, mailboxId, 'webmail.send');
    const draft = await lockDraft(tx, box, id);
    draftPolicies.authorize('webmail.edit_draft', context.subject, { ...box, state: draft.state });
    if (isSame(draft.content, body.content)) {
      return { saved: { id, version: draft.version, savedAt: draft.saved_at.toISOString() } };
    }
    const leaf = { agencyId: box.agencyId, objectKind: 'mail_draft', objectId: id };
    if (draft.version !== body.version) {
      const copy = { kind: draft.kind, sourceItemId: draft.source_item_id, attachments: draft.attachments };
      const keptAs = await insertDraft(tx, context, box, { ...copy, content: body.content, copyOf: id });
      await record(tx, context, {
        ...leaf,
        action: 'webmail.draft_kept_aside',
        detail: { keptAs, basedOn: body.version },
      });
      await tellBoxes(tx, [box]);
      return { keptAs, savedBy: draft.saved_by };
    }
    const saved = await updateDraft(tx, context, draft, { content: body.content });
    await record(tx, context, { ...leaf, action: 'webmail.draft_saved', detail: { version: saved.version } });
    await tellBoxes(tx, [box]);
    return { saved: { ...saved, savedAt: saved.savedAt.toISOString() } };
  });
  if ('saved' in outcome) {
    return outcome.saved;
  }
  throw new AppError(
    'webmail.version_conflict',
    409,
    `${outcome.savedBy} vừa lưu thư nháp này ở nơi khác. Bản đang soạn được giữ thành một thư nháp riêng trong thư mục Nháp; mở hai bản để ghép.`,
    { fields: [{ path: 'copyId', message: outcome.keptAs }] },
  );
}
