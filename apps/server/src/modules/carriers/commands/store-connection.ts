import type { ConnectionInput } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { oneAtATime, rawQuery } from '../../../platform/sql.ts';
import { carrierPolicies, connectionPolicies } from '../carriers.policy.ts';
import { factsOf } from '../carriers.presenter.ts';
import type { ConnectionRow } from '../carriers.tables.ts';
import { type CheckedInput, checkInput, isSamePlace } from '../connection-input.ts';
import { lockConnection, replaceServed } from '../connections.store.ts';
import { rulesOf } from '../registry.ts';
import { sealSecret } from '../secrets.ts';

/** What the leaf says: where it leads and who uses it; of the secret only that it changed. */
function detailOf(input: ConnectionInput, checked: CheckedInput): Record<string, unknown> {
  return {
    kind: input.kind,
    name: input.name,
    host: rulesOf(input.kind).hostOf(checked.settings),
    share: input.share,
    agencies: checked.served.length,
    codes: input.codes,
    secret_changed: checked.secret !== undefined,
  };
}

async function assertNameFree(tx: Tx, agencyId: string, input: ConnectionInput, id: string): Promise<void> {
  await oneAtATime(tx, `carriers.names ${agencyId}`);
  const [taken] = await rawQuery(
    tx,
    'select 1 as taken from carriers_connection where agency_id = $1 and lower(name) = lower($2) and id <> $3',
    [agencyId, input.name, id],
  );
  if (taken !== undefined) {
    throw conflict('carriers.name_taken', `Đã có kết nối tên “${input.name}”. Đặt tên khác để dễ phân biệt.`);
  }
}

function chosenOf(input: ConnectionInput, agencyId: string): string[] {
  return input.share === 'chosen' ? input.agencyIds.filter((id) => id !== agencyId) : [];
}

async function insert(tx: Tx, context: ActingContext, input: ConnectionInput, checked: CheckedInput): Promise<string> {
  const { agencyId } = context.subject;
  const now = context.clock.now();
  const id = newId(now.getTime());
  await assertNameFree(tx, agencyId, input, id);
  await rawQuery(
    tx,
    `insert into carriers_connection (agency_id, id, kind, name, settings, secret, secret_saved_at, share, codes, enabled,
       created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, $10, $10)`,
    [
      agencyId,
      id,
      input.kind,
      input.name,
      JSON.stringify(checked.settings),
      checked.secret === undefined ? null : sealSecret(context.config, id, checked.secret),
      checked.secret === undefined ? null : now,
      input.share,
      input.codes,
      now,
    ],
  );
  await replaceServed(tx, { agency_id: agencyId, id }, chosenOf(input, agencyId));
  return id;
}

/** A new connection starts switched off: test, then switch on. */
export async function addConnection(context: ActingContext, input: ConnectionInput): Promise<{ id: string }> {
  return command(context, async (tx) => {
    carrierPolicies.authorize('carriers.add', context.subject, null);
    const checked = await checkInput(tx, context, input);
    if (rulesOf(input.kind).secret !== undefined && checked.secret === undefined) {
      throw invalid('carriers.secret_needed', 'Nhập mã bí mật do đơn vị vận hành cấp rồi lưu.', [
        { path: 'secret', message: 'Chưa nhập mã bí mật.' },
      ]);
    }
    const id = await insert(tx, context, input, checked);
    const { agencyId } = context.subject;
    await record(tx, context, {
      action: 'carriers.connection_added',
      agencyId,
      objectKind: 'connection',
      objectId: id,
      detail: detailOf(input, checked),
    });
    await publish(tx, { topic: 'connections', agencyId, ids: [id] });
    return { id };
  });
}

function assertSecretGiven(row: ConnectionRow, input: ConnectionInput, checked: CheckedInput): void {
  if (rulesOf(row.kind).secret === undefined || checked.secret !== undefined) {
    return;
  }
  if (row.secret === null || !isSamePlace(row.kind, row.settings, checked.settings)) {
    throw invalid(
      'carriers.secret_needed',
      'Địa chỉ hoặc chứng thư nơi cấp đã đổi nên phải nhập lại mã bí mật: mã đã lưu chỉ dùng cho nơi nó được cấp.',
      [{ path: 'secret', message: `Nhập lại mã bí mật cho ${rulesOf(input.kind).hostOf(checked.settings)}.` }],
    );
  }
}

async function update(
  tx: Tx,
  context: ActingContext,
  row: ConnectionRow,
  input: ConnectionInput,
  checked: CheckedInput,
) {
  const now = context.clock.now();
  const secret = checked.secret === undefined ? row.secret : sealSecret(context.config, row.id, checked.secret);
  await rawQuery(
    tx,
    // What troubled it may be mended now: it is asked at once.
    `update carriers_connection set name = $3, settings = $4, secret = $5, secret_saved_at = $6, share = $7, codes = $8,
       changed_at = $9, failures = 0, resting_until = null, next_list_at = null
     where agency_id = $1 and id = $2`,
    [
      row.agency_id,
      row.id,
      input.name,
      JSON.stringify(checked.settings),
      secret,
      checked.secret === undefined ? row.secret_saved_at : now,
      input.share,
      input.codes,
      now,
    ],
  );
  await replaceServed(tx, row, chosenOf(input, row.agency_id));
}

export async function changeConnection(
  context: ActingContext,
  id: string,
  input: ConnectionInput,
): Promise<{ id: string }> {
  return command(context, async (tx) => {
    const row = await lockConnection(tx, context.subject.agencyId, id);
    connectionPolicies.authorize('carriers.change', context.subject, factsOf(row));
    if (row.kind !== input.kind) {
      throw invalid('carriers.kind_fixed', 'Loại kết nối không đổi được. Thêm kết nối mới rồi tắt kết nối này.');
    }
    const checked = await checkInput(tx, context, input);
    assertSecretGiven(row, input, checked);
    await assertNameFree(tx, row.agency_id, input, row.id);
    await update(tx, context, row, input, checked);
    await record(tx, context, {
      action: 'carriers.connection_changed',
      agencyId: row.agency_id,
      objectKind: 'connection',
      objectId: row.id,
      detail: detailOf(input, checked),
    });
    await publish(tx, { topic: 'connections', agencyId: row.agency_id, ids: [row.id] });
    return { id: row.id };
  });
}
