import { notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import type { MailboxRow } from './mail.tables.ts';

/** The holder, and the clerk and leaders of the unit. */
export async function tellHolderAndUnit(
  tx: Tx,
  context: Context,
  mailbox: Pick<MailboxRow, 'agency_id' | 'id' | 'person_id'>,
  news: { kind: string; toHolder: string; toUnit: string },
): Promise<void> {
  const link = `/so-thu?id=${mailbox.id}`;
  const positions = await listPositions(tx, mailbox.agency_id, vietnamDate(context.clock.now()));
  const unit = positions.filter(({ roles }) => roles.includes('clerk') || roles.includes('leader'));
  const common = { agencyId: mailbox.agency_id, kind: news.kind, link };
  await notify(tx, context, {
    ...common,
    personIds: unit.map(({ personId }) => personId),
    text: news.toUnit,
    reason: 'Hộp thư của cơ quan',
  });
  if (mailbox.person_id !== null) {
    await notify(tx, context, {
      ...common,
      personIds: [mailbox.person_id],
      text: news.toHolder,
      reason: 'Hộp thư của mình',
    });
  }
}
