import { record } from '#modules/audit';
import { addMovement, findFreeze, freezeDocument, listRelations } from '#modules/documents';
import { type DispatchRow, listDispatches, stopUnsent } from '#modules/interchange';
import {
  addReceivers,
  findIssuedFacts,
  type IssuedFacts,
  lockIssuedFacts,
  type MovedDocument,
} from '#modules/outgoing';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { type AmendingRelation, isAmending, kindOfRelation } from '../amending-relations.ts';
import { publishOutgoing } from '../amendments.notices.ts';
import { FREEZE_OF } from '../amendments.states.ts';
import { insertAmendment, listByLetter, transitionAmendment } from '../amendments.store.ts';
import type { AmendmentRow } from '../amendments.tables.ts';
import { freezeText, nameWithDay, verbOf } from '../amendments.words.ts';
import type { AmendmentsPorts } from '../ports.ts';
import { askReceivers, reachedRows } from './ask-receivers.ts';

interface Amending {
  letter: IssuedFacts;
  target: IssuedFacts;
  relation: AmendingRelation;
}

/** Between the first word of the letter and its issue another one may have come first. */
async function assertStillFree(tx: Tx, { target, relation }: Amending): Promise<void> {
  if (!target.isIssued) {
    throw conflict(
      'amendments.not_issued',
      `${target.name} chưa phát hành nên chưa thể ${verbOf(kindOfRelation(relation))}.`,
    );
  }
  const freeze = await findFreeze(tx, target.agencyId, target.id);
  const isFree = freeze === undefined || (relation === 'recalls' && freeze.kind !== 'recalled');
  if (!isFree) {
    const code = freeze.kind === 'recalled' ? 'amendments.already_recalled' : 'amendments.frozen';
    throw conflict(
      code,
      `${target.name} không sửa đổi được nữa: ${freeze.text}. Trả lại dự thảo này hoặc bỏ liên kết.`,
    );
  }
}

async function openAmendment(tx: Tx, context: Context, { letter, target, relation }: Amending): Promise<AmendmentRow> {
  const drafted = (await listByLetter(tx, letter.agencyId, letter.id)).find((row) => row.target_id === target.id);
  if (drafted !== undefined) {
    return transitionAmendment(tx, drafted, 'issue');
  }
  const now = context.clock.now();
  const row: AmendmentRow = {
    agency_id: letter.agencyId,
    id: newId(now.getTime()),
    target_id: target.id,
    amending_id: letter.id,
    kind: kindOfRelation(relation),
    state: 'asked',
    reason: letter.abstract,
    requested_by: context.subject?.displayName ?? 'Hệ thống',
    requested_by_person_id: context.subject?.personId ?? letter.drafterPersonId,
    requested_at: now,
    consent_by: null,
    consent_at: null,
    consent_reason: '',
  };
  await insertAmendment(tx, row);
  return row;
}

/** Whoever has the old letter gets the new one, whatever the list of receivers says: nobody goes on with what is void. */
async function reachHolders(
  tx: Tx,
  context: Context,
  ports: AmendmentsPorts,
  { letter }: Amending,
  holders: readonly DispatchRow[],
): Promise<number> {
  const receivers = holders.map((row) => ({
    agencyId: row.receiver_agency_id,
    code: row.receiver_code,
    name: row.receiver_name,
  }));
  const added = await ports.dispatchMore(tx, context, { agencyId: letter.agencyId, documentId: letter.id, receivers });
  await addReceivers(
    tx,
    letter,
    added.map((row) => ({ agencyId: row.receiver_agency_id, name: row.receiver_name, code: row.receiver_code })),
  );
  return added.length;
}

/** What is recalled or replaced moves no more, here and on its way (Decree 30/2020 Annex VI 8a). */
async function freezeTarget(tx: Tx, context: Context, row: AmendmentRow, by: string): Promise<void> {
  const kind = FREEZE_OF[row.kind];
  if (kind !== undefined) {
    const place = { agencyId: row.agency_id, documentId: row.target_id };
    const text = freezeText(row.kind, by);
    await freezeDocument(tx, context, { ...place, kind, text });
    await stopUnsent(tx, context, { ...place, note: text });
  }
}

async function amend(tx: Tx, context: Context, ports: AmendmentsPorts, amending: Amending): Promise<void> {
  const { letter, target } = amending;
  const { agencyId } = letter;
  await assertStillFree(tx, amending);
  const row = await openAmendment(tx, context, amending);
  const by = nameWithDay(letter);
  await freezeTarget(tx, context, row, by);
  const holders = reachedRows(await listDispatches(tx, agencyId, target.id));
  const added = await reachHolders(tx, context, ports, amending, holders);
  const reason = row.reason;
  const asked =
    row.kind === 'correct'
      ? { asked: 0, onPaper: 0 }
      : await askReceivers(tx, context, row, holders, { reason, via: 'letter' });
  const verb = verbOf(row.kind);
  const text = `${verb.charAt(0).toLocaleUpperCase('vi')}${verb.slice(1)} theo ${by}`;
  await addMovement(tx, context, { agencyId, documentId: target.id, kind: 'amended', text });
  await record(tx, context, {
    action: 'amendments.amended',
    agencyId,
    objectKind: 'document',
    objectId: target.id,
    detail: { kind: row.kind, letter: letter.id, ...asked, added },
  });
  await publishOutgoing(tx, agencyId, [target.id, letter.id]);
}

/**
 * In the issuing transaction of a letter that amends earlier ones (`OutgoingPorts.documentMoved`): the earlier ones are frozen where
 * the law says so, and everybody who has them is asked by this letter.
 * @throws AppError 409 `amendments.already_recalled` · `amendments.frozen` · `amendments.not_issued`
 */
export async function documentIssued(
  tx: Tx,
  context: Context,
  ports: AmendmentsPorts,
  { agencyId, documentId, to }: MovedDocument,
): Promise<void> {
  if (to !== 'issued') {
    return;
  }
  const relations = (await listRelations(tx, agencyId, documentId)).filter((one) => one.documentId === documentId);
  for (const { relatedId, kind } of relations) {
    if (isAmending(kind)) {
      const [target, letter] = [
        await lockIssuedFacts(tx, agencyId, relatedId),
        await findIssuedFacts(tx, agencyId, documentId),
      ];
      if (target !== undefined && letter !== undefined) {
        await amend(tx, context, ports, { letter, target, relation: kind });
      }
    }
  }
}
