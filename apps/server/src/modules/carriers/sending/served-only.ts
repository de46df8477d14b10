import type { Context } from '../../../platform/context.ts';
import type { Carrier, Parcel, SendOutcome } from '../carrier.ts';
import { findConnection } from '../connections.store.ts';
import { listServedAgencies } from '../ways/served-agencies.ts';

/** Why none of these agencies' letters go over the connection; undefined for those it serves, or when it is gone. */
async function refuseUnserved(
  context: Context,
  connectionId: string,
): Promise<(parcel: Parcel) => SendOutcome | undefined> {
  const row = await findConnection(context.db, connectionId);
  if (row === undefined) {
    return () => undefined;
  }
  const served = new Set((await listServedAgencies(context.db, [row])).get(row.id)?.map(({ id }) => id));
  return ({ senderAgencyId }) =>
    served.has(senderAgencyId)
      ? undefined
      : {
          ok: false,
          final: true,
          code: 'carriers.not_served',
          reason: 'Kết nối đã chọn không phải của cơ quan gửi và không dùng chung. Chọn đường gửi khác rồi gửi lại.',
        };
}

/**
 * A connection speaks for the agencies it serves and for nobody else, whatever a parcel names: the mailbox and the keys of one agency
 * never carry the letters of another (spec security T29).
 */
export function servedOnly(carrier: Carrier): Carrier {
  return {
    name: carrier.name,
    send: async (context, parcels) => {
      const refusals = new Map<string, (parcel: Parcel) => SendOutcome | undefined>();
      for (const id of new Set(parcels.flatMap(({ connectionId }) => connectionId ?? []))) {
        refusals.set(id, await refuseUnserved(context, id));
      }
      const refused = parcels.map((parcel) => refusals.get(parcel.connectionId ?? '')?.(parcel));
      const going = parcels.filter((_parcel, index) => refused[index] === undefined);
      const sent = going.length === 0 ? [] : await carrier.send(context, going);
      const outcomes = new Map(going.map(({ outboxId }, index) => [outboxId, sent[index]]));
      return parcels.flatMap(({ outboxId }, index) => refused[index] ?? outcomes.get(outboxId) ?? []);
    },
  };
}
