import { areSamePerson, isDelegatedBetween, listManagedAgencyIds } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { ActingContext } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import type { ChangeFacts } from './secondperson.policy.ts';
import type { ChangeRow } from './secondperson.store.ts';

/** The agencies a reader sees changes of: an administrator and an auditor what they look after, anybody else the own. */
export async function reachOf(db: Db | Tx, { subject }: ActingContext): Promise<Set<string>> {
  return listManagedAgencyIds(db, subject);
}

export function isVisible(row: ChangeRow, reach: ReadonlySet<string>, own: string): boolean {
  return reach.has(row.agency_id) || row.proposer_agency_id === own;
}

export async function readFacts(db: Db | Tx, context: ActingContext, row: ChangeRow): Promise<ChangeFacts> {
  const { subject, clock } = context;
  const today = vietnamDate(clock.now());
  const managed = await reachOf(db, context);
  return {
    isWaiting: row.state === 'waiting' && row.expires_at > clock.now(),
    proposedBy: row.proposed_by,
    isManaged: managed.has(row.agency_id),
    isOwn: row.agency_id === subject.agencyId || row.proposer_agency_id === subject.agencyId,
    isSamePerson: await areSamePerson(db, row.proposed_by, subject.personId),
    isDelegated: await isDelegatedBetween(db, row.proposed_by, subject.personId, today),
  };
}
