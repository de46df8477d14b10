import type { CreatePosition, EditPosition, EndPosition, OrgIdAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import type { Consent } from '../../../platform/guarded-change.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { assertAdministratorRemains, assertFreeSeat, assertTerm, getUnit, lockAdministrators } from '../org.checks.ts';
import { assertDutiesApart } from '../org.duties.ts';
import { assertMayGrant } from '../org.guarded.ts';
import { getManagedPerson, lockManagedPosition, type Position } from '../org.people.ts';
import { orgPolicies } from '../org.policy.ts';
import { lockManagedAgency } from '../org.scope.ts';
import { dayAfter, dayBefore, laterDay, positionState } from '../org.states.ts';
import { orgTables } from '../org.tables.ts';
import { insertPosition } from '../org-entry.store.ts';
import { NOBODY_SIGNED_IN, type OrgPorts } from '../ports.ts';

type IdAnswer = z.infer<typeof OrgIdAnswer>;

async function trace(tx: Tx, context: ActingContext, action: string, id: string, detail: object): Promise<void> {
  const { agencyId } = context.subject;
  await record(tx, context, { action, agencyId, objectKind: 'position', objectId: id, detail: { ...detail } });
  await publish(tx, { topic: 'org', agencyId, ids: [id] });
}

/**
 * Gives a person a post for a term, in the transaction of the caller; one of administration or audit only with two persons behind it.
 * @throws AppError 422 `secondperson.needed`
 */
export async function appoint(
  tx: Tx,
  context: ActingContext,
  body: CreatePosition,
  consent?: Consent,
): Promise<string> {
  const agency = await lockManagedAgency(tx, context.subject, body.agencyId);
  const person = await getManagedPerson(tx, context.subject, body.personId, 'lock');
  orgPolicies.authorize('org.edit_position', context.subject, { over: false });
  const term = { validFrom: body.validFrom, validTo: body.validTo };
  assertTerm(term, agency, await getUnit(tx, body.agencyId, body.unitId));
  if (person.left_on !== null) {
    throw conflict(
      'org.wrong_state',
      `${person.full_name} đã thôi làm việc từ ngày ${printDay(person.left_on)} nên không nhận chức vụ mới ở đây.`,
    );
  }
  await assertFreeSeat(tx, { agencyId: body.agencyId, unitId: body.unitId, rank: body.rank, term });
  assertMayGrant(body.roles, [], consent);
  const id = await insertPosition(tx, body.personId, body);
  await assertDutiesApart(tx, [body.personId]);
  const { personId, agencyId, unitId, title, rank, roles, validFrom, validTo } = body;
  await trace(tx, context, 'org.position_created', id, {
    personId,
    agencyId,
    unitId,
    title,
    rank,
    roles,
    validFrom,
    validTo,
  });
  return id;
}

export async function createPosition(
  context: ActingContext,
  body: CreatePosition,
  consent?: Consent,
): Promise<IdAnswer> {
  return command(context, async (tx) => ({ id: await appoint(tx, context, body, consent) }));
}

function isOver(position: Position, today: string): boolean {
  return positionState({ validFrom: position.valid_from, validTo: position.valid_to }, today) === 'ended';
}

interface PositionChange {
  positionId: string;
  body: z.infer<typeof EditPosition>;
  consent: Consent | undefined;
}

/** Rights of a post, in the transaction of the caller. @throws AppError 422 `secondperson.needed` */
export async function changePosition(tx: Tx, context: ActingContext, change: PositionChange): Promise<void> {
  const { positionId, body, consent } = change;
  const today = vietnamDate(context.clock.now());
  await lockAdministrators(tx);
  const position = await lockManagedPosition(tx, context.subject, positionId);
  orgPolicies.authorize('org.edit_position', context.subject, { over: isOver(position, today) });
  assertMayGrant(body.roles, position.roles, consent);
  await orgTables(tx)
    .updateTable('org_position')
    .set({ roles: body.roles, fields: body.fields, sort_order: body.sortOrder })
    .where('id', '=', positionId)
    .execute();
  await assertDutiesApart(tx, [position.person_id]);
  await assertAdministratorRemains(tx, today);
  await trace(tx, context, 'org.position_edited', positionId, {
    roles: { from: position.roles, to: body.roles },
    fields: { from: position.fields, to: body.fields },
  });
}

/** Rights of a post, effective with the next request; another title or unit is another post. */
export async function editPosition(
  context: ActingContext,
  positionId: string,
  body: z.infer<typeof EditPosition>,
  consent?: Consent,
): Promise<IdAnswer> {
  return command(context, async (tx) => {
    await changePosition(tx, context, { positionId, body, consent });
    return { id: positionId };
  });
}

/**
 * The last day in the post. Yesterday ends it at once; the day before its first day takes it back altogether. A day already written may
 * be brought forward, not pushed back: staying longer is another decision, thus another post.
 */
export async function endPosition(
  context: ActingContext,
  positionId: string,
  body: z.infer<typeof EndPosition>,
  ports: OrgPorts = NOBODY_SIGNED_IN,
): Promise<IdAnswer> {
  const today = vietnamDate(context.clock.now());
  return command(context, async (tx) => {
    await lockAdministrators(tx);
    const position = await lockManagedPosition(tx, context.subject, positionId);
    orgPolicies.authorize('org.edit_position', context.subject, { over: isOver(position, today) });
    if (body.validTo < dayBefore(position.valid_from)) {
      throw invalid(
        'org.term_order',
        `Chức vụ này bắt đầu từ ngày ${printDay(position.valid_from)}. Sửa ngày kết thúc.`,
      );
    }
    const ended = await orgTables(tx)
      .updateTable('org_position')
      .set({ valid_to: body.validTo })
      .where('id', '=', positionId)
      .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', body.validTo)]))
      .executeTakeFirst();
    if (ended.numUpdatedRows === 0n) {
      throw conflict('org.wrong_state', 'Chức vụ này đã kết thúc vào ngày ấy hoặc sớm hơn. Tải lại trang.');
    }
    await assertAdministratorRemains(tx, laterDay(dayAfter(body.validTo), today));
    await trace(tx, context, 'org.position_ended', positionId, { validTo: body.validTo, reason: body.reason });
    if (body.validTo < today) {
      await ports.postsEnded(tx, context, [position.person_id]);
    }
    return { id: positionId };
  });
}
