import type { DraftedLetter, DraftLetter } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { MAX_ATTACHMENTS, openDraft } from '#modules/drafting';
import { insertFile, type StoredBlob, storeBytes } from '#modules/files';
import { getAgency, listUnits } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { lockBatchFor } from '../batch-access.ts';
import { type CoveringBatch, composeCovering } from '../letter/compose-covering.ts';
import { packRequests, signedRequests } from '../letter/pack-requests.ts';
import { composeRoster, printRoster, ROSTER_TYPES } from '../letter/print-roster.ts';
import { isBlocking, mergeList } from '../merge-list.ts';
import { totalsOf } from '../queries/view-batch.ts';
import { addBatchMovement, findBatch, lockOffice, transitionBatch } from '../rosters.store.ts';
import type { BatchRow } from '../rosters.tables.ts';

type Answer = z.infer<typeof DraftedLetter>;

function assertTogether(batches: readonly BatchRow[]): void {
  const empty = batches.find((batch) => batch.line_count === 0);
  if (empty !== undefined) {
    throw invalid('requests.batch_empty', `"${empty.name}" không còn dòng nào. Hủy đợt này hoặc tổng hợp thêm.`);
  }
  if (new Set(batches.map((batch) => batch.destination_agency_id)).size > 1) {
    throw invalid(
      'requests.destination_missing',
      'Các đợt đã chọn gửi tới nơi nhận khác nhau. Mỗi công văn chỉ gộp các đợt cùng nơi nhận.',
    );
  }
  const open = batches.flatMap((batch) => batch.findings.filter((one) => isBlocking(one, batch.decisions)));
  if (open.length > 0) {
    throw invalid(
      'requests.conflicts_open',
      `Còn ${open.length} điểm phải xử lý trước khi soạn công văn: ${open[0]?.message ?? ''}`,
    );
  }
}

interface Looked {
  batch: BatchRow;
  /** Which lines stood where. */
  lines: string;
}

async function linesDigest(tx: Tx, batch: BatchRow): Promise<string> {
  const [row] = await rawQuery<{ digest: string | null }>(
    tx,
    `select md5(string_agg(item_id::text || ':' || stt, ',' order by item_id)) as digest from request_batch_line
     where agency_id = $1 and batch_id = $2 and removed_at is null`,
    [batch.agency_id, batch.id],
  );
  return row?.digest ?? '';
}

/** Looks at everything once more, against the registers of this moment, and keeps what it found even when it stops the letter. */
async function lookAgain(context: ActingContext, ids: readonly string[]): Promise<Looked[]> {
  return command({ ...context, idempotency: undefined }, async (tx) => {
    await lockOffice(tx, context.subject.agencyId);
    const looked: Looked[] = [];
    for (const id of ids) {
      const { row } = await lockBatchFor(tx, context, id, 'requests.roster_letter');
      const batch = await mergeList(tx, context, row);
      looked.push({ batch, lines: await linesDigest(tx, batch) });
      await record(tx, context, {
        action: 'requests.roster_rechecked',
        agencyId: row.agency_id,
        objectKind: 'request_batch',
        objectId: id,
      });
    }
    return looked;
  });
}

interface Prepared extends Looked {
  covering: CoveringBatch;
  pdf: StoredBlob;
  xlsx: StoredBlob;
  requests: StoredBlob[];
}

const NIL = `
  select distinct agency_name as name from request
  where consolidator_agency_id = $1 and kind = $2 and campaign_id = $3 and nil
    and state = any (array['submitted', 'accepted', 'batched', 'forwarded', 'resulted', 'closed']) order by 1`;

async function nilUnits(context: ActingContext, batch: BatchRow): Promise<string[]> {
  if (batch.campaign_id === null) {
    return [];
  }
  const rows = await rawQuery<{ name: string }>(context.db, NIL, [batch.agency_id, batch.kind, batch.campaign_id]);
  return rows.map((row) => row.name);
}

/** Pages and packages, durable before the rows that name them; nothing of this holds a lock. */
async function prepare(context: ActingContext, { batch, lines }: Looked): Promise<Prepared> {
  const roster = await composeRoster(context.db, batch);
  const store = async (format: 'pdf' | 'xlsx') => {
    const { mediaType, ending } = ROSTER_TYPES[format];
    const bytes = await printRoster(roster, format);
    return storeBytes(context, bytes, `${batch.form_code} danh sách tổng hợp${ending}`, mediaType);
  };
  return {
    batch,
    lines,
    covering: { batch, totals: await totalsOf(context.db, batch), nil: await nilUnits(context, batch) },
    pdf: await store('pdf'),
    xlsx: await store('xlsx'),
    requests: await signedRequests(context, batch),
  };
}

async function packWhenMany(context: ActingContext, prepared: readonly Prepared[]): Promise<void> {
  const count = prepared.reduce((sum, one) => sum + one.requests.length + 2, 0);
  if (count <= MAX_ATTACHMENTS) {
    return;
  }
  for (const one of prepared) {
    one.requests = await packRequests(context, one.batch, one.requests);
  }
}

/** Rows of the files under the guiding office, whose letter it is; the bytes of the requests are those of the units. */
async function insertFiles(
  tx: Tx,
  context: ActingContext,
  one: Prepared,
): Promise<{ pdf: string; xlsx: string; all: string[] }> {
  const { agencyId, userId } = context.subject;
  const ids: string[] = [];
  for (const blob of [one.pdf, one.xlsx, ...one.requests]) {
    ids.push((await insertFile(tx, context, agencyId, blob, userId)).id);
  }
  const [pdf = '', xlsx = ''] = ids;
  return { pdf, xlsx, all: ids };
}

async function bind(
  tx: Tx,
  context: ActingContext,
  one: Prepared,
  documentId: string,
  files: { pdf: string; xlsx: string },
) {
  const { agency_id: agencyId, id } = one.batch;
  await transitionBatch(tx, context, { agencyId, id }, 'draft_letter', {
    document_id: documentId,
    pdf_file_id: files.pdf,
    xlsx_file_id: files.xlsx,
  });
  await addBatchMovement(tx, context, { agencyId, id, kind: 'letter_drafted', text: 'Soạn công văn chuyển danh sách' });
  await record(tx, context, {
    action: 'requests.roster_letter_drafted',
    agencyId,
    objectKind: 'request_batch',
    objectId: id,
    detail: { document: documentId, lines: one.batch.line_count, pdf: one.pdf.sha256, xlsx: one.xlsx.sha256 },
  });
}

/** The list that was printed is the list that is bound. */
async function lockUnchanged(tx: Tx, context: ActingContext, prepared: readonly Prepared[]): Promise<void> {
  for (const { batch, lines } of prepared) {
    const { row } = await lockBatchFor(tx, context, batch.id, 'requests.roster_letter');
    if ((await linesDigest(tx, row)) !== lines) {
      throw conflict(
        'requests.version_conflict',
        `Danh sách "${row.name}" vừa thay đổi trong lúc in. Tải lại trang rồi soạn công văn lại.`,
      );
    }
  }
}

async function store(context: ActingContext, prepared: readonly Prepared[]): Promise<Answer> {
  const { subject } = context;
  const { agencyId } = subject;
  return command(context, async (tx) => {
    await lockOffice(tx, agencyId);
    await lockUnchanged(tx, context, prepared);
    const today = vietnamDate(context.clock.now());
    const office = await getAgency(tx, agencyId);
    const unit = (await listUnits(tx, agencyId, today)).find((one) => one.id === subject.unitId);
    const [first] = prepared;
    const content = composeCovering({
      officeName: office.name,
      unitSymbol: unit?.symbol ?? '',
      destination: {
        agencyId: first?.batch.destination_agency_id ?? '',
        name: first?.batch.destination_name ?? '',
      },
      batches: prepared.map(({ covering }) => covering),
    });
    const files = [];
    for (const one of prepared) {
      files.push(await insertFiles(tx, context, one));
    }
    const draft = await openDraft(tx, context, {
      agencyId,
      owner: {
        personId: subject.personId,
        positionId: subject.positionId,
        unitId: subject.unitId,
        name: subject.displayName,
      },
      content,
      fileIds: files.flatMap(({ all }) => all),
      movement: 'Soạn từ danh sách tổng hợp',
    });
    for (const [index, one] of prepared.entries()) {
      await bind(tx, context, one, draft.id, files[index] ?? { pdf: '', xlsx: '' });
    }
    await publish(tx, { topic: 'requests', agencyId, ids: prepared.map(({ batch }) => batch.id) });
    return { documentId: draft.id, link: draft.link };
  });
}

/** What an earlier call of the same request has done is answered by its key, before the state is asked. */
async function isRepeated(context: ActingContext, ids: readonly string[]): Promise<boolean> {
  if (context.idempotency === undefined) {
    return false;
  }
  const first = await findBatch(context.db, ids[0] ?? '', context.subject.agencyId);
  return first?.agency_id === context.subject.agencyId && first.document_id !== null;
}

/**
 * One covering letter for batches of one destination, opened as a draft of the caller with both forms of every list and every signed
 * request. @throws AppError 422 `requests.conflicts_open`, `requests.batch_empty` · 409 `requests.version_conflict`
 */
export async function draftLetter(context: ActingContext, body: z.output<typeof DraftLetter>): Promise<Answer> {
  const ids = [...new Set(body.batchIds)].sort();
  if (await isRepeated(context, ids)) {
    return command(context, async (tx) => {
      await lockBatchFor(tx, context, ids[0] ?? '', 'requests.roster_letter');
      throw conflict('requests.wrong_state', 'Đợt này đã có công văn. Tải lại trang để mở công văn.');
    });
  }
  const looked = await lookAgain(context, ids);
  assertTogether(looked.map(({ batch }) => batch));
  const prepared: Prepared[] = [];
  for (const one of looked) {
    prepared.push(await prepare(context, one));
  }
  await packWhenMany(context, prepared);
  return store(context, prepared);
}
