import type { MailItem, MailItemPage, MailItemQuery } from '@congvu/contracts';
import type { ActingContext } from '../../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../../platform/cursor.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { mailItemPolicies, mailPolicies } from '../mail.policy.ts';
import type { MailItemRow } from '../receive/mail-item.store.ts';

type ItemRow = MailItemRow & { connection_name: string };

const STATES: Record<MailItem['state'], string> = { waiting: 'Đang kiểm tra lại', left: 'Còn trong hộp thư' };

function present({ subject }: ActingContext, row: ItemRow): MailItem {
  const state = row.state === 'waiting' ? 'waiting' : 'left';
  return {
    id: row.id,
    connectionId: row.connection_id,
    connectionName: row.connection_name,
    kind: row.kind,
    state,
    stateLabel: row.kind === 'bounce' ? 'Thư không đến được' : STATES[state],
    from: row.from_address,
    subject: row.subject,
    sentAt: row.sent_at?.toISOString() ?? null,
    seenAt: row.seen_at.toISOString(),
    code: row.code,
    reason: row.reason,
    abilities: mailItemPolicies.abilities(subject, { agencyId: row.agency_id }),
  };
}

/** Mails with a package that were not taken, and reports that one of ours did not arrive; newest first. */
export async function listMailItems(context: ActingContext, query: MailItemQuery): Promise<MailItemPage> {
  mailPolicies.authorize('mail_packages.list', context.subject, null);
  const [cursor] = readCursor(query.cursor, ['uuid']) ?? [];
  const rows = await rawQuery<ItemRow>(
    context.db,
    `select item.*, connection.name as connection_name
     from carriers_mail_item item join carriers_connection connection on connection.id = item.connection_id
     where item.agency_id = $1 and item.state in ('waiting', 'left') and ($2::uuid is null or item.id < $2)
     order by item.id desc limit $3`,
    [context.subject.agencyId, cursor ?? null, query.limit + 1],
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => present(context, row)),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor([last.id]) : null,
    abilities: mailPolicies.abilities(context.subject, null),
  };
}
