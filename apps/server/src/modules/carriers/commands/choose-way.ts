import type { ChoiceInput } from '@congvu/contracts';
import { codeKey, findByCode } from '#modules/addressbook';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { carrierPolicies } from '../carriers.policy.ts';
import { listConnectionsFor } from '../connections.store.ts';
import { listServedAgencies } from '../ways/served-agencies.ts';

async function assertUsable(tx: Tx, agencyId: string, connectionId: string): Promise<void> {
  const connection = (await listConnectionsFor(tx, agencyId)).find(({ id }) => id === connectionId);
  const served =
    connection === undefined ? [] : ((await listServedAgencies(tx, [connection])).get(connection.id) ?? []);
  if (connection?.enabled !== true || !served.some(({ id }) => id === agencyId)) {
    throw invalid(
      'carriers.choice_unusable',
      'Kết nối này đang tắt, không cho cơ quan dùng chung, hoặc cơ quan chưa có mã trên đó. Chọn kết nối khác.',
      [{ path: 'connectionId', message: 'Kết nối không dùng được.' }],
    );
  }
}

/** "Gửi qua …" for one receiver of the agency; it holds for letters issued from now on. */
export async function chooseWay(context: ActingContext, input: ChoiceInput): Promise<{ code: string }> {
  return command(context, async (tx) => {
    carrierPolicies.authorize('carriers.choose', context.subject, null);
    const { agencyId } = context.subject;
    if (input.connectionId !== null) {
      await assertUsable(tx, agencyId, input.connectionId);
    }
    const key = codeKey(input.code);
    const name = input.name === '' ? ((await findByCode(tx, input.code))?.name ?? '') : input.name;
    await rawQuery(
      tx,
      `insert into carriers_choice (agency_id, code_key, code, name, connection_id, attachment_form, on_paper, note, chosen_by, chosen_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (agency_id, code_key) do update set code = excluded.code, name = excluded.name,
         connection_id = excluded.connection_id, attachment_form = excluded.attachment_form, on_paper = excluded.on_paper,
         note = excluded.note, chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at`,
      [
        agencyId,
        key,
        input.code,
        name,
        input.connectionId,
        input.attachmentForm,
        input.onPaper,
        input.note,
        context.subject.displayName,
        context.clock.now(),
      ],
    );
    await record(tx, context, {
      action: 'carriers.way_chosen',
      agencyId,
      objectKind: 'receiver_code',
      objectId: key,
      detail: { connection: input.connectionId, attachment_form: input.attachmentForm, on_paper: input.onPaper },
    });
    await publish(tx, { topic: 'connections', agencyId });
    return { code: input.code };
  });
}

export async function forgetChoice(context: ActingContext, code: string): Promise<{ code: string }> {
  return command(context, async (tx) => {
    carrierPolicies.authorize('carriers.choose', context.subject, null);
    const { agencyId } = context.subject;
    const gone = await rawQuery(
      tx,
      'delete from carriers_choice where agency_id = $1 and code_key = $2 returning 1 as gone',
      [agencyId, codeKey(code)],
    );
    if (gone.length === 0) {
      throw notFound('carriers.choice_not_found', 'Không còn lựa chọn này. Tải lại danh sách.');
    }
    await record(tx, context, {
      action: 'carriers.choice_removed',
      agencyId,
      objectKind: 'receiver_code',
      objectId: codeKey(code),
    });
    await publish(tx, { topic: 'connections', agencyId });
    return { code };
  });
}
