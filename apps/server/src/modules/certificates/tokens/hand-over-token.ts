import type { HandOverToken, TokenView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { proveSelf } from '#modules/identity';
import { notify } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { keeperOf, type TokenInView, tokenPolicies } from '../entries/entries.policy.ts';
import type { CustodyRow, TokenRow } from '../entries/entries.tables.ts';
import { writeHistory } from '../entries/history.store.ts';
import { lockToken, updateToken } from '../entries/tokens.store.ts';
import { insertCustody } from './custody.store.ts';
import { type Colleague, findColleague } from './find-colleague.ts';
import { presentFresh, viewOf } from './load-tokens.ts';
import { tokenLink } from './tokens.presenter.ts';
import { assertTokenMove, tokenNotFound } from './tokens.states.ts';
import { findToken } from './view-token.ts';

/** Decree 30/2020 Art. 32.2: never to anybody without written permission, and with minutes. */
function assertPermitted(token: TokenRow, body: HandOverToken): void {
  if (!token.of_organisation) {
    return;
  }
  const missing = (['permission', 'minutes'] as const).filter((field) => body[field] === '');
  if (missing.length > 0) {
    throw invalid(
      'certificates.permission_required',
      'Thiết bị lưu khóa bí mật của cơ quan chỉ bàn giao khi được phép bằng văn bản và phải lập biên bản (Nghị định 30/2020/NĐ-CP, Điều 32 khoản 2). Ghi số, ngày của văn bản cho phép và của biên bản.',
      missing.map((path) => ({
        path,
        message: path === 'permission' ? 'Ghi số, ngày văn bản cho phép.' : 'Ghi số, ngày biên bản bàn giao.',
      })),
    );
  }
}

/** A personal key is nobody else's: while a certificate in it lives, its device goes to its owner or back to the clerk. */
async function assertTaker(tx: Tx, token: TokenRow, taker: Colleague, giverId: string | null): Promise<void> {
  if (taker.personId === giverId) {
    throw invalid('certificates.taker_invalid', 'Người nhận đang giữ chính thiết bị này. Chọn người nhận khác.', [
      { path: 'toPersonId', message: 'Chọn người nhận khác.' },
    ]);
  }
  const isOwners = token.holder_person_id === null || token.holder_person_id === taker.personId;
  if (token.of_organisation || isOwners || taker.isClerk) {
    return;
  }
  const [live] = await rawQuery<{ serial: string }>(
    tx,
    `select serial from certificate_entry where agency_id = $1 and token_id = $2
       and state in ('issued', 'active', 'frozen', 'revoke_requested') limit 1`,
    [token.agency_id, token.id],
  );
  if (live !== undefined) {
    throw invalid(
      'certificates.taker_invalid',
      `Thiết bị chứa chứng thư số ${live.serial} còn hiệu lực của ${token.holder_name}: chỉ bàn giao cho chính chủ hoặc văn thư thu lại.`,
      [{ path: 'toPersonId', message: 'Chọn chính chủ hoặc văn thư.' }],
    );
  }
}

function lineOf(context: ActingContext, view: TokenInView, taker: Colleague, body: HandOverToken): CustodyRow {
  const { subject, clock } = context;
  const { token } = view;
  const now = clock.now();
  const isOwn = keeperOf(token) === subject.personId;
  const forWhom = token.custodian_name === '' ? '' : ` (thay ${token.custodian_name})`;
  return {
    agency_id: token.agency_id,
    id: newId(now.getTime()),
    token_id: token.id,
    from_person_id: subject.personId,
    from_name: isOwn ? subject.displayName : `${subject.displayName}${forWhom}`,
    to_person_id: taker.personId,
    to_name: taker.fullName,
    place: body.place,
    permission: body.permission,
    minutes: body.minutes,
    created_at: now,
    given_at: now,
    taken_at: null,
    refused_at: null,
    refused_reason: null,
    state_before: token.state,
  };
}

async function give(tx: Tx, context: ActingContext, id: string, body: HandOverToken): Promise<TokenView> {
  const { subject } = context;
  const token = await lockToken(tx, subject.agencyId, id);
  if (token === undefined) {
    throw tokenNotFound();
  }
  const view = await viewOf(tx, context, token);
  if (view.open !== undefined) {
    throw conflict(
      'certificates.custody_open',
      `Thiết bị ${token.serial} đang chờ ${view.open.to_name} xác nhận. Chờ xác nhận hoặc rút lại lần bàn giao đó trước.`,
    );
  }
  tokenPolicies.authorize('certificates.hand_over_token', subject, view);
  assertPermitted(token, body);
  assertTokenMove(token, 'handed_over');
  const taker = await findColleague(tx, context, body.toPersonId, 'toPersonId');
  await assertTaker(tx, token, taker, keeperOf(token));
  const line = lineOf(context, view, taker, body);
  if (!(await insertCustody(tx, line))) {
    throw conflict('certificates.custody_open', `Thiết bị ${token.serial} đang được bàn giao. Tải lại sổ thiết bị.`);
  }
  const given = await updateToken(tx, token, { state: 'handed_over' }, context.clock.now());
  const text = `Bàn giao cho ${taker.fullName}, người giao ${line.from_name} đã xác nhận.`;
  await writeHistory(tx, context, [{ agencyId: token.agency_id, thingId: id, text, link: null }]);
  await record(tx, context, {
    action: 'certificates.token_given',
    agencyId: token.agency_id,
    objectKind: 'certificate_token',
    objectId: id,
    detail: { serial: token.serial, to: taker.personId, permission: line.permission, minutes: line.minutes },
  });
  await notify(tx, context, {
    agencyId: token.agency_id,
    personIds: [taker.personId],
    kind: 'certificates.token_given',
    text: `${line.from_name} bàn giao thiết bị lưu khóa bí mật ${token.serial}. Kiểm tra thiết bị rồi xác nhận đã nhận.`,
    link: tokenLink(token),
    reason: 'Anh/chị là người nhận',
  });
  await publish(tx, { topic: 'certificates', agencyId: token.agency_id });
  return presentFresh(tx, context, given);
}

/**
 * The giver signs the log with his own password or code; it counts when the taker has done the same. The password is asked after the
 * right, so that nobody wastes tries, and leaves no copy for replay.
 * @throws AppError 409 `certificates.custody_open`, `certificates.token_state` · 422 `certificates.permission_required`,
 *   `certificates.taker_invalid`, `identity.wrong_password`
 */
export async function handOverToken(context: ActingContext, id: string, body: HandOverToken): Promise<TokenView> {
  const { subject } = context;
  const token = await findToken(context.db, subject.agencyId, id);
  const view = await viewOf(context.db, context, token);
  tokenPolicies.authorize('certificates.hand_over_token', subject, { ...view, open: undefined });
  assertPermitted(token, body);
  await proveSelf(context, { password: body.password, ...(body.code !== undefined && { code: body.code }) });
  return command({ ...context, idempotency: undefined }, (tx) => give(tx, context, id, body));
}
