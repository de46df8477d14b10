import type { ActingContext } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { type ClusterFacts, clusterPolicies } from './threats.policy.ts';
import { findNotice, findRetraction, getCluster, lockCluster } from './threats.store.ts';
import type { ClusterRow } from './threats.tables.ts';

type ClusterAct = (typeof clusterPolicies.actions)[number];

export async function clusterFacts(db: Db | Tx, row: ClusterRow): Promise<ClusterFacts> {
  const key = { agencyId: row.agency_id, id: row.id };
  const [retraction, notice] = [await findRetraction(db, key), await findNotice(db, key)];
  return {
    officeId: row.agency_id,
    state: row.state,
    retracted: retraction !== undefined && retraction.state !== 'restored',
    hasNotice: notice !== undefined,
  };
}

/** The cluster of the own office, when the act is allowed now; of another office it does not exist. */
export async function getForAct(db: Db | Tx, context: ActingContext, id: string, act: ClusterAct): Promise<ClusterRow> {
  const row = await getCluster(db, { agencyId: context.subject.agencyId, id });
  clusterPolicies.authorize(act, context.subject, await clusterFacts(db, row));
  return row;
}

export async function lockForAct(tx: Tx, context: ActingContext, id: string, act: ClusterAct): Promise<ClusterRow> {
  const row = await lockCluster(tx, { agencyId: context.subject.agencyId, id });
  clusterPolicies.authorize(act, context.subject, await clusterFacts(tx, row));
  return row;
}
