import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { conflict } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type Direction, documentTables } from './documents.tables.ts';

export interface NumberRequest {
  agencyId: string;
  direction: Direction;
  /** 'all' = one series for the agency; otherwise a type or a group the head has decided (NĐ 30/2020 Đ15). */
  series: string;
  documentId: string;
  /** The official date; its calendar year in Vietnam chooses the register. */
  on: string;
}

export interface AllottedNumber {
  registerId: string;
  number: number;
  year: number;
}

const NAMES: Record<Direction, string> = { incoming: 'Sổ đăng ký văn bản đến', outgoing: 'Sổ đăng ký văn bản đi' };

async function openRegister(tx: Tx, request: NumberRequest, year: number): Promise<void> {
  await rawQuery(
    tx,
    `insert into register (agency_id, id, direction, series, year, name) values ($1, $2, $3, $4, $5, $6)
     on conflict (agency_id, direction, series, year) do nothing`,
    [request.agencyId, newId(), request.direction, request.series, year, NAMES[request.direction]],
  );
}

/**
 * Takes the next number of the register, gap-free: the counter row is locked by this UPDATE until the transaction ends and a
 * rollback gives the number back. Call it as the last statement but the entry itself, so that the lock is held for microseconds
 * (security.md §2.6). One document has one live entry in a register, whoever asks twice.
 * @throws AppError 409 `documents.already_numbered`
 */
export async function allotNumber(tx: Tx, context: Context, request: NumberRequest): Promise<AllottedNumber> {
  const year = Number(request.on.slice(0, 4));
  await openRegister(tx, request, year);
  const [counter] = await rawQuery<{ id: string; last_number: number }>(
    tx,
    `update register set last_number = last_number + 1
     where agency_id = $1 and direction = $2 and series = $3 and year = $4 returning id, last_number`,
    [request.agencyId, request.direction, request.series, year],
  );
  if (counter === undefined) {
    throw conflict('documents.register_missing', `Chưa mở được sổ năm ${year}. Thử lại.`);
  }
  const now = context.clock.now();
  const inserted = await documentTables(tx)
    .insertInto('register_entry')
    .values({
      agency_id: request.agencyId,
      register_id: counter.id,
      number: counter.last_number,
      document_id: request.documentId,
      entered_on: vietnamDate(now),
      entered_at: now,
      entered_by: context.subject?.displayName ?? 'Hệ thống',
      cancelled_at: null,
      cancelled_reason: null,
    })
    .onConflict((clash) => clash.doNothing())
    .returning('number')
    .executeTakeFirst();
  if (inserted === undefined) {
    throw conflict('documents.already_numbered', 'Văn bản này đã có số trong sổ. Tải lại để xem số đã cấp.');
  }
  return { registerId: counter.id, number: counter.last_number, year };
}

/** Cancels the number of a document that was given up: the number stays in the register with the reason and is never re-used. */
export async function cancelNumber(
  tx: Tx,
  context: Context,
  entry: { agencyId: string; documentId: string; reason: string },
): Promise<void> {
  await documentTables(tx)
    .updateTable('register_entry')
    .set({ cancelled_at: context.clock.now(), cancelled_reason: entry.reason })
    .where('agency_id', '=', entry.agencyId)
    .where('document_id', '=', entry.documentId)
    .where('cancelled_at', 'is', null)
    .execute();
}
