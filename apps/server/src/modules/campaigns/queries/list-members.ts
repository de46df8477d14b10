import type { MemberPage, MemberQuery } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import type { z } from 'zod';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { isDayPassed, presentMember } from '../campaigns.presenter.ts';
import { pageMembers } from '../members.store.ts';
import { getReadable, headsOf, writeCursor } from './view-campaign.ts';

export async function listMembers(
  context: ActingContext,
  id: string,
  query: z.infer<typeof MemberQuery>,
): Promise<z.infer<typeof MemberPage>> {
  const row = await getReadable(context, id);
  const today = vietnamDate(context.clock.now());
  if (query.only === 'never' && !isDayPassed(row, today)) {
    // Before the day is over nobody has failed to send.
    return { items: [], nextCursor: null };
  }
  const rows = await pageMembers(
    context.db,
    { agencyId: row.agency_id, id },
    {
      ...query,
      q: query.q === undefined ? undefined : foldAccents(query.q).trim(),
      after: query.cursor === undefined ? undefined : Buffer.from(query.cursor, 'base64url').toString(),
      limit: query.limit + 1,
    },
  );
  const page = rows.slice(0, query.limit);
  const heads = await headsOf(context.db, page, today);
  return {
    items: page.map((member) => presentMember(member, row, heads.get(member.member_agency_id), today)),
    nextCursor: rows.length > query.limit ? writeCursor(page) : null,
  };
}
