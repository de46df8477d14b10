import type { ChangeMailboxMembers, MailboxView } from '@congvu/contracts';
import type { z } from 'zod';
import { notify } from '#modules/notifications';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import type { MailboxRow } from '../mail.tables.ts';
import { addMembers, memberAddresses, removeMembers } from '../members.store.ts';
import type { BackendCommand } from '../outbox/backend-command.ts';
import { revokeSecrets } from '../secrets.store.ts';
import { changeMailbox } from './change-mailbox.ts';

/** Names of those asked for, all in office in the agency of the mailbox today. */
async function namesOf(
  tx: Tx,
  context: ActingContext,
  mailbox: MailboxRow,
  ids: string[],
): Promise<Map<string, string>> {
  const positions = await listPositions(tx, mailbox.agency_id, vietnamDate(context.clock.now()));
  const names = new Map(positions.map(({ personId, fullName }) => [personId, fullName]));
  if (ids.some((id) => !names.has(id))) {
    throw invalid('mail.member_invalid', 'Chỉ thêm được người đang giữ chức vụ tại cơ quan của hộp thư.', [
      { path: 'add', message: 'Có người không giữ chức vụ nào tại cơ quan của hộp thư.' },
    ]);
  }
  return names;
}

/** People the mailbox closed for: their app passwords for it end, their open pages too. */
async function strike(tx: Tx, context: ActingContext, mailbox: MailboxRow, ids: string[]): Promise<string[]> {
  const removed = await removeMembers(tx, mailbox, ids);
  for (const personId of removed.map(({ person_id }) => person_id)) {
    await revokeSecrets(tx, context, mailbox, { reason: 'Không còn cùng mở hộp thư', personId });
  }
  return removed.map(({ full_name }) => full_name);
}

/**
 * Who opens the mailbox of a unit together. Each stays visible by name in what they do there.
 * @throws AppError 404 `mail.not_found` · 403 `mail.change_members.forbidden` · 422 `mail.member_invalid`
 */
export async function changeMembers(
  context: ActingContext,
  id: string,
  body: z.output<typeof ChangeMailboxMembers>,
): Promise<MailboxView> {
  return changeMailbox(context, id, 'mail.change_members', async (tx, mailbox) => {
    const names = await namesOf(tx, context, mailbox, body.add);
    const added = await addMembers(tx, context, mailbox, body.add);
    const removed = await strike(tx, context, mailbox, body.remove);
    if (added.length + removed.length === 0) {
      return undefined;
    }
    await notify(tx, context, {
      agencyId: mailbox.agency_id,
      kind: 'mail.member',
      link: `/so-thu?id=${mailbox.id}`,
      personIds: added,
      text: `Đồng chí được cùng mở hộp thư ${mailbox.address}.`,
      reason: 'Hộp thư của đơn vị',
    });
    const newNames = added.map((personId) => names.get(personId) ?? personId);
    const parts = [
      newNames.length > 0 ? `thêm ${newNames.join(', ')}` : '',
      removed.length > 0 ? `bớt ${removed.join(', ')}` : '',
    ].filter((part) => part !== '');
    const members: BackendCommand = { kind: 'members', addresses: await memberAddresses(tx, mailbox) };
    return {
      mailbox,
      text: `Người cùng mở hộp thư: ${parts.join('; ')}`,
      detail: { added, removed: body.remove },
      commands: removed.length > 0 ? [members, { kind: 'kick' }] : [members],
    };
  });
}
