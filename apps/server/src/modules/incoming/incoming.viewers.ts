import type { AssignmentRole } from '@congvu/contracts';
import type { AssignmentRow } from '#modules/tasks';
import type { Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import type { IncomingRow } from './incoming.store.ts';
import { type IncomingTables, incomingTables } from './incoming.tables.ts';

type ViewerRow = IncomingTables['incoming_viewer'];

const STRENGTH: Record<AssignmentRole, number> = { lead: 0, coordinating: 1, informed: 2 };
const PRESENCE: Record<ViewerRow['section'], number> = { open: 0, informed: 1, closed: 2 };

function sectionOf(part: AssignmentRow, isClosed: boolean): ViewerRow['section'] {
  if (part.role === 'informed') {
    return 'informed';
  }
  return !isClosed && (part.state === 'given' || part.state === 'in_progress') ? 'open' : 'closed';
}

/** One row for each person or unit that has a live part: its strongest role, its most pressing section and deadline. */
export function viewersOf(
  row: Pick<IncomingRow, 'agency_id' | 'id' | 'state' | 'arrived_at'>,
  parts: readonly AssignmentRow[],
): ViewerRow[] {
  const isClosed = row.state === 'done' || row.state === 'returned';
  const viewers = new Map<string, ViewerRow>();
  for (const part of parts.filter((candidate) => candidate.state !== 'withdrawn')) {
    const viewerId = part.person_id ?? part.unit_id;
    const section = sectionOf(part, isClosed);
    const before = viewers.get(viewerId);
    const dueOn = section === 'open' ? part.due_on : null;
    viewers.set(viewerId, {
      agency_id: row.agency_id,
      viewer_id: viewerId,
      document_id: row.id,
      role: before !== undefined && STRENGTH[before.role] < STRENGTH[part.role] ? before.role : part.role,
      section: before !== undefined && PRESENCE[before.section] < PRESENCE[section] ? before.section : section,
      arrived_at: row.arrived_at,
      due_on: [before?.due_on ?? null, dueOn].filter((due) => due !== null).sort()[0] ?? null,
    });
  }
  return [...viewers.values()];
}

/**
 * Rewrites the few rows of one document; the document itself is locked by the command. Of a recalled one nobody has a part any
 * more: whoever had it keeps the sight of what is left, as the end of his work.
 */
export async function syncViewers(tx: Tx, row: IncomingRow, parts: readonly AssignmentRow[]): Promise<void> {
  if (row.state === 'recalled') {
    await incomingTables(tx)
      .updateTable('incoming_viewer')
      .set({ section: 'closed', due_on: null })
      .where('agency_id', '=', row.agency_id)
      .where('document_id', '=', row.id)
      .execute();
    return;
  }
  await incomingTables(tx)
    .deleteFrom('incoming_viewer')
    .where('agency_id', '=', row.agency_id)
    .where('document_id', '=', row.id)
    .execute();
  const viewers = viewersOf(row, parts);
  if (viewers.length > 0) {
    await incomingTables(tx).insertInto('incoming_viewer').values(viewers).execute();
  }
}

/** Ids under which a document may have been given to the subject. */
export function viewerIds(subject: Subject): string[] {
  return [subject.personId, ...subject.unitIds];
}

export async function isViewer(db: Db | Tx, subject: Subject, documentId: string): Promise<boolean> {
  const row = await incomingTables(db)
    .selectFrom('incoming_viewer')
    .select('role')
    .where('agency_id', '=', subject.agencyId)
    .where('viewer_id', 'in', viewerIds(subject))
    .where('document_id', '=', documentId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
