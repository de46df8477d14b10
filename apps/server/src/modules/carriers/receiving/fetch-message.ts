import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Axis, AxisError } from '@congvu/axis';
import type { Context } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import type { PickupRow } from '../carriers.tables.ts';
import type { FetchedBytes } from './pickup.store.ts';

/** A status is a kilobyte: it lives in the row as long as it is no longer than this. */
const INLINE_BYTES = 64 * 1024;
const MIB = 1024 * 1024;

function tooLarge(megabytes: number): AppError {
  return new AppError(
    'carriers.too_large',
    413,
    `Gói tin lớn hơn mức ${megabytes} MB của kết nối nên không lấy về. Nâng mức của kết nối rồi bấm Lấy lại, hoặc đề nghị nơi gửi giảm dung lượng.`,
  );
}

async function* capped(source: AsyncIterable<Uint8Array>, megabytes: number, before = 0): AsyncGenerator<Uint8Array> {
  let size = before;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > megabytes * MIB) {
      throw tooLarge(megabytes);
    }
    yield chunk;
  }
}

async function* continued(begun: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* begun;
  for (let step = await rest.next(); step.done !== true; step = await rest.next()) {
    yield step.value;
  }
}

/** Few bytes as they are, many into the blob store, without knowing beforehand which it will be. */
async function takeSmall(context: Context, source: AsyncIterable<Uint8Array>): Promise<FetchedBytes> {
  const rest = source[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  let size = 0;
  for (let step = await rest.next(); step.done !== true; step = await rest.next()) {
    begun.push(step.value);
    size += step.value.length;
    if (size > INLINE_BYTES) {
      return { ...(await context.blobs.put(continued(begun, rest))), content: null };
    }
  }
  const content = Buffer.concat(begun);
  return { sha256: createHash('sha256').update(content).digest('hex'), size, content };
}

function partialPath(context: Context, row: PickupRow): string {
  const dir = join(context.config.dataDir, 'carriers-partial');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return join(dir, row.id);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

/** An attempt failed before: from now on what came is kept, so that the next attempt begins where this one ends. */
async function takeResumed(context: Context, axis: Axis, row: PickupRow, megabytes: number): Promise<FetchedBytes> {
  const path = partialPath(context, row);
  const offset = await sizeOf(path);
  const file = await open(path, 'a', 0o600);
  try {
    for await (const chunk of capped(axis.fetch(row.doc_id, { offset }), megabytes, offset)) {
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  const stored = await context.blobs.put(createReadStream(path));
  await rm(path, { force: true });
  return { ...stored, content: null };
}

async function take(context: Context, axis: Axis, row: PickupRow, megabytes: number): Promise<FetchedBytes> {
  if (row.kind === 'status') {
    return takeSmall(context, capped(axis.fetch(row.doc_id), megabytes));
  }
  return row.attempts > 1
    ? takeResumed(context, axis, row, megabytes)
    : { ...(await context.blobs.put(capped(axis.fetch(row.doc_id), megabytes))), content: null };
}

/**
 * The bytes of a listed message, durable when this returns, compared with the hash of the list when it gives one.
 * @throws {AxisError | AppError}
 */
export async function fetchMessage(
  context: Context,
  axis: Axis,
  row: PickupRow,
  megabytes: number,
): Promise<FetchedBytes> {
  if (row.listed_size !== null && row.listed_size > megabytes * MIB) {
    throw tooLarge(megabytes);
  }
  const bytes = await take(context, axis, row, megabytes);
  if (row.listed_sha256 !== null && row.listed_sha256 !== bytes.sha256) {
    throw new AxisError(
      'axis.hash_mismatch',
      'Dữ liệu lấy về không khớp mã băm trong danh sách của trục. Hệ thống sẽ lấy lại.',
    );
  }
  return bytes;
}

/** Forgets what was kept of a message that is given up. */
export async function forgetPartial(context: Context, row: PickupRow): Promise<void> {
  await rm(partialPath(context, row), { force: true });
}
