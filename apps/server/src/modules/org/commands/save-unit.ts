import type { CloseUnit, OrgIdAnswer, SaveUnit } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { getUnit } from '../org.checks.ts';
import { orgPolicies } from '../org.policy.ts';
import { lockManagedAgency } from '../org.scope.ts';
import { agencyState, laterDay } from '../org.states.ts';
import { orgTables } from '../org.tables.ts';
import { insertUnit } from '../org-entry.store.ts';

type IdAnswer = z.infer<typeof OrgIdAnswer>;

async function openAgency(tx: Tx, context: ActingContext, agencyId: string): Promise<string> {
  const today = vietnamDate(context.clock.now());
  const agency = await lockManagedAgency(tx, context.subject, agencyId);
  const state = agencyState({ validFrom: agency.valid_from, validTo: agency.valid_to }, today);
  orgPolicies.authorize('org.edit_unit', context.subject, { over: state === 'ended' });
  return laterDay(agency.valid_from, today);
}

async function trace(
  tx: Tx,
  context: ActingContext,
  action: string,
  unit: { id: string; detail: object },
): Promise<void> {
  const { agencyId } = context.subject;
  await record(tx, context, { action, agencyId, objectKind: 'unit', objectId: unit.id, detail: { ...unit.detail } });
  await publish(tx, { topic: 'org', agencyId, ids: [unit.id] });
}

export async function createUnit(context: ActingContext, agencyId: string, body: SaveUnit): Promise<IdAnswer> {
  return command(context, async (tx) => {
    const validFrom = await openAgency(tx, context, agencyId);
    if (body.parentId !== null) {
      await getUnit(tx, agencyId, body.parentId);
    }
    const id = await insertUnit(tx, agencyId, { ...body, validFrom });
    await trace(tx, context, 'org.unit_created', { id, detail: { agencyId, name: body.name } });
    return { id };
  });
}

/** @throws AppError 422 `org.cycle` when the unit would lie below itself */
async function assertNoCycle(tx: Tx, agencyId: string, unitId: string, parentId: string): Promise<void> {
  const rows = await rawQuery(
    tx,
    `with recursive above as (
       select id, parent_id from org_unit where agency_id = $1 and id = $2
       union
       select unit.id, unit.parent_id from org_unit unit join above on unit.id = above.parent_id where unit.agency_id = $1
     ) select 1 as one from above where id = $3`,
    [agencyId, parentId, unitId],
  );
  if (rows.length > 0) {
    throw invalid('org.cycle', 'Đơn vị không thể nằm dưới chính nó. Chọn đơn vị cấp trên khác.', [
      { path: 'parentId', message: 'Nằm dưới chính đơn vị này' },
    ]);
  }
}

async function assertCodeFree(tx: Tx, agencyId: string, unitId: string, code: string): Promise<void> {
  const taken = await orgTables(tx)
    .selectFrom('org_unit')
    .select('id')
    .where('agency_id', '=', agencyId)
    .where('code', '=', code)
    .where('id', '<>', unitId)
    .executeTakeFirst();
  if (taken !== undefined) {
    throw conflict('org.code_taken', `Mã đơn vị ${code} đã có trong cơ quan này. Chọn mã khác.`);
  }
}

export async function editUnit(
  context: ActingContext,
  ids: { agencyId: string; unitId: string },
  body: SaveUnit,
): Promise<IdAnswer> {
  const { agencyId, unitId } = ids;
  return command(context, async (tx) => {
    await openAgency(tx, context, agencyId);
    const before = await getUnit(tx, agencyId, unitId);
    if (body.parentId !== null) {
      await getUnit(tx, agencyId, body.parentId);
      await assertNoCycle(tx, agencyId, unitId, body.parentId);
    }
    if (body.code !== '') {
      await assertCodeFree(tx, agencyId, unitId, body.code);
    }
    await orgTables(tx)
      .updateTable('org_unit')
      .set({
        name: body.name,
        symbol: body.symbol,
        code: body.code === '' ? null : body.code,
        parent_id: body.parentId,
        sort_order: body.sortOrder,
      })
      .where('agency_id', '=', agencyId)
      .where('id', '=', unitId)
      .execute();
    await trace(tx, context, 'org.unit_edited', {
      id: unitId,
      detail: { agencyId, name: { from: before.name, to: body.name }, parentId: body.parentId },
    });
    return { id: unitId };
  });
}

/** A unit ends only when nobody works there and nothing lies below it any more. */
async function assertUnused(tx: Tx, agencyId: string, unitId: string, lastDay: string): Promise<void> {
  const [used] = await rawQuery<{ people: number; units: number }>(
    tx,
    `select (select count(*) from org_position where agency_id = $1 and unit_id = $2
               and (valid_to is null or (valid_to > $3 and valid_to >= valid_from))) as people,
            (select count(*) from org_unit where agency_id = $1 and parent_id = $2
               and (valid_to is null or valid_to > $3)) as units`,
    [agencyId, unitId, lastDay],
  );
  const people = used?.people ?? 0;
  const units = used?.units ?? 0;
  if (people + units > 0) {
    throw conflict(
      'org.unit_in_use',
      `Đơn vị còn ${people} chức vụ và ${units} đơn vị bên dưới sau ngày kết thúc. Chuyển hết rồi mới kết thúc đơn vị.`,
    );
  }
}

export async function closeUnit(
  context: ActingContext,
  ids: { agencyId: string; unitId: string },
  body: z.infer<typeof CloseUnit>,
): Promise<IdAnswer> {
  const { agencyId, unitId } = ids;
  return command(context, async (tx) => {
    await openAgency(tx, context, agencyId);
    const unit = await getUnit(tx, agencyId, unitId);
    if (body.validTo < unit.valid_from) {
      throw invalid('org.term_order', 'Ngày kết thúc sớm hơn ngày lập đơn vị. Sửa lại ngày.');
    }
    await assertUnused(tx, agencyId, unitId, body.validTo);
    const closed = await orgTables(tx)
      .updateTable('org_unit')
      .set({ valid_to: body.validTo })
      .where('agency_id', '=', agencyId)
      .where('id', '=', unitId)
      .where('valid_to', 'is', null)
      .executeTakeFirst();
    if (closed.numUpdatedRows === 0n) {
      throw conflict('org.wrong_state', 'Đơn vị này đã có ngày kết thúc. Tải lại trang.');
    }
    await trace(tx, context, 'org.unit_closed', { id: unitId, detail: { agencyId, validTo: body.validTo } });
    return { id: unitId };
  });
}
