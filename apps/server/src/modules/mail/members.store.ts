import type { MailboxMember } from '@congvu/contracts';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { type MailboxRow, mailTables } from './mail.tables.ts';

type Of = Pick<MailboxRow, 'agency_id' | 'id'>;

/** Who opens the mailbox of an agency as long as nobody has said otherwise: its clerks. */
export async function clerksOf(tx: Tx, context: Context, agencyId: string): Promise<string[]> {
  const positions = await listPositions(tx, agencyId, vietnamDate(context.clock.now()));
  return [...new Set(positions.filter(({ roles }) => roles.includes('clerk')).map(({ personId }) => personId))];
}

/** Those that were none before. */
export async function addMembers(
  tx: Tx,
  context: Context,
  mailbox: Of,
  personIds: readonly string[],
): Promise<string[]> {
  if (personIds.length === 0) {
    return [];
  }
  const rows = await mailTables(tx)
    .insertInto('mail_member')
    .values(
      personIds.map((personId) => ({
        agency_id: mailbox.agency_id,
        mailbox_id: mailbox.id,
        person_id: personId,
        since: context.clock.now(),
        added_by: context.subject?.displayName ?? 'Hệ thống',
      })),
    )
    .onConflict((on) => on.columns(['agency_id', 'mailbox_id', 'person_id']).doNothing())
    .returning('person_id')
    .execute();
  return rows.map(({ person_id }) => person_id);
}

/** Those that were some before. */
export async function removeMembers(
  tx: Tx,
  mailbox: Of,
  personIds: readonly string[],
): Promise<{ person_id: string; full_name: string }[]> {
  return rawQuery(
    tx,
    `delete from mail_member member using org_person person
     where member.agency_id = $1 and member.mailbox_id = $2 and member.person_id = any ($3::uuid[]) and person.id = member.person_id
     returning member.person_id, person.full_name`,
    [mailbox.agency_id, mailbox.id, personIds],
  );
}

/** Their own mailboxes: what a mail system knows people by. */
export async function memberAddresses(tx: Tx, mailbox: Of): Promise<string[]> {
  const rows = await rawQuery<{ address_key: string }>(
    tx,
    `select own.address_key from mail_member member
     join mailbox own on own.agency_id = member.agency_id and own.person_id = member.person_id and own.kind = 'person'
       and own.state in ('active', 'suspended', 'revoke_requested')
     where member.agency_id = $1 and member.mailbox_id = $2 order by own.address_key`,
    [mailbox.agency_id, mailbox.id],
  );
  return rows.map(({ address_key }) => address_key);
}

export interface MemberRow {
  person_id: string;
  full_name: string;
  title: string | null;
  since: Date;
  added_by: string;
}

/** By given name, as Vietnamese lists are read. */
export async function listMembers(db: Db | Tx, mailbox: Of, today: string): Promise<MemberRow[]> {
  return rawQuery<MemberRow>(
    db,
    `select member.person_id, person.full_name, post.title, member.since, member.added_by
     from mail_member member
     join org_person person on person.id = member.person_id
     left join lateral (
       select title from org_position post where post.person_id = member.person_id and post.agency_id = member.agency_id
         and post.valid_from <= $3 and (post.valid_to is null or post.valid_to >= $3) order by sort_order limit 1
     ) post on true
     where member.agency_id = $1 and member.mailbox_id = $2 order by person.sort_name, person.id`,
    [mailbox.agency_id, mailbox.id, today],
  );
}

export function presentMember(row: MemberRow): MailboxMember {
  return {
    personId: row.person_id,
    fullName: row.full_name,
    title: row.title ?? '',
    since: row.since.toISOString(),
    addedBy: row.added_by,
  };
}
