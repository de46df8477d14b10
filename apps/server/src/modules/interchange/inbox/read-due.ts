import type { VerdictView } from '@congvu/contracts';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { type Exchange, systemContext } from '../exchange.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { createSharedReading } from '../shared-reading.ts';
import { applyStatuses } from './apply-statuses.ts';
import { finishInbox, leaseInbox, lockUnread } from './inbox.store.ts';
import type { OpenedLetter } from './open-letter.ts';
import { quarantine, type Refusal } from './quarantine.ts';
import { type LetterReader, readLetter } from './read-letter.ts';

const LETTERS = 13;
const STATUSES = 200;
/** Side by side: one waits for the database while another reads. */
const READ_AT_ONCE = 3;
const MAX_ATTEMPTS = 8;
const RETRY_MS = 15_000;

export type Reader = (services: Services) => Promise<{ taken: number }>;

/** Only while this worker still holds the row: a lease that ran out may have been taken over and finished by another. */
async function setAside(services: Services, row: InboxRow, refusal: Refusal): Promise<void> {
  await services.db.transaction().execute(async (tx) => {
    const held = await lockUnread(tx, row);
    if (held !== undefined) {
      await quarantine(tx, systemContext(services), held, refusal);
    }
  });
}

async function giveUp(services: Services, row: InboxRow): Promise<void> {
  await setAside(services, row, {
    code: 'interchange.reading_failed',
    reason: `Đọc gói tin không thành công sau ${MAX_ATTEMPTS} lần. Báo quản trị, rồi chọn đọc lại.`,
  });
}

async function postpone(services: Services, row: InboxRow): Promise<void> {
  const next = new Date(services.clock.now().getTime() + RETRY_MS * row.attempts);
  await services.db.transaction().execute(async (tx) => {
    const held = await lockUnread(tx, row);
    if (held !== undefined) {
      await finishInbox(tx, held, { next_at: next });
    }
  });
}

/** Whatever goes wrong with one letter stays with that letter: it comes again later, at last it is set aside. */
async function readOne(reader: LetterReader, services: Services, row: InboxRow): Promise<void> {
  if (row.attempts > MAX_ATTEMPTS) {
    await giveUp(services, row);
    return;
  }
  try {
    await readLetter(reader, services, row);
  } catch (error) {
    services.log.warn({ err: error, inbox: row.id }, 'a letter could not be read');
    if (error instanceof AppError && error.status < 500 && error.status !== 409) {
      // A rule of the receiving module: trying again ends the same way.
      await setAside(services, row, { code: error.code, reason: error.message });
      return;
    }
    await postpone(services, row);
  }
}

async function readLetters(reader: LetterReader, services: Services, rows: InboxRow[]): Promise<void> {
  const waiting = [...rows];
  const lane = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      await readOne(reader, services, row);
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, lane));
}

async function applyOne(services: Services, row: InboxRow): Promise<void> {
  if (row.attempts > MAX_ATTEMPTS && row.state === 'stored') {
    await giveUp(services, row);
    return;
  }
  try {
    await applyStatuses(services, [row]);
  } catch (error) {
    services.log.warn({ err: error, inbox: row.id }, 'a status could not be applied');
    await postpone(services, row);
  }
}

/** One bad status must not keep back the others that came with it: a batch that fails is taken apart. */
async function applyLeased(services: Services, rows: InboxRow[]): Promise<void> {
  try {
    await applyStatuses(services, rows);
  } catch (error) {
    services.log.warn({ err: error, count: rows.length }, 'statuses could not be applied together');
    for (const row of rows) {
      await applyOne(services, row);
    }
  }
}

/** One round: takes what is due of both kinds; nothing taken means nothing is due. */
export function createReader(exchange: Exchange): Reader {
  const reader: LetterReader = {
    exchange,
    openOnce: createSharedReading<OpenedLetter>(),
    judgeOnce: createSharedReading<VerdictView>((verdict) => verdict.verdict !== 'indeterminate'),
  };
  return async (services) => {
    const statuses = await leaseInbox(services, 'status', STATUSES);
    if (statuses.length > 0) {
      await applyLeased(services, statuses);
    }
    const letters = await leaseInbox(services, 'document', LETTERS);
    await readLetters(reader, services, letters);
    return { taken: statuses.length + letters.length };
  };
}
