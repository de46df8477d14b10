import type { DraftIdAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { addMovement } from '#modules/documents';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { clearDraftNotices } from '../drafting.notices.ts';
import { type DraftAction, draftPolicies } from '../drafting.policy.ts';
import type { DraftAct } from '../drafting.states.ts';
import { type DraftRow, draftFacts, lockDraft, transitionDraft } from '../drafting.store.ts';

export interface DraftStep {
  id: string;
  action: DraftAction;
  act: DraftAct;
  /** Refuses when the text is not the one the person looked at. */
  version?: number;
  audited: string;
  movement: { kind: string; text: string };
  /** Columns set with the new state, and another state than the table's where the rule says so. */
  change?(draft: DraftRow): { set: Parameters<typeof transitionDraft>[4]; to?: DraftRow['state'] };
  /** Last checks and consequences inside the transaction. */
  after?(tx: Tx, draft: DraftRow): Promise<void>;
}

/** What was seen is what is decided about: another version means somebody changed the text meanwhile. */
export function assertVersion(draft: Pick<DraftRow, 'version'>, version: number): void {
  if (draft.version !== version) {
    throw conflict(
      'drafting.version_conflict',
      'Dự thảo vừa được sửa sau khi mở. Tải lại để xem bản mới nhất rồi thực hiện lại.',
    );
  }
}

/** Every step of a draft has the same order: lock, authorise, version, move, timeline, audit, tell (style.md §4). */
export async function actOnDraft(context: ActingContext, step: DraftStep): Promise<z.infer<typeof DraftIdAnswer>> {
  const { agencyId } = context.subject;
  return command(context, async (tx) => {
    const draft = await lockDraft(tx, agencyId, step.id);
    draftPolicies.authorize(step.action, context.subject, await draftFacts(tx, context, draft));
    if (step.version !== undefined) {
      assertVersion(draft, step.version);
    }
    const change = step.change?.(draft);
    await transitionDraft(tx, context, { agencyId, id: step.id }, step.act, change?.set ?? {}, change?.to);
    await clearDraftNotices(tx, { agencyId, id: step.id });
    await step.after?.(tx, draft);
    await addMovement(tx, context, { agencyId, documentId: step.id, ...step.movement });
    await record(tx, context, {
      action: step.audited,
      agencyId,
      objectKind: 'draft',
      objectId: step.id,
      detail: { version: draft.version, contentHash: draft.content_hash },
    });
    await publish(tx, { topic: 'drafting', agencyId, ids: [step.id] });
    return { id: step.id, version: draft.version };
  });
}
