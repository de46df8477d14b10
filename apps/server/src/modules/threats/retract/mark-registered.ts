import { addMovements } from '#modules/documents';
import { membersOf } from '#modules/mail';
import { notifyEach } from '#modules/notifications';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';

interface Registered {
  agencyId: string;
  mailboxId: string;
  link: string;
}

const TEXT = {
  out: 'Thư mà văn bản này vào sổ từ đó đã được kết luận là giả mạo và thu lại. Không giải quyết theo văn bản này khi chưa hỏi lại nơi gửi.',
  back: 'Thư mà văn bản này vào sổ từ đó đã được trả về: kết luận giả mạo không còn.',
};

/** A document made of a forged letter stays in the book with its number; whoever works on it sees what its mail was. */
export async function markRegistered(
  tx: Tx,
  context: Context,
  registered: readonly Registered[],
  way: keyof typeof TEXT,
): Promise<void> {
  const places = [...new Map(registered.map((one) => [one.link, one])).values()];
  await addMovements(
    tx,
    context,
    places.map(({ agencyId, link }) => ({
      agencyId,
      documentId: link.slice(link.lastIndexOf('/') + 1),
      kind: 'mail_verdict',
      text: TEXT[way],
    })),
  );
  const notices = places.map(async ({ agencyId, mailboxId, link }) => ({
    agencyId,
    personIds: await membersOf(tx, mailboxId),
    kind: 'threats.registered_mail',
    text: TEXT[way],
    link,
    reason: 'Hộp thư nhận thư ấy do bạn dùng chung',
  }));
  await notifyEach(tx, context, await Promise.all(notices));
}
