import type { Carrier, Parcel, SendOutcome } from '#modules/carriers';
import type { Context } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { findKnownAgency } from '../known-agencies.ts';

export const INSIDE = 'inside';

const COLUMNS = [
  'agency_id',
  'id',
  'carrier',
  'message_id',
  'kind',
  'sender_agency_id',
  'sender_code',
  'receiver_code',
  'sha256',
  'size',
  'content',
  'priority',
  'received_at',
] as const;

function rowOf(parcel: Parcel, now: Date): unknown[] {
  return [
    parcel.receiverAgencyId,
    newId(now.getTime()),
    INSIDE,
    parcel.messageId,
    parcel.kind,
    parcel.senderAgencyId,
    parcel.senderCode,
    parcel.receiverCode,
    parcel.sha256,
    parcel.size,
    parcel.content,
    parcel.priority,
    now,
  ];
}

/** A parcel that came before is left alone, except that one nobody could read is looked at once more. */
async function store(context: Context, parcels: readonly Parcel[]): Promise<void> {
  const now = context.clock.now();
  const parameters = parcels.flatMap((parcel) => rowOf(parcel, now));
  const width = COLUMNS.length;
  const values = parcels.map((_parcel, row) => {
    const places = COLUMNS.map((_column, column) => `$${row * width + column + 1}`);
    return `(${places.join(', ')}, 'stored', ${places[width - 1]})`;
  });
  await rawQuery(
    context.db,
    `insert into interchange_inbox (${COLUMNS.join(', ')}, state, next_at) values ${values.join(', ')}
     on conflict (agency_id, carrier, connection_id, message_id) do update
       set state = 'stored', attempts = 0, next_at = excluded.next_at, leased_until = null
       where interchange_inbox.state = 'quarantined'`,
    parameters,
  );
}

async function findUnhosted(context: Context, parcels: readonly Parcel[]): Promise<Set<string | null>> {
  const wanted = new Set(parcels.map((parcel) => parcel.receiverAgencyId));
  const unhosted = new Set<string | null>([null]);
  for (const id of wanted) {
    if (id !== null && (await findKnownAgency(context.db, id))?.hosted !== true) {
      unhosted.add(id);
    }
  }
  return unhosted;
}

/**
 * Delivers to agencies of this installation: one committed row in the receiver's inbox is the delivery. The same port as the
 * axis and the mail to come, so that there is no second way for the simple case (architecture.md §2.1).
 */
export const insideCarrier: Carrier = {
  name: INSIDE,
  send: async (context, parcels) => {
    const unhosted = await findUnhosted(context, parcels);
    const deliverable = parcels.filter((parcel) => !unhosted.has(parcel.receiverAgencyId));
    if (deliverable.length > 0) {
      await store(context, deliverable);
    }
    return parcels.map(
      (parcel): SendOutcome =>
        unhosted.has(parcel.receiverAgencyId)
          ? {
              ok: false,
              final: true,
              code: 'interchange.not_hosted',
              reason: 'Nơi nhận không còn dùng chung hệ thống này. Gửi bản giấy rồi đánh dấu đã gửi.',
            }
          : { ok: true },
    );
  },
};
