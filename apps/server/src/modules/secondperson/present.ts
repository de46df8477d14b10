import type { GuardedChange } from '@congvu/contracts';
import { getAgency } from '#modules/org';
import type { ActingContext } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import type { Kinds } from './kinds.ts';
import { readFacts } from './read-facts.ts';
import { presentChange } from './secondperson.presenter.ts';
import type { ChangeRow } from './secondperson.store.ts';

export async function answer(tx: Tx, context: ActingContext, kinds: Kinds, row: ChangeRow): Promise<GuardedChange> {
  const agency = await getAgency(tx, row.agency_id);
  return presentChange(
    { ...row, agency_name: agency.name },
    {
      subject: context.subject,
      facts: await readFacts(tx, context, row),
      atMachine: kinds.get(row.kind)?.atMachine === true,
      now: context.clock.now(),
    },
  );
}
