import type { IncidentPage, IncidentView } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { findOfficeOf } from '../office.ts';
import { incidentPolicies } from '../threats.policy.ts';
import { presentIncident } from '../threats.presenter.ts';
import { type IncidentRow, threatTables } from '../threats.tables.ts';

const SHOWN = 200;

export function mayReadIncident(context: ActingContext, row: IncidentRow): boolean {
  return incidentPolicies.decide('threats.read_incident', context.subject, {
    officeId: row.agency_id,
    state: row.state,
    personId: row.person_id,
    personAgencyId: row.person_agency_id,
    unitId: row.unit_id,
  }).allowed;
}

/** The officer sees those of the office, a head those of his people, everybody his own; open ones first, the oldest on top. */
export async function listIncidents(context: ActingContext): Promise<z.infer<typeof IncidentPage>> {
  const { db, subject, clock } = context;
  const officeId = await findOfficeOf(db, subject.agencyId);
  if (officeId === undefined) {
    return { items: [] };
  }
  let wanted = threatTables(db)
    .selectFrom('threat_incident')
    .selectAll()
    .where('agency_id', '=', officeId)
    .orderBy('state', 'desc')
    .orderBy('opened_at')
    .limit(SHOWN);
  wanted = subject.agencyId === officeId ? wanted : wanted.where('person_agency_id', '=', subject.agencyId);
  const rows = await wanted.execute();
  return {
    items: rows
      .filter((row) => mayReadIncident(context, row))
      .map((row): IncidentView => presentIncident(row, subject, clock.now())),
  };
}
