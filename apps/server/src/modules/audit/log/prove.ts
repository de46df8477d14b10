import type { AuditProof } from '@congvu/contracts';
import { formatKey } from '@congvu/tlog';
import type { z } from 'zod';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { auditPolicies } from '../audit.policy.ts';
import type { AuditPorts } from '../ports.ts';
import { record } from '../record.ts';
import { LEAF_COLUMNS, type LeafRow, leafOfRow } from '../view/leaf-row.ts';
import { fullNote, latestStored, makeCheckpoint } from './checkpoints.ts';
import { logIdentity } from './log-identity.ts';
import { sequence } from './sequence.ts';
import { treeOf } from './tiles.ts';

type Proof = z.input<typeof AuditProof>;

interface PlacedRow extends LeafRow {
  seq: number;
}

/** A document has leaves under the name of the record and under that of the direction. */
const DOCUMENT_KINDS = ['document', 'incoming', 'outgoing', 'draft'];

/** More than any document has; a proof of everything is the export. */
const MAX_LEAVES = 500;

async function placedLeaves(context: ActingContext, kind: string, id: string, size: number): Promise<PlacedRow[]> {
  const kinds = kind === 'document' ? DOCUMENT_KINDS : [kind];
  return rawQuery<PlacedRow>(
    context.db,
    `select entry.seq, ${LEAF_COLUMNS.map((column) => `leaf.${column}`).join(', ')}
     from audit_leaf leaf join audit_entry entry on entry.agency_id = leaf.agency_id and entry.leaf_id = leaf.id
     where leaf.agency_id = $1 and leaf.object_kind = any($2::text[]) and leaf.object_id = $3 and entry.seq < $4
     order by entry.seq limit $5`,
    [context.subject.agencyId, kinds, id, size, MAX_LEAVES],
  );
}

/**
 * That everything the log holds about an object stood in the tree when the checkpoint was signed: leaves, paths, checkpoint. The leaf in
 * full only for the inspector, since it names people and addresses; whoever holds the hash can be shown the leaf later.
 * @throws AppError 404 `audit.nothing_recorded`, 403, 409 `audit.no_checkpoint`
 */
export async function prove(context: ActingContext, ports: AuditPorts, kind: string, id: string): Promise<Proof> {
  const { db, subject } = context;
  const { agencyId } = subject;
  const seesObject = kind === 'document' && (await ports.maySee(db, subject, id));
  auditPolicies.authorize('audit.prove', subject, { agencyId, seesObject });
  const inFull = auditPolicies.decide('audit.search', subject, { agencyId }).allowed;
  // What was done a moment ago is to be in it.
  await sequence(context);
  await makeCheckpoint(context);
  const checkpoint = await latestStored(db);
  if (checkpoint === undefined) {
    throw conflict('audit.no_checkpoint', 'Nhật ký chưa có điểm kiểm tra nào. Thử lại sau một phút.');
  }
  const leaves = await placedLeaves(context, kind, id, checkpoint.size);
  if (leaves.length === 0) {
    throw notFound('audit.nothing_recorded', 'Nhật ký của cơ quan không có dòng nào về đối tượng này.');
  }
  const tree = treeOf(db, checkpoint.size);
  const entries = await Promise.all(
    leaves.map(async ({ seq, ...row }) => ({
      index: seq,
      at: row.at.toISOString(),
      action: row.action,
      leafHash: row.leaf_hash.toString('base64'),
      proof: (await tree.inclusionProof(seq)).map((hash) => hash.toString('base64')),
      ...(inFull && { leaf: leafOfRow(row) }),
    })),
  );
  const { keys, origin } = await logIdentity(context);
  await command(context, async (tx) => {
    const detail = { leaves: entries.length, size: checkpoint.size };
    await record(tx, context, { action: 'audit.proved', agencyId, objectKind: kind, objectId: id, detail });
  });
  return {
    format: 'congvu-audit-proof/1',
    origin,
    keys: keys.map(({ key }) => formatKey(key)),
    object: { kind, id },
    checkpoint: await fullNote(db, checkpoint),
    entries,
  };
}
