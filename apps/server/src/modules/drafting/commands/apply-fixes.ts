import { type ApplyFixes, DraftContent, type SaveDraftAnswer } from '@congvu/contracts';
import { fixLetter } from '@congvu/nd30';
import type { z } from 'zod';
import { assertMayEditHere } from '#modules/accounts';
import { guardAgainstStateSecret } from '#modules/documents';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { draftPolicies } from '../drafting.policy.ts';
import { draftFacts, getDraft, hashContent, lockDraft } from '../drafting.store.ts';
import { adoptLetter } from '../letter/adopt-letter.ts';
import { canFix, checkDraft } from '../letter/check-format.ts';
import { secrecyOf } from '../letter/secrecy.ts';
import { assertVersion } from './act-on-draft.ts';
import { writeContent } from './save-draft.ts';

/**
 * Puts right by itself what the format check knows how to: the named findings, or all of them. The result is one more version,
 * so that the text before it is never lost.
 * @throws AppError 409 `drafting.nothing_to_fix` · `drafting.version_conflict`
 */
export async function applyFixes(
  context: ActingContext,
  id: string,
  body: z.output<typeof ApplyFixes>,
): Promise<SaveDraftAnswer> {
  const { agencyId } = context.subject;
  await assertMayEditHere(context);
  const draft = await getDraft(context.db, agencyId, id);
  draftPolicies.authorize('drafting.edit', context.subject, await draftFacts(context.db, context, draft));
  assertVersion(draft, body.version);
  const { composed, findings, unitSymbol } = await checkDraft(context, draft);
  const wanted = findings.filter(
    (finding) => canFix(finding) && (body.codes === undefined || body.codes.includes(finding.code)),
  );
  const codes = [...new Set(wanted.map((finding) => finding.code))];
  const fixed = fixLetter(composed.letter, { draftingUnit: unitSymbol, codes });
  const content = DraftContent.parse(adoptLetter(draft.content, composed, fixed));
  if (hashContent(content) === draft.content_hash) {
    throw conflict('drafting.nothing_to_fix', 'Không có mục nào tự sửa được. Sửa tay các mục còn lại.');
  }
  const door = { agencyId, name: 'drafting.fix_format', objectId: id };
  await guardAgainstStateSecret(context, door, secrecyOf({ content }));
  return command(context, async (tx) => {
    const locked = await lockDraft(tx, agencyId, id);
    draftPolicies.authorize('drafting.edit', context.subject, await draftFacts(tx, context, locked));
    assertVersion(locked, body.version);
    return writeContent(tx, context, locked, content, 'Tự sửa thể thức');
  });
}
