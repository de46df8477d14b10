import type { LossReports } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { lossPolicies } from '../certificates.policy.ts';
import type { LossPorts } from '../ports.ts';
import { presentLoss } from './loss.presenter.ts';
import { listLossRows } from './loss.store.ts';

/** The losses of the agency, newest first. A report that was taken back lists nothing: the key was never in other hands. */
export async function listLosses(ports: LossPorts, context: ActingContext): Promise<LossReports> {
  const { db, subject, clock } = context;
  lossPolicies.authorize('certificates.list_losses', subject, {
    agency_id: subject.agencyId,
    state: 'open',
    reported_by: '',
  });
  const rows = await listLossRows(db, subject.agencyId);
  const now = clock.now();
  const reports = await Promise.all(
    rows.map(async ({ loss, certificate }) => {
      const signed =
        loss.state === 'withdrawn'
          ? []
          : await ports.listSignedBy(db, {
              agencyId: loss.agency_id,
              certificateId: certificate.id,
              since: loss.lost_since,
            });
      return presentLoss({ loss, certificate, signed }, subject, now);
    }),
  );
  return { reports };
}
