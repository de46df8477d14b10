import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { Key } from '../threats.store.ts';

export const RETRACT_JOB = 'threats.move';

async function wake(tx: Tx, key: Key): Promise<void> {
  await enqueue(tx, RETRACT_JOB, { agencyId: key.agencyId, clusterId: key.id }, { key: `threats-${key.id}` });
}

/** Takes the letter out of every mailbox; a second press finds the first. Answers whether it was begun now. */
export async function startRetraction(
  tx: Tx,
  context: Context,
  key: Key,
  given: { reason: string; boxes: number },
): Promise<boolean> {
  const now = context.clock.now();
  const rows = await rawQuery(
    tx,
    `insert into threat_retraction (agency_id, id, cluster_id, state, reason, total, by_name, started_at)
     values ($1, $2, $3, 'running', $4, $5, $6, $7)
     on conflict (agency_id, cluster_id) where state <> 'restored' do nothing returning 1 as begun`,
    [
      key.agencyId,
      newId(now.getTime()),
      key.id,
      given.reason,
      given.boxes,
      context.subject?.displayName ?? 'Hệ thống',
      now,
    ],
  );
  if (rows.length === 1) {
    await wake(tx, key);
  }
  return rows.length === 1;
}

/** A copy that came to light afterwards is taken out as well, under the same reason. */
export async function continueRetraction(tx: Tx, key: Key): Promise<void> {
  const rows = await rawQuery(
    tx,
    `update threat_retraction set state = 'running', finished_at = null
     where agency_id = $1 and cluster_id = $2 and state in ('running', 'done') returning 1 as live`,
    [key.agencyId, key.id],
  );
  if (rows.length === 1) {
    await wake(tx, key);
  }
}

/** Puts everything back where it was. Answers false when nothing is out. */
export async function startRestoring(tx: Tx, key: Key): Promise<boolean> {
  const rows = await rawQuery(
    tx,
    `update threat_retraction set state = 'restoring', moved = 0, finished_at = null
     where agency_id = $1 and cluster_id = $2 and state in ('running', 'done') returning 1 as live`,
    [key.agencyId, key.id],
  );
  if (rows.length === 1) {
    await wake(tx, key);
  }
  return rows.length === 1;
}
