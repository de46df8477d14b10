import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { noticeClerks, QUARANTINE_PAGE } from '../notices.ts';
import { finishInbox } from './inbox.store.ts';

/** Why a message is set aside: a code for programs, a Vietnamese sentence for the clerk. */
export interface Refusal {
  code: string;
  reason: string;
}

/** Thrown while reading; the message goes to quarantine with its raw bytes. */
export class RefusedMessage extends Error {
  override name = 'RefusedMessage';
  readonly refusal: Refusal;

  constructor(code: string, reason: string) {
    super(reason);
    this.refusal = { code, reason };
  }
}

/** Sets a message aside with its raw bytes and its reason; nothing of it becomes a document (spec interchange §10, inbox 4). */
export async function quarantine(tx: Tx, context: Context, row: InboxRow, refusal: Refusal): Promise<void> {
  await finishInbox(tx, row, {
    state: 'quarantined',
    error_code: refusal.code,
    error_text: refusal.reason,
    done_at: context.clock.now(),
  });
  await record(tx, context, {
    action: 'interchange.quarantined',
    agencyId: row.agency_id,
    objectKind: 'interchange_message',
    objectId: row.id,
    detail: { code: refusal.code, carrier: row.carrier, sender: row.sender_code, sha256: row.sha256 },
  });
  await noticeClerks(tx, context, {
    agencyId: row.agency_id,
    kind: 'interchange.quarantined',
    text: `Gói tin từ ${row.sender_code} cần văn thư xem: ${refusal.reason}`,
    link: QUARANTINE_PAGE,
  });
  await publish(tx, { topic: 'interchange', agencyId: row.agency_id, ids: [row.id] });
}
