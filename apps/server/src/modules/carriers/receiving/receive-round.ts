import { AxisError } from '@congvu/axis';
import type { Context } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { type OpenedAxis, openAxis } from '../axis/open-axis.ts';
import type { CarrierPorts } from '../carrier.ts';
import type { ConnectionRow, PickupRow } from '../carriers.tables.ts';
import { noteSuccess, noteTrouble, type Trouble } from '../connection-health.ts';
import { inPool } from '../pool.ts';
import { asAxisError, troubleOf } from '../sending/outcomes.ts';
import { type Addressed, addressPickups } from './address-pickups.ts';
import { fetchMessage, forgetPartial } from './fetch-message.ts';
import {
  type FetchedBytes,
  leasePickups,
  markStored,
  moveAll,
  type PickupFault,
  postpone,
  setAside,
} from './pickup.store.ts';

/** Messages taken in one transaction of the exchange above. */
const BATCH = 100;
const MINUTES = [1, 5, 15, 60];
/** Then hourly for a day. */
const MAX_ATTEMPTS = MINUTES.length + 24;
const MINUTE_MS = 60_000;

export interface Receiving {
  context: Context;
  connection: ConnectionRow;
  ports: CarrierPorts;
}

interface Round extends Receiving {
  opened: OpenedAxis;
  /** Set when the connection began to rest: nothing more is begun. */
  rests: boolean;
}

function nextTry(attempts: number, now: Date): Date {
  return new Date(now.getTime() + (MINUTES[attempts - 1] ?? 60) * MINUTE_MS);
}

function faultOf(error: unknown): PickupFault & { final: boolean; trouble: Trouble | undefined } {
  if (error instanceof AppError) {
    return { code: error.code, text: error.message, final: error.code === 'carriers.too_large', trouble: undefined };
  }
  const failure = asAxisError(error);
  const trouble = troubleOf(failure);
  return { code: failure.code, text: failure.message, final: failure.final && trouble === undefined, trouble };
}

/** Tells the axis; when it does not hear, the row stays and is told again. */
async function acknowledge(round: Round, row: PickupRow, state: 'done' | 'fail'): Promise<boolean> {
  try {
    await round.opened.axis.acknowledge(row.doc_id, state);
    return true;
  } catch (error) {
    await fail(round, row, error);
    return false;
  }
}

/** What came was refused for good: an administrator sees it, and the axis may tell the sender. */
async function giveUp(round: Round, row: PickupRow, fault: PickupFault): Promise<void> {
  await setAside(round.context, row, 'failed', fault);
  await forgetPartial(round.context, row);
  try {
    await round.opened.axis.acknowledge(row.doc_id, 'fail');
  } catch (error) {
    round.context.log.warn({ err: error, docId: row.doc_id }, 'the axis did not hear that a message is refused');
  }
}

async function fail(round: Round, row: PickupRow, error: unknown): Promise<void> {
  const { context, connection } = round;
  const fault = faultOf(error);
  if (!(error instanceof AxisError || error instanceof AppError)) {
    context.log.warn({ err: error, docId: row.doc_id }, 'a message could not be taken in');
  }
  const now = context.clock.now();
  if (fault.trouble !== undefined) {
    round.rests = (await noteTrouble(context, connection, fault.trouble, { trial: false })) || round.rests;
    // The way failed, not the message.
    await postpone(context, row, fault, { at: nextTry(1, now), spent: false });
  } else if (row.state !== 'handed' && (fault.final || row.attempts >= MAX_ATTEMPTS)) {
    await giveUp(round, row, fault);
  } else {
    await postpone(context, row, fault, { at: nextTry(row.attempts, now), spent: true });
  }
}

/** Fetching these again after a crash costs more than writing their row at once. */
const LARGE_BYTES = 1024 * 1024;

/** Fetches what is only listed; answers the rows whose bytes are here. */
async function fetchAll(round: Round, rows: readonly PickupRow[]): Promise<PickupRow[]> {
  const { context, connection, opened } = round;
  const here: PickupRow[] = [];
  const small: (FetchedBytes & { docId: string })[] = [];
  await inPool(rows, opened.settings.parallel, async (row) => {
    if (row.state === 'stored') {
      here.push(row);
      return;
    }
    if (round.rests) {
      const fault = { code: row.error_code, text: row.error_text };
      await postpone(context, row, fault, { at: nextTry(1, context.clock.now()), spent: false });
      return;
    }
    try {
      const bytes = await fetchMessage(context, opened.axis, row, opened.settings.maxMessageMb);
      const fetched = { ...bytes, docId: row.doc_id };
      if (bytes.size > LARGE_BYTES) {
        await markStored(context, connection, [fetched]);
      } else {
        small.push(fetched);
      }
      here.push({ ...row, ...bytes, state: 'stored' });
    } catch (error) {
      await fail(round, row, error);
    }
  });
  await markStored(context, connection, small);
  return here.sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** All in one transaction; when one of them spoils it, each by itself. Answers those that are in an inbox now. */
async function handOver(round: Round, addressed: readonly Addressed[]): Promise<PickupRow[]> {
  const { context, ports } = round;
  const ours = addressed.filter(({ messages }) => messages.length > 0);
  if (ours.length === 0) {
    return [];
  }
  try {
    await ports.arrived(
      context,
      ours.flatMap(({ messages }) => messages),
    );
    return ours.map(({ row }) => row);
  } catch (error) {
    context.log.warn({ err: error }, 'a batch of arrivals failed, trying one by one');
  }
  const handed: PickupRow[] = [];
  for (const { row, messages } of ours) {
    try {
      await ports.arrived(context, messages);
      handed.push(row);
    } catch (error) {
      await postpone(
        context,
        row,
        { code: 'carriers.not_stored', text: 'Máy chủ chưa lưu được gói tin vào hộp nhận. Hệ thống tự thử lại.' },
        { at: nextTry(row.attempts, context.clock.now()), spent: true },
      );
      context.log.error({ err: error, docId: row.doc_id }, 'an arrival could not be stored');
    }
  }
  return handed;
}

async function refuseStrangers(round: Round, addressed: readonly Addressed[]): Promise<void> {
  for (const { row, stranger } of addressed) {
    if (stranger !== undefined) {
      await setAside(round.context, row, 'stranger', { code: 'carriers.not_ours', text: stranger });
      await round.opened.axis.acknowledge(row.doc_id, 'fail').catch((error: unknown) => {
        round.context.log.warn({ err: error, docId: row.doc_id }, 'the axis did not hear that a message is not ours');
      });
    }
  }
}

/** "done" only after the inbox has it (spec interchange §10, inbox 2); a crash before that is a redelivery we recognise. */
async function tellDone(round: Round, rows: readonly PickupRow[]): Promise<void> {
  const { context, connection, opened } = round;
  const told: string[] = [];
  await inPool(rows, opened.settings.parallel, async (row) => {
    if (!round.rests && (await acknowledge(round, row, 'done'))) {
      told.push(row.doc_id);
    }
  });
  await moveAll(context, connection, told, 'done');
}

/** One round: takes what is due, up to a batch. Answers how many it took; none means that nothing is due. */
export async function receiveRound(receiving: Receiving): Promise<{ taken: number; rests: boolean }> {
  const { context, connection } = receiving;
  const rows = await leasePickups(context, connection, BATCH);
  if (rows.length === 0) {
    return { taken: 0, rests: false };
  }
  const round: Round = { ...receiving, opened: openAxis(context, connection), rests: false };
  const untold = rows.filter(({ state }) => state === 'handed');
  const here = await fetchAll(
    round,
    rows.filter(({ state }) => state !== 'handed'),
  );
  const addressed = await addressPickups(context, connection, round.opened, here);
  await refuseStrangers(round, addressed);
  const handed = await handOver(round, addressed);
  await moveAll(
    context,
    connection,
    handed.map(({ doc_id }) => doc_id),
    'handed',
  );
  if (handed.length > 0) {
    await noteSuccess(context, connection, { received: handed.length });
  }
  await tellDone(round, [...untold, ...handed.map((row): PickupRow => ({ ...row, state: 'handed' }))]);
  return { taken: rows.length, rests: round.rests };
}
