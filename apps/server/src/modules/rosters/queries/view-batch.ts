import type { BatchView } from '@congvu/contracts';
import { draftLink } from '#modules/drafting';
import { listFiles } from '#modules/files';
import { findAgency } from '#modules/org';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { batchFacts, readBatch, withinBatch } from '../batch-access.ts';
import type { BatchFacts } from '../rosters.policy.ts';
import { type LineCounts, presentBatch } from '../rosters.presenter.ts';
import { BATCH_STATE_LABELS } from '../rosters.states.ts';
import { type BatchRow, rosterTables } from '../rosters.tables.ts';
import { firstLines } from './list-lines.ts';
import { NAMED_LINES, nameLines } from './name-lines.ts';

const COUNTS = `
  select batch_id as id, count(*) filter (where state in ('granted', 'recorded'))::int as granted,
    count(*) filter (where state = 'refused')::int as refused, count(*) filter (where state <> 'open')::int as done
  from request_item where batch_id = any ($1::uuid[]) group by batch_id`;

export async function countLines(db: Db | Tx, ids: readonly string[]): Promise<Map<string, LineCounts>> {
  const rows = await rawQuery<LineCounts & { id: string }>(db, COUNTS, [ids]);
  return new Map(rows.map(({ id, granted, refused, done }) => [id, { granted, refused, done }]));
}

export const NO_LINES: LineCounts = { granted: 0, refused: 0, done: 0 };

const TOTALS = `
  select line.item_agency_id as "agencyId", request.agency_name as "agencyName", count(*)::int as count,
    (count(*) filter (where request.late))::int as late, min(line.stt) as first
  from request_batch_line line
  join request on request.agency_id = line.item_agency_id and request.id = line.request_id
  where line.agency_id = $1 and line.batch_id = $2 and line.removed_at is null
  group by 1, 2 order by first, 2`;

export interface AgencyTotal {
  agencyId: string;
  agencyName: string;
  count: number;
  late: number;
}

export async function totalsOf(db: Db | Tx, batch: Pick<BatchRow, 'agency_id' | 'id'>): Promise<AgencyTotal[]> {
  const rows = await rawQuery<AgencyTotal>(db, TOTALS, [batch.agency_id, batch.id]);
  return rows.map(({ agencyId, agencyName, count, late }) => ({ agencyId, agencyName, count, late }));
}

async function viewFiles(db: Db | Tx, batch: BatchRow): Promise<BatchView['files']> {
  const ids = [batch.pdf_file_id, batch.xlsx_file_id].filter((id) => id !== null);
  const files = await listFiles(db, batch.agency_id, ids);
  return files.map((file) => ({
    fileId: file.id,
    role: 'attachment',
    name: file.name,
    mediaType: file.media_type,
    size: file.size,
    url: `/api/rosters/${batch.id}/export?format=${file.id === batch.pdf_file_id ? 'pdf' : 'xlsx'}`,
  }));
}

function viewLetter(batch: BatchRow, isOwn: boolean): BatchView['letter'] {
  if (batch.document_id === null || !isOwn) {
    return null;
  }
  const isDraft = batch.state === 'letter_drafted';
  return {
    documentId: batch.document_id,
    stateLabel: isDraft ? 'Dự thảo' : BATCH_STATE_LABELS[batch.state],
    link: isDraft ? draftLink(batch.document_id) : `/van-ban-di/${batch.document_id}`,
  };
}

async function viewMovements(db: Db | Tx, batch: BatchRow): Promise<BatchView['movements']> {
  const rows = await rosterTables(db)
    .selectFrom('request_batch_movement')
    .selectAll()
    .where('agency_id', '=', batch.agency_id)
    .where('batch_id', '=', batch.id)
    .orderBy('id', 'desc')
    .limit(500)
    .execute();
  return rows.map((row) => ({ at: row.at.toISOString(), actorName: row.actor_name, kind: row.kind, text: row.text }));
}

async function viewFindings(db: Db | Tx, batch: BatchRow): Promise<BatchView['findings']> {
  const named = await nameLines(db, batch);
  return batch.findings.map((finding) => {
    const decision = batch.decisions.find((one) => one.findingId === finding.id);
    return {
      ...finding,
      lines: finding.lineIds.slice(0, NAMED_LINES).flatMap((id) => named.get(id) ?? []),
      decision:
        decision === undefined
          ? null
          : { keep: decision.keep, by: decision.by, reason: decision.reason, at: decision.at },
    };
  });
}

/** The batch as its page shows it, in the transaction that changed it. */
export async function presentWhole(
  db: Db | Tx,
  context: ActingContext,
  batch: BatchRow,
  known?: BatchFacts,
): Promise<BatchView> {
  const hosted = (await findAgency(db, batch.destination_agency_id))?.hosted === true;
  const facts = known ?? batchFacts(batch, hosted);
  const isOwn = batch.agency_id === context.subject.agencyId;
  const counts = (await countLines(db, [batch.id])).get(batch.id) ?? NO_LINES;
  const page = await firstLines(db, batch);
  return {
    ...presentBatch(batch, counts, facts, context),
    findings: isOwn ? await viewFindings(db, batch) : [],
    totals: await totalsOf(db, batch),
    ...page,
    files: await viewFiles(db, batch),
    letter: viewLetter(batch, isOwn),
    movements: await viewMovements(db, batch),
  };
}

export async function viewBatch(context: ActingContext, id: string): Promise<BatchView> {
  const { row, facts } = await readBatch(context, id);
  return withinBatch(row, () => presentWhole(context.db, context, row, facts));
}
