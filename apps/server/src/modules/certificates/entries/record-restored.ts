import { tokenKey } from '@congvu/forms';
import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { clearWrongPins } from '../certificates.store.ts';
import { assertTokenMove, tokenNotFound } from '../tokens/tokens.states.ts';
import { entryTables } from './entries.tables.ts';
import { writeHistory } from './history.store.ts';
import { lockToken, updateToken } from './tokens.store.ts';

/** What the authority answered to Mẫu 05. */
interface RestoredToken {
  agencyId: string;
  tokenSerial: string;
  on: string;
  requestId: string;
  link: string;
}

async function findToken(tx: Tx, { agencyId, tokenSerial }: RestoredToken): Promise<string> {
  const token = await entryTables(tx)
    .selectFrom('certificate_token')
    .select('id')
    .where('agency_id', '=', agencyId)
    .where('serial_key', '=', tokenKey(tokenSerial))
    .executeTakeFirst();
  if (token === undefined) {
    throw tokenNotFound();
  }
  return token.id;
}

/** Keys before devices, as everywhere. */
async function unlockKeys(tx: Tx, agencyId: string, tokenId: string): Promise<void> {
  const keys = await rawQuery<{ id: string }>(
    tx,
    `select certificate_id as id from certificate_entry
     where agency_id = $1 and token_id = $2 and certificate_id is not null order by certificate_id`,
    [agencyId, tokenId],
  );
  for (const { id } of keys) {
    await clearWrongPins(tx, { agencyId, id });
  }
}

/**
 * A granted Mẫu 05: the device works again and its keys sign again. One reported lost is not restored.
 * @throws AppError 404 `certificates.token_not_found` · 409 `certificates.token_state`
 */
export async function recordRestored(tx: Tx, context: Context, restored: RestoredToken): Promise<void> {
  const { agencyId, on, requestId, link } = restored;
  const id = await findToken(tx, restored);
  await unlockKeys(tx, agencyId, id);
  const token = await lockToken(tx, agencyId, id);
  if (token === undefined) {
    throw tokenNotFound();
  }
  if (token.state !== 'in_use') {
    assertTokenMove(token, 'in_use');
    await updateToken(tx, token, { state: 'in_use' }, context.clock.now());
  }
  const text = `Nơi cấp đã khôi phục thiết bị ngày ${printDay(on)}.`;
  await writeHistory(tx, context, [{ agencyId, thingId: id, text, link }]);
  await record(tx, context, {
    action: 'certificates.token_restored',
    agencyId,
    objectKind: 'certificate_token',
    objectId: id,
    detail: { serial: token.serial, requestId, on },
  });
  await publish(tx, { topic: 'certificates', agencyId });
}
