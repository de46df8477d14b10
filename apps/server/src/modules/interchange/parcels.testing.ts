import type { Carrier, CarrierName, Parcel, SendOutcome } from '#modules/carriers';
import { rawQuery } from '../../platform/sql.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import type { OutboxRow } from './interchange.tables.ts';

export const SENT = { ok: true } satisfies SendOutcome;
export const DOWN = { ok: false, final: false, code: 'test.down', reason: 'Mất kết nối' } satisfies SendOutcome;
export const REFUSED = {
  ok: false,
  final: true,
  code: 'test.refused',
  reason: 'Mã định danh đã khóa',
} satisfies SendOutcome;

/** Remembers what it was handed and answers what the test wants, parcel by parcel. */
export interface WatchedCarrier extends Carrier {
  parcels: Parcel[];
}

export function watchedCarrier(
  name: CarrierName,
  answer: (parcel: Parcel) => SendOutcome = () => SENT,
): WatchedCarrier {
  const parcels: Parcel[] = [];
  return {
    name,
    parcels,
    send: async (_context, handed) => {
      parcels.push(...handed);
      return handed.map(answer);
    },
  };
}

/** Delivers with the true carrier, but not to these codes. */
export function carrierWithout(carrier: Carrier, codes: readonly string[], answer: SendOutcome): Carrier {
  return {
    name: carrier.name,
    send: async (context, parcels) => {
      const reached = parcels.filter((parcel) => !codes.includes(parcel.receiverCode));
      const outcomes = await carrier.send(context, reached);
      return parcels.map((parcel) => outcomes[reached.indexOf(parcel)] ?? answer);
    },
  };
}

export function outboxOf(office: TestOffice, agencyId: string): Promise<OutboxRow[]> {
  return rawQuery<OutboxRow>(office.db, 'select * from interchange_outbox where agency_id = $1 order by seq', [
    agencyId,
  ]);
}
