import type { DeskGroup } from '@congvu/contracts';
import { mailboxesOf, type OpenedMailbox } from '#modules/mail';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { countUnread } from './list-boxes.ts';

type Row = DeskGroup['rows'][number];

const MAIL_TAB = { key: 'mail', label: 'Thư' };
const MOST_UNSIGNED = 10;

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

interface Unsigned {
  draft_id: string;
  mailbox_id: string;
  subject: string;
}

/** Made ready to be signed and never signed (the device refused, the page was closed): it has not left, and says so. */
async function unsignedMails({ db, subject }: ActingContext): Promise<Unsigned[]> {
  return rawQuery<Unsigned>(
    db,
    `select signing.draft_id, signing.mailbox_id, signing.subject from mail_signing signing
     join mail_draft draft on draft.agency_id = signing.agency_id and draft.id = signing.draft_id
       and draft.state = 'draft' and draft.version = signing.draft_version
     where signing.agency_id = $1 and signing.person_id = $2 and signing.state = 'open'
     order by signing.created_at desc limit ${MOST_UNSIGNED}`,
    [subject.agencyId, subject.personId],
  );
}

function unsignedRow({ draft_id: id, mailbox_id: box, subject }: Unsigned): Row {
  const link = `/thu/soan/${id}?hop=${box}`;
  return {
    id: `unsigned-${id}`,
    channel: 'mail',
    channelLabel: 'Thư',
    sentence: [{ text: 'Thư chờ ký số chưa gửi', strong: true }, { text: `: ${subject || 'không tiêu đề'}.` }],
    proof: 'Thư nháp còn nguyên',
    chip: { tone: 'amber', label: 'Chưa ký' },
    link,
    action: { label: 'Mở thư nháp', link },
  };
}

export async function webmailDesk(context: ActingContext): Promise<DeskGroup[]> {
  const [boxes, unsigned] = await Promise.all([unreadBoxes(context), unsignedMails(context)]);
  return [
    {
      key: 'webmail.unsigned',
      title: 'Thư chờ ký số',
      tab: MAIL_TAB,
      count: unsigned.length,
      rows: unsigned.map(unsignedRow),
    },
    {
      key: 'webmail.unread',
      title: 'Thư chưa đọc',
      tab: MAIL_TAB,
      count: boxes.length,
      rows: boxes.map(row),
    },
  ];
}

export async function webmailCounts(context: ActingContext): Promise<Record<string, number>> {
  const boxes = await unreadBoxes(context);
  return { webmail: boxes.reduce((sum, { unread }) => sum + unread, 0) };
}
