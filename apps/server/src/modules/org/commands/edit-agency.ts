import type { EditAgency, OrgIdAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { orgPolicies } from '../org.policy.ts';
import { lockManagedAgency } from '../org.scope.ts';
import { agencyState, dayBefore } from '../org.states.ts';
import type { Agency } from '../org.store.ts';
import { type CodeScheme, orgTables } from '../org.tables.ts';
import { codeKey, extendSearchName, insertCode } from '../org-entry.store.ts';

/** The old code stays findable with its last day; one given and taken back on the same day never was in use. */
async function replaceCode(
  tx: Tx,
  agencyId: string,
  wanted: { scheme: CodeScheme; value: string | null },
  today: string,
): Promise<boolean> {
  const live = await orgTables(tx)
    .selectFrom('org_agency_code')
    .select(['value', 'value_key', 'valid_from'])
    .where('agency_id', '=', agencyId)
    .where('scheme', '=', wanted.scheme)
    .where('valid_to', 'is', null)
    .executeTakeFirst();
  if ((live?.value_key ?? null) === (wanted.value === null ? null : codeKey(wanted.value))) {
    return false;
  }
  if (live !== undefined) {
    const statement =
      live.valid_from >= today
        ? 'delete from org_agency_code where agency_id = $1 and scheme = $2 and valid_to is null and $3::date is not null'
        : 'update org_agency_code set valid_to = $3::date where agency_id = $1 and scheme = $2 and valid_to is null';
    await rawQuery(tx, statement, [agencyId, wanted.scheme, dayBefore(today)]);
  }
  if (wanted.value !== null) {
    await insertCode(tx, agencyId, { scheme: wanted.scheme, value: wanted.value, validFrom: today });
  }
  return true;
}

function changedFields(agency: Agency, body: EditAgency): string[] {
  const pairs: [string, unknown, unknown][] = [
    ['place', agency.place, body.place],
    ['email', agency.email, body.email],
    ['group', agency.recipient_group, body.group],
    ['hosted', agency.hosted, body.hosted],
    ['collective', agency.collective, body.collective],
    ['sortOrder', agency.sort_order, body.sortOrder],
  ];
  return pairs.filter(([, before, after]) => before !== after).map(([name]) => name);
}

/** Everything of an agency that is no name. */
export async function editAgency(
  context: ActingContext,
  agencyId: string,
  body: EditAgency,
): Promise<z.infer<typeof OrgIdAnswer>> {
  const { subject } = context;
  const today = vietnamDate(context.clock.now());
  return command(context, async (tx) => {
    const agency = await lockManagedAgency(tx, subject, agencyId);
    const state = agencyState({ validFrom: agency.valid_from, validTo: agency.valid_to }, today);
    orgPolicies.authorize('org.edit_agency', subject, { over: state === 'ended' });
    await orgTables(tx)
      .updateTable('org_agency')
      .set({
        place: body.place,
        email: body.email,
        recipient_group: body.group,
        hosted: body.hosted,
        collective: body.collective,
        sort_order: body.sortOrder,
        search_name: extendSearchName(agency.search_name ?? '', body.code, body.oldCode ?? ''),
      })
      .where('id', '=', agencyId)
      .execute();
    const newCode = await replaceCode(tx, agencyId, { scheme: 'qd20', value: body.code }, today);
    const newOldCode = await replaceCode(tx, agencyId, { scheme: 'qcvn102', value: body.oldCode }, today);
    await record(tx, context, {
      action: 'org.agency_edited',
      agencyId: subject.agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: {
        fields: changedFields(agency, body),
        ...(newCode && { code: body.code }),
        ...(newOldCode && { oldCode: body.oldCode }),
      },
    });
    await publish(tx, { topic: 'org', agencyId: subject.agencyId, ids: [agencyId] });
    return { id: agencyId };
  });
}
