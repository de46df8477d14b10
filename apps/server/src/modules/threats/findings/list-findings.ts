import type { FindingPage } from '@congvu/contracts';
import { type Finding, pageInfections } from '#modules/files';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { membersOfOffice, officeOf } from '../office.ts';
import { PERIOD_DAYS } from '../queries/centre-units.ts';
import { officePolicies } from '../threats.policy.ts';
import { type Around, presentFinding } from './present-finding.ts';

const DAY_MS = 86_400_000;

/** What is said beside the rows: the agency, and who put a kept file there. */
export async function aroundFindings(
  context: ActingContext,
  officeId: string,
  rows: readonly Finding[],
): Promise<Around> {
  const { db, subject } = context;
  const names = await rawQuery<{ id: string; name: string }>(
    db,
    'select id, full_name as name from org_person where id = any($1::uuid[])',
    [rows.map((row) => row.brought_by)],
  );
  return {
    subject,
    officeId,
    agencies: new Map((await membersOfOffice(db, officeId)).map(({ id, shortName }) => [id, shortName])),
    people: new Map(names.map(({ id, name }) => [id, name])),
  };
}

/** Malware in files of the agencies of the office: of the last months, and all that is locked. */
export async function listFindings(
  context: ActingContext,
  query: { cursor?: string | undefined; limit: number },
): Promise<FindingPage> {
  const { db, subject, clock } = context;
  const officeId = await officeOf(db, subject.agencyId);
  officePolicies.authorize('threats.work', subject, { officeId });
  const agencyIds = (await membersOfOffice(db, officeId)).map(({ id }) => id);
  const after = readCursor(query.cursor, ['instant', 'uuid']);
  const [at = '', id = ''] = after ?? [];
  const rows = await alsoWithin('guided', agencyIds, () =>
    pageInfections(db, {
      agencyIds,
      since: new Date(clock.now().getTime() - PERIOD_DAYS * DAY_MS),
      after: after === undefined ? undefined : { at: new Date(at), id },
      limit: query.limit + 1,
    }),
  );
  const page = rows.slice(0, query.limit);
  const around = await aroundFindings(context, officeId, page);
  const last = page.at(-1);
  return {
    items: page.map((row) => presentFinding(row, around)),
    nextCursor:
      rows.length > query.limit && last !== undefined ? writeCursor([last.refused_at.toISOString(), last.id]) : null,
  };
}
