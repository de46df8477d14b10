import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Whose rows the database lets the running work see. A request of a person sees the rows of the agency it acts in; the installation
 * itself (jobs, sweeps, the sequencer, the exchange, migrations) sees all.
 */
export type Reach = { agencies: readonly string[] } | 'installation';

/** Why a request may look into the rows of an agency that it can name; every use stands in `row-security.test.ts`. */
export type WiderReason =
  | 'told' // news for people of another agency replaces the older news of the same place
  | 'party' // several offices have a part in it: what the others keep of it is read by the one the policy has let in
  | 'heir' // the body that goes on with the work of one that has closed answers for its documents
  | 'guided'; // the guiding office reads and decides about what lies in the agencies below it

/** Why it may look into the rows of whatever agency; every use stands in `row-security.test.ts`. */
export type BeyondReason =
  | 'bytes' // the same bytes are kept once: whether anybody still has them
  | 'words' // an index of words that are hashed with the agency, which the database does not use below a policy
  | 'doubles' // the same thing is asked for once, whichever office guides who asks
  | 'spread' // one mail lies in the boxes of many agencies
  | 'installation'; // what the installation has once: a code that is taken, the state of its services

/** What runs now, for a database whose own reach is the given one. */
const running = new AsyncLocalStorage<(standing: Reach) => Reach>();

/** What runs now; where nothing was said, that of the database that is asked. */
export function currentReach(standing: Reach = 'installation'): Reach {
  return running.getStore()?.(standing) ?? standing;
}

export function withinAgency<T>(agencyId: string, work: () => T): T {
  return running.run(() => ({ agencies: [agencyId] }), work);
}

/** Jobs and sweeps: whoever started them, they work for all agencies. */
export function asInstallation<T>(work: () => T): T {
  return running.run(() => 'installation', work);
}

function widen(reach: Reach, agencyIds: readonly string[]): Reach {
  return reach === 'installation' ? reach : { agencies: [...new Set([...reach.agencies, ...agencyIds])].sort() };
}

/** The own agency and those that are named: what the policy of the use case has allowed, and no other. */
export function alsoWithin<T>(_reason: WiderReason, agencyIds: readonly string[], work: () => T): T {
  const outer = running.getStore();
  return running.run((standing) => widen(outer?.(standing) ?? standing, agencyIds), work);
}

/**
 * Rows of any agency. What is inside decides by itself whose they may be: the database does not help there, so keep it to the
 * statements that need it.
 */
export function beyondOwnAgency<T>(_reason: BeyondReason, work: () => T): T {
  return asInstallation(work);
}
