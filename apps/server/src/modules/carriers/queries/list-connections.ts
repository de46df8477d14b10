import type { ConnectionList } from '@congvu/contracts';
import { findAgency } from '#modules/org';
import { hasRole } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { carrierPolicies } from '../carriers.policy.ts';
import { type PickupCounts, presentConnection } from '../carriers.presenter.ts';
import { shareScope } from '../connection-input.ts';
import { listConnectionsFor } from '../connections.store.ts';
import { listServedAgencies } from '../ways/served-agencies.ts';

const NONE: PickupCounts = { waiting: 0, troubles: 0 };

async function countPickups(db: Db, connectionIds: readonly string[]): Promise<Map<string, PickupCounts>> {
  const rows = await rawQuery<PickupCounts & { connection_id: string }>(
    db,
    `select connection_id, count(*) filter (where state in ('listed', 'stored')) as waiting,
       count(*) filter (where state in ('stranger', 'failed')) as troubles
     from carriers_pickup where connection_id = any($1::uuid[]) and state in ('listed', 'stored', 'stranger', 'failed')
     group by connection_id`,
    [connectionIds],
  );
  return new Map(rows.map(({ connection_id, waiting, troubles }) => [connection_id, { waiting, troubles }]));
}

/** Connections the agency runs or uses, with how they do. */
export async function listConnections(context: ActingContext): Promise<ConnectionList> {
  const { db, subject, clock } = context;
  carrierPolicies.authorize('carriers.list', subject, null);
  const rows = await listConnectionsFor(db, subject.agencyId);
  const served = await listServedAgencies(db, rows);
  const counts = await countPickups(
    db,
    rows.map(({ id }) => id),
  );
  const isAdministrator = hasRole(subject, 'administrator');
  const scope = isAdministrator ? await shareScope(db, context) : { agencies: [], mayShareWithAll: false };
  const items = [];
  for (const row of rows) {
    const runs = row.agency_id === subject.agencyId;
    const agencies = served.get(row.id) ?? [];
    items.push(
      presentConnection(
        row,
        subject,
        {
          operatorName: (await findAgency(db, row.agency_id))?.name ?? '',
          // Who else uses it is known to whoever runs it.
          agencies: runs ? agencies : agencies.filter(({ id }) => id === subject.agencyId),
          counts: counts.get(row.id) ?? NONE,
        },
        clock.now(),
      ),
    );
  }
  return { items, ...scope, abilities: carrierPolicies.abilities(subject, null) };
}
