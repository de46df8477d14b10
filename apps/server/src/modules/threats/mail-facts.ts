import { mayOpen, officialDomains } from '#modules/mail';
import type { Subject } from '../../platform/authorise.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import { alsoWithin, beyondOwnAgency } from '../../platform/reach.ts';
import { rawQuery } from '../../platform/sql.ts';
import { isSameMail, type MailSigns } from './reports/same-mail.ts';

export interface GuardLink {
  shown: string;
  url: string;
  host: string;
  realHost: string;
  suspicious: boolean;
  why?: string;
}

export interface MailFacts extends MailSigns {
  messageId: string;
  itemId: string;
  mailboxId: string;
  agencyId: string;
  fromAddress: string;
  fromName: string;
  subject: string;
  preview: string;
  verdict: 'ordinary' | 'suspicious' | 'phishing';
  reasons: { code: string; text: string }[];
  links: GuardLink[];
  receivedAt: Date;
}

interface FoundRow {
  messageId: string;
  itemId: string;
  mailboxId: string;
  agencyId: string;
  from: { name: string; address: string }[];
  subject: string;
  preview: string;
  verdict: MailFacts['verdict'];
  guard: { reasons?: MailFacts['reasons']; links?: GuardLink[] } | null;
  fingerprint: string;
  receivedAt: Date;
}

const SHOWN = `
  select message.id as "messageId", item.id as "itemId", item.mailbox_id as "mailboxId", item.agency_id as "agencyId",
    message.from_list as "from", message.subject, message.preview, message.verdict, message.guard, message.fingerprint,
    item.received_at as "receivedAt"
  from mail_item item join mail_message message on message.id = item.message_id`;

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function isOwn(host: string, own: readonly string[]): boolean {
  return own.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

function hostsOf(links: readonly GuardLink[], own: readonly string[]): string[] {
  const hosts = links.map((link) => (link.realHost === '' ? link.host : link.realHost).toLowerCase());
  return [...new Set(hosts)].filter((host) => host !== '' && !isOwn(host, own)).sort();
}

function readRow(row: FoundRow, own: readonly string[]): MailFacts {
  const { from, guard, ...rest } = row;
  const sender = from[0] ?? { name: '', address: '' };
  const links = guard?.links ?? [];
  return {
    ...rest,
    fromAddress: sender.address,
    fromName: sender.name,
    fromDomain: domainOf(sender.address),
    links,
    hosts: hostsOf(links, own),
    reasons: guard?.reasons ?? [],
  };
}

export function mailMissing() {
  return notFound(
    'threats.mail_not_found',
    'Không tìm thấy thư này trong hộp thư. Thư có thể đã được thu lại hoặc đã xóa; tải lại hộp thư.',
  );
}

/** A mail in a mailbox the person may open; any other does not exist. @throws AppError 404 `threats.mail_not_found` */
export async function getMail(db: Db | Tx, subject: Subject, emailId: string, mailboxId?: string): Promise<MailFacts> {
  const [row] = await rawQuery<FoundRow>(
    db,
    `${SHOWN} where item.agency_id = $1 and item.id = $2 and item.deleted_at is null
       and ($3::uuid is null or item.mailbox_id = $3::uuid)`,
    [subject.agencyId, emailId, mailboxId ?? null],
  );
  if (row === undefined || (await mayOpen(db, subject, row.mailboxId, 'anywhere')) === undefined) {
    throw mailMissing();
  }
  return readRow(row, await officialDomains(db));
}

interface SignsRow {
  id: string;
  from: { address: string }[];
  links: GuardLink[] | null;
  fingerprint: string;
}

/** More than this of one sender is no forged letter to be looked for one by one. */
const MAX_SIBLINGS = 20_000;
const SIBLINGS_DAYS = 30;

const SIBLINGS = `
  select message.id, message.from_list as "from", message.guard -> 'links' as links, message.fingerprint
  from mail_message message
  where lower(split_part(message.from_list -> 0 ->> 'address', '@', 2)) = $1 and message.received_at >= $2
  order by message.received_at desc limit ${MAX_SIBLINGS}`;

/** Other letters of the same forger: worded for each receiver, they are different bytes. */
async function siblingsOf(db: Db | Tx, signs: MailSigns, now: Date): Promise<string[]> {
  const since = new Date(now.getTime() - SIBLINGS_DAYS * 86_400_000);
  const [rows, own] = [await rawQuery<SignsRow>(db, SIBLINGS, [signs.fromDomain, since]), await officialDomains(db)];
  return rows
    .filter(({ from, links, fingerprint }) =>
      isSameMail(signs, {
        fromDomain: domainOf(from[0]?.address ?? ''),
        hosts: hostsOf(links ?? [], own),
        fingerprint,
      }),
    )
    .map((row) => row.id);
}

// What was forwarded inside is another message; it is known by the draft it was sent from. Also forwards of forwards.
const SPREAD = `
  with recursive spread (id) as (
    select unnest($1::uuid[])
    union
    select copy.id
    from spread
    join mail_item item on item.message_id = spread.id and item.forwarded
    join mail_submission sent on sent.mailbox_id = item.mailbox_id and sent.created_at >= item.received_at
      and sent.undo_status <> 'canceled'
    join mail_draft draft on draft.agency_id = sent.agency_id and draft.id = sent.draft_id
      and draft.kind = 'forward' and draft.source_item_id = item.id
    join mail_message copy on copy.raw_sha256 = sent.raw_sha256
  )
  select id from spread`;

/** Every message that is this letter: the reported ones, those worded for others, and what was forwarded inside. */
export async function spreadOf(db: Db | Tx, signs: MailSigns, known: readonly string[], now: Date): Promise<string[]> {
  const siblings = await siblingsOf(db, signs, now);
  const rows = await beyondOwnAgency('spread', () =>
    rawQuery<{ id: string }>(db, SPREAD, [[...new Set([...known, ...siblings])]]),
  );
  return rows.map((row) => row.id);
}

export interface HolderRow {
  itemId: string;
  mailboxId: string;
  messageId: string;
  agencyId: string;
  address: string;
  holderName: string;
  kind: 'person' | 'unit' | 'role';
  unitName: string;
  personId: string | null;
  receivedAt: Date;
  seen: boolean;
  retractedAt: Date | null;
  registered: string | null;
}

const HOLDERS = `
  select item.id as "itemId", item.mailbox_id as "mailboxId", item.message_id as "messageId", item.agency_id as "agencyId",
    mailbox.address, mailbox.holder_name as "holderName", mailbox.kind, mailbox.unit_name as "unitName",
    mailbox.person_id as "personId", item.received_at as "receivedAt", item.seen, item.retracted_at as "retractedAt",
    item.registered_text as registered
  from mail_item item join mailbox on mailbox.agency_id = item.agency_id and mailbox.id = item.mailbox_id
  where item.message_id = any($1::uuid[]) and item.agency_id = any($2::uuid[]) and item.direction = 'in'
  order by mailbox.sort_name, item.id`;

/** Everybody of these agencies who has one of the messages. */
export async function holdersOf(
  db: Db | Tx,
  messageIds: readonly string[],
  agencyIds: readonly string[],
): Promise<HolderRow[]> {
  return alsoWithin('guided', agencyIds, () => rawQuery<HolderRow>(db, HOLDERS, [messageIds, agencyIds]));
}

/** Mailboxes of these agencies that have one of the messages. */
export async function countBoxes(
  db: Db | Tx,
  messageIds: readonly string[],
  agencyIds: readonly string[],
): Promise<number> {
  const [row] = await alsoWithin('guided', agencyIds, () =>
    rawQuery<{ n: number }>(
      db,
      `select count(distinct mailbox_id)::int as n from mail_item
       where message_id = any($1::uuid[]) and agency_id = any($2::uuid[]) and direction = 'in'`,
      [messageIds, agencyIds],
    ),
  );
  return row?.n ?? 0;
}
