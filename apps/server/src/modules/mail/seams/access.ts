import type { Subject } from '../../../platform/authorise.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { MailboxRow } from '../mail.tables.ts';

/**
 * Mailboxes whose messages are in our own pages; `passing` also those whose mail comes by us on its way to Dovecot; `anywhere` also those
 * that open in another mail system of the office.
 */
type OpensWhere = 'here' | 'passing' | 'anywhere';

const BACKENDS: Record<OpensWhere, string> = {
  here: "mailbox.backend = 'embedded'",
  passing: "mailbox.backend in ('embedded', 'postfix')",
  anywhere: "mailbox.backend <> 'manual'",
};

/** Mailboxes with a sign-in: `effectOf` says active, as a condition. */
function opens(where: OpensWhere): string {
  return `(mailbox.state = 'active' or (mailbox.state = 'revoke_requested' and mailbox.suspended_reason is null))
    and ${BACKENDS[where]}`;
}

export interface OpenedMailbox {
  mailboxId: string;
  agencyId: string;
  address: string;
  kind: MailboxRow['kind'];
  name: string;
  access: 'own' | 'member';
}

const ofPerson = (where: OpensWhere): string => `
  select mailbox.id as "mailboxId", mailbox.agency_id as "agencyId", mailbox.address, mailbox.kind,
    mailbox.holder_name as name, case when mailbox.person_id = $1 then 'own' else 'member' end as access
  from mailbox
  where ${opens(where)} and ($2::uuid is null or mailbox.agency_id = $2::uuid)
    and (mailbox.person_id = $1 or mailbox.id in (select mailbox_id from mail_member where person_id = $1))
  order by mailbox.person_id = $1 desc nulls last, mailbox.sort_name, mailbox.id`;

/** The mailboxes a person opens, the own one first; with `agencyId` those of the agency the person acts for. */
export async function mailboxesOf(
  db: Db | Tx,
  personId: string,
  agencyId?: string,
  where: OpensWhere = 'here',
): Promise<OpenedMailbox[]> {
  return rawQuery<OpenedMailbox>(db, ofPerson(where), [personId, agencyId ?? null]);
}

/** Asked at every request, so that a lock counts at the next click. Only for the agency the person acts for. */
export async function mayOpen(
  db: Db | Tx,
  subject: Pick<Subject, 'personId' | 'agencyId'>,
  mailboxId: string,
  where: OpensWhere = 'here',
): Promise<'own' | 'member' | undefined> {
  const [row] = await rawQuery<{ access: 'own' | 'member' }>(
    db,
    `select case when mailbox.person_id = $1 then 'own' else 'member' end as access from mailbox
     where mailbox.id = $3 and mailbox.agency_id = $2 and ${opens(where)}
       and (mailbox.person_id = $1 or exists (select 1 from mail_member
         where mail_member.agency_id = mailbox.agency_id and mail_member.mailbox_id = mailbox.id and person_id = $1))`,
    [subject.personId, subject.agencyId, mailboxId],
  );
  return row?.access;
}

/** Who may open each of these mailboxes, in one question; those that open for nobody are left out. */
export async function membersOfEach(
  db: Db | Tx,
  mailboxIds: readonly string[],
  where: OpensWhere = 'here',
): Promise<Map<string, string[]>> {
  const rows = await rawQuery<{ mailbox_id: string; person_id: string }>(
    db,
    `select id as mailbox_id, person_id from mailbox where id = any ($1::uuid[]) and person_id is not null and ${opens(where)}
     union
     select member.mailbox_id, member.person_id from mail_member member join mailbox on mailbox.id = member.mailbox_id
     where member.mailbox_id = any ($1::uuid[]) and ${opens(where)}`,
    [mailboxIds],
  );
  const members = new Map<string, string[]>();
  for (const { mailbox_id, person_id } of rows) {
    members.set(mailbox_id, [...(members.get(mailbox_id) ?? []), person_id]);
  }
  return members;
}

/** Who may open the mailbox: the holder and the members; whom an event about it is for. */
export async function membersOf(db: Db | Tx, mailboxId: string, where: OpensWhere = 'here'): Promise<string[]> {
  return (await membersOfEach(db, [mailboxId], where)).get(mailboxId) ?? [];
}

export interface Identity {
  address: string;
  displayName: string;
}

/** In whose name a person writes from a mailbox: its address and the old ones that still lead to it. */
export async function identitiesOf(
  db: Db | Tx,
  mailboxId: string,
  personId: string,
  where: OpensWhere = 'here',
): Promise<Identity[]> {
  return rawQuery<Identity>(
    db,
    `select known.address_key as address, mailbox.holder_name as "displayName"
     from mailbox join mail_address known on known.mailbox_id = mailbox.id and known.live
     where mailbox.id = $1 and ${opens(where)} and position('@' in known.address_key) > 0
       and (mailbox.person_id = $2 or exists (select 1 from mail_member
         where mail_member.mailbox_id = mailbox.id and mail_member.person_id = $2))
     order by known.is_primary desc, known.address_key`,
    [mailboxId, personId],
  );
}
