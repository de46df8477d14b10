import type { HeldMailPage, HeldMailQuery } from '@congvu/contracts';
import type { z } from 'zod';
import { mailboxesOf, quarantineDaysOf } from '#modules/mail';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { membersOfOffice, officeOf } from '../office.ts';
import { officePolicies } from '../threats.policy.ts';
import { countHeld, type HeldFilter, pageHeld } from './held.store.ts';
import { presentHeld } from './present-held.ts';

async function filterOf(context: ActingContext, query: z.infer<typeof HeldMailQuery>): Promise<HeldFilter> {
  const { db, subject } = context;
  const officeId = await officeOf(db, subject.agencyId);
  const asked = query.asked ?? null;
  if (query.scope === 'office') {
    officePolicies.authorize('threats.work', subject, { officeId });
    const agencies = await membersOfOffice(db, officeId);
    return { officeId, agencyIds: agencies.map((agency) => agency.id), mailboxIds: null, asked };
  }
  const boxes = await mailboxesOf(db, subject.personId, subject.agencyId, 'anywhere');
  return { officeId, agencyIds: [subject.agencyId], mailboxIds: boxes.map((box) => box.mailboxId), asked };
}

/** What was held back from the own mailboxes, or for the officer from those of the office. */
export async function listHeld(
  context: ActingContext,
  query: z.infer<typeof HeldMailQuery>,
): Promise<z.infer<typeof HeldMailPage>> {
  const filter = await filterOf(context, query);
  const after = readCursor(query.cursor, ['instant', 'uuid']);
  const [at = '', id = ''] = after ?? [];
  const [rows, counts] = await Promise.all([
    pageHeld(context.db, filter, { after: after === undefined ? undefined : { at, id }, limit: query.limit + 1 }),
    countHeld(context.db, filter),
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const days = new Map<string, number>();
  for (const agencyId of new Set(page.map((row) => row.agencyId))) {
    days.set(agencyId, await quarantineDaysOf(context.db, context.clock, agencyId));
  }
  const facts = { subject: context.subject, officeId: filter.officeId, isAddressee: query.scope === 'mine' };
  return {
    items: page.map((row) => presentHeld(row, { ...facts, heldDays: days.get(row.agencyId) ?? 0 })),
    nextCursor:
      rows.length > query.limit && last !== undefined
        ? writeCursor([last.receivedAt.toISOString(), last.itemId])
        : null,
    ...counts,
  };
}
