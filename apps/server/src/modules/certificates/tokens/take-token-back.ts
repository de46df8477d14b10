import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { entryTables } from '../entries/entries.tables.ts';
import { writeHistory } from '../entries/history.store.ts';
import { lockToken, updateToken } from '../entries/tokens.store.ts';
import { assertTokenMove, tokenNotFound } from './tokens.states.ts';

/**
 * The device of somebody who leaves is back at the office, in the transaction of the hand-over, which has authorised; whoever says so
 * keeps it from now on.
 * @throws AppError 404 `certificates.token_not_found` · 409 `certificates.custody_open`, `certificates.token_state`
 */
export async function takeTokenBack(
  tx: Tx,
  context: Context,
  given: { agencyId: string; tokenId: string; keeper: { personId: string; name: string }; text: string; link: string },
): Promise<void> {
  const token = await lockToken(tx, given.agencyId, given.tokenId);
  if (token === undefined) {
    throw tokenNotFound();
  }
  const waiting = await entryTables(tx)
    .selectFrom('certificate_custody')
    .select('to_name')
    .where('agency_id', '=', given.agencyId)
    .where('token_id', '=', token.id)
    .where('taken_at', 'is', null)
    .where('refused_at', 'is', null)
    .executeTakeFirst();
  if (waiting !== undefined) {
    throw conflict(
      'certificates.custody_open',
      `Thiết bị ${token.serial} đang chờ ${waiting.to_name} xác nhận bàn giao. Kết thúc việc bàn giao trước.`,
    );
  }
  assertTokenMove(token, 'returned');
  await updateToken(
    tx,
    token,
    { state: 'returned', custodian_person_id: given.keeper.personId, custodian_name: given.keeper.name },
    context.clock.now(),
  );
  await writeHistory(tx, context, [
    { agencyId: token.agency_id, thingId: token.id, text: given.text, link: given.link },
  ]);
  await record(tx, context, {
    action: 'certificates.token_changed',
    agencyId: token.agency_id,
    objectKind: 'certificate_token',
    objectId: token.id,
    detail: { serial: token.serial, from: token.state, to: 'returned', keeper: given.keeper.personId },
  });
  await publish(tx, { topic: 'certificates', agencyId: token.agency_id });
}
