import type { RequestsPorts } from '#modules/requests';
import { batchStateLabel } from './rosters.presenter.ts';
import { findBatch } from './rosters.store.ts';
import { forwardSoon } from './urgent-job.ts';

/** What `requests` asks of rosters; plugged in modules.ts. */
export const rosterPorts: Pick<RequestsPorts, 'batchOf' | 'urgentAccepted'> = {
  batchOf: async (db, { officeId, batchId }) => {
    const batch = await findBatch(db, batchId);
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
