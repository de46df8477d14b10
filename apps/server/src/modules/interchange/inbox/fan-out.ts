import type { EdxmlDocument } from '@congvu/edxml';
import type { CarrierName } from '#modules/carriers';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { findKnownBody } from '../known-bodies.ts';
import { wakeReader } from '../outbox/wake.ts';

/** One message for all whom it names; the others bring a message a receiver. */
const ONE_FOR_ALL: ReadonlySet<CarrierName> = new Set(['national', 'provincial', 'mail']);
const MAX_NAMED = 300;

async function listOthers(context: Context, row: InboxRow, message: EdxmlDocument): Promise<Map<string, string>> {
  const others = new Map<string, string>();
  for (const { agencyCode } of message.to.slice(0, MAX_NAMED)) {
    const body = await findKnownBody(context.db, agencyCode);
    if (body !== undefined && body.hostedId !== null && body.hostedId !== row.agency_id) {
      others.set(body.hostedId, agencyCode);
    }
  }
  return others;
}

/**
 * Several bodies of ours in To: one item each from one set of bytes (spec interchange §10, inbox 5), whether or not the axis brings
 * the message to each of them too: what comes again is recognised by its keys.
 */
export async function fanOut(tx: Tx, context: Context, row: InboxRow, message: EdxmlDocument): Promise<void> {
  if (!ONE_FOR_ALL.has(row.carrier) || message.to.length < 2) {
    return;
  }
  const others = await listOthers(context, row, message);
  if (others.size === 0) {
    return;
  }
  const at = context.clock.now();
  const ids = [...others.keys()].map(() => newId(at.getTime()));
  await rawQuery(
    tx,
    `insert into interchange_inbox (agency_id, id, carrier, connection_id, message_id, kind, sender_agency_id, sender_code,
       receiver_code, sha256, size, content, priority, received_at, state, next_at)
     select other.agency_id, other.id, inbox.carrier, inbox.connection_id, inbox.message_id, inbox.kind, inbox.sender_agency_id,
       inbox.sender_code, other.code, inbox.sha256, inbox.size, inbox.content, inbox.priority, inbox.received_at, 'stored', $6
     from interchange_inbox inbox, unnest($3::uuid[], $4::uuid[], $5::text[]) as other(agency_id, id, code)
     where inbox.agency_id = $1 and inbox.id = $2 order by other.agency_id
     on conflict (agency_id, carrier, connection_id, message_id) do nothing`,
    [row.agency_id, row.id, [...others.keys()], ids, [...others.values()], at],
  );
  await wakeReader(tx, ids[0] ?? row.id);
}
