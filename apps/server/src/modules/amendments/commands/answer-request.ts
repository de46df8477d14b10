import type { AgreeToRequest, AmendmentRequestAck } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { addMovement, guardAgainstStateSecret, relateDocuments } from '#modules/documents';
import {
  type AmendedFacts,
  destroyIncoming,
  findAmendedFacts,
  lockAmendedFacts,
  readRunningWork,
} from '#modules/incoming';
import { findOrigin, forgetBytes } from '#modules/interchange';
import { clearNotices } from '#modules/notifications';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { incomingLink, publishIncoming, requestLink } from '../amendments.notices.ts';
import { requestPolicies } from '../amendments.policy.ts';
import { isRecalling, mayAnswer, REQUEST_STATE_LABELS } from '../amendments.states.ts';
import type { RequestEffect, RequestRow } from '../amendments.tables.ts';
import { nameWithDay, verbOf } from '../amendments.words.ts';
import { askToErase } from '../erase-bytes.ts';
import { report } from '../exchange/raise-request.ts';
import { completeRequest, type LoadedRequest, withTarget } from '../load-request.ts';
import {
  alreadyAnswered,
  answerRequest,
  getRequest,
  listRequests,
  lockRequest,
  lockTarget,
} from '../requests.store.ts';

async function loadForAnswer(
  tx: Tx,
  context: ActingContext,
  id: string,
  action: 'amendments.agree' | 'amendments.reject',
): Promise<LoadedRequest> {
  const { agencyId } = context.subject;
  const asked = await getRequest(tx, agencyId, id);
  await lockTarget(tx, asked.target_id);
  // Before anything that hangs on it: a clerk who registers it at this moment takes notices and origin in another order.
  await withTarget(asked, () => lockAmendedFacts(tx, { agencyId: asked.target_agency_id, id: asked.target_id }));
  const loaded = await completeRequest(tx, context, await lockRequest(tx, agencyId, id));
  requestPolicies.authorize('amendments.read_request', context.subject, loaded.facts);
  if (!mayAnswer(loaded.row.state)) {
    throw alreadyAnswered(loaded.row);
  }
  requestPolicies.authorize(action, context.subject, loaded.facts);
  return loaded;
}

function leaveTrace(
  tx: Tx,
  context: ActingContext,
  row: RequestRow,
  action: 'amendments.agreed' | 'amendments.rejected',
) {
  return record(tx, context, {
    action,
    agencyId: row.agency_id,
    objectKind: 'incoming',
    objectId: row.target_id,
    detail: { request: row.id, kind: row.kind, round: row.round },
  });
}

function acknowledge(row: RequestRow) {
  return { id: row.id, state: row.state, stateLabel: REQUEST_STATE_LABELS[row.state] };
}

async function letterName(tx: Tx, row: RequestRow): Promise<string> {
  const letter =
    row.letter_id === null ? undefined : await findAmendedFacts(tx, { agencyId: row.agency_id, id: row.letter_id });
  return letter === undefined
    ? ''
    : nameWithDay({ name: `${letter.typeName} ${letter.numberSymbol}`, issuedOn: letter.issuedOn });
}

/** "Thu hồi theo Công văn 12/UBND-VP ngày 25/3/2021": what the register prints for ever. */
async function groundOf(tx: Tx, context: ActingContext, { row, target }: LoadedRequest): Promise<string> {
  const letter = await letterName(tx, row);
  const day = printDay(vietnamDate(context.clock.now()));
  return letter === ''
    ? `Thu hồi theo yêu cầu lấy lại của ${target.issuingAgencyName}, hủy ngày ${day}`
    : `Thu hồi theo ${letter} của ${target.issuingAgencyName}, hủy ngày ${day}`;
}

/** Work that began after the clerk looked is not stopped without his knowing. */
async function assertSeen(tx: Tx, target: AmendedFacts, seenParts: number): Promise<void> {
  const { parts } = await readRunningWork(tx, target);
  if (parts.length !== seenParts) {
    throw conflict(
      'amendments.parts_changed',
      `Số việc đang xử lý vừa thay đổi: nay có ${parts.length} việc sẽ dừng. Tải lại, xem rồi quyết định lại.`,
    );
  }
}

async function destroy(tx: Tx, context: ActingContext, loaded: LoadedRequest): Promise<RequestEffect> {
  const { target } = loaded;
  const ground = await groundOf(tx, context, loaded);
  const destroyed = await destroyIncoming(tx, context, { agencyId: target.agencyId, id: target.id, ground });
  const envelopes = await forgetBytes(tx, target.agencyId, target.id);
  const origin = await findOrigin(tx, target.agencyId, target.id);
  await askToErase(tx, {
    hashes: destroyed.files.map(({ sha256 }) => sha256),
    envelopes: envelopes.map(({ sha256 }) => sha256),
  });
  await record(tx, context, {
    action: 'amendments.content_destroyed',
    agencyId: target.agencyId,
    objectKind: 'incoming',
    objectId: target.id,
    detail: {
      ground,
      arrivalNumber: target.arrivalNumber,
      envelope: origin?.envelope_document_id ?? '',
      files: destroyed.files.map(({ role, sha256, size }) => `${role}:${size}:${sha256}`),
      envelopes: envelopes.map(({ sha256 }) => sha256),
      facts: destroyed.factsSha256,
      stoppedParts: destroyed.stopped,
    },
  });
  return { files: destroyed.files, factsSha256: destroyed.factsSha256, envelopes, stopped: destroyed.stopped };
}

function effectText({ files, stopped }: RequestEffect): string {
  const parts = [`hủy ${files.length} tệp`, ...(stopped === 0 ? [] : [`dừng ${stopped} việc`])];
  return `Đã ${parts.join(', ')}.`;
}

/** The letter is gone: whatever else was asked about it is answered by that. */
async function settleOthers(tx: Tx, context: ActingContext, { row, target }: LoadedRequest): Promise<void> {
  const others = (await listRequests(tx, target)).filter((one) => one.id !== row.id && one.state === 'waiting');
  for (const other of others) {
    const recalling = isRecalling(other.kind);
    const note = 'Nội dung đã hủy theo yêu cầu khác.';
    const answer = { at: context.clock.now(), by: context.subject.displayName, note };
    await answerRequest(tx, other, recalling ? 'agree' : 'lapse', answer);
    if (recalling) {
      await report(tx, context, other, '15', note);
    }
  }
}

async function finish(
  tx: Tx,
  context: ActingContext,
  { row, target }: LoadedRequest,
  said: { verb: 'Đồng ý' | 'Từ chối'; note: string },
): Promise<void> {
  const link = row.agency_id === row.target_agency_id ? incomingLink(row.target_id) : requestLink(row.id);
  if (said.verb === 'Từ chối' || !isRecalling(row.kind)) {
    await clearNotices(tx, { agencyId: row.agency_id, link });
  }
  const about = said.note === '' ? '' : `: ${said.note}`;
  await addMovement(tx, context, {
    agencyId: target.agencyId,
    documentId: target.id,
    kind: 'amendment_answered',
    text: `${said.verb} ${verbOf(row.kind)}${about}`,
  });
  await publishIncoming(tx, row.agency_id, [row.target_id, ...(row.letter_id === null ? [] : [row.letter_id])]);
}

async function agree(
  tx: Tx,
  context: ActingContext,
  loaded: LoadedRequest,
  seenParts: number,
): Promise<z.input<typeof AmendmentRequestAck>> {
  const { row, target } = loaded;
  const recalling = isRecalling(row.kind);
  const answer = { at: context.clock.now(), by: context.subject.displayName, note: '' };
  let effect: RequestEffect | undefined;
  if (recalling) {
    await assertSeen(tx, target, seenParts);
    effect = await destroy(tx, context, loaded);
  } else if (row.letter_id !== null && row.agency_id === row.target_agency_id) {
    await relateDocuments(tx, row.agency_id, row.letter_id, row.target_id, 'updates');
  }
  const note = effect === undefined ? '' : effectText(effect);
  const done = await answerRequest(tx, row, 'agree', { ...answer, note, ...(effect !== undefined && { effect }) });
  if (recalling) {
    await settleOthers(tx, context, loaded);
  }
  await report(tx, context, row, '15', note);
  await leaveTrace(tx, context, row, 'amendments.agreed');
  await finish(tx, context, loaded, { verb: 'Đồng ý', note });
  return acknowledge(done);
}

/**
 * Đồng ý (15): a recall destroys the content here for good, proven by a leaf that holds its hashes; an update links the new version
 * with the old, which stays readable.
 */
export async function agreeToRequest(
  context: ActingContext,
  id: string,
  { seenParts }: z.output<typeof AgreeToRequest>,
): Promise<z.input<typeof AmendmentRequestAck>> {
  return command(context, async (tx) => {
    const loaded = await loadForAnswer(tx, context, id, 'amendments.agree');
    return withTarget(loaded.row, () => agree(tx, context, loaded, seenParts));
  });
}

async function reject(
  tx: Tx,
  context: ActingContext,
  loaded: LoadedRequest,
  reason: string,
): Promise<z.input<typeof AmendmentRequestAck>> {
  const { row } = loaded;
  const answer = { at: context.clock.now(), by: context.subject.displayName, note: reason };
  const done = await answerRequest(tx, row, 'reject', answer);
  await report(tx, context, row, '16', reason);
  await leaveTrace(tx, context, row, 'amendments.rejected');
  await finish(tx, context, loaded, { verb: 'Từ chối', note: reason });
  return acknowledge(done);
}

/** Từ chối (16) with the reason, which the sender reads and may answer by asking again. */
export async function rejectRequest(
  context: ActingContext,
  id: string,
  reason: string,
): Promise<z.input<typeof AmendmentRequestAck>> {
  const { agencyId } = context.subject;
  const door = { agencyId, name: 'amendments.reject', objectId: id };
  await guardAgainstStateSecret(context, door, { texts: [{ place: 'Lý do', text: reason }] });
  return command(context, async (tx) => {
    const loaded = await loadForAnswer(tx, context, id, 'amendments.reject');
    return withTarget(loaded.row, () => reject(tx, context, loaded, reason));
  });
}
