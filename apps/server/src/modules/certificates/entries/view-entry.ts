import type { CertificateEntryHistory } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { entryPolicies } from './entries.policy.ts';
import { presentEntry } from './entries.presenter.ts';
import { entryNotFound } from './entries.store.ts';
import { findEntry } from './find-entries.ts';
import { listHistory } from './history.store.ts';

/** One entry with every step and the document behind it; everybody sees the own one. */
export async function viewEntry(context: ActingContext, id: string): Promise<CertificateEntryHistory> {
  const { db, subject, clock } = context;
  const entry = await findEntry(db, subject, id);
  if (entry === undefined) {
    throw entryNotFound();
  }
  entryPolicies.authorize('certificates.view_entry', subject, entry);
  return {
    entry: presentEntry(entry, vietnamDate(clock.now()), subject),
    history: await listHistory(db, { agencyId: entry.agency_id, id }),
  };
}
