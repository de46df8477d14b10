import type { EdxmlStatus } from '@congvu/edxml';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { Exchange } from '../exchange.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { findByEnvelope } from '../queries/find-earlier.ts';
import { keysOfRef, senderKey } from './business-keys.ts';
import { finishInbox } from './inbox.store.ts';
import type { Target } from './status-change.ts';
import { awaitsOf, takeStray } from './stray-status.ts';

/** 13 about a letter that came, 15 and 16 about one of ours; known by the document it concerns, for whoever asks what was exchanged. */
export async function takeChange(
  exchange: Exchange,
  tx: Tx,
  context: Context,
  { row, status, target }: { row: InboxRow; status: EdxmlStatus; target: Target },
): Promise<void> {
  const sender = { senderAgencyId: row.sender_agency_id, senderCode: row.sender_code };
  const decided = await exchange.amendments.statusArrived(tx, context, {
    agencyId: row.agency_id,
    status,
    ...sender,
    receiverCode: row.receiver_code,
    messageId: row.sha256,
  });
  if (decided !== 'done') {
    const [key] = status.statusCode === '13' ? keysOfRef(status.responseTo, await senderKey(context, row)) : [];
    const awaits = key ?? awaitsOf(status);
    await takeStray(tx, context, { row, isStranger: decided === 'stranger', awaits });
    return;
  }
  const letter =
    status.statusCode === '13'
      ? await findByEnvelope(tx, { agencyId: row.agency_id, ...sender, ...status.responseTo })
      : undefined;
  await finishInbox(tx, row, {
    state: 'done',
    done_at: context.clock.now(),
    document_id: letter ?? (typeof target === 'string' ? null : target.documentId),
    error_code: '',
    error_text: '',
    awaits: '',
  });
}
