import type { EdxmlStatus } from '@congvu/edxml';
import { recordAll } from '#modules/audit';
import { addMovement } from '#modules/documents';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import {
  type DispatchChange,
  listKnownReports,
  listReportable,
  lockDispatches,
  saveChanges,
} from '../dispatch.store.ts';
import type { Exchange } from '../exchange.ts';
import type { DispatchRow, InboxRow } from '../interchange.tables.ts';
import { noticeClerks, outgoingLink } from '../notices.ts';
import { isFromSender } from './check-parties.ts';
import { waitAgain } from './inbox.store.ts';
import { parseInbox } from './open-letter.ts';
import { quarantine, type Refusal, RefusedMessage } from './quarantine.ts';
import { changeOf, findTarget, stepOf, type Target } from './status-change.ts';
import { awaitsOf, takeStray } from './stray-status.ts';
import { takeChange } from './take-change.ts';

/** Between those who change a letter after it was sent (spec interchange §4): decided by `amendments`. */
const CHANGE_CODES: ReadonlySet<string> = new Set(['13', '15', '16']);

type Read = { row: InboxRow; status: EdxmlStatus } | { row: InboxRow; refusal: Refusal };

/** From names the body that the carrier had it from, under any of its codes (spec interchange §5). */
async function assertFromSender(services: Services, row: InboxRow, status: EdxmlStatus): Promise<void> {
  const code = status.from.agencyCode;
  if (!(await isFromSender(services, row, code))) {
    throw new RefusedMessage(
      'interchange.sender_mismatch',
      `Trạng thái ghi nơi gửi ${code} nhưng kênh liên thông nhận từ ${row.sender_code}. Không ghi nhận.`,
    );
  }
}

async function readStatus(services: Services, row: InboxRow): Promise<Read> {
  try {
    const { message } = await parseInbox(services, row);
    if (message.kind !== 'status') {
      throw new RefusedMessage('interchange.not_a_status', 'Gói tin gửi như trạng thái nhưng bên trong là văn bản.');
    }
    await assertFromSender(services, row, message);
    return { row, status: message };
  } catch (error) {
    if (error instanceof RefusedMessage) {
      return { row, refusal: error.refusal };
    }
    throw error;
  }
}

/** What one transaction has decided so far. */
interface Batch {
  now: Date;
  dispatches: Map<string, DispatchRow>;
  changes: DispatchChange[];
  /** Reports that stand in the history, see `reportKey`. */
  known: Set<string>;
  done: { id: string; documentId: string }[];
}

function reportKey(dispatchId: string, sha256: string, code: string): string {
  return `${dispatchId}|${code}|${sha256}`;
}

async function announceRefusal(tx: Tx, context: Context, row: DispatchRow): Promise<void> {
  const text = `${row.receiver_name} từ chối nhận ${row.type_name} ${row.number_symbol}: ${row.note || 'không nêu lý do'}`;
  const { agency_id: agencyId, document_id: documentId } = row;
  await addMovement(tx, context, { agencyId, documentId, kind: 'refused_by_receiver', text });
  await noticeClerks(tx, context, { agencyId, kind: 'interchange.refused', text, link: outgoingLink(documentId) });
}

async function takeStatus(
  tx: Tx,
  context: Context,
  batch: Batch,
  { row, status, target }: { row: InboxRow; status: EdxmlStatus; target: Target },
): Promise<void> {
  const dispatch = typeof target === 'string' ? undefined : batch.dispatches.get(target.dispatchId);
  if (dispatch === undefined) {
    await takeStray(tx, context, { row, isStranger: target === 'stranger', awaits: awaitsOf(status) });
    return;
  }
  const step = stepOf(dispatch, status);
  if (step.kind === 'wait') {
    await waitAgain(tx, row, `sent|${dispatch.envelope_document_id}`, batch.now);
    return;
  }
  batch.done.push({ id: row.id, documentId: dispatch.document_id });
  const key = reportKey(dispatch.id, row.sha256, status.statusCode);
  if (step.kind === 'nothing' || batch.known.has(key)) {
    return;
  }
  batch.known.add(key);
  const change = changeOf(dispatch, { row, status, step }, batch.now);
  batch.dispatches.set(dispatch.id, change.row);
  batch.changes.push(change);
  if (step.kind === 'move' && step.to === 'refused') {
    await announceRefusal(tx, context, change.row);
  }
}

async function finishBatch(tx: Tx, context: Context, agencyId: string, batch: Batch): Promise<void> {
  await saveChanges(tx, agencyId, batch.changes);
  await rawQuery(
    tx,
    `update interchange_inbox as inbox set state = 'done', document_id = done.document_id, done_at = $4,
       leased_until = null, error_code = '', error_text = '', awaits = ''
     from unnest($2::uuid[], $3::uuid[]) as done(id, document_id)
     where inbox.agency_id = $1 and inbox.id = done.id`,
    [agencyId, batch.done.map(({ id }) => id), batch.done.map(({ documentId }) => documentId), batch.now],
  );
  const byDocument = Map.groupBy(batch.changes, ({ row }) => row.document_id);
  const ids = [...byDocument.keys()];
  await recordAll(
    tx,
    context,
    [...byDocument].map(([documentId, own]) => ({
      action: 'interchange.status_received',
      agencyId,
      objectKind: 'document',
      objectId: documentId,
      detail: { reports: own.map(({ row, event }) => `${row.receiver_code}:${event.state}`) },
    })),
  );
  if (ids.length > 0) {
    await publish(tx, { topic: 'outgoing', agencyId, ids });
    await publish(tx, { topic: 'interchange', agencyId, ids });
  }
}

/** Those of the rows that this worker still holds, locked. */
async function lockLeased(tx: Tx, agencyId: string, rows: readonly InboxRow[]): Promise<Set<string>> {
  const locked = await rawQuery<{ id: string }>(
    tx,
    `select inbox.id from interchange_inbox inbox
     join unnest($2::uuid[], $3::int[]) as leased(id, attempts) on inbox.id = leased.id and inbox.attempts = leased.attempts
     where inbox.agency_id = $1 and inbox.state in ('stored', 'waiting') order by inbox.id for update of inbox`,
    [agencyId, rows.map((row) => row.id), rows.map((row) => row.attempts)],
  );
  return new Set(locked.map((row) => row.id));
}

function documentIdsOf(read: readonly Read[]): { documentIds: string[]; numberSymbols: string[] } {
  const documentIds: string[] = [];
  const numberSymbols: string[] = [];
  for (const item of read) {
    if ('status' in item) {
      const { documentId, numberSymbol } = item.status.responseTo;
      if (documentId !== undefined && documentId !== '') {
        documentIds.push(documentId);
      } else if (numberSymbol !== undefined) {
        numberSymbols.push(numberSymbol);
      }
    }
  }
  return { documentIds, numberSymbols };
}

type StatusRead = { row: InboxRow; status: EdxmlStatus; target: Target };

async function findTargets(tx: Tx, agencyId: string, read: readonly Read[]): Promise<StatusRead[]> {
  const candidates = await listReportable(tx, agencyId, documentIdsOf(read));
  const found: StatusRead[] = [];
  for (const item of read) {
    if ('status' in item) {
      found.push({ ...item, target: await findTarget(tx, candidates, item.row, item.status) });
    }
  }
  return found;
}

async function openBatch(
  services: Services,
  tx: Tx,
  agencyId: string,
  statuses: readonly StatusRead[],
): Promise<Batch> {
  const ids = statuses.flatMap(({ target }) => (typeof target === 'object' ? target.dispatchId : []));
  const dispatches = await lockDispatches(tx, agencyId, [...new Set(ids)]);
  const known = await listKnownReports(tx, agencyId, {
    dispatchIds: dispatches.map((dispatch) => dispatch.id),
    reportKeys: statuses.map(({ row }) => row.sha256),
  });
  return {
    now: services.clock.now(),
    dispatches: new Map(dispatches.map((dispatch) => [dispatch.id, dispatch])),
    changes: [],
    known: new Set(known.map((report) => reportKey(report.dispatch_id, report.report_key, report.status_code))),
    done: [],
  };
}

async function applyOfAgency(
  exchange: Exchange,
  services: Services,
  agencyId: string,
  rows: readonly InboxRow[],
): Promise<void> {
  const context = systemContext(services);
  const all = await Promise.all(rows.map((row) => readStatus(services, row)));
  await services.db.transaction().execute(async (tx) => {
    const held = await lockLeased(tx, agencyId, rows);
    const read = all.filter(({ row }) => held.has(row.id));
    const statuses = await findTargets(tx, agencyId, read);
    const batch = await openBatch(services, tx, agencyId, statuses);
    for (const item of read) {
      if ('refusal' in item) {
        await quarantine(tx, context, item.row, item.refusal);
      }
    }
    for (const item of statuses.filter(({ status }) => !CHANGE_CODES.has(status.statusCode))) {
      await takeStatus(tx, context, batch, item);
    }
    await finishBatch(tx, context, agencyId, batch);
    // After the others are written: these change the same dispatches by themselves.
    for (const item of statuses.filter(({ status }) => CHANGE_CODES.has(status.statusCode))) {
      await takeChange(exchange, tx, context, item);
    }
  });
}

/** Applies leased statuses, those of one agency in one transaction: many receivers answer about the same letter at once. */
export async function applyStatuses(
  exchange: Exchange,
  services: Services,
  leased: readonly InboxRow[],
): Promise<void> {
  for (const agencyId of new Set(leased.map((row) => row.agency_id))) {
    await applyOfAgency(
      exchange,
      services,
      agencyId,
      leased.filter((row) => row.agency_id === agencyId),
    );
  }
}
