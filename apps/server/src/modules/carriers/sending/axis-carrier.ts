import type { Context } from '../../../platform/context.ts';
import { AXIS_KINDS, openAxis } from '../axis/open-axis.ts';
import type { Carrier, Parcel, SendOutcome } from '../carrier.ts';
import type { ConnectionRow, HandoverRow } from '../carriers.tables.ts';
import { enter, noteSuccess } from '../connection-health.ts';
import { findConnection } from '../connections.store.ts';
import { inPool } from '../pool.ts';
import { listServedAgencies, type ServedAgency, senderCodeOn } from '../ways/served-agencies.ts';
import type { Lot } from './ask-sent.ts';
import { beginHandovers, dropHandovers, findHandovers } from './handover.store.ts';
import { type LotResult, type SendingLot, sendLot } from './send-lot.ts';

type Refusal = Extract<SendOutcome, { ok: false }>;

/** Switched off for now: letters wait without losing an attempt. */
const OFF_RETRY_MS = 5 * 60_000;

const GONE: Refusal = {
  ok: false,
  final: true,
  code: 'carriers.connection_not_found',
  reason: 'Kết nối của văn bản này không còn. Chọn đường gửi khác rồi gửi lại.',
};

function notServed(row: ConnectionRow): Refusal {
  return {
    ok: false,
    final: true,
    code: 'carriers.not_served',
    reason: `Cơ quan gửi không có mã nào trên kết nối “${row.name}”. Quản trị thêm mã của cơ quan vào kết nối rồi gửi lại.`,
  };
}

/** Parcels with the same key go as one message. What may have arrived before is asked for, and sent, by itself. */
function lotKeyOf(parcel: Parcel, grouped: boolean, earlier: ReadonlyMap<string, HandoverRow>): string {
  const goesAlone = !grouped || parcel.inDoubt || earlier.has(parcel.outboxId);
  return goesAlone ? parcel.outboxId : `${parcel.senderAgencyId} ${parcel.messageId} ${parcel.sha256}`;
}

interface Sorted {
  lots: Lot[];
  refused: Parcel[];
}

/** Lots in the order of their first parcels; receivers of one message share one when the connection allows it. */
function sortIntoLots(
  parcels: readonly Parcel[],
  senders: readonly ServedAgency[],
  keyOf: (parcel: Parcel) => string,
): Sorted {
  const sorted: Sorted = { lots: [], refused: [] };
  const byKey = new Map<string, Lot>();
  for (const parcel of parcels) {
    const sender = senders.find(({ id }) => id === parcel.senderAgencyId);
    const from = sender === undefined ? undefined : senderCodeOn(sender, parcel.senderCode);
    if (from === undefined) {
      sorted.refused.push(parcel);
      continue;
    }
    const key = keyOf(parcel);
    const known = byKey.get(key);
    if (known === undefined) {
      const lot: Lot = { parcels: [parcel], from };
      byKey.set(key, lot);
      sorted.lots.push(lot);
    } else {
      known.parcels.push(parcel);
    }
  }
  return sorted;
}

/** What else goes wrong (our database, our disk) leaves it open whether the message arrived. */
async function sendSafely(sending: SendingLot): Promise<LotResult> {
  try {
    return await sendLot(sending);
  } catch (error) {
    sending.context.log.error({ err: error }, 'a message was handed over, or not: its receipt could not be kept');
    const reason = 'Máy chủ gặp lỗi khi đang gửi. Hệ thống hỏi lại trục rồi tự gửi tiếp.';
    return { outcome: { ok: false, final: false, code: 'carriers.broken', reason, inDoubt: true }, rests: false };
  }
}

/** Several lots side by side; from the moment the connection rests the others are not begun. Answers whether it rests. */
async function sendAll(
  sendings: readonly SendingLot[],
  took: (lot: Lot, result: LotResult | undefined) => void,
): Promise<boolean> {
  let rests = false;
  const sendOne = async (sending: SendingLot): Promise<void> => {
    const result = rests ? undefined : await sendSafely(sending);
    rests ||= result?.rests === true;
    took(sending.lot, result);
  };
  const [first, ...others] = sendings;
  if (first?.trial !== true) {
    await inPool(sendings, first?.opened.settings.parallel ?? 1, sendOne);
    return rests;
  }
  // Half-open: one goes alone, the rest follow when it came through.
  await sendOne(first);
  if (!rests) {
    await noteSuccess(first.context, first.row, {});
  }
  await inPool(others, first.opened.settings.parallel, sendOne);
  return rests;
}

type Outcomes = Map<string, SendOutcome>;

/** Those that are not known to be under way already. */
function parcelsToBegin(lots: readonly Lot[], earlier: ReadonlyMap<string, HandoverRow>): Parcel[] {
  return lots
    .flatMap(({ parcels }) => parcels)
    .filter(({ outboxId, inDoubt }) => {
      const known = earlier.get(outboxId);
      return known === undefined || (!inDoubt && known.doc_id !== null);
    });
}

function justResting(row: ConnectionRow): Refusal {
  return {
    ok: false,
    final: false,
    code: 'carriers.resting',
    reason: `Kết nối “${row.name}” vừa tạm nghỉ vì lỗi. Hệ thống tự thử lại, văn bản vẫn giữ trong hàng chờ.`,
    untried: true,
  };
}

async function sendOver(
  context: Context,
  row: ConnectionRow,
  parcels: readonly Parcel[],
  outcomes: Outcomes,
): Promise<void> {
  const answer = (those: readonly Parcel[], outcome: SendOutcome): void => {
    for (const { outboxId } of those) {
      outcomes.set(outboxId, outcome);
    }
  };
  if (!row.enabled) {
    const retryAt = new Date(context.clock.now().getTime() + OFF_RETRY_MS);
    const reason = `Kết nối “${row.name}” đang tắt. Quản trị bật lại thì hệ thống tự gửi.`;
    answer(parcels, { ok: false, final: false, code: 'carriers.disabled', reason, untried: true, retryAt });
    return;
  }
  const senders = (await listServedAgencies(context.db, [row])).get(row.id) ?? [];
  const opened = openAxis(context, row);
  const earlier = await findHandovers(context, parcels);
  const { grouped } = opened.settings;
  const { lots, refused } = sortIntoLots(parcels, senders, (parcel) => lotKeyOf(parcel, grouped, earlier));
  answer(refused, notServed(row));
  if (lots.length === 0) {
    return;
  }
  const pass = await enter(context, row, 'send');
  if (!pass.go) {
    const waiting: Refusal = { ok: false, final: false, code: 'carriers.resting', reason: pass.reason, untried: true };
    answer(
      lots.flatMap((lot) => lot.parcels),
      { ...waiting, retryAt: pass.until },
    );
    return;
  }
  await beginHandovers(context, row.id, parcelsToBegin(lots, earlier));
  const sendings = lots.map((lot, index) => ({ context, row, opened, lot, earlier, trial: pass.trial && index === 0 }));
  const untried: Parcel[] = [];
  let sent = 0;
  const rests = await sendAll(sendings, (lot, result) => {
    answer(lot.parcels, result?.outcome ?? justResting(row));
    if (result === undefined) {
      untried.push(...lot.parcels);
    } else if (result.outcome.ok) {
      sent += lot.parcels.length;
    }
  });
  await dropHandovers(context, untried);
  if (sent > 0) {
    await noteSuccess(context, row, { sent, well: !rests });
  }
}

async function send(context: Context, parcels: readonly Parcel[]): Promise<SendOutcome[]> {
  const outcomes: Outcomes = new Map();
  const byConnection = Map.groupBy(parcels, ({ connectionId }) => connectionId);
  await Promise.all(
    [...byConnection].map(async ([connectionId, own]) => {
      const row = connectionId === null ? undefined : await findConnection(context.db, connectionId);
      if (row !== undefined) {
        await sendOver(context, row, own, outcomes);
      }
    }),
  );
  return parcels.map(({ outboxId }) => outcomes.get(outboxId) ?? GONE);
}

/** The national and the provincial axis: the same way of sending, each over its own client. */
export const axisCarriers: readonly Carrier[] = AXIS_KINDS.map((name) => ({ name, send }));
