import { record } from '#modules/audit';
import { currentAgencyCode, getAgency } from '#modules/org';
import type { IssuedLetter } from '#modules/outgoing';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { composeLetter, type LetterBusiness, type Sender } from '../envelope/letter-envelope.ts';
import type { Exchange } from '../exchange.ts';
import type { DispatchRow } from '../interchange.tables.ts';
import { type Destination, findDestinations } from './find-destinations.ts';
import { dispatchRow, insertDispatches, insertLetter, insertParcels, type LetterSource } from './letter.store.ts';
import { wakeSender } from './wake.ts';

export async function loadSender(tx: Tx, agencyId: string): Promise<Sender> {
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

/** Whom the envelope names: those a carrier reaches; without any, all that have a code, for it is the record of what was sent. */
function addressed(destinations: readonly Destination[]): { code: string; name: string }[] {
  const reached = destinations.filter(({ carrier }) => carrier !== null);
  return reached.length === 0 ? destinations.filter(({ code }) => code !== '') : reached;
}

/** DocumentIds of the earlier letters a recall, update or replacement speaks of. */
function targetIds({ message }: LetterSource): string[] {
  const { business, responsesTo } = message;
  if (business === undefined || business.kind === 'new') {
    return [];
  }
  const named = [
    business.documentId,
    ...(business.replacements ?? []).map(({ documentId }) => documentId),
    ...(responsesTo ?? []).map(({ documentId }) => documentId),
  ];
  return named.flatMap((id) => (id === undefined || id === '' ? [] : [id]));
}

interface Dispatched {
  messageIds: string[];
  dispatches: DispatchRow[];
}

interface Plan {
  sender: Sender;
  destinations: readonly Destination[];
  business: LetterBusiness | undefined;
  /** Of the envelope that is written first. */
  version: number;
  /** Of the first dispatch in the list of receivers. */
  firstPlace: number;
  at: Date;
}

/** Receivers that get the very same bytes: how files are packed and whether paper follows is part of the envelope. */
function sameEnvelope(destinations: readonly Destination[]): [number, Destination][][] {
  const groups = Map.groupBy(destinations.entries(), ([, { packing, onPaper }]) => `${packing} ${onPaper}`);
  return [...groups.values()];
}

/** One dispatch a destination, and as few envelopes as there are kinds of them; undefined when they were written before. */
export async function dispatchTo(tx: Tx, letter: IssuedLetter, plan: Plan): Promise<Dispatched | undefined> {
  const { sender, at } = plan;
  const answer: Dispatched = { messageIds: [], dispatches: [] };
  for (const [index, group] of sameEnvelope(plan.destinations).entries()) {
    const destinations = group.map(([, destination]) => destination);
    const [first] = destinations;
    const source = composeLetter(letter, sender, addressed(destinations), {
      at,
      business: plan.business,
      packing: first?.packing ?? 'zip',
      paperCopyFollows: first?.onPaper ?? false,
    });
    const key = { agencyId: letter.agencyId, documentId: letter.documentId, version: plan.version + index };
    const messageId = await insertLetter(tx, key, source, at);
    if (messageId === undefined) {
      return undefined;
    }
    const senderCode = sender.code;
    const envelopeDocumentId = source.message.documentId;
    const dispatches = group.map(([place, destination]) =>
      dispatchRow(letter, destination, {
        messageId,
        senderCode,
        envelopeDocumentId,
        sortOrder: plan.firstPlace + place,
        at,
      }),
    );
    await insertDispatches(tx, dispatches);
    await insertParcels(tx, letter, dispatches, targetIds(source));
    answer.messageIds.push(messageId);
    answer.dispatches.push(...dispatches);
  }
  return answer;
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
  const { agencyId, documentId } = letter;
  const at = context.clock.now();
  const sender = await loadSender(tx, agencyId);
  const destinations = await findDestinations(exchange, tx, agencyId, letter.receivers);
  const business = await exchange.amendments.businessOf(tx, { agencyId, documentId });
  const dispatched = await dispatchTo(tx, letter, { version: 1, firstPlace: 0, sender, destinations, business, at });
  if (dispatched === undefined) {
    return;
  }
  const { messageIds, dispatches } = dispatched;
  await record(tx, context, {
    action: 'interchange.dispatched',
    agencyId,
    objectKind: 'document',
    objectId: documentId,
    detail: {
      messageIds,
      documentId: dispatches[0]?.envelope_document_id ?? '',
      receivers: dispatches.length,
      onPaper: dispatches.filter((dispatch) => dispatch.state === 'manual').length,
    },
  });
  await publish(tx, { topic: 'interchange', agencyId, ids: [documentId] });
  await wakeSender(tx, messageIds[0] ?? documentId);
}
