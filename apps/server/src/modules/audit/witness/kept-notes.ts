import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { auditPolicies } from '../audit.policy.ts';

/** Every checkpoint of a watched log that we signed, oldest first: the file for `congvu audit verify --witness`. */
export async function keptNotes(context: ActingContext, origin: string): Promise<Buffer> {
  const { db, subject } = context;
  auditPolicies.authorize('audit.view_log', subject, { agencyId: subject.agencyId });
  const rows = await rawQuery<{ note: string }>(
    db,
    `select kept.note from audit_watched_note kept join audit_watched watched on watched.origin = kept.origin
     where kept.origin = $1 and watched.agency_id = $2 order by kept.size`,
    [origin, subject.agencyId],
  );
  return Buffer.from(rows.map(({ note }) => note).join('\n'));
}
