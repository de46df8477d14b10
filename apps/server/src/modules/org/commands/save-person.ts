import type { CreatePerson, OrgIdAnswer, PersonFacts, PersonLeaves } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { oneAtATime, rawQuery } from '../../../platform/sql.ts';
import { assertAdministratorRemains, lockAdministrators } from '../org.checks.ts';
import { guardedOf } from '../org.guarded.ts';
import { getManagedPerson, type Person } from '../org.people.ts';
import { orgPolicies } from '../org.policy.ts';
import { maskIdentity } from '../org.presenter.ts';
import { lockManagedAgency } from '../org.scope.ts';
import { agencyState, dayBefore, laterDay } from '../org.states.ts';
import { orgTables } from '../org.tables.ts';
import { insertPerson, personColumns } from '../org-entry.store.ts';
import { NOBODY_SIGNED_IN, type OrgPorts } from '../ports.ts';
import { appoint } from './save-position.ts';

type IdAnswer = z.infer<typeof OrgIdAnswer>;

async function trace(tx: Tx, context: ActingContext, action: string, personId: string, detail: object): Promise<void> {
  const { agencyId } = context.subject;
  await record(tx, context, { action, agencyId, objectKind: 'person', objectId: personId, detail: { ...detail } });
  await publish(tx, { topic: 'org', agencyId, ids: [personId] });
}

/** A second person judges the appointment; what is known of the person is not kept in a proposal. */
function assertPlainPost(body: CreatePerson): void {
  if (guardedOf(body.position?.roles ?? []).length > 0) {
    const message =
      'Vai quản trị, kiểm soát cần người thứ hai đồng ý: ghi cán bộ trước, sau đó bổ nhiệm chức vụ có vai này cho người đó.';
    throw invalid('org.guarded_role_apart', message, [{ path: 'position.roles', message }]);
  }
}

/**
 * A new person, with the first post when it is given.
 * @throws AppError 422 `org.guarded_role_apart`
 */
export async function createPerson(context: ActingContext, body: CreatePerson): Promise<IdAnswer> {
  assertPlainPost(body);
  return command(context, async (tx) => {
    const agency = await lockManagedAgency(tx, context.subject, body.agencyId);
    const today = vietnamDate(context.clock.now());
    const state = agencyState({ validFrom: agency.valid_from, validTo: agency.valid_to }, today);
    orgPolicies.authorize('org.edit_person', context.subject, { over: state === 'ended' });
    const id = await insertPerson(tx, body.agencyId, body.person);
    await trace(tx, context, 'org.person_created', id, { agencyId: body.agencyId, fullName: body.person.fullName });
    if (body.position !== undefined) {
      await appoint(tx, context, { ...body.position, personId: id });
    }
    return { id };
  });
}

function changedFields(person: Person, after: ReturnType<typeof personColumns>): string[] {
  const before = new Map<string, unknown>(Object.entries(person));
  return Object.entries(after)
    .filter(([name, value]) => (before.get(name) ?? null) !== value)
    .map(([name]) => name);
}

async function assertCodeFree(tx: Tx, person: Person, code: string): Promise<void> {
  await oneAtATime(tx, `org.person_codes ${person.agency_id}`);
  const taken = await orgTables(tx)
    .selectFrom('org_person')
    .select('id')
    .where('agency_id', '=', person.agency_id)
    .where('code', '=', code)
    .where('id', '<>', person.id)
    .executeTakeFirst();
  if (taken !== undefined) {
    throw conflict('org.code_taken', `Mã cán bộ ${code} đã có trong cơ quan này. Chọn mã khác.`);
  }
}

/** The identity number is shown masked: sent back as shown, it stays what it is. */
export async function editPerson(context: ActingContext, personId: string, body: PersonFacts): Promise<IdAnswer> {
  return command(context, async (tx) => {
    const person = await getManagedPerson(tx, context.subject, personId, 'lock');
    orgPolicies.authorize('org.edit_person', context.subject, { over: person.left_on !== null });
    if (body.code !== '') {
      await assertCodeFree(tx, person, body.code);
    }
    const shown = maskIdentity(person.identity_number);
    const identityNumber = body.identityNumber === shown ? person.identity_number : body.identityNumber;
    const columns = personColumns({ ...body, identityNumber });
    const fields = changedFields(person, columns);
    await orgTables(tx).updateTable('org_person').set(columns).where('id', '=', personId).execute();
    await trace(tx, context, 'org.person_edited', personId, { fields });
    return { id: personId };
  });
}

/** Whoever leaves holds no post from that day on; a post that would start later never starts. */
export async function leavePerson(
  context: ActingContext,
  personId: string,
  body: PersonLeaves,
  ports: OrgPorts = NOBODY_SIGNED_IN,
): Promise<IdAnswer> {
  const { leaveReason, leftOn } = body;
  return command(context, async (tx) => {
    await lockAdministrators(tx);
    const person = await getManagedPerson(tx, context.subject, personId, 'lock');
    orgPolicies.authorize('org.edit_person', context.subject, { over: false });
    const left = await orgTables(tx)
      .updateTable('org_person')
      .set({ left_on: leftOn, leave_reason: leaveReason })
      .where('id', '=', personId)
      .where('left_on', 'is', null)
      .executeTakeFirst();
    if (left.numUpdatedRows === 0n) {
      throw conflict('org.wrong_state', `${person.full_name} đã thôi làm việc ở cơ quan. Tải lại trang.`);
    }
    await rawQuery(
      tx,
      `update org_position set valid_to = greatest($2::date, valid_from - 1)
       where person_id = $1 and (valid_to is null or valid_to > $2::date)`,
      [personId, dayBefore(leftOn)],
    );
    const today = vietnamDate(context.clock.now());
    await assertAdministratorRemains(tx, laterDay(leftOn, today));
    await trace(tx, context, 'org.person_left', personId, { leaveReason, leftOn });
    if (leftOn <= today) {
      await ports.postsEnded(tx, context, [personId]);
    }
    return { id: personId };
  });
}
