import type { ArrivedMessage } from '#modules/carriers';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { wakeReader } from '../outbox/wake.ts';
import { quarantine } from './quarantine.ts';

const KINDS: ReadonlySet<string> = new Set(['document', 'status']);

const ROWS = `
  insert into interchange_inbox (agency_id, id, carrier, connection_id, message_id, kind, sender_agency_id, sender_code, receiver_code,
    sha256, size, content, priority, received_at, state, next_at)
  select arrived.*, $14, 'stored', $14 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::uuid[],
    $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bytea[], $13::int[]) as arrived`;

// Sorted by agency, so that two batches never wait for each other in a circle.
const INSERT = `${ROWS}
  on conflict (agency_id, carrier, connection_id, message_id) do update
    set state = 'stored', attempts = 0, next_at = excluded.next_at, leased_until = null
    where interchange_inbox.state = 'quarantined'`;

// Bringing it again proves nothing: what was set aside, or decided, stays as it is.
const INSERT_UNPROVEN = `${ROWS} on conflict do nothing returning *`;

function assertKnown(message: ArrivedMessage): void {
  if (!KINDS.has(message.kind)) {
    throw new AppError(
      'interchange.unknown_kind',
      422,
      `Gói tin thuộc loại "${message.kind}" mà hệ thống không nhận. Chỉ nhận văn bản và trạng thái.`,
    );
  }
}

/** A carrier may bring the same message twice in one answer; the last one stands. */
function distinct(messages: readonly ArrivedMessage[]): ArrivedMessage[] {
  const byName = new Map(
    messages.map((message) => [
      `${message.agencyId}|${message.carrier}|${message.connectionId ?? ''}|${message.messageId}`,
      message,
    ]),
  );
  return [...byName].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, message]) => message);
}

function parametersOf(rows: readonly ArrivedMessage[], now: Date): unknown[] {
  const column = (key: keyof ArrivedMessage): unknown[] => rows.map((row) => row[key]);
  return [
    column('agencyId'),
    rows.map(() => newId(now.getTime())),
    column('carrier'),
    column('connectionId'),
    column('messageId'),
    column('kind'),
    column('senderAgencyId'),
    column('senderCode'),
    column('receiverCode'),
    column('sha256'),
    column('size'),
    column('content'),
    column('priority'),
    now,
  ];
}

/** Set aside as soon as it is stored: no reader sees it before a clerk has asked the sender. */
async function storeUnproven(tx: Tx, context: Context, message: ArrivedMessage): Promise<void> {
  const [row] = await rawQuery<InboxRow>(tx, INSERT_UNPROVEN, parametersOf([message], context.clock.now()));
  if (row !== undefined) {
    await quarantine(tx, context, row, { code: 'interchange.sender_unproven', reason: message.unproven ?? '' });
  }
}

/**
 * `CarrierPorts.arrived`: every message becomes a row of its receiver's inbox, all in one transaction that also wakes the readers.
 * One that came before is left alone, except that one nobody could read is looked at once more.
 * @throws AppError 422 `interchange.unknown_kind`, before anything is stored
 */
export async function storeArrivals(context: Context, messages: readonly ArrivedMessage[]): Promise<void> {
  messages.forEach(assertKnown);
  const rows = distinct(messages);
  const proven = rows.filter(({ unproven }) => unproven === undefined);
  if (rows.length === 0) {
    return;
  }
  await context.db.transaction().execute(async (tx) => {
    if (proven.length > 0) {
      await rawQuery(tx, INSERT, parametersOf(proven, context.clock.now()));
      await wakeReader(tx, newId());
    }
    for (const message of rows.filter(({ unproven }) => unproven !== undefined)) {
      await storeUnproven(tx, context, message);
    }
  });
}
