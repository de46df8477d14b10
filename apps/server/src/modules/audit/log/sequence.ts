import { growTree } from '@congvu/tlog';
import type { Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { tileReader, treeSize } from './tiles.ts';

/** Any constant: one sequencer at a time, whatever processes there are. */
const LOCK = 726_402;
const AT_ONCE = 5_000;

interface PendingRow {
  agency_id: string;
  leaf_id: string;
  leaf_hash: Buffer;
}

async function takePending(tx: Tx): Promise<PendingRow[]> {
  const rows = await rawQuery<PendingRow>(
    tx,
    `delete from audit_pending where ctid = any(array(select ctid from audit_pending order by leaf_id limit $1))
     returning agency_id, leaf_id, leaf_hash`,
    [AT_ONCE],
  );
  // Ids begin with their time: within one batch the tree tells things in the order in which they happened.
  return rows.sort((left, right) => (left.leaf_id < right.leaf_id ? -1 : 1));
}

async function append(tx: Tx, leaves: readonly PendingRow[]): Promise<void> {
  const before = await treeSize(tx);
  await rawQuery(
    tx,
    `insert into audit_entry (seq, agency_id, leaf_id, leaf_hash)
     select $1::bigint + place - 1, agency_id, leaf_id, leaf_hash
     from unnest($2::uuid[], $3::uuid[], $4::bytea[]) with ordinality as leaf (agency_id, leaf_id, leaf_hash, place)`,
    [
      before,
      leaves.map(({ agency_id }) => agency_id),
      leaves.map(({ leaf_id }) => leaf_id),
      leaves.map(({ leaf_hash }) => leaf_hash),
    ],
  );
  const made = await growTree(before, before + leaves.length, tileReader(tx));
  await rawQuery(
    tx,
    'insert into audit_node (level, position, hash) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])',
    [made.map(({ level }) => level), made.map(({ index }) => index), made.map(({ hash }) => hash)],
  );
}

/** One batch in one transaction: taken from the waiting and standing in the tree, or neither. */
async function sequenceBatch({ db }: Pick<Services, 'db'>): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const [lock] = await rawQuery<{ mine: boolean }>(tx, 'select pg_try_advisory_xact_lock($1) as mine', [LOCK]);
    const leaves = lock?.mine === true ? await takePending(tx) : [];
    if (leaves.length > 0) {
      await append(tx, leaves);
    }
    return leaves.length;
  });
}

/**
 * Gives every committed leaf its place in the tree (security.md §2.8). Answers how many; 0 also when another process is at it. What was
 * under way when a process died is waiting again.
 */
export async function sequence(services: Pick<Services, 'db'>): Promise<number> {
  let placed = 0;
  for (;;) {
    const batch = await sequenceBatch(services);
    placed += batch;
    if (batch < AT_ONCE) {
      return placed;
    }
  }
}
