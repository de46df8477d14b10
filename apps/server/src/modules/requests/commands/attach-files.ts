import type { RequestView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { guardAgainstStateSecret, guardUpload } from '#modules/documents';
import { insertFile, receiveUpload, type StoredBlob } from '#modules/files';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import type { UploadedFile } from '../../../platform/http/route.ts';
import { assertMay, lockFor, readRequest, type SeenRequest } from '../engine/read-request.ts';
import { assertReady, assertUnchanged } from '../engine/readiness.ts';
import type { RequestsPorts } from '../ports.ts';
import { viewRequest } from '../queries/view-request.ts';
import { findSetting, RETENTION_DAYS } from '../requests.store.ts';
import { type RequestRow, requestTables } from '../requests.tables.ts';
import { approved, declared } from '../signing/advance.ts';
import { approveModes, assertMode, declareModes, needsSeal } from '../signing/modes.ts';

const MAX_BYTES = 30 * 1024 * 1024;
const MAX_FILES = 20;
const SCANS = ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff'];

async function receive(
  context: ActingContext,
  id: string,
  files: AsyncIterable<UploadedFile>,
  accept?: readonly string[],
): Promise<StoredBlob[]> {
  const blobs: StoredBlob[] = [];
  for await (const file of files) {
    const door = { agencyId: context.subject.agencyId, name: 'requests.attach', objectId: id };
    await guardAgainstStateSecret(context, door, { fileNames: [file.name] });
    const blob = await receiveUpload(context, file, { maxBytes: MAX_BYTES, ...(accept !== undefined && { accept }) });
    await guardUpload(context, door, blob);
    blobs.push(blob);
  }
  return blobs;
}

/** Papers with personal data are kept as long as the office has set, and no longer. */
async function purgeDay(tx: Tx, context: ActingContext, agencyId: string): Promise<string> {
  const days = (await findSetting(tx, agencyId))?.scan_retention_days ?? RETENTION_DAYS;
  return vietnamDate(new Date(context.clock.now().getTime() + days * 86_400_000));
}

async function keep(
  tx: Tx,
  context: ActingContext,
  row: RequestRow,
  blob: StoredBlob,
  role: 'scan' | 'evidence',
): Promise<string> {
  const file = await insertFile(tx, context, row.agency_id, blob, context.subject.userId);
  await requestTables(tx)
    .insertInto('request_file')
    .values({
      agency_id: row.agency_id,
      request_id: row.id,
      file_id: file.id,
      role,
      added_at: context.clock.now(),
      purge_on: await purgeDay(tx, context, row.agency_id),
    })
    .execute();
  return file.id;
}

async function countFiles(tx: Tx, row: RequestRow): Promise<number> {
  const found = await requestTables(tx)
    .selectFrom('request_file')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .executeTakeFirstOrThrow();
  return found.n;
}

/** Papers behind the request: decision of transfer, founding decision; while it is a draft. */
export async function attachFiles(
  context: ActingContext,
  id: string,
  files: AsyncIterable<UploadedFile>,
): Promise<RequestView> {
  assertMay('requests.edit', context.subject, await readRequest(context, id));
  const blobs = await receive(context, id, files);
  await command(context, async (tx) => {
    const { row } = await lockFor(tx, context, id, 'requests.edit');
    if ((await countFiles(tx, row)) + blobs.length > MAX_FILES) {
      throw invalid('requests.too_many_files', `Mỗi đề nghị kèm tối đa ${MAX_FILES} tệp. Gộp bớt tệp rồi gửi lại.`);
    }
    for (const blob of blobs) {
      await keep(tx, context, row, blob, 'evidence');
    }
    await record(tx, context, {
      action: 'requests.attached',
      agencyId: row.agency_id,
      objectKind: 'request',
      objectId: id,
      detail: { files: blobs.map(({ sha256 }) => sha256) },
    });
    await publish(tx, { topic: 'requests', agencyId: row.agency_id, ids: [id] });
    return { id };
  });
  return viewRequest(context, id);
}

function scanRequired(): AppError {
  return invalid('requests.scan_required', 'Chưa có tệp quét của bản đã ký. Chọn một tệp PDF hoặc ảnh rồi nộp lại.');
}

/** The signed paper stands for the signature of whoever is asked now, where ink is allowed. */
async function advanceWithScan(
  tx: Tx,
  context: ActingContext,
  ports: RequestsPorts,
  given: { id: string; blob: StoredBlob },
): Promise<void> {
  const { row } = await lockFor(tx, context, given.id, 'requests.scan');
  const services = { ...context, db: tx };
  assertUnchanged(row);
  if (row.state === 'awaiting_declarant') {
    assertMode(await declareModes(services, row), 'wet_scan');
    const scanFileId = await keep(tx, context, row, given.blob, 'scan');
    await declared(tx, context, ports, row, { mode: 'wet_scan', scanFileId });
    return;
  }
  assertMode(await approveModes(services, row, context.subject.personId), 'wet_scan');
  await assertReady(tx, context, row);
  const scanFileId = await keep(tx, context, row, given.blob, 'scan');
  const signed = { mode: 'wet_scan', scanFileId } as const;
  await approved(tx, context, ports, { before: row, sealed: await needsSeal(services, row), signed });
}

/** Before a byte is taken. A request that has moved on may have been moved by this very act: the command knows. */
function assertMayBring(context: ActingContext, seen: SeenRequest): void {
  try {
    assertMay('requests.scan', context.subject, seen);
  } catch (error) {
    const isRepeat = error instanceof AppError && error.code === 'requests.wrong_state' && context.idempotency;
    if (!isRepeat) {
      throw error;
    }
  }
}

export async function submitScan(
  context: ActingContext,
  ports: RequestsPorts,
  id: string,
  files: AsyncIterable<UploadedFile>,
): Promise<RequestView> {
  assertMayBring(context, await readRequest(context, id));
  const [blob] = await receive(context, id, files, SCANS);
  if (blob === undefined) {
    throw scanRequired();
  }
  await command(context, async (tx) => {
    await advanceWithScan(tx, context, ports, { id, blob });
    return { id };
  });
  return viewRequest(context, id);
}
