import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { listDispatches } from '../dispatch.store.ts';
import { sameCode } from '../envelope/read-facts.ts';
import type { Exchange } from '../exchange.ts';
import type { NamedReceiver } from '../interchange.ports.ts';
import type { DispatchRow } from '../interchange.tables.ts';
import { dispatchTo, loadSender } from './dispatch-letter.ts';
import { type Destination, findDestinations } from './find-destinations.ts';
import { newestVersion } from './letter.store.ts';
import { wakeSender } from './wake.ts';

export interface MoreReceivers {
  agencyId: string;
  /** Of an outgoing document that was issued. */
  documentId: string;
  receivers: readonly NamedReceiver[];
}

function isThere({ agencyId, code }: Destination, row: DispatchRow): boolean {
  return agencyId === null || row.receiver_agency_id === null
    ? sameCode(code, row.receiver_code)
    : agencyId === row.receiver_agency_id;
}

/**
 * Receivers added after issue: the same letter under the same DocumentId in an envelope that names them. Those that have a dispatch
 * are left out; answers the new dispatches.
 */
export async function dispatchMore(
  exchange: Exchange,
  tx: Tx,
  context: Context,
  wanted: MoreReceivers,
): Promise<DispatchRow[]> {
  const { agencyId, documentId } = wanted;
  const letter = await exchange.peers.readIssuedLetter(tx, agencyId, documentId);
  const rows = await listDispatches(tx, agencyId, documentId);
  const found = await findDestinations(exchange, tx, agencyId, wanted.receivers);
  const destinations = found.filter((destination) => !rows.some((row) => isThere(destination, row)));
  if (destinations.length === 0) {
    return [];
  }
  const dispatched = await dispatchTo(tx, letter, {
    version: (await newestVersion(tx, agencyId, documentId)) + 1,
    firstPlace: rows.length,
    sender: await loadSender(tx, agencyId),
    destinations,
    business: await exchange.amendments.businessOf(tx, { agencyId, documentId }),
    at: context.clock.now(),
  });
  if (dispatched === undefined) {
    return [];
  }
  await record(tx, context, {
    action: 'interchange.receivers_added',
    agencyId,
    objectKind: 'document',
    objectId: documentId,
    detail: { messageIds: dispatched.messageIds, receivers: destinations.length },
  });
  await publish(tx, { topic: 'interchange', agencyId, ids: [documentId] });
  await publish(tx, { topic: 'outgoing', agencyId, ids: [documentId] });
  await wakeSender(tx, dispatched.messageIds[0] ?? documentId);
  return dispatched.dispatches;
}
