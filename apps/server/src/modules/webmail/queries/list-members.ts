import type { BoxMember } from '@congvu/contracts';
import type { z } from 'zod';
import { membersOf } from '#modules/mail';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { openBox } from '../box/open-box.ts';

type Member = z.infer<typeof BoxMember>;

/** People of the agency in office, each once with the first post. */
async function peopleInOffice(
  context: ActingContext,
  wanted: (roles: string[], id: string) => boolean,
): Promise<Member[]> {
  const posts = await listPositions(context.db, context.subject.agencyId, vietnamDate(context.clock.now()));
  const people = new Map<string, Member & { sortName: string }>();
  for (const post of posts) {
    if (!people.has(post.personId) && wanted(post.roles, post.personId)) {
      const { personId, fullName, sortName } = post;
      people.set(personId, { personId, name: fullName, title: `${post.title}, ${post.unitName}`, sortName });
    }
  }
  return [...people.values()]
    .sort((a, b) => a.sortName.localeCompare(b.sortName))
    .map(({ personId, name, title }) => ({ personId, name, title }));
}

/** To whom a mail of this box may be given. */
export async function listMembers(context: ActingContext, mailboxId: string): Promise<{ items: Member[] }> {
  await openBox(context.db, context, mailboxId);
  const members = new Set(await membersOf(context.db, mailboxId));
  return { items: await peopleInOffice(context, (_roles, id) => members.has(id)) };
}

/** Heads who may approve a document for a citizen by free mail. */
export async function listApprovers(context: ActingContext): Promise<{ items: Member[] }> {
  const items = await peopleInOffice(context, (roles) => roles.includes('leader') || roles.includes('unit_head'));
  return { items };
}
