import type { ExposedPeople } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { officeOf } from '../office.ts';
import { everybodyPolicies, leads } from '../threats.policy.ts';

interface ExposedRow {
  personName: string;
  subject: string;
  host: string;
  openedAt: Date;
  unitId: string;
  enteredPassword: boolean;
}

// Of concluded forgeries only: what is merely suspected is nobody's business yet.
const EXPOSED = `
  select distinct on (opened.id) person.full_name as "personName", cluster.subject, opened.host, opened.opened_at as "openedAt",
    position.unit_id as "unitId",
    exists (select 1 from threat_incident incident where incident.agency_id = cluster.agency_id
      and incident.cluster_id = cluster.id and incident.person_id = opened.person_id) as "enteredPassword"
  from threat_link_open opened
  join threat_cluster_message part on part.agency_id = opened.agency_id and part.message_id = opened.message_id
  join threat_cluster cluster on cluster.agency_id = part.agency_id and cluster.id = part.cluster_id and cluster.state = 'forged'
  join org_person person on person.id = opened.person_id
  join org_position position on position.agency_id = opened.person_agency_id and position.person_id = opened.person_id
  where opened.agency_id = $1 and opened.person_agency_id = $2
  order by opened.id desc, position.sort_order limit 500`;

/** People of the own unit who went on to a forged page: for their head, to help them. */
export async function listExposed(context: ActingContext): Promise<z.infer<typeof ExposedPeople>> {
  const { db, subject } = context;
  everybodyPolicies.authorize('threats.read_exposed', subject, null);
  const officeId = await officeOf(db, subject.agencyId);
  // Whether the password was typed may have been said at a post in another agency of the office.
  const rows = await alsoWithin('party', [officeId], () =>
    rawQuery<ExposedRow>(db, EXPOSED, [officeId, subject.agencyId]),
  );
  return {
    items: rows
      .filter((row) => leads(subject, subject.agencyId, row.unitId))
      .map(({ unitId, openedAt, ...row }) => ({ ...row, openedAt: openedAt.toISOString() })),
  };
}
