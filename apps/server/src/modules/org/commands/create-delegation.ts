import type { CreateDelegation, OrgIdAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { checkDelegation, type DelegationFacts, type Post } from '../delegation-rules.ts';
import { orgPolicies } from '../org.policy.ts';
import { listManagedAgencyIds, lockManagedAgency } from '../org.scope.ts';
import { agencyState } from '../org.states.ts';
import { orgTables } from '../org.tables.ts';

const POST = `
  select position.id as "positionId", position.agency_id as "agencyId", position.unit_id as "unitId", position.rank,
    position.valid_from as "validFrom",
    case when person.left_on is null then position.valid_to
      else least(position.valid_to, person.left_on - 1) end as "validTo",
    array(
      with recursive above as (
        select parent_id from org_agency where id = position.agency_id
        union
        select agency.parent_id from org_agency agency join above on agency.id = above.parent_id
      ) select parent_id from above where parent_id is not null
    ) as "agenciesAbove"
  from org_position position join org_person person on person.id = position.person_id`;

function positionNotFound() {
  return notFound('org.position_not_found', 'Không tìm thấy chức vụ này. Tải lại danh sách.');
}

async function getPost(tx: Tx, positionId: string): Promise<Post> {
  const [post] = await rawQuery<Post>(tx, `${POST} where position.id = $1`, [positionId]);
  if (post === undefined) {
    throw positionNotFound();
  }
  return post;
}

async function loadFacts(tx: Tx, wanted: CreateDelegation): Promise<DelegationFacts> {
  const to = await getPost(tx, wanted.toPositionId);
  const from = wanted.fromPositionId === null ? null : await getPost(tx, wanted.fromPositionId);
  // An authorisation is signed in the name of whoever gives it, everything else in the own agency of whoever gets it.
  const agencyId = wanted.capacity === 'TUQ' && from !== null ? from.agencyId : to.agencyId;
  const heads = await rawQuery<Post>(tx, `${POST} where position.agency_id = $1 and position.rank = 'agency_head'`, [
    agencyId,
  ]);
  const standing = await rawQuery<DelegationFacts['standing'][number]>(
    tx,
    `select capacity, to_position_id as "toPositionId", valid_from as "validFrom", valid_to as "validTo"
     from org_delegation where revoked_at is null and (agency_id = $1 or to_position_id = $2)`,
    [agencyId, from?.positionId ?? null],
  );
  return { agencyId, wanted, to, from, heads, standing };
}

function assertLawful(facts: DelegationFacts): void {
  const violations = checkDelegation(facts);
  const [first] = violations;
  if (first !== undefined) {
    throw invalid(
      'org.delegation_rule',
      first.message,
      violations.map((item) => ({ path: item.field, message: item.message })),
    );
  }
}

/** Writes down who may sign for whom, by which paper, for which documents and how long (Decree 30/2020 Art. 13). */
export async function createDelegation(
  context: ActingContext,
  body: CreateDelegation,
): Promise<z.infer<typeof OrgIdAnswer>> {
  const { subject } = context;
  return command(context, async (tx) => {
    const { agencyId } = await loadFacts(tx, body);
    // A post of elsewhere answers like one that never was.
    if (!(await listManagedAgencyIds(tx, subject)).has(agencyId)) {
      throw positionNotFound();
    }
    const agency = await lockManagedAgency(tx, subject, agencyId);
    const today = vietnamDate(context.clock.now());
    const state = agencyState({ validFrom: agency.valid_from, validTo: agency.valid_to }, today);
    orgPolicies.authorize('org.delegate', subject, { over: state === 'ended' });
    // Read again under the lock: two acting heads entered at once must meet.
    assertLawful(await loadFacts(tx, body));
    const id = newId();
    await orgTables(tx)
      .insertInto('org_delegation')
      .values({
        agency_id: agencyId,
        id,
        capacity: body.capacity,
        from_position_id: body.fromPositionId,
        to_position_id: body.toPositionId,
        basis: body.basis,
        basis_on: body.basisOn,
        document_types: body.documentTypes,
        fields: body.fields,
        valid_from: body.validFrom,
        valid_to: body.validTo,
        revoked_at: null,
        revoked_reason: null,
      })
      .execute();
    await record(tx, context, {
      action: 'org.delegation_created',
      agencyId: subject.agencyId,
      objectKind: 'delegation',
      objectId: id,
      detail: { ...body, agencyId },
    });
    await publish(tx, { topic: 'org', agencyId: subject.agencyId, ids: [id] });
    return { id };
  });
}
