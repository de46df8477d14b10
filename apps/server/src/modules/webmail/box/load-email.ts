import type { MailAddress, MailSignature } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { AppError, notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { EMAIL_COLUMNS, EMAIL_TABLES, type EmailRow } from '../queries/email-rows.ts';
import type { EmailFacts } from '../webmail.policy.ts';
import type { AuthFacts } from '../webmail.tables.ts';
import { type OpenBox, openBox } from './open-box.ts';

export interface FullEmailRow extends EmailRow {
  message_id: string;
  raw_sha256: string;
  message_id_header: string;
  sent_at: Date | null;
  sender: MailAddress | null;
  reply_to: MailAddress[];
  cc_list: MailAddress[];
  bcc_list: MailAddress[];
  original_address: string;
  submission_id: string | null;
  auth: AuthFacts | null;
  signature: MailSignature | null;
  signature_mark: string | null;
  message_received_at: Date;
  score: number;
  retracted_at: Date | null;
  retract_reason: string | null;
}

const ONE = `
  select ${EMAIL_COLUMNS}, item.message_id, message.raw_sha256, message.message_id_header, message.sent_at, message.sender,
    message.reply_to, message.cc_list, item.bcc_list, item.original_address, item.submission_id, message.auth, message.signature,
    message.signature_mark, message.received_at as message_received_at,
    message.score, item.retracted_at, item.retract_reason
  from ${EMAIL_TABLES} where item.agency_id = $1 and item.id = $2 and item.mailbox_id = $3 and item.deleted_at is null`;

export function emailMissing(): AppError {
  return notFound(
    'webmail.email_not_found',
    'Không tìm thấy thư này trong hộp thư. Thư có thể đã bị xóa; tải lại danh sách.',
  );
}

export interface LoadedEmail {
  box: OpenBox;
  row: FullEmailRow;
  facts: EmailFacts;
}

/** One mail of a box the person may open. @throws AppError 404; 410 `webmail.retracted` for what the officer took out of all boxes */
export async function loadEmail(
  db: Db | Tx,
  context: ActingContext,
  { mailboxId, id }: { mailboxId: string; id: string },
): Promise<LoadedEmail> {
  const box = await openBox(db, context, mailboxId);
  const [row] = await rawQuery<FullEmailRow>(db, ONE, [box.agencyId, id, mailboxId]);
  if (row === undefined) {
    throw emailMissing();
  }
  if (row.retracted_at !== null) {
    throw new AppError(
      'webmail.retracted',
      410,
      `Thư này đã được cán bộ an toàn thông tin thu khỏi mọi hộp thư: ${row.retract_reason ?? ''}. Đừng làm theo nội dung thư.`,
    );
  }
  const facts: EmailFacts = {
    relation: box.relation,
    quarantined: row.folder_role === 'quarantine',
    inTrash: row.folder_role === 'trash',
    isSent: row.direction === 'out',
  };
  return { box, row, facts };
}
