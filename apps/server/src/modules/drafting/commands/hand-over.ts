import type { SigningAuthority } from '@congvu/contracts';
import type { CheckMark, ExpectedDigits, RenderedPdf } from '@congvu/nd30/render';
import { guardAgainstStateSecret } from '#modules/documents';
import { put } from '#modules/search';
import type { ActingContext, Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { clearDraftNotices, noticeDrafter } from '../drafting.notices.ts';
import { draftPolicies } from '../drafting.policy.ts';
import { draftSearchEntry } from '../drafting.presenter.ts';
import { type DraftRow, draftFacts, getDraft, lockDraft, transitionDraft } from '../drafting.store.ts';
import { checkDraftFormat } from '../letter/check-format.ts';
import { addressReceivers, type Receiver, resolveReceivers } from '../letter/content-facts.ts';
import { renderDraft } from '../letter/render-draft.ts';
import { secrecyOf } from '../letter/secrecy.ts';
import { assertSignerAllowed } from '../letter/signing-block.ts';
import { returnedColumns } from './decide-draft.ts';
import { assertNoFormatErrors } from './submit-draft.ts';

/** A draft that passed the format check, ready to become an outgoing document. */
export interface HandOver {
  draft: DraftRow;
  signer: SigningAuthority;
  receivers: (Receiver & { code: string })[];
  rendered: RenderedPdf;
  /** Warnings of the format check that were accepted. */
  warnings: number;
}

export interface HandOverOptions {
  /** How long the number and month to come will be. */
  expectDigits?: (documentType: string) => Promise<ExpectedDigits>;
  /** Mark of the public check; none leaves the foot of the page empty. */
  check?: CheckMark | undefined;
}

function assertUnchanged(draft: DraftRow): void {
  if (draft.approved_hash !== null && draft.approved_hash !== draft.content_hash) {
    throw conflict(
      'drafting.content_changed',
      'Nội dung đã đổi sau khi trưởng đơn vị duyệt. Trả lại người soạn để trình duyệt lại.',
    );
  }
}

/**
 * The format check as a gate (Decree 30/2020 Art. 11): rights, state secrets, format errors, authority of the signer, the page
 * itself. Outside any transaction; `lockApprovedDraft` asks again inside that nothing has moved.
 * @throws AppError 422 `drafting.format_errors` · `documents.state_secret` · `drafting.signer_missing` · 403 · 409
 */
export async function prepareHandOver(
  context: ActingContext,
  id: string,
  options: HandOverOptions = {},
): Promise<HandOver> {
  const { agencyId } = context.subject;
  const draft = await getDraft(context.db, agencyId, id);
  draftPolicies.authorize('drafting.check_format', context.subject, await draftFacts(context.db, context, draft));
  assertUnchanged(draft);
  await guardAgainstStateSecret(
    context,
    { agencyId, name: 'drafting.hand_over', objectId: id },
    secrecyOf({ content: draft.content }),
  );
  const report = await checkDraftFormat(context, draft);
  assertNoFormatErrors(report);
  const { content } = draft;
  const picks = [...content.addressees, ...content.recipients];
  return {
    draft,
    signer: await assertSignerAllowed(context, draft),
    receivers: await addressReceivers(context.db, await resolveReceivers(context.db, context, agencyId, picks)),
    rendered: await renderDraft(context.db, context, draft, {
      expectedDigits: await options.expectDigits?.(content.documentType),
      check: options.check,
    }),
    warnings: report.warnings,
  };
}

/** The draft locked and still the very text that was approved and rendered. @throws AppError 403 · 409 */
export async function lockApprovedDraft(
  tx: Tx,
  context: ActingContext,
  wanted: { agencyId: string; id: string; contentHash: string },
): Promise<DraftRow> {
  const draft = await lockDraft(tx, wanted.agencyId, wanted.id);
  draftPolicies.authorize('drafting.check_format', context.subject, await draftFacts(tx, context, draft));
  assertUnchanged(draft);
  if (draft.content_hash !== wanted.contentHash) {
    throw conflict('drafting.content_changed', 'Nội dung vừa được sửa. Tải lại, kiểm tra lại thể thức rồi trình ký.');
  }
  return draft;
}

/** For `outgoing`, in its transaction: the draft lives on as an outgoing document. */
export async function markHandedOver(
  tx: Tx,
  context: ActingContext,
  draft: { agencyId: string; id: string },
): Promise<void> {
  await transitionDraft(tx, context, draft, 'hand_over', {
    handed_over_at: context.clock.now(),
    handed_over_by: context.subject.displayName,
  });
  await clearDraftNotices(tx, draft);
  await publish(tx, { topic: 'drafting', agencyId: draft.agencyId, ids: [draft.id] });
}

/** For `outgoing`, in its transaction: signer or clerk gave the document back to the drafter. */
export async function takeBackHandedOver(
  tx: Tx,
  context: Context,
  draft: { agencyId: string; id: string },
  reason: string,
  step = 'Ký',
): Promise<void> {
  await transitionDraft(tx, context, draft, 'return', returnedColumns(context, reason, step));
  const row = await getDraft(tx, draft.agencyId, draft.id);
  const owner = { unitId: row.unit_id, personId: row.drafter_person_id, at: row.updated_at };
  await put(tx, draftSearchEntry(draft.agencyId, draft.id, row.content, owner));
  await noticeDrafter(tx, context, row, reason);
  await publish(tx, { topic: 'drafting', agencyId: draft.agencyId, ids: [draft.id] });
}
