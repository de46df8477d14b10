import type { PhraseList } from '@congvu/contracts';
import type { z } from 'zod';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { loadTaskOffice } from '../assignees.ts';
import { presentPhrase } from '../tasks.presenter.ts';
import { taskTables } from '../tasks.tables.ts';

const SHOWN = 50;

/** The personal phrases, newest use first. */
export async function listPhrases(context: ActingContext): Promise<z.infer<typeof PhraseList>> {
  const { agencyId, personId } = context.subject;
  const today = vietnamDate(context.clock.now());
  const rows = await taskTables(context.db)
    .selectFrom('task_phrase')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('person_id', '=', personId)
    .orderBy('used_at', 'desc')
    .limit(SHOWN)
    .execute();
  const office = await loadTaskOffice(context.db, agencyId, today);
  return { items: rows.map((row) => presentPhrase(row, office, today)) };
}
