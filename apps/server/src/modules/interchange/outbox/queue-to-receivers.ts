import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { lockDispatches } from '../dispatch.store.ts';
import { composeForReceiver } from '../envelope/status-envelope.ts';
import { findKnownAgency } from '../known-agencies.ts';
import { insertStatus } from './status.store.ts';
import { wakeSender } from './wake.ts';

export interface WordToReceivers {
  agencyId: string;
  /** Of the outgoing document. */
  documentId: string;
  dispatchIds: readonly string[];
  code: '13';
  /** Reason, shown to the receiver. */
  note: string;
  /** Asked again after a refusal: a further round. */
  round?: number;
}

/**
 * A status from the sender of a letter on to its receivers: 13, lấy lại. One message a receiver, since each names its receiver
 * (spec interchange §4). Those that no carrier reaches are left out; answers the ids of the dispatches whose receiver will be told.
 */
export async function queueToReceivers(tx: Tx, context: Context, word: WordToReceivers): Promise<string[]> {
  const at = context.clock.now();
  const rows = (await lockDispatches(tx, word.agencyId, [...new Set(word.dispatchIds)])).filter(
    (row) => row.document_id === word.documentId && row.carrier !== null,
  );
  const agency = await findKnownAgency(tx, word.agencyId);
  const told: string[] = [];
  for (const row of rows) {
    const message = composeForReceiver(row, {
      code: word.code,
      note: word.note,
      reporterName: agency?.name ?? '',
      staffName: context.subject?.displayName,
      at,
    });
    const messageId = await insertStatus(
      tx,
      {
        agencyId: word.agencyId,
        documentId: word.documentId,
        envelopeDocumentId: row.envelope_document_id,
        round: word.round ?? 1,
        onlyFor: row.receiver_code,
        // Rows without a carrier were left out above.
        way: {
          carrier: row.carrier ?? 'inside',
          connectionId: row.connection_id,
          agencyId: row.receiver_agency_id,
          code: row.receiver_code,
        },
        senderCode: row.sender_code,
        isFirst: false,
      },
      message,
      at,
    );
    told.push(row.id);
    if (messageId !== undefined) {
      await wakeSender(tx, messageId);
    }
  }
  if (told.length > 0) {
    await record(tx, context, {
      action: 'interchange.receivers_told',
      agencyId: word.agencyId,
      objectKind: 'document',
      objectId: word.documentId,
      detail: { code: word.code, receivers: told.length },
    });
  }
  return told;
}
