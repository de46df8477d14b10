import type { AgencyEvent, OrgIdAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { applyDueEvents, markApplied } from '../events/apply-events.ts';
import { dissolveAgency, lockLivingAgency, mergeAgencies, splitAgency } from '../events/end-agencies.ts';
import { addName, insertEvent } from '../events/event.store.ts';
import { assertAdministratorRemains, lockAdministrators } from '../org.checks.ts';
import { orgPolicies } from '../org.policy.ts';
import { dayBefore, laterDay } from '../org.states.ts';
import { headingOf } from '../org-entry.store.ts';

async function renameAgency(
  tx: Tx,
  context: ActingContext,
  event: Extract<AgencyEvent, { kind: 'rename' }>,
): Promise<string[]> {
  const { agencyId, effectiveOn, basis } = event;
  const agency = await lockLivingAgency(tx, context, agencyId, effectiveOn);
  const { name, shortName, headingName } = event.names;
  const names = {
    name,
    shortName: shortName === '' ? name : shortName,
    headingName: headingName === '' ? headingOf(name) : headingName,
    governingName: event.names.governingName ?? agency.governing_name,
    symbol: event.names.symbol ?? agency.symbol,
  };
  await addName(tx, agency, names, { lastDayBefore: dayBefore(effectiveOn), from: effectiveOn });
  const detail = { agencyName: agency.name, successorName: null, names };
  return [await insertEvent(tx, { kind: 'rename', agencyId, successorId: null, effectiveOn, basis, detail })];
}

function carryOut(tx: Tx, context: ActingContext, event: AgencyEvent): Promise<string[]> {
  switch (event.kind) {
    case 'rename':
      return renameAgency(tx, context, event);
    case 'merge':
      return mergeAgencies(tx, context, event);
    case 'split':
      return splitAgency(tx, context, event);
    case 'dissolve':
      return dissolveAgency(tx, context, event);
  }
}

/** Rename, merge, split or dissolve from a day on, with the decision it rests on. Answers the (first) event. */
export async function recordEvent(context: ActingContext, event: AgencyEvent): Promise<z.infer<typeof OrgIdAnswer>> {
  const { subject } = context;
  const now = context.clock.now();
  const today = vietnamDate(now);
  return command(context, async (tx) => {
    orgPolicies.authorize('org.record_event', subject, { over: false });
    await lockAdministrators(tx);
    const ids = await carryOut(tx, context, event);
    const applied = await applyDueEvents(tx, today, ids);
    await markApplied(
      tx,
      applied.map((item) => item.id),
      now,
    );
    await assertAdministratorRemains(tx, laterDay(event.effectiveOn, today));
    for (const id of ids) {
      await record(tx, context, {
        action: 'org.event_recorded',
        agencyId: subject.agencyId,
        objectKind: 'agency_event',
        objectId: id,
        detail: { kind: event.kind, effectiveOn: event.effectiveOn, basis: event.basis },
      });
    }
    await publish(tx, { topic: 'org', agencyId: subject.agencyId });
    return { id: ids[0] ?? '' };
  });
}
