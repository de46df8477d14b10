import type { Db, Tx } from '../../platform/db.ts';
import { describeDelegation } from './delegation-words.ts';
import type { DelegationRow } from './org.presenter.ts';
import { delegationState } from './org.states.ts';
import { delegationsTo } from './queries/list-delegations.ts';
import type { SigningClaim } from './signing-authority.ts';

function isFor(row: DelegationRow, claim: SigningClaim): boolean {
  return (
    (claim.agencyId === undefined || row.agencyId === claim.agencyId) &&
    row.capacity === claim.capacity &&
    (row.documentTypes.length === 0 || row.documentTypes.includes(claim.documentType))
  );
}

/** First what is in force, then what was, then what is still to come. */
const PRESENCE = { in_force: 0, ended: 1, revoked: 1, coming: 2 };

/**
 * The delegation behind a signing claim, in force or over, as one sentence; empty when the right comes with the post. It only says
 * where the right comes from: whether it stands is `assertMaySign`'s.
 */
export async function describeSigningGround(db: Db | Tx, claim: SigningClaim): Promise<string> {
  const rows = (await delegationsTo(db, claim.positionId)).filter((row) => isFor(row, claim));
  const [first] = rows.toSorted(
    (left, right) => PRESENCE[delegationState(left, claim.on)] - PRESENCE[delegationState(right, claim.on)],
  );
  return first === undefined ? '' : describeDelegation(first, claim.on);
}
