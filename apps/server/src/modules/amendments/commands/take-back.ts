import type { AmendmentAck, TakeBack } from '@congvu/contracts';
import { record } from '#modules/audit';
import { addMovement, freezeDocument, guardAgainstStateSecret } from '#modules/documents';
import { type DispatchRow, listDispatches, stopUnsent } from '#modules/interchange';
import type { IssuedFacts } from '#modules/outgoing';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { outgoingLink, publishOutgoing, tellRole } from '../amendments.notices.ts';
import { amendedPolicies } from '../amendments.policy.ts';
import { AMENDMENT_STATE_LABELS, hasRegistered } from '../amendments.states.ts';
import { insertAmendment, insertReceivers, listAmendments, readConsentRule } from '../amendments.store.ts';
import type { AmendmentRow } from '../amendments.tables.ts';
import { takeBackText } from '../amendments.words.ts';
import { askableRows, askReceivers, receiverRow, unaskedRows } from '../exchange/ask-receivers.ts';
import { lockAmended } from '../load-amended.ts';

export function acknowledge(row: AmendmentRow, receivers: number): AmendmentAck {
  return { id: row.id, state: row.state, stateLabel: AMENDMENT_STATE_LABELS[row.state], receivers };
}

export function nobodyHasIt() {
  return conflict(
    'amendments.nobody_has_it',
    'Không có nơi nào trong số đã chọn đang giữ văn bản: chưa gửi đến, đã từ chối nhận, đã lấy lại hoặc đang được hỏi. Tải lại để xem từng nơi nhận.',
  );
}

export interface Chosen {
  rows: DispatchRow[];
  /** Nobody keeps the letter: the sender's own copy goes with it. */
  isWhole: boolean;
}

/** Those of the chosen that have the letter; without a choice all of them. */
export function chooseRows(all: readonly DispatchRow[], chosen: readonly string[] | undefined): Chosen {
  const askable = askableRows(all);
  const rows = chosen === undefined ? askable : askable.filter((row) => chosen.includes(row.id));
  return { rows, isWhole: rows.length === askable.length };
}

async function needsConsent(tx: Tx, context: ActingContext, rows: readonly DispatchRow[]): Promise<boolean> {
  if (hasRole(context.subject, 'leader')) {
    return false;
  }
  const rule = await readConsentRule(tx, context.subject.agencyId);
  return rule === 'always' || (rule === 'after_registration' && rows.some((row) => hasRegistered(row.state)));
}

export function amendmentRow(
  context: ActingContext,
  documentId: string,
  reason: string,
  state: AmendmentRow['state'],
): AmendmentRow {
  const now = context.clock.now();
  return {
    agency_id: context.subject.agencyId,
    id: newId(now.getTime()),
    target_id: documentId,
    amending_id: null,
    kind: 'take_back',
    state,
    reason,
    requested_by: context.subject.displayName,
    requested_by_person_id: context.subject.personId,
    requested_at: now,
    consent_by: null,
    consent_at: null,
    consent_reason: '',
  };
}

async function freeze(tx: Tx, context: ActingContext, row: AmendmentRow): Promise<void> {
  const { agency_id: agencyId, target_id: documentId, reason } = row;
  const text = takeBackText(vietnamDate(context.clock.now()), reason);
  await freezeDocument(tx, context, { agencyId, documentId, kind: 'taken_back', text });
  await stopUnsent(tx, context, { agencyId, documentId, note: text });
}

/**
 * 13 to those who have the letter. When nobody keeps it the sender's own copy is frozen with it; asked of some only, the letter stands
 * for the others and their dispatches alone are closed (they cannot be sent to again).
 */
export async function sendOut(
  tx: Tx,
  context: ActingContext,
  row: AmendmentRow,
  { rows, isWhole }: Chosen,
): Promise<void> {
  const { agency_id: agencyId, target_id: documentId, reason } = row;
  if (isWhole) {
    await freeze(tx, context, row);
  }
  // What a worker has in hand at this moment, or has handed over since we looked, is there all the same, and 13 comes behind it.
  const chosenIds = new Set(rows.map(({ id }) => id));
  const late = isWhole
    ? unaskedRows(await listDispatches(tx, agencyId, documentId)).filter(({ id }) => !chosenIds.has(id))
    : [];
  const underWay = [...rows, ...late];
  const asked = await askReceivers(tx, context, row, underWay, { reason, via: 'status' });
  await addMovement(tx, context, {
    agencyId,
    documentId,
    kind: 'taken_back',
    text: `Yêu cầu lấy lại từ ${rows.length} nơi nhận: ${reason}`,
  });
  await record(tx, context, {
    action: 'amendments.take_back_sent',
    agencyId,
    objectKind: 'document',
    objectId: documentId,
    detail: { amendment: row.id, ...asked, whole: isWhole },
  });
}

async function waitForLeader(
  tx: Tx,
  context: ActingContext,
  row: AmendmentRow,
  rows: readonly DispatchRow[],
  name: string,
): Promise<void> {
  await insertReceivers(
    tx,
    rows.map((dispatch) => ({ ...receiverRow(row, dispatch), state: 'planned' as const, paper: 'none' as const })),
  );
  await tellRole(tx, context, {
    agencyId: row.agency_id,
    role: 'leader',
    kind: 'amendments.consent_asked',
    text: `${context.subject.displayName} đề nghị lấy lại ${name} từ ${rows.length} nơi nhận; chờ ý kiến lãnh đạo.`,
    link: outgoingLink(row.target_id),
    reason: 'Lãnh đạo cơ quan',
  });
  await record(tx, context, {
    action: 'amendments.take_back_proposed',
    agencyId: row.agency_id,
    objectKind: 'document',
    objectId: row.target_id,
    detail: { amendment: row.id, receivers: rows.length },
  });
}

/** One proposal at a time lies before the leader. */
async function assertNoneWaits(tx: Tx, agencyId: string, documentId: string): Promise<void> {
  const waiting = (await listAmendments(tx, agencyId, documentId)).find(({ state }) => state === 'awaiting_consent');
  if (waiting !== undefined) {
    throw conflict(
      'amendments.wrong_state',
      `${waiting.requested_by} đã đề nghị lấy lại văn bản này, đang chờ lãnh đạo cho ý kiến. Chờ ý kiến rồi làm tiếp.`,
    );
  }
}

/** Asks at once, or puts it before a leader first. */
export async function startTakeBack(
  tx: Tx,
  context: ActingContext,
  wanted: { document: IssuedFacts; chosen: Chosen; reason: string },
): Promise<AmendmentRow> {
  const { document, chosen, reason } = wanted;
  const { rows } = chosen;
  const waits = await needsConsent(tx, context, rows);
  const row = amendmentRow(context, document.id, reason, waits ? 'awaiting_consent' : 'asked');
  await insertAmendment(tx, row);
  if (waits) {
    await waitForLeader(tx, context, row, rows, document.name);
  } else {
    await sendOut(tx, context, row, chosen);
  }
  return row;
}

/** Lấy lại (status 13): the clerk asks a letter back that was sent by mistake, with the leader's consent where the agency wants it. */
export async function takeBack(context: ActingContext, documentId: string, body: TakeBack): Promise<AmendmentAck> {
  const { agencyId } = context.subject;
  const door = { agencyId, name: 'amendments.take_back', objectId: documentId };
  await guardAgainstStateSecret(context, door, { texts: [{ place: 'Lý do', text: body.reason }] });
  return command(context, async (tx) => {
    const { document, facts } = await lockAmended(tx, context, documentId);
    amendedPolicies.authorize('amendments.take_back', context.subject, facts);
    await assertNoneWaits(tx, agencyId, documentId);
    const chosen = chooseRows(await listDispatches(tx, agencyId, documentId), body.dispatchIds);
    if (chosen.rows.length === 0) {
      throw nobodyHasIt();
    }
    const row = await startTakeBack(tx, context, { document, chosen, reason: body.reason });
    await publishOutgoing(tx, agencyId, [documentId]);
    return acknowledge(row, chosen.rows.length);
  });
}
