import { recordAll } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { MAILBOX_TRANSITIONS } from '../mail.states.ts';
import { addHistories, findByAddresses } from '../mail.store.ts';
import type { MailboxState } from '../mail.tables.ts';

interface MarkedRow {
  agency_id: string;
  id: string;
  address: string;
  before: MailboxState;
  after: MailboxState;
}

// Locked in one order: lists of one agency may name the same mailboxes. One that was suspended opens for nobody meanwhile, and is
// suspended again when the request is given up: its reason is what remembers that.
const MARK = `
  with known as (
    select agency_id, id, state from mailbox
    where agency_id = $1 and id = any($2::uuid[]) and state = any($3::text[])
    order by id for no key update
  )
  update mailbox set updated_at = $5,
    suspended_reason = case when known.state = 'suspended' then coalesce(suspended_reason, 'Tạm ngừng') else suspended_reason end,
    state = case when $4 = 'active' and suspended_reason is not null then 'suspended' else $4 end
  from known
  where mailbox.agency_id = known.agency_id and mailbox.id = known.id
  returning mailbox.agency_id, mailbox.id, mailbox.address, known.state as before, mailbox.state as after`;

/**
 * While Mẫu 09 is under way, and back when it is withdrawn or refused, whatever the number of its lines. A mailbox that is somewhere
 * else meanwhile stays where it is; one of another agency is not this one's to mark.
 */
export async function markMailboxes(
  tx: Tx,
  context: Context,
  given: {
    agencyId: string;
    addresses: readonly string[];
    state: 'revoke_requested' | 'active';
    text: string;
    link: string | null;
  },
): Promise<void> {
  const { agencyId, text, link } = given;
  const { from, to } =
    given.state === 'active' ? MAILBOX_TRANSITIONS.give_up_revocation : MAILBOX_TRANSITIONS.request_revocation;
  const known = await findByAddresses(tx, [...new Set(given.addresses)]);
  const ids = [...known.values()].map(({ id }) => id);
  const marked = await rawQuery<MarkedRow>(tx, MARK, [agencyId, ids, from, to, context.clock.now()]);
  if (marked.length === 0) {
    return;
  }
  await addHistories(tx, context, marked, { text, link });
  await recordAll(
    tx,
    context,
    marked.map(({ id, address, before, after }) => ({
      action: 'mail.marked',
      agencyId,
      objectKind: 'mailbox',
      objectId: id,
      detail: { address, from: before, to: after },
    })),
  );
  await publish(tx, { topic: 'mail', agencyId, ids: marked.map(({ id }) => id) });
}
