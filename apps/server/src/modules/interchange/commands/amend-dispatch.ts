import type { AmendAnswer, AmendDispatch, CarrierName } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { type AppError, conflict, invalid, notFound } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { listDispatches, lockDispatches, moveToParcel } from '../dispatch.store.ts';
import { sameCode } from '../envelope/read-facts.ts';
import type { Exchange } from '../exchange.ts';
import { dispatchPolicies } from '../interchange.policy.ts';
import { dispatchFacts, wayOf } from '../interchange.presenter.ts';
import { DELIVERY_STATE } from '../interchange.states.ts';
import { type DispatchRow, interchangeTables, type MessageRow } from '../interchange.tables.ts';
import { isReceiver } from '../known-bodies.ts';
import { clearForClerks } from '../notices.ts';
import { type Destination, destinationOf } from '../outbox/find-destinations.ts';
import { dropQueued, insertLetter, type LetterSource, newestVersion, putParcel } from '../outbox/letter.store.ts';
import { wakeSender } from '../outbox/wake.ts';

type Wanted = z.output<typeof AmendDispatch>;
type Answer = z.infer<typeof AmendAnswer>;

function noSuchWay(carrier: CarrierName): AppError {
  const message =
    carrier === 'inside'
      ? 'Nơi nhận này không dùng chung hệ thống, không gửi trong hệ thống được. Chọn cách gửi khác.'
      : 'Cơ quan chưa có kết nối đang bật cho cách gửi này. Chọn cách gửi khác, hoặc báo quản trị mở ở trang Kết nối liên thông.';
  return invalid('interchange.no_way', message, [{ path: 'carrier', message: 'Chọn cách gửi khác.' }]);
}

async function chooseDestination(exchange: Exchange, tx: Tx, row: DispatchRow, wanted: Wanted): Promise<Destination> {
  const code = wanted.receiverCode ?? row.receiver_code;
  const isSame = sameCode(code, row.receiver_code);
  const receiver = {
    agencyId: isSame ? row.receiver_agency_id : null,
    code,
    name: wanted.receiverName ?? row.receiver_name,
  };
  const [way] = await exchange.chooseWays(tx, row.agency_id, [receiver]);
  const chosen = destinationOf(receiver, way);
  const connectionId = wanted.connectionId ?? undefined;
  if (wanted.carrier === undefined || (wanted.carrier === chosen.carrier && connectionId === undefined)) {
    return chosen;
  }
  const connection = (await exchange.listConnections(tx, row.agency_id)).find(
    ({ id, kind }) => kind === wanted.carrier && (connectionId ?? id) === id,
  );
  if (connection === undefined) {
    throw noSuchWay(wanted.carrier);
  }
  return {
    ...chosen,
    carrier: connection.kind,
    connectionId: connection.id,
    packing: connection.attachmentForm,
    note: '',
  };
}

async function loadMessage(tx: Tx, row: DispatchRow): Promise<{ message: MessageRow; source: LetterSource }> {
  const message = await interchangeTables(tx)
    .selectFrom('interchange_message')
    .selectAll()
    .where('agency_id', '=', row.agency_id)
    .where('id', '=', row.message_id)
    .executeTakeFirstOrThrow();
  if (message.source.kind !== 'document') {
    throw new Error('the message of a dispatch is a letter');
  }
  return { message, source: message.source };
}

/** The envelope that names this receiver: the one there is, or a further version with the same DocumentId (spec interchange §10). */
async function envelopeFor(
  tx: Tx,
  row: DispatchRow,
  receiver: Destination,
  at: Date,
): Promise<{ messageId: string; isNew: boolean }> {
  const { message, source } = await loadMessage(tx, row);
  const isNamed = source.message.to.some((party) => sameCode(party.agencyCode, receiver.code));
  if (isNamed && (source.packing ?? 'zip') === receiver.packing) {
    return { messageId: message.id, isNew: false };
  }
  const version = (await newestVersion(tx, row.agency_id, row.document_id)) + 1;
  const { packing: _before, ...rest } = source;
  const amended: LetterSource = {
    ...rest,
    message: { ...source.message, to: [{ agencyCode: receiver.code, name: receiver.name }] },
    ...(receiver.packing === 'raw' && { packing: 'raw' }),
  };
  const key = { agencyId: row.agency_id, documentId: row.document_id, version };
  const messageId = await insertLetter(tx, key, amended, at);
  if (messageId === undefined) {
    throw conflict('interchange.wrong_state', 'Nơi nhận này vừa được sửa ở nơi khác. Tải lại để xem.');
  }
  return { messageId, isNew: true };
}

async function assertOnlyOnce(tx: Tx, row: DispatchRow, way: Destination): Promise<void> {
  const others = (await listDispatches(tx, row.agency_id, row.document_id)).filter((other) => other.id !== row.id);
  for (const other of others) {
    if (await isReceiver(tx, other, way)) {
      throw conflict(
        'interchange.same_receiver',
        `Văn bản đã gửi cho ${other.receiver_name} (${other.receiver_code}) ở một dòng khác, không gửi hai lần.`,
      );
    }
  }
}

interface Amended {
  row: DispatchRow;
  isNewEnvelope: boolean;
  note: string;
}

async function amend(tx: Tx, before: DispatchRow, way: Destination, at: Date): Promise<Amended> {
  const common = {
    receiver_agency_id: way.agencyId,
    receiver_name: way.name,
    receiver_code: way.code,
    alias_codes: (await isReceiver(tx, before, way)) ? before.alias_codes : [],
    changed_at: at,
  };
  if (way.carrier === null) {
    await dropQueued(tx, before, at);
    const row: DispatchRow = {
      ...before,
      ...common,
      carrier: null,
      connection_id: null,
      state: 'manual',
      note: way.note,
      error_code: '',
    };
    return { row, isNewEnvelope: false, note: way.note };
  }
  const { messageId, isNew } = await envelopeFor(tx, before, way, at);
  const row: DispatchRow = {
    ...before,
    ...common,
    message_id: messageId,
    carrier: way.carrier,
    connection_id: way.connectionId,
    state: before.state === 'sent' && !isNew && sameCode(before.receiver_code, way.code) ? 'sent' : 'queued',
    note: way.note,
    error_code: '',
    attempts: 0,
    settled_at: null,
    settled_by: null,
  };
  if (row.message_id !== before.message_id || row.receiver_code !== before.receiver_code) {
    await dropQueued(tx, before, at);
  }
  await putParcel(tx, row, at);
  return { row, isNewEnvelope: isNew, note: way.note };
}

/**
 * Sửa & gửi lại: another code, another way, or both. The very same bytes go when the envelope names the receiver; otherwise a further
 * version of it is written, which differs in nothing but whom it names.
 */
export async function amendDispatch(
  exchange: Exchange,
  context: ActingContext,
  id: string,
  wanted: Wanted,
): Promise<Answer> {
  const { agencyId, displayName } = context.subject;
  const at = context.clock.now();
  return command(context, async (tx) => {
    const [before] = await lockDispatches(tx, agencyId, [id]);
    if (before === undefined) {
      throw notFound('interchange.dispatch_not_found', 'Không tìm thấy lần gửi này. Tải lại danh sách.');
    }
    dispatchPolicies.authorize('interchange.amend', context.subject, dispatchFacts(before));
    const way = await chooseDestination(exchange, tx, before, wanted);
    await assertOnlyOnce(tx, before, way);
    const { row, isNewEnvelope, note } = await amend(tx, before, way, at);
    const label = wayOf(row).label;
    await moveToParcel(tx, row, {
      state: row.state,
      at,
      note: [`${displayName} sửa & gửi lại: ${row.receiver_name} (${row.receiver_code}), ${label}`, note]
        .filter((part) => part !== '')
        .join('. '),
    });
    await record(tx, context, {
      action: 'interchange.dispatch_amended',
      agencyId,
      objectKind: 'document',
      objectId: row.document_id,
      detail: {
        dispatchId: id,
        from: { code: before.receiver_code, carrier: before.carrier },
        to: { code: row.receiver_code, carrier: row.carrier },
        newEnvelope: isNewEnvelope,
      },
    });
    await clearForClerks(tx, context, agencyId, row.document_id);
    await publish(tx, { topic: 'interchange', agencyId, ids: [row.document_id] });
    await publish(tx, { topic: 'outgoing', agencyId, ids: [row.document_id] });
    if (row.carrier !== null) {
      await wakeSender(tx, row.message_id);
    }
    return {
      id,
      state: DELIVERY_STATE[row.state],
      newEnvelope: isNewEnvelope,
      way: wayOf(row),
      reason: row.carrier === null ? note : '',
    };
  });
}
