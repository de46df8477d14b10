import { record } from '#modules/audit';
import { notifyEach } from '#modules/notifications';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import { printTime } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { OWN_LINK } from '../links.ts';

const DAY_MS = 86_400_000;
/** 07:30 in Vietnam, when the digests of the office go out. */
const FROM = '07:30';

/** Named in the notice; the page has them all. */
const NAMED = 3;
const ADDRESS_LENGTH = 80;

interface HeldCount {
  agency_id: string;
  person_id: string;
  held: number;
  senders: string[];
}

// Who opens the mailbox: its holder, or the members of a shared one.
const HELD = `
  with held as (
    select item.agency_id, item.mailbox_id, coalesce(lower(message.from_list -> 0 ->> 'address'), '') as sender
    from mail_folder folder
    join mail_item item on item.mailbox_id = folder.mailbox_id and item.folder_id = folder.id
    join mail_message message on message.id = item.message_id
    where folder.role = 'quarantine' and item.received_at >= $1 and item.deleted_at is null and item.retracted_at is null
  ), readers as (
    select held.agency_id, mailbox.person_id, held.sender from held
    join mailbox on mailbox.agency_id = held.agency_id and mailbox.id = held.mailbox_id and mailbox.person_id is not null
    union all
    select held.agency_id, member.person_id, held.sender from held
    join mail_member member on member.agency_id = held.agency_id and member.mailbox_id = held.mailbox_id
  )
  select agency_id, person_id, count(*)::int as held,
    coalesce(array_agg(distinct sender order by sender) filter (where sender <> ''), '{}') as senders
  from readers
  where agency_id not in (select agency_id from threat_office where digest_on = $2::date)
  group by agency_id, person_id order by agency_id, person_id`;

/** The words of a forger stand in no notice of ours: number and addresses only, and nothing to sign in to. */
function textOf({ held, senders }: HeldCount): string {
  const named = senders.slice(0, NAMED).map((address) => address.slice(0, ADDRESS_LENGTH));
  const more = senders.length > NAMED ? ` và ${senders.length - NAMED} địa chỉ khác` : '';
  const from = named.length === 0 ? '' : `, gửi từ ${named.join(', ')}${more}`;
  return `${held} thư bị giữ lại trong ngày qua${from}. Xem lý do và đề nghị mở lại nếu cần.`;
}

/** Answers the agencies whose digest of the day is ours to send; a twin finds none. */
async function claim(tx: Parameters<typeof rawQuery>[0], agencyIds: string[], today: string): Promise<Set<string>> {
  const rows = await rawQuery<{ agency_id: string }>(
    tx,
    `insert into threat_office (agency_id, digest_on) select id, $2::date from unnest($1::uuid[]) id order by id
     on conflict (agency_id) do update set digest_on = excluded.digest_on
       where threat_office.digest_on is distinct from excluded.digest_on
     returning agency_id`,
    [agencyIds, today],
  );
  return new Set(rows.map((row) => row.agency_id));
}

async function sendDigest(context: Context, rows: readonly HeldCount[], today: string): Promise<void> {
  await command(context, async (tx) => {
    const ours = await claim(tx, [...new Set(rows.map((row) => row.agency_id))], today);
    const told = rows.filter((row) => ours.has(row.agency_id));
    await notifyEach(
      tx,
      context,
      told.map((row) => ({
        agencyId: row.agency_id,
        personIds: [row.person_id],
        kind: 'threats.held',
        text: textOf(row),
        link: `${OWN_LINK}?muc=cach-ly`,
        reason: 'Có hộp thư nhận các thư này',
      })),
    );
    const [first] = rows;
    if (ours.size === 0 && first !== undefined) {
      // A twin was quicker; what was looked at leaves its trace as well.
      await record(tx, context, {
        action: 'threats.digest_found',
        agencyId: first.agency_id,
        objectKind: 'agency',
        objectId: first.agency_id,
      });
    }
    for (const agencyId of ours) {
      await record(tx, context, {
        action: 'threats.digest_sent',
        agencyId,
        objectKind: 'agency',
        objectId: agencyId,
        detail: { people: told.filter((row) => row.agency_id === agencyId).length },
      });
    }
    return { told: told.length };
  });
}

/** One digest a day for each person, however much was held. */
export async function digestHeld(services: Services): Promise<void> {
  const now = services.clock.now();
  if (printTime(now) < FROM) {
    return;
  }
  const today = vietnamDate(now);
  const rows = await rawQuery<HeldCount>(services.db, HELD, [new Date(now.getTime() - DAY_MS), today]);
  if (rows.length > 0) {
    await sendDigest(systemContext(services), rows, today);
  }
}
