import type { AddComment } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { guardAgainstStateSecret } from '#modules/documents';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { draftPolicies } from '../drafting.policy.ts';
import { draftFacts, getComment, insertComment, lockDraft, setCommentResolved } from '../drafting.store.ts';

async function openForComments(tx: Tx, context: ActingContext, id: string) {
  const draft = await lockDraft(tx, context.subject.agencyId, id);
  draftPolicies.authorize('drafting.comment', context.subject, await draftFacts(tx, context, draft));
  return draft;
}

export async function addComment(
  context: ActingContext,
  id: string,
  body: z.output<typeof AddComment>,
): Promise<{ id: string }> {
  const { subject } = context;
  const { agencyId } = subject;
  await guardAgainstStateSecret(
    context,
    { agencyId, name: 'drafting.comment', objectId: id },
    { texts: [{ place: 'Góp ý', text: `${body.text}\n${body.quote}` }] },
  );
  return command(context, async (tx) => {
    await openForComments(tx, context, id);
    const parent = body.replyTo === undefined ? undefined : await getComment(tx, agencyId, id, body.replyTo);
    const at = context.clock.now();
    const commentId = newId(at.getTime());
    await insertComment(tx, {
      agency_id: agencyId,
      id: commentId,
      draft_id: id,
      parent_id: parent?.id ?? null,
      block_id: parent?.block_id ?? body.blockId,
      quote: body.quote,
      text: body.text,
      author_person_id: subject.personId,
      author_name: subject.displayName,
      author_title: subject.title,
      at,
      resolved_at: null,
      resolved_by: null,
    });
    await record(tx, context, {
      action: 'drafting.commented',
      agencyId,
      objectKind: 'draft',
      objectId: id,
      detail: { commentId, replyTo: parent?.id ?? null },
    });
    await publish(tx, { topic: 'drafting', agencyId, ids: [id] });
    return { id: commentId };
  });
}

export async function resolveComment(
  context: ActingContext,
  id: string,
  commentId: string,
  resolved: boolean,
): Promise<{ id: string }> {
  const { subject } = context;
  const { agencyId } = subject;
  return command(context, async (tx) => {
    await openForComments(tx, context, id);
    const comment = await getComment(tx, agencyId, id, commentId);
    await setCommentResolved(tx, comment, resolved ? context.clock.now() : null, resolved ? subject.displayName : null);
    await record(tx, context, {
      action: resolved ? 'drafting.comment_resolved' : 'drafting.comment_reopened',
      agencyId,
      objectKind: 'draft',
      objectId: id,
      detail: { commentId },
    });
    await publish(tx, { topic: 'drafting', agencyId, ids: [id] });
    return { id: commentId };
  });
}
