import type { DeskGroup } from '@congvu/contracts';
import { mailboxesOf, type OpenedMailbox } from '#modules/mail';
import type { ActingContext } from '../../../platform/context.ts';
import { countUnread } from './list-boxes.ts';

type Row = DeskGroup['rows'][number];

interface UnreadBox {
  box: OpenedMailbox;
  unread: number;
}

async function unreadBoxes(context: ActingContext): Promise<UnreadBox[]> {
  const boxes = await mailboxesOf(context.db, context.subject.personId, context.subject.agencyId);
  const unread = await countUnread(
    context.db,
    boxes.map(({ mailboxId }) => mailboxId),
  );
  return boxes.map((box) => ({ box, unread: unread.get(box.mailboxId) ?? 0 })).filter((found) => found.unread > 0);
}

/** One row a box, never a row a mail. */
function row({ box, unread }: UnreadBox): Row {
  const link = `/thu?hop=${box.mailboxId}&loc=unread`;
  return {
    id: box.mailboxId,
    channel: 'mail',
    channelLabel: 'Thư',
    sentence: [
      { text: `${unread} thư chưa đọc`, strong: true },
      { text: box.access === 'own' ? ' trong hộp thư của đồng chí.' : ` trong hộp thư ${box.name}.` },
    ],
    proof: box.address,
    link,
    action: { label: 'Mở hộp thư', link },
  };
}

export async function webmailDesk(context: ActingContext): Promise<DeskGroup[]> {
  const boxes = await unreadBoxes(context);
  return [
    {
      key: 'webmail.unread',
      title: 'Thư chưa đọc',
      tab: { key: 'mail', label: 'Thư' },
      count: boxes.length,
      rows: boxes.map(row),
    },
  ];
}

export async function webmailCounts(context: ActingContext): Promise<Record<string, number>> {
  const boxes = await unreadBoxes(context);
  return { webmail: boxes.reduce((sum, { unread }) => sum + unread, 0) };
}
