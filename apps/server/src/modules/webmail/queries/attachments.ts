import type { AttachmentAv, MailAttachment } from '@congvu/contracts';
import type { Db, Tx } from '../../../platform/db.ts';
import { type WebmailTables, webmailTables } from '../webmail.tables.ts';

export type AttachmentRow = WebmailTables['mail_attachment'];

const LOCKED: Record<Exclude<AttachmentAv, 'clean'>, string> = {
  pending: 'Đang chờ quét mã độc; mở được ngay sau khi quét xong.',
  infected: 'Có mã độc, không mở được.',
  refused: 'Loại tệp có thể chạy mã, không mở được.',
};

export async function attachmentsOf(db: Db | Tx, messageId: string): Promise<AttachmentRow[]> {
  return webmailTables(db)
    .selectFrom('mail_attachment')
    .selectAll()
    .where('message_id', '=', messageId)
    .orderBy('no')
    .execute();
}

/** What is said beside an attachment; undefined for one without anything to say. */
export function avText(row: Pick<AttachmentRow, 'av' | 'av_text'>): string | null {
  return row.av_text ?? (row.av === 'clean' ? null : LOCKED[row.av]);
}

export function attachmentLink(email: { mailboxId: string; id: string }, no: number): string {
  return `/api/mail/${email.mailboxId}/emails/${email.id}/attachments/${no}`;
}

export function presentAttachment(
  row: AttachmentRow,
  email: { mailboxId: string; id: string; quarantined: boolean },
): MailAttachment {
  return {
    no: row.no,
    name: row.name,
    mediaType: row.media_type,
    size: row.size,
    sha256: row.sha256,
    inline: row.inline,
    av: row.av,
    avText: avText(row),
    link: row.av === 'clean' && !email.quarantined ? attachmentLink(email, row.no) : null,
  };
}

/** The whole mail holds every attachment: it is handed out when each of them may be. */
export function mayHaveRaw(facts: { quarantined: boolean }, files: readonly AttachmentRow[]): boolean {
  return !facts.quarantined && files.every(({ av }) => av === 'clean');
}
