import type { AuditFilters, AuditPage, AuditQuery } from '@congvu/contracts';
import type { z } from 'zod';
import { type ActingContext, command } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { auditPolicies } from '../audit.policy.ts';
import type { AuditPorts } from '../ports.ts';
import { record } from '../record.ts';
import { type After, type FoundLeaf, findLeaves, searchOf } from './find-leaves.ts';
import { maskPersonal } from './mask.ts';

type Line = z.input<typeof AuditPage>['items'][number];

/** What was asked, without what was not. */
export function askedOf({ from, to, person, action, object }: AuditFilters): Record<string, string> {
  const asked = { from, to, person, action, object };
  return Object.fromEntries(Object.entries(asked).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

export async function presentLeaves(
  context: ActingContext,
  ports: AuditPorts,
  leaves: readonly FoundLeaf[],
  isMasked: boolean,
): Promise<Line[]> {
  const ids = [...new Set(leaves.map(({ object_id }) => object_id))];
  const names = await ports.nameDocuments(context.db, context.subject.agencyId, ids);
  return leaves.map((leaf) => {
    const line = {
      id: leaf.id,
      at: leaf.at.toISOString(),
      action: leaf.action,
      actorName: leaf.actor_name,
      ip: leaf.ip,
      objectKind: leaf.object_kind,
      objectId: leaf.object_id,
      objectName: names.get(leaf.object_id) ?? '',
      detail: leaf.detail,
    };
    const shown = isMasked ? maskPersonal(line) : line;
    return { ...shown, leafHash: leaf.leaf_hash.toString('hex'), seq: leaf.seq };
  });
}

function afterOf(query: AuditQuery): After | undefined {
  const [at, id] = readCursor(query.cursor, ['instant', 'uuid']) ?? [];
  return at === undefined || id === undefined ? undefined : { at, id };
}

/** One page of the agency's log for its inspector. Looking is an act of its own and leaves a line (QCVN 12:2026 3.9.2). */
export async function listEntries(
  context: ActingContext,
  ports: AuditPorts,
  query: AuditQuery,
): Promise<z.input<typeof AuditPage>> {
  const { db, subject } = context;
  const { agencyId } = subject;
  auditPolicies.authorize('audit.search', subject, { agencyId });
  const { reason, limit } = query;
  const isMasked = reason === undefined || reason === '';
  const search = await searchOf(db, ports, agencyId, query);
  const found = await findLeaves(db, search, afterOf(query), limit + 1);
  const items = await presentLeaves(context, ports, found.slice(0, limit), isMasked);
  await command(context, async (tx) =>
    record(tx, context, {
      action: isMasked ? 'audit.viewed' : 'audit.revealed',
      agencyId,
      objectKind: 'audit_log',
      objectId: agencyId,
      detail: { asked: askedOf(query), rows: items.length, ...(!isMasked && { reason }) },
    }),
  );
  const last = items.at(-1);
  const isMore = found.length > limit && last !== undefined;
  return { items, nextCursor: isMore ? writeCursor([last.at, last.id]) : null, masked: isMasked };
}
