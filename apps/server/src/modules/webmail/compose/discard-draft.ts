import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { openBox } from '../box/open-box.ts';
import { tellBoxes } from '../delivery/tell.ts';
import { draftPolicies } from '../webmail.policy.ts';
import { draftMissing, lockDraft } from './draft.store.ts';

interface DraftNamed {
  mailboxId: string;
  id: string;
}

async function move(context: ActingContext, { mailboxId, id }: DraftNamed, to: 'draft' | 'discarded') {
  return command(context, async (tx) => {
    const box = await openBox(tx, context, mailboxId, 'webmail.send');
    if (to === 'discarded') {
      const draft = await lockDraft(tx, box, id);
      draftPolicies.authorize('webmail.discard_draft', context.subject, { ...box, state: draft.state });
    }
    const rows = await rawQuery(
      tx,
      `update mail_draft set state = $4 where agency_id = $1 and mailbox_id = $2 and id = $3 and state = $5 returning 1`,
      [box.agencyId, mailboxId, id, to, to === 'draft' ? 'discarded' : 'draft'],
    );
    if (rows.length === 0) {
      throw draftMissing();
    }
    await record(tx, context, {
      action: to === 'draft' ? 'webmail.draft_brought_back' : 'webmail.draft_discarded',
      agencyId: box.agencyId,
      objectKind: 'mail_draft',
      objectId: id,
    });
    await tellBoxes(tx, [box]);
    return { id };
  });
}

export async function discardDraft(context: ActingContext, draft: DraftNamed): Promise<{ id: string }> {
  return move(context, draft, 'discarded');
}

/** Undo of {@link discardDraft}. */
export async function bringDraftBack(context: ActingContext, draft: DraftNamed): Promise<{ id: string }> {
  return move(context, draft, 'draft');
}
