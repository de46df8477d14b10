import type { ConfirmCustody, TokenView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { proveSelf } from '#modules/identity';
import { clearNotices, notify } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { custodyPolicies } from '../entries/entries.policy.ts';
import { type CustodyRow, entryTables, type TokenRow } from '../entries/entries.tables.ts';
import { writeHistory } from '../entries/history.store.ts';
import { lockToken, updateToken } from '../entries/tokens.store.ts';
import { closeCustody, getCustody } from './custody.store.ts';
import { findColleague } from './find-colleague.ts';
import { presentFresh } from './load-tokens.ts';
import { isWaiting, tokenLink } from './tokens.presenter.ts';
import { assertTokenMove, tokenNotFound } from './tokens.states.ts';

interface Answer {
  tokenId: string;
  lineId: string;
  body: ConfirmCustody;
}

/** Whoever gave may take it back; only who was named may take or refuse. */
function assertOwnLine(context: ActingContext, line: CustodyRow, accept: boolean): void {
  // Twins of an answer get the state as the answer, not a refusal of the person.
  const open = { ...line, taken_at: null, refused_at: null };
  const taking = custodyPolicies.decide('certificates.confirm_custody', context.subject, open);
  const withdrawing = custodyPolicies.decide('certificates.withdraw_custody', context.subject, open);
  if (!taking.allowed && (accept || !withdrawing.allowed)) {
    throw new AppError('certificates.custody_not_yours', 403, taking.reason);
  }
  if (!isWaiting(line)) {
    throw alreadyClosed();
  }
}

function alreadyClosed(): Error {
  return conflict('certificates.custody_closed', 'Lần bàn giao này đã kết thúc. Tải lại sổ thiết bị.');
}

function reasonOf({ accept, reason = '' }: ConfirmCustody): string {
  if (!accept && reason === '') {
    throw invalid('certificates.reason_required', 'Ghi lý do không nhận, để người giao biết cần làm gì.', [
      { path: 'reason', message: 'Ghi lý do.' },
    ]);
  }
  return reason;
}

/** What the device is once both have signed: with its owner, with the clerk who took it back, or with a new owner. */
async function takenState(
  tx: Tx,
  context: ActingContext,
  token: TokenRow,
  line: CustodyRow,
): Promise<Partial<TokenRow>> {
  const taker = await findColleague(tx, context, line.to_person_id, 'toPersonId');
  const hands = {
    custodian_person_id: taker.personId,
    custodian_name: taker.fullName,
    ...(line.place !== '' && { place: line.place }),
  };
  if (token.of_organisation || token.holder_person_id === taker.personId) {
    return { ...hands, state: 'in_use' };
  }
  if (token.holder_person_id !== null && taker.isClerk) {
    return { ...hands, state: 'returned' };
  }
  return { ...hands, state: 'in_use', holder_person_id: taker.personId, holder_name: taker.fullName };
}

/** The organisation's certificate and seal are kept by whoever keeps the device. */
async function moveCustodian(tx: Tx, token: TokenRow, now: Date): Promise<void> {
  if (!token.of_organisation) {
    return;
  }
  const custodian = {
    custodian_person_id: token.custodian_person_id,
    custodian_name: token.custodian_name,
    updated_at: now,
  };
  const entries = await entryTables(tx)
    .updateTable('certificate_entry')
    .set(custodian)
    .where('agency_id', '=', token.agency_id)
    .where('token_id', '=', token.id)
    .returning('id')
    .execute();
  if (entries.length > 0) {
    await entryTables(tx)
      .updateTable('certificate_seal')
      .set(custodian)
      .where('agency_id', '=', token.agency_id)
      .where(
        'entry_id',
        'in',
        entries.map(({ id }) => id),
      )
      .execute();
  }
}

async function take(tx: Tx, context: ActingContext, token: TokenRow, line: CustodyRow): Promise<TokenRow> {
  const set = await takenState(tx, context, token, line);
  if (token.state !== 'handed_over') {
    // Reported lost while it was on its way.
    assertTokenMove(token, 'in_use');
  }
  const taken = await updateToken(tx, token, set, context.clock.now());
  await moveCustodian(tx, taken, context.clock.now());
  return taken;
}

async function sayIt(
  tx: Tx,
  context: ActingContext,
  given: { token: TokenRow; line: CustodyRow; accept: boolean; reason: string },
): Promise<void> {
  const { token, line, accept, reason } = given;
  const { subject } = context;
  const isGiver = line.to_person_id !== subject.personId;
  const refusal = isGiver ? `Người giao rút lại: ${reason}` : `${line.to_name} không nhận: ${reason}`;
  const text = accept ? `${line.to_name} xác nhận đã nhận từ ${line.from_name}.` : `${refusal}.`;
  await writeHistory(tx, context, [{ agencyId: token.agency_id, thingId: token.id, text, link: null }]);
  await record(tx, context, {
    action: accept ? 'certificates.token_taken' : 'certificates.token_refused',
    agencyId: token.agency_id,
    objectKind: 'certificate_token',
    objectId: token.id,
    detail: { serial: token.serial, custodyId: line.id, reason },
  });
  const link = tokenLink(token);
  await clearNotices(tx, { agencyId: token.agency_id, link });
  await notify(tx, context, {
    agencyId: token.agency_id,
    personIds: [isGiver ? line.to_person_id : (line.from_person_id ?? '')].filter((id) => id !== ''),
    kind: accept ? 'certificates.token_taken' : 'certificates.token_refused',
    text: `Thiết bị ${token.serial}: ${text}`,
    link,
    reason: 'Bàn giao thiết bị lưu khóa bí mật',
  });
  await publish(tx, { topic: 'certificates', agencyId: token.agency_id });
}

/** Entries before devices: a report of loss comes that way. */
async function lockEntriesIn(tx: Tx, agencyId: string, tokenId: string): Promise<void> {
  await entryTables(tx)
    .selectFrom('certificate_entry')
    .select('id')
    .where('agency_id', '=', agencyId)
    .where('token_id', '=', tokenId)
    .orderBy('id')
    .forUpdate()
    .execute();
}

async function answer(tx: Tx, context: ActingContext, { tokenId, lineId, body }: Answer): Promise<TokenView> {
  const { agencyId } = context.subject;
  await lockEntriesIn(tx, agencyId, tokenId);
  const token = await lockToken(tx, agencyId, tokenId);
  if (token === undefined) {
    throw tokenNotFound();
  }
  const line = await getCustody(tx, { agencyId, tokenId, lineId });
  assertOwnLine(context, line, body.accept);
  const reason = reasonOf(body);
  const now = context.clock.now();
  const set = body.accept ? { taken_at: now } : { refused_at: now, refused_reason: reason };
  if (!(await closeCustody(tx, { agencyId, lineId }, set))) {
    throw alreadyClosed();
  }
  let after = token;
  if (body.accept) {
    after = await take(tx, context, token, line);
  } else if (token.state === 'handed_over') {
    after = await updateToken(tx, token, { state: line.state_before }, now);
  }
  await sayIt(tx, context, { token: after, line, accept: body.accept, reason });
  return presentFresh(tx, context, after);
}

/**
 * The other signature of the log, made the same way; or a refusal with its reason, which takes the device back to what it was.
 * @throws AppError 403 `certificates.custody_not_yours` · 404 `certificates.custody_not_found` · 409 `certificates.custody_closed`
 */
export async function confirmCustody(context: ActingContext, given: Answer): Promise<TokenView> {
  const { body, tokenId, lineId } = given;
  const line = await getCustody(context.db, { agencyId: context.subject.agencyId, tokenId, lineId });
  assertOwnLine(context, line, body.accept);
  reasonOf(body);
  await proveSelf(context, { password: body.password, ...(body.code !== undefined && { code: body.code }) });
  return command({ ...context, idempotency: undefined }, (tx) => answer(tx, context, given));
}
