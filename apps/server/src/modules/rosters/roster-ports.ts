import type { RequestsPorts } from '#modules/requests';
import { alsoWithin } from '../../platform/reach.ts';
import { batchStateLabel } from './rosters.presenter.ts';
import { findBatch } from './rosters.store.ts';
import { forwardSoon } from './urgent-job.ts';

/** What `requests` asks of rosters; plugged in modules.ts. */
export const rosterPorts: Pick<RequestsPorts, 'batchOf' | 'urgentAccepted'> = {
  batchOf: async (db, { officeId, batchId }) => {
    // Asked for a request that stands in it: whoever sent that learns where it has come.
    const batch = await alsoWithin('party', [officeId], () => findBatch(db, batchId, officeId));
    return batch?.agency_id !== officeId
      ? undefined
      : {
          id: batch.id,
          name: batch.name,
          stateLabel: batchStateLabel(batch),
          numberSymbol: batch.number_symbol,
          destinationAgencyId: batch.destination_agency_id,
        };
  },
  urgentAccepted: forwardSoon,
};
