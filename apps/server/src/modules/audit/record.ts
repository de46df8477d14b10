import { createHash } from 'node:crypto';
import { type Context, markAudited } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { canonicalJson } from './canonical-json.ts';
import type { LeafRow } from './view/leaf-row.ts';

export interface AuditEvent {
  /** `module.verb` in the past tense, e.g. `incoming.registered`. */
  action: string;
  agencyId: string;
  objectKind: string;
  objectId: string;
  /** What changed, without contents of documents and without secrets. */
  detail?: Record<string, unknown>;
}

/** As it is written; read back, `detail` is JSON again. */
type AuditLeafTable = Omit<LeafRow, 'detail'> & { detail: string };

export type AuditTables = {
  audit_leaf: AuditLeafTable;
};

/** RFC 9162 §2.1.1: a leaf is hashed with the prefix 0x00, so that no leaf can pose as a node. */
export function leafHash(leaf: Record<string, unknown>): Buffer {
  return createHash('sha256').update(Buffer.of(0)).update(canonicalJson(leaf)).digest();
}

function leafOf(context: Context, at: Date, event: AuditEvent) {
  const { subject, meta } = context;
  const leaf = {
    agency_id: event.agencyId,
    id: newId(at.getTime()),
    at: at.toISOString(),
    action: event.action,
    object_kind: event.objectKind,
    object_id: event.objectId,
    user_id: subject?.userId ?? null,
    position_id: subject?.positionId ?? null,
    actor_name: subject?.displayName ?? 'Hệ thống',
    on_behalf_of: null,
    request_id: meta.requestId,
    ip: meta.ip,
  };
  // What is hashed is what the database will give back: a date in a detail, for one, is a text there.
  const detail = JSON.stringify(event.detail ?? {});
  return { ...leaf, at, detail, leaf_hash: leafHash({ ...leaf, detail: JSON.parse(detail) }) };
}

/** A statement takes 65,535 parameters. */
const AT_ONCE = 1_000;

/** One leaf an object for what happened to many in one go, in the order given. */
export async function recordAll(tx: Tx, context: Context, events: readonly AuditEvent[]): Promise<void> {
  const at = context.clock.now();
  for (let from = 0; from < events.length; from += AT_ONCE) {
    const leaves = events.slice(from, from + AT_ONCE).map((event) => leafOf(context, at, event));
    await tx.withTables<AuditTables>().insertInto('audit_leaf').values(leaves).execute();
    markAudited(tx);
  }
}

/** Writes the audit leaf in the transaction of the command: no state change without its trace (architecture.md §2.2). */
export async function record(tx: Tx, context: Context, event: AuditEvent): Promise<void> {
  await recordAll(tx, context, [event]);
}
