import type { Db, Tx } from '../../../platform/db.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** A mail held back from one mailbox, with what was asked and answered about it. */
export interface HeldRow {
  itemId: string;
  agencyId: string;
  mailboxId: string;
  messageId: string;
  subject: string;
  from: { name: string; address: string }[];
  address: string;
  agencyName: string;
  receivedAt: Date;
  reason: string | null;
  infected: string | null;
  releaseState: 'asked' | 'released' | 'refused' | null;
  askedByName: string | null;
  askedReason: string | null;
  decidedByName: string | null;
  decidedReason: string | null;
  /** The copy lies in the quarantine now. */
  held: boolean;
}

const SHOWN = `
  select item.id as "itemId", item.agency_id as "agencyId", item.mailbox_id as "mailboxId", item.message_id as "messageId",
    message.subject, message.from_list as "from", mailbox.address, agency.short_name as "agencyName",
    item.received_at as "receivedAt", message.guard -> 'reasons' -> 0 ->> 'text' as reason,
    (select coalesce(file.av_text, 'Tệp có mã độc') from mail_attachment file
      where file.message_id = message.id and file.av = 'infected' limit 1) as infected,
    release.state as "releaseState", release.asked_by_name as "askedByName", release.asked_reason as "askedReason",
    release.decided_by_name as "decidedByName", release.decided_reason as "decidedReason",
    folder.role is not distinct from 'quarantine' as held
  from mail_item item
  join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
  join mail_message message on message.id = item.message_id
  join mailbox on mailbox.agency_id = item.agency_id and mailbox.id = item.mailbox_id
  join org_agency agency on agency.id = item.agency_id
  left join threat_release release on release.agency_id = $1 and release.item_id = item.id`;

const LIVE = `folder.role = 'quarantine' and item.deleted_at is null and item.retracted_at is null and item.direction = 'in'`;

export interface HeldFilter {
  officeId: string;
  agencyIds: readonly string[];
  mailboxIds: readonly string[] | null;
  asked: boolean | null;
}

const FILTER = `${LIVE} and item.agency_id = any($2::uuid[]) and ($3::uuid[] is null or item.mailbox_id = any($3::uuid[]))
  and ($4::boolean is null or $4 = (release.state is not distinct from 'asked'))`;

function parametersOf({ officeId, agencyIds, mailboxIds, asked }: HeldFilter): unknown[] {
  return [officeId, agencyIds, mailboxIds, asked];
}

/** Those that are asked for first, then the newest. */
export async function pageHeld(
  db: Db | Tx,
  filter: HeldFilter,
  page: { after: { at: string; id: string } | undefined; limit: number },
): Promise<HeldRow[]> {
  return alsoWithin('guided', filter.agencyIds, () =>
    rawQuery<HeldRow>(
      db,
      `${SHOWN} where ${FILTER} and ($5::timestamptz is null or (item.received_at, item.id) < ($5::timestamptz, $6::uuid))
       order by item.received_at desc, item.id desc limit $7`,
      [...parametersOf(filter), page.after?.at ?? null, page.after?.id ?? null, page.limit],
    ),
  );
}

export async function countHeld(db: Db | Tx, filter: HeldFilter): Promise<{ total: number; asked: number }> {
  const [row] = await alsoWithin('guided', filter.agencyIds, () =>
    rawQuery<{ total: number; asked: number }>(
      db,
      `select count(*)::int as total, (count(*) filter (where release.state = 'asked'))::int as asked
       from mail_item item
       join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
       left join threat_release release on release.agency_id = $1 and release.item_id = item.id
       where ${FILTER}`,
      parametersOf(filter),
    ),
  );
  return row ?? { total: 0, asked: 0 };
}

/** The copies of one mail that are still held and undecided, in whichever mailboxes of these agencies. */
export async function undecidedCopies(
  tx: Tx,
  given: { officeId: string; agencyIds: readonly string[]; messageId: string },
): Promise<HeldRow[]> {
  return alsoWithin('guided', given.agencyIds, () =>
    rawQuery<HeldRow>(
      tx,
      `${SHOWN} where ${LIVE} and item.message_id = $3 and item.agency_id = any($2::uuid[])
         and (release.state is null or release.state = 'asked') order by item.id`,
      [given.officeId, given.agencyIds, given.messageId],
    ),
  );
}

/** One held mail of these agencies; also one that has left the quarantine meanwhile. */
export async function findHeld(
  db: Db | Tx,
  given: { officeId: string; agencyIds: readonly string[]; itemId: string },
): Promise<HeldRow | undefined> {
  const [row] = await alsoWithin('guided', given.agencyIds, () =>
    rawQuery<HeldRow>(
      db,
      `${SHOWN} where item.id = $3 and item.agency_id = any($2::uuid[]) and item.direction = 'in' and item.deleted_at is null
         and (folder.role = 'quarantine' or release.state is not null)`,
      [given.officeId, given.agencyIds, given.itemId],
    ),
  );
  return row;
}
