import type { IncidentView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { clearNotices } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { centreLink } from '../links.ts';
import { incidentPolicies } from '../threats.policy.ts';
import { presentIncident } from '../threats.presenter.ts';
import { missing, wrongState } from '../threats.store.ts';
import { threatTables } from '../threats.tables.ts';

/** Reported, looked into, over: with what was found. @throws AppError 404 · 409 `threats.wrong_state` */
export async function closeIncident(context: ActingContext, id: string, note: string): Promise<IncidentView> {
  const { subject, clock } = context;
  return command(context, async (tx) => {
    const row = await threatTables(tx)
      .selectFrom('threat_incident')
      .selectAll()
      .where('agency_id', '=', subject.agencyId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) {
      throw missing();
    }
    // First the person, then the state: whoever may close it at all learns that somebody was quicker.
    const facts = {
      officeId: row.agency_id,
      state: 'open',
      personId: row.person_id,
      personAgencyId: row.person_agency_id,
      unitId: row.unit_id,
    } as const;
    if (!incidentPolicies.decide('threats.read_incident', subject, facts).allowed) {
      throw missing();
    }
    incidentPolicies.authorize('threats.close_incident', subject, facts);
    const closed = await threatTables(tx)
      .updateTable('threat_incident')
      .set({ state: 'closed', closed_at: clock.now(), closed_by_name: subject.displayName, closed_note: note })
      .where('agency_id', '=', row.agency_id)
      .where('id', '=', id)
      .where('state', '=', 'open')
      .returningAll()
      .executeTakeFirst();
    if (closed === undefined) {
      throw wrongState('Sự cố đã kết thúc.');
    }
    await clearNotices(tx, { agencyId: row.agency_id, link: `${centreLink()}?suco=${id}` });
    await record(tx, context, {
      action: 'threats.incident_closed',
      agencyId: row.agency_id,
      objectKind: 'threat_incident',
      objectId: id,
      detail: { number: row.number, note },
    });
    await publish(tx, { topic: 'threats', agencyId: row.agency_id, ids: [id] });
    return presentIncident(closed, subject, clock.now());
  });
}
