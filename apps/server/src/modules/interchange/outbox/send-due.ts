import type { Parcel, SendOutcome } from '#modules/carriers';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Exchange } from '../exchange.ts';
import type { MessageRow, OutboxRow } from '../interchange.tables.ts';
import { type BuiltMessage, buildMessage, isUnbuildable } from './build-message.ts';
import {
  fixBytes,
  keepLease,
  type Lane,
  LEASE_MS,
  leaseOutbox,
  listDueLanes,
  listMessages,
  type OutboxError,
} from './outbox.store.ts';
import { type Failure, settleFailure } from './settle-failure.ts';
import { settleSent } from './settle-sent.ts';

/** Few at a time over connections that carry one message after the other; many where a batch costs one round. */
const BATCH: Record<Lane['carrier'], number> = { inside: 200, peer: 200, national: 20, provincial: 20, mail: 20 };
const BUILD_AT_ONCE = 4;

interface Batch {
  ready: { row: OutboxRow; parcel: Parcel }[];
  failures: Failure[];
}

export interface Round {
  taken: number;
  sent: number;
  /** Nobody on the other side answered: trying the rest of the lane at once would end the same way. */
  isDown: boolean;
}

function parcelOf(row: OutboxRow, built: BuiltMessage): Parcel {
  return {
    outboxId: row.id,
    senderAgencyId: row.agency_id,
    senderCode: row.sender_code,
    receiverAgencyId: row.receiver_agency_id,
    receiverCode: row.receiver_code,
    connectionId: row.connection_id,
    inDoubt: row.in_doubt,
    kind: row.kind,
    messageId: row.message_id,
    ...built,
    priority: row.priority,
  };
}

type Fault = OutboxError & { final: boolean };

function describeFault(services: Services, error: unknown): Fault {
  if (isUnbuildable(error)) {
    const reason = `Không lập được gói tin: ${error.message}`;
    return { code: error.code, reason, final: true, inDoubt: false };
  }
  services.log.warn({ err: error }, 'a message could not be handed over');
  return error instanceof AppError
    ? {
        code: error.code,
        reason: error.message,
        final: error.code === 'files.infected_since',
        inDoubt: false,
      }
    : {
        code: 'interchange.carrier_failed',
        reason: 'Hệ thống chưa gửi được, sẽ tự gửi lại.',
        final: false,
        inDoubt: false,
      };
}

interface Built {
  message: MessageRow;
  bytes: BuiltMessage;
}

async function buildAll(services: Services, messages: MessageRow[]): Promise<Map<string, Built | Fault>> {
  const outcomes = new Map<string, Built | Fault>();
  const lane = async (): Promise<void> => {
    for (let message = messages.shift(); message !== undefined; message = messages.shift()) {
      const key = `${message.agency_id} ${message.id}`;
      try {
        outcomes.set(key, { message, bytes: await buildMessage(services, message) });
      } catch (error) {
        outcomes.set(key, describeFault(services, error));
      }
    }
  };
  await Promise.all(Array.from({ length: BUILD_AT_ONCE }, lane));
  const fresh = [...outcomes.values()].flatMap((one) =>
    'bytes' in one && one.message.sha256 === null
      ? { agencyId: one.message.agency_id, id: one.message.id, sha256: one.bytes.sha256, size: one.bytes.size }
      : [],
  );
  for (const { agencyId, id, sha256, size } of await fixBytes(services, fresh)) {
    const one = outcomes.get(`${agencyId} ${id}`);
    if (one !== undefined && 'bytes' in one) {
      one.bytes = { sha256, size, content: null };
    }
  }
  return outcomes;
}

async function prepare(services: Services, rows: readonly OutboxRow[]): Promise<Batch> {
  const batch: Batch = { ready: [], failures: [] };
  const outcomes = await buildAll(services, await listMessages(services, rows));
  for (const row of rows) {
    const outcome = outcomes.get(`${row.agency_id} ${row.message_id}`);
    if (outcome !== undefined && 'bytes' in outcome) {
      batch.ready.push({ row, parcel: parcelOf(row, outcome.bytes) });
    } else if (outcome !== undefined) {
      batch.failures.push({ row, ...outcome });
    }
  }
  // Khẩn first, then what happened first: a receiver's history reads as it was.
  batch.ready.sort((left, right) => right.row.priority - left.row.priority || left.row.seq - right.row.seq);
  return batch;
}

const NO_ANSWER: SendOutcome = {
  ok: false,
  final: false,
  code: 'interchange.no_answer',
  reason: 'Kênh gửi không trả lời.',
  inDoubt: true,
};
const NO_CARRIER: SendOutcome = {
  ok: false,
  final: true,
  code: 'interchange.no_carrier',
  reason: 'Kênh gửi của nơi nhận này không còn trên hệ thống. Chọn cách gửi khác rồi gửi lại.',
};

async function askCarrier(exchange: Exchange, context: Context, lane: Lane, batch: Batch): Promise<SendOutcome[]> {
  const carrier = exchange.carriers.find(({ name }) => name === lane.carrier);
  if (carrier === undefined) {
    return batch.ready.map(() => NO_CARRIER);
  }
  try {
    return await carrier.send(
      context,
      batch.ready.map(({ parcel }) => parcel),
    );
  } catch (error) {
    const fault = describeFault(context, error);
    return batch.ready.map(() => ({ ok: false, ...fault }));
  }
}

/** Hands the batch to the carrier; answers what it has. */
async function handOver(
  exchange: Exchange,
  services: Services,
  lane: Lane,
  batch: Batch,
): Promise<{ row: OutboxRow; transportId: string }[]> {
  const rows = batch.ready.map(({ row }) => row);
  const keeping = setInterval(() => void keepLease(services, rows).catch(() => undefined), LEASE_MS / 3);
  try {
    const outcomes = await askCarrier(exchange, systemContext(services), lane, batch);
    const sent: { row: OutboxRow; transportId: string }[] = [];
    for (const [index, row] of rows.entries()) {
      const outcome = outcomes[index] ?? NO_ANSWER;
      if (outcome.ok) {
        sent.push({ row, transportId: outcome.transportId ?? '' });
      } else {
        const { code, reason, final, inDoubt = false, untried = false, retryAt } = outcome;
        batch.failures.push({ row, code, reason, final, inDoubt, untried, retryAt });
      }
    }
    return sent;
  } finally {
    clearInterval(keeping);
  }
}

/** One round of one lane: what is due goes out; nothing taken means nothing is due. */
export async function sendLane(exchange: Exchange, services: Services, lane: Lane): Promise<Round> {
  const rows = await leaseOutbox(services, lane, BATCH[lane.carrier]);
  if (rows.length === 0) {
    return { taken: 0, sent: 0, isDown: false };
  }
  const batch = await prepare(services, rows);
  const sent = batch.ready.length === 0 ? [] : await handOver(exchange, services, lane, batch);
  await settleSent(services, sent);
  for (const failure of batch.failures) {
    await settleFailure(services, failure);
  }
  const isDown = sent.length === 0 && batch.ready.length > 0 && batch.failures.every(({ final }) => !final);
  return { taken: rows.length, sent: sent.length, isDown };
}

/** One round of every lane that has something due, side by side. */
export async function sendDue(exchange: Exchange, services: Services): Promise<{ taken: number; sent: number }> {
  const lanes = await listDueLanes(services);
  const rounds = await Promise.all(lanes.map((lane) => sendLane(exchange, services, lane)));
  return {
    taken: rounds.reduce((sum, { taken }) => sum + taken, 0),
    sent: rounds.reduce((sum, { sent }) => sum + sent, 0),
  };
}
