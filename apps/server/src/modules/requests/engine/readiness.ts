import type { FormFindingView } from '@congvu/contracts';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import type { RequestRow } from '../requests.tables.ts';
import { assertPassable, checkRequest } from './check.ts';
import { contentHash } from './content.ts';
import { findTwins } from './duplicates.ts';

/** Rules and twins, by the registers of this moment. */
export async function currentFindings(
  db: Db | Tx,
  context: Pick<Context, 'clock'>,
  row: RequestRow,
  options: { sending?: boolean } = {},
): Promise<FormFindingView[]> {
  const [rules, twins] = await Promise.all([checkRequest(db, context, row, options), findTwins(db, row, false)]);
  return [...rules, ...twins];
}

export function contentChanged() {
  return conflict(
    'requests.content_changed',
    'Đề nghị đã thay đổi sau khi mở xem để ký nên chưa được ký. Mở lại, xem bản mới rồi ký.',
  );
}

/** What was sent to be signed is what stands here: the hash was taken when it was sent. */
export function assertUnchanged(row: RequestRow): void {
  if (row.content_hash !== contentHash(row.content)) {
    throw contentChanged();
  }
}

/** Asked when the head is about to let it out. @throws AppError 409 · 422 `requests.has_errors` · `requests.override_needed` */
export async function assertReady(db: Db | Tx, context: Pick<Context, 'clock'>, row: RequestRow): Promise<void> {
  assertUnchanged(row);
  assertPassable(row, await currentFindings(db, context, row));
}
