import { formatKey } from '@congvu/tlog';
import type { Services } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { canonicalJson } from '../canonical-json.ts';
import { LEAF_COLUMNS, type LeafRow, leafOfRow } from '../view/leaf-row.ts';
import { maskPersonal } from '../view/mask.ts';
import { makeCheckpoint, type StoredCheckpoint } from './checkpoints.ts';
import { logIdentity } from './log-identity.ts';
import { sequence } from './sequence.ts';
import { treeOf } from './tiles.ts';

interface ProvenLeaf {
  at: Date;
  action: string;
  /** Lower-case hex, as the hashes of the proof. */
  leafHash: string;
  /** Place in the tree of the checkpoint; null when it does not stand there yet. */
  index: number | null;
  proof: string[];
  /** Canonical JSON of an act that was asked for in full. */
  leaf: string | null;
}

interface ProvenLeaves {
  leaves: ProvenLeaf[];
  /** Undefined before the first checkpoint. */
  log: { origin: string; keys: string[]; checkpoint: string } | undefined;
}

interface Asked {
  agencyId: string;
  kinds: readonly string[];
  id: string;
  /** Acts whose leaves are given whole, as far as the log would show them unmasked. */
  inFull: readonly string[];
  isLeftOut(action: string): boolean;
}

type PlacedRow = LeafRow & { seq: number | null };

/** What was done a moment ago is to stand in the tree: the same state gives the same proof whenever it is asked for. */
export async function settleLog(services: Services): Promise<void> {
  await sequence(services);
  await makeCheckpoint(services);
}

async function placedRows(db: Db | Tx, { agencyId, kinds, id, isLeftOut }: Asked): Promise<PlacedRow[]> {
  const rows = await rawQuery<PlacedRow>(
    db,
    `select entry.seq, ${LEAF_COLUMNS.map((column) => `leaf.${column}`).join(', ')}
     from audit_leaf leaf left join audit_entry entry on entry.agency_id = leaf.agency_id and entry.leaf_id = leaf.id
     where leaf.agency_id = $1 and leaf.object_kind = any($2::text[]) and leaf.object_id = $3 order by leaf.id`,
    [agencyId, kinds, id],
  );
  return rows.filter(({ action }) => !isLeftOut(action));
}

/** The first that covers all of them stays the first for ever; the newest while some wait for a place. */
async function firstCovering(db: Db | Tx, size: number): Promise<StoredCheckpoint | undefined> {
  const [row] = await rawQuery<StoredCheckpoint>(
    db,
    `select number, size, root, at, note from audit_checkpoint
     order by size < $1, case when size >= $1 then number else -number end limit 1`,
    [size],
  );
  return row;
}

/** Where the log itself would hide a number of a person, the leaf stays here: a leaf with dots in it has another hash. */
function textOf(row: LeafRow, inFull: readonly string[]): string | null {
  const leaf = leafOfRow(row);
  const text = canonicalJson(leaf);
  return inFull.includes(row.action) && canonicalJson(maskPersonal(leaf)) === text ? text : null;
}

async function provenLeaf(
  db: Db | Tx,
  { seq, ...row }: PlacedRow,
  size: number,
  inFull: readonly string[],
): Promise<ProvenLeaf> {
  const index = seq !== null && seq < size ? seq : null;
  const proof = index === null ? [] : await treeOf(db, size).inclusionProof(index);
  return {
    at: row.at,
    action: row.action,
    leafHash: row.leaf_hash.toString('hex'),
    index,
    proof: proof.map((hash) => hash.toString('hex')),
    leaf: textOf(row, inFull),
  };
}

/**
 * The leaves about one object, oldest first, with their ways to the checkpoint that covers them: what happened and the hash of each; who
 * and from where only of the acts asked for in full. Without cosignatures, which come later than the checkpoint and would change what
 * was given before.
 */
export async function proveLeaves(services: Services, db: Db | Tx, asked: Asked): Promise<ProvenLeaves> {
  const rows = await placedRows(db, asked);
  const size = Math.max(0, ...rows.map(({ seq }) => (seq === null ? Number.POSITIVE_INFINITY : seq + 1)));
  const checkpoint = await firstCovering(db, Number.isFinite(size) ? size : Number.MAX_SAFE_INTEGER);
  const leaves: ProvenLeaf[] = [];
  for (const row of rows) {
    leaves.push(await provenLeaf(db, row, checkpoint?.size ?? 0, asked.inFull));
  }
  if (checkpoint === undefined) {
    return { leaves, log: undefined };
  }
  const { origin, keys } = await logIdentity(services);
  return { leaves, log: { origin, keys: keys.map(({ key }) => formatKey(key)), checkpoint: checkpoint.note } };
}
