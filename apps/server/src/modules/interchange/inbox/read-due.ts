import type { VerdictView } from '@congvu/contracts';
import { type Services, systemContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Exchange } from '../exchange.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { createSharedReading } from '../shared-reading.ts';
import { applyStatuses } from './apply-statuses.ts';
import { finishInbox, leaseInbox, lockUnread, waitAgain } from './inbox.store.ts';
import type { OpenedLetter } from './open-letter.ts';
import { type LetterReader, prepareLetter } from './prepare-letter.ts';
import { quarantine, type Refusal, RefusedMessage } from './quarantine.ts';
import { type Prepared, takeIn } from './take-in.ts';

/** Of one transaction: enough to pay for it once, few enough to hold nobody up. */
const LETTERS = 40;
const STATUSES = 250;
/** Side by side: one waits for the disk or the judge while another reads. */
const READ_AT_ONCE = 6;
const MAX_ATTEMPTS = 8;
const RETRY_MS = 15_000;

/** A verdict that is open may be closed by a list of revocations that is on its way. */
const OPEN_VERDICT_MS = 2_000;

/** What waits for its letter has been looked at in vain before; it too is not tried for ever. */
const MAX_WAITING_ATTEMPTS = 60;

function lastAttempt(row: InboxRow): number {
  return row.state === 'stored' ? MAX_ATTEMPTS : MAX_WAITING_ATTEMPTS;
}

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
    reason: `Đọc gói tin không thành công sau ${row.attempts} lần. Báo quản trị, rồi chọn đọc lại.`,
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
async function settleFault(services: Services, row: InboxRow, error: unknown): Promise<void> {
  services.log.warn({ err: error, inbox: row.id }, 'a letter could not be read');
  if (error instanceof AppError && error.status < 500 && error.status !== 409) {
    // A rule of the receiving module: trying again ends the same way.
    await setAside(services, row, { code: error.code, reason: error.message });
  } else if (row.attempts >= lastAttempt(row)) {
    await giveUp(services, row);
  } else {
    await postpone(services, row);
  }
}

/** Undefined when there is nothing more to do with it now. */
async function prepareOne(reader: LetterReader, services: Services, row: InboxRow): Promise<Prepared | undefined> {
  if (row.attempts > lastAttempt(row)) {
    // Whoever read it before did not even come to say so.
    await giveUp(services, row);
    return undefined;
  }
  try {
    const prepared = await prepareLetter(reader, services, row);
    if ('awaits' in prepared) {
      await services.db.transaction().execute((tx) => waitAgain(tx, row, prepared.awaits, services.clock.now()));
      return undefined;
    }
    return { leased: row, reading: prepared };
  } catch (error) {
    if (error instanceof RefusedMessage) {
      return { leased: row, refused: error };
    }
    await settleFault(services, row, error);
    return undefined;
  }
}

async function prepareAll(reader: LetterReader, services: Services, rows: readonly InboxRow[]): Promise<Prepared[]> {
  const waiting = [...rows];
  const prepared: Prepared[] = [];
  const lane = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      const one = await prepareOne(reader, services, row);
      if (one !== undefined) {
        prepared.push(one);
      }
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, lane));
  return prepared;
}

async function takeInOne(reader: LetterReader, services: Services, one: Prepared): Promise<void> {
  try {
    await takeIn(reader, services, [one]);
  } catch (error) {
    await settleFault(services, one.leased, error);
  }
}

/** All together; when one of them cannot be taken in, each by itself, so that it keeps back nobody else. */
async function readLetters(reader: LetterReader, services: Services, rows: readonly InboxRow[]): Promise<void> {
  const prepared = await prepareAll(reader, services, rows);
  if (prepared.length === 0) {
    return;
  }
  try {
    await takeIn(reader, services, prepared);
  } catch (error) {
    services.log.warn({ err: error, count: prepared.length }, 'letters could not be taken in together');
    for (const one of prepared) {
      await takeInOne(reader, services, one);
    }
  }
}

async function applyOne(services: Services, exchange: Exchange, row: InboxRow): Promise<void> {
  try {
    await applyStatuses(exchange, services, [row]);
  } catch (error) {
    services.log.warn({ err: error, inbox: row.id }, 'a status could not be applied');
    if (row.attempts >= lastAttempt(row)) {
      await giveUp(services, row);
    } else {
      await postpone(services, row);
    }
  }
}

/** One bad status must not keep back the others that came with it: a batch that fails is taken apart. */
async function applyLeased(services: Services, exchange: Exchange, rows: InboxRow[]): Promise<void> {
  try {
    await applyStatuses(exchange, services, rows);
  } catch (error) {
    services.log.warn({ err: error, count: rows.length }, 'statuses could not be applied together');
    for (const row of rows) {
      await applyOne(services, exchange, row);
    }
  }
}

/** One round: takes what is due of both kinds; nothing taken means nothing is due. */
export function createReader(exchange: Exchange): Reader {
  const isSettled = (verdict: VerdictView): boolean => verdict.verdict !== 'indeterminate';
  const judgeOnce = createSharedReading<VerdictView>(isSettled, OPEN_VERDICT_MS);
  const reader: LetterReader = {
    exchange,
    checks: {
      inspectAttachments: (services, row, attachments) => exchange.inspectAttachments(services, row, attachments),
      judge: (services, { agencyId, sha256, read }) =>
        judgeOnce(sha256, async () =>
          exchange.peers.judgePdf(services, { agencyId, bytes: await read(), recentGrounds: true }),
        ),
    },
    openOnce: createSharedReading<OpenedLetter>(({ verdict }) => isSettled(verdict), OPEN_VERDICT_MS),
  };
  return async (services) => {
    const statuses = await leaseInbox(services, 'status', STATUSES);
    if (statuses.length > 0) {
      await applyLeased(services, exchange, statuses);
    }
    const letters = await leaseInbox(services, 'document', LETTERS);
    await readLetters(reader, services, letters);
    return { taken: statuses.length + letters.length };
  };
}
