import type { ChangeToken, TokenView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { hasRole, type Subject } from '../../../platform/authorise.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, forbidden } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { tokenPolicies } from '../entries/entries.policy.ts';
import type { TokenRow } from '../entries/entries.tables.ts';
import { writeHistory } from '../entries/history.store.ts';
import { lockToken, updateToken } from '../entries/tokens.store.ts';
import { presentFresh, viewOf } from './load-tokens.ts';
import { assertTokenMove, TOKEN_LABELS, tokenNotFound } from './tokens.states.ts';

/** Only the authority restores a locked device (Mẫu 05); what its holder says is not enough. */
function assertMayReopen(subject: Subject, token: TokenRow, to: ChangeToken['state']): void {
  if (token.state === 'locked' && to === 'in_use' && !hasRole(subject, 'clerk', 'administrator')) {
    throw forbidden(
      'Thiết bị bị khóa chỉ nơi cấp khôi phục được: lập đề nghị khôi phục (Mẫu 05). Văn thư ghi lại khi thiết bị đã dùng được.',
      'certificates.change_token.forbidden',
    );
  }
}

/** @throws AppError 409 `certificates.token_state`, `certificates.custody_open` */
export async function changeToken(context: ActingContext, id: string, body: ChangeToken): Promise<TokenView> {
  const { subject } = context;
  return command(context, async (tx) => {
    const token = await lockToken(tx, subject.agencyId, id);
    if (token === undefined) {
      throw tokenNotFound();
    }
    const view = await viewOf(tx, context, token);
    tokenPolicies.authorize('certificates.change_token', subject, view);
    if (view.open !== undefined) {
      throw conflict(
        'certificates.custody_open',
        `Thiết bị ${token.serial} đang chờ ${view.open.to_name} xác nhận bàn giao. Kết thúc việc bàn giao trước.`,
      );
    }
    assertMayReopen(subject, token, body.state);
    assertTokenMove(token, body.state);
    const changed = await updateToken(tx, token, { state: body.state }, context.clock.now());
    const text = `${TOKEN_LABELS[body.state]}: ${body.reason}.`;
    await writeHistory(tx, context, [{ agencyId: token.agency_id, thingId: id, text, link: null }]);
    await record(tx, context, {
      action: 'certificates.token_changed',
      agencyId: token.agency_id,
      objectKind: 'certificate_token',
      objectId: id,
      detail: { serial: token.serial, from: token.state, to: body.state, reason: body.reason },
    });
    await publish(tx, { topic: 'certificates', agencyId: token.agency_id });
    return presentFresh(tx, context, changed);
  });
}
