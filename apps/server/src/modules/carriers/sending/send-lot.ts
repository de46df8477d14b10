import type { AxisError } from '@congvu/axis';
import type { Context } from '../../../platform/context.ts';
import type { OpenedAxis } from '../axis/open-axis.ts';
import type { Parcel, SendOutcome } from '../carrier.ts';
import type { ConnectionRow, HandoverRow } from '../carriers.tables.ts';
import { noteRefusals, noteTrouble } from '../connection-health.ts';
import { piecesOf } from '../read-envelope.ts';
import { askSent, type Lot } from './ask-sent.ts';
import { dropHandovers, finishHandovers } from './handover.store.ts';
import { asAxisError, outcomeOf, troubleOf } from './outcomes.ts';

export interface SendingLot {
  context: Context;
  row: ConnectionRow;
  opened: OpenedAxis;
  lot: Lot;
  /** By outbox row. */
  earlier: ReadonlyMap<string, HandoverRow>;
  trial: boolean;
}

export interface LotResult {
  outcome: SendOutcome;
  /** The connection rests from now on: whatever has not begun waits. */
  rests: boolean;
}

const MIB = 1024 * 1024;

/** What can be told without asking anybody. */
function refuseHere({ context, opened, lot }: SendingLot): Extract<SendOutcome, { ok: false }> | undefined {
  const [parcel] = lot.parcels;
  const limit = opened.settings.maxMessageMb;
  if (parcel.size > limit * MIB) {
    return {
      ok: false,
      final: true,
      code: 'carriers.too_large',
      reason: `Gói tin lớn hơn mức ${limit} MB của kết nối. Giảm dung lượng tệp kèm theo, hoặc quản trị nâng mức này nếu trục cho phép.`,
    };
  }
  if (parcel.content === null && !context.blobs.has(parcel.sha256)) {
    return {
      ok: false,
      final: true,
      code: 'carriers.bytes_gone',
      reason: 'Không còn dữ liệu của gói tin trên máy chủ. Khôi phục kho tệp từ bản sao lưu rồi gửi lại.',
    };
  }
  return undefined;
}

function contentOf(context: Context, parcel: Parcel): Uint8Array | (() => AsyncIterable<Uint8Array>) {
  return parcel.content ?? (() => piecesOf(context, parcel));
}

/** The name an earlier attempt got, when there was one that is in doubt. */
async function findEarlier({ context, opened, lot, earlier }: SendingLot): Promise<string | undefined> {
  const rows = lot.parcels.map(({ outboxId }) => earlier.get(outboxId));
  const isInDoubt = lot.parcels.some(({ inDoubt }) => inDoubt) || rows.some((row) => row?.doc_id === null);
  if (!isInDoubt) {
    return undefined;
  }
  // We died between the answer of the axis and its receipt here.
  const known = rows.find((row) => row?.doc_id !== null && row?.doc_id !== undefined)?.doc_id;
  if (known !== undefined && known !== null) {
    return known;
  }
  return opened.national === undefined ? undefined : askSent(context, opened.national, lot, rows[0]);
}

async function handOver({ context, opened, lot }: SendingLot): Promise<string> {
  const [parcel] = lot.parcels;
  const receipt = await opened.axis.send(contentOf(context, parcel), {
    from: lot.from,
    to: lot.parcels.map(({ receiverCode }) => receiverCode),
    messageType: parcel.kind === 'document' ? 'edoc' : 'status',
    sha256: parcel.sha256,
    size: parcel.size,
  });
  return receipt.docId;
}

/** Nobody could say whether an earlier attempt arrived: nothing was sent, and the doubt stays. */
async function noteUnasked({ context, row, trial }: SendingLot, error: AxisError): Promise<LotResult> {
  const trouble = troubleOf(error) ?? { code: error.code, message: error.message };
  const rests = await noteTrouble(context, row, trouble, { trial });
  return { outcome: { ...outcomeOf(error), final: false, inDoubt: true, untried: true }, rests };
}

async function noteFailure({ context, row, lot, trial }: SendingLot, error: AxisError): Promise<LotResult> {
  if (!error.inDoubt) {
    await dropHandovers(context, lot.parcels);
  }
  const trouble = troubleOf(error);
  if (trouble === undefined) {
    await noteRefusals(context, row, lot.parcels.length);
    return { outcome: outcomeOf(error), rests: false };
  }
  const rests = await noteTrouble(context, row, trouble, { trial, failed: lot.parcels.length });
  return { outcome: outcomeOf(error), rests };
}

/** One message to the axis, and what became of it. Never throws for what the axis does. */
export async function sendLot(sending: SendingLot): Promise<LotResult> {
  const { context, lot } = sending;
  const refused = refuseHere(sending);
  if (refused !== undefined) {
    await dropHandovers(context, lot.parcels);
    return { outcome: refused, rests: false };
  }
  let docId: string | undefined;
  try {
    docId = await findEarlier(sending);
  } catch (error) {
    return noteUnasked(sending, asAxisError(error));
  }
  try {
    docId ??= await handOver(sending);
  } catch (error) {
    return noteFailure(sending, asAxisError(error));
  }
  await finishHandovers(context, lot.parcels, docId);
  return { outcome: { ok: true, transportId: docId }, rests: false };
}
