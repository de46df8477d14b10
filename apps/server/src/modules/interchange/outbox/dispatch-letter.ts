import { foldAccents } from '@congvu/vntext';
import { record } from '#modules/audit';
import { currentAgencyCode, getAgency } from '#modules/org';
import type { IssuedLetter } from '#modules/outgoing';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { INSIDE } from '../carriers/inside-carrier.ts';
import { insertEvents } from '../dispatch.store.ts';
import { composeLetter, type Sender } from '../envelope/letter-envelope.ts';
import type { MessageSource } from '../envelope/message-source.ts';
import type { Exchange } from '../exchange.ts';
import { type DispatchRow, interchangeTables } from '../interchange.tables.ts';
import { findKnownAgency } from '../known-agencies.ts';
import { wakeSender } from './wake.ts';

/** Khẩn first, at every station of the way. */
const PRIORITY: Record<IssuedLetter['urgency'], number> = { normal: 0, urgent: 1, very_urgent: 2, express: 3 };

interface Receiver {
  agencyId: string | null;
  name: string;
  code: string;
  connected: boolean;
}

async function loadSender(tx: Tx, agencyId: string): Promise<Sender> {
  const [agency, code] = [await getAgency(tx, agencyId), await currentAgencyCode(tx, agencyId)];
  if (code === undefined) {
    throw invalid(
      'interchange.no_code',
      'Cơ quan chưa có mã định danh đang hiệu lực (QĐ 20/2020/QĐ-TTg) nên không gửi liên thông được. ' +
        'Quản trị khai mã định danh rồi phát hành lại.',
    );
  }
  return { code, name: agency.name, governingName: agency.governing_name, email: agency.email };
}

/** A receiver that shares this installation and has a code gets the letter over the exchange, every other one on paper. */
async function resolveReceivers(tx: Tx, letter: IssuedLetter): Promise<Receiver[]> {
  const receivers: Receiver[] = [];
  for (const { agencyId, name, code } of letter.receivers) {
    const agency = agencyId === null ? undefined : await findKnownAgency(tx, agencyId);
    receivers.push({ agencyId, name, code, connected: agency?.hosted === true && code !== '' });
  }
  return receivers;
}

async function insertMessage(
  tx: Tx,
  letter: IssuedLetter,
  source: Extract<MessageSource, { kind: 'document' }>,
  at: Date,
): Promise<string | undefined> {
  const inserted = await interchangeTables(tx)
    .insertInto('interchange_message')
    .values({
      agency_id: letter.agencyId,
      id: newId(at.getTime()),
      kind: 'document',
      document_id: letter.documentId,
      status_code: '',
      version: 1,
      envelope_document_id: source.message.documentId,
      source: JSON.stringify(source),
      sha256: null,
      size: null,
      content: null,
      created_at: at,
    })
    .onConflict((clash) => clash.columns(['agency_id', 'document_id', 'kind', 'status_code', 'version']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted?.id;
}

function dispatchRow(
  letter: IssuedLetter,
  receiver: Receiver,
  place: { messageId: string; index: number; at: Date },
): DispatchRow {
  return {
    agency_id: letter.agencyId,
    id: newId(place.at.getTime()),
    document_id: letter.documentId,
    message_id: place.messageId,
    receiver_agency_id: receiver.agencyId,
    receiver_name: receiver.name,
    receiver_code: receiver.code,
    sort_order: place.index,
    state: receiver.connected ? 'queued' : 'manual',
    note: '',
    arrival_number: null,
    attempts: 0,
    on_paper: false,
    sent_at: null,
    arrived_at: null,
    changed_at: place.at,
    settled_at: null,
    settled_by: null,
    number_symbol: letter.numberSymbol,
    type_name: letter.typeName,
    abstract: letter.abstract,
    issued_on: letter.issuedOn,
    due_on: letter.dueOn,
    search_text: foldAccents(`${letter.numberSymbol} ${letter.abstract} ${receiver.name} ${receiver.code}`),
  };
}

async function insertParcels(
  tx: Tx,
  letter: IssuedLetter,
  senderCode: string,
  dispatches: readonly DispatchRow[],
): Promise<void> {
  const queued = dispatches.filter((dispatch) => dispatch.state === 'queued');
  if (queued.length === 0) {
    return;
  }
  await interchangeTables(tx)
    .insertInto('interchange_outbox')
    .values(
      queued.map((dispatch) => ({
        agency_id: letter.agencyId,
        id: newId(dispatch.changed_at.getTime()),
        message_id: dispatch.message_id,
        kind: 'document' as const,
        carrier: INSIDE,
        sender_code: senderCode,
        receiver_agency_id: dispatch.receiver_agency_id,
        receiver_code: dispatch.receiver_code,
        priority: PRIORITY[letter.urgency],
        state: 'queued' as const,
        attempts: 0,
        next_at: dispatch.changed_at,
        leased_until: null,
        last_error: '',
        sent_at: null,
        created_at: dispatch.changed_at,
      })),
    )
    .execute();
}

/**
 * In the transaction that issues: fixes what will be sent and leaves one row for every receiver. Nothing is sent here; a letter
 * that was dispatched before is left as it is.
 */
export async function dispatchLetter(
  exchange: Exchange,
  tx: Tx,
  context: Context,
  wanted: { agencyId: string; documentId: string },
): Promise<void> {
  const letter = await exchange.peers.readIssuedLetter(tx, wanted.agencyId, wanted.documentId);
  if (letter.receivers.length === 0) {
    return;
  }
  const at = context.clock.now();
  const [sender, receivers] = [await loadSender(tx, letter.agencyId), await resolveReceivers(tx, letter)];
  const connected = receivers.filter((receiver) => receiver.connected);
  // Without anybody on the exchange the envelope still names all: it is the record of what was sent.
  const addressed = connected.length === 0 ? receivers.filter((receiver) => receiver.code !== '') : connected;
  const source = composeLetter(letter, sender, addressed, at);
  const messageId = await insertMessage(tx, letter, source, at);
  if (messageId === undefined) {
    return;
  }
  const dispatches = receivers.map((receiver, index) => dispatchRow(letter, receiver, { messageId, index, at }));
  await interchangeTables(tx).insertInto('interchange_dispatch').values(dispatches).execute();
  await insertEvents(
    tx,
    dispatches.map((dispatch) => ({
      agency_id: dispatch.agency_id,
      id: newId(at.getTime()),
      dispatch_id: dispatch.id,
      state: dispatch.state,
      at,
      note: '',
    })),
  );
  await insertParcels(tx, letter, sender.code, dispatches);
  await record(tx, context, {
    action: 'interchange.dispatched',
    agencyId: letter.agencyId,
    objectKind: 'document',
    objectId: letter.documentId,
    detail: {
      messageId,
      documentId: source.message.documentId,
      receivers: receivers.length,
      onPaper: receivers.length - connected.length,
    },
  });
  await publish(tx, { topic: 'interchange', agencyId: letter.agencyId, ids: [letter.documentId] });
  await wakeSender(tx, messageId);
}
