import type { CertificateEntryPage, CertificateEntryQuery } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { entriesPolicies } from './entries.policy.ts';
import { presentEntry } from './entries.presenter.ts';
import { countEntries, findEntries } from './find-entries.ts';
import { readCursor } from './page.ts';

/** The register of the own agency; the guiding office and the administrator see that of every agency below as well. */
export async function listEntries(context: ActingContext, query: CertificateEntryQuery): Promise<CertificateEntryPage> {
  const { db, subject, clock } = context;
  entriesPolicies.authorize('certificates.list_entries', subject, null);
  const looked = { subject, today: vietnamDate(clock.now()) };
  const [rows, total] = await Promise.all([
    findEntries(db, looked, { ...query, after: readCursor(query.cursor), limit: query.limit + 1 }),
    countEntries(db, looked, query),
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => presentEntry(row, looked.today, subject)),
    nextCursor: rows.length > query.limit && last !== undefined ? last.id : null,
    total,
    abilities: entriesPolicies.abilities(subject, null),
  };
}
