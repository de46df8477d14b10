import type { GuardedChanges } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Kinds } from '../kinds.ts';
import { reachOf, readFacts } from '../read-facts.ts';
import { guardedPolicies } from '../secondperson.policy.ts';
import { presentChange } from '../secondperson.presenter.ts';
import { daysOf, listChanges } from '../secondperson.store.ts';

/** What waits for a second person and what was decided, of the agencies looked after and from the own one. */
export async function listGuardedChanges(context: ActingContext, kinds: Kinds): Promise<GuardedChanges> {
  const { subject, db, clock } = context;
  guardedPolicies.authorize('secondperson.view', subject, null);
  const agencyIds = [...(await reachOf(db, context))];
  const rows = await listChanges(db, { agencyIds, own: subject.agencyId });
  const now = clock.now();
  const items = await Promise.all(
    rows.map(async (row) => {
      const facts = await readFacts(db, context, row);
      return presentChange(row, { subject, facts, atMachine: kinds.get(row.kind)?.atMachine === true, now });
    }),
  );
  return {
    items,
    settings: { days: await daysOf(db, subject.agencyId) },
    abilities: guardedPolicies.abilities(subject, null),
  };
}
