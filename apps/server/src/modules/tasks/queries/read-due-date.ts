import type { ReadDueDate, ReadDueDateAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { presentDeadline, readDeadline } from '../deadlines.ts';
import { loadCalendar } from '../tasks.store.ts';

/** What the words of a directive set as deadline, shown while they are typed. */
export async function readDueDate(
  context: ActingContext,
  body: z.infer<typeof ReadDueDate>,
): Promise<z.infer<typeof ReadDueDateAnswer>> {
  const today = vietnamDate(context.clock.now());
  const worded = readDeadline(body.text, today);
  if (worded === undefined) {
    return { dueOn: null, found: '', deadline: null };
  }
  const calendar = await loadCalendar(context.db);
  return { ...worded, deadline: presentDeadline(worded.dueOn, today, calendar) };
}
