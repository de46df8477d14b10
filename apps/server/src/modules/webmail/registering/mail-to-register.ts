import type { GuardVerdict, MailAddress, MailAuth } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { emailMissing, loadEmail } from '../box/load-email.ts';
import type { OpenBox } from '../box/open-box.ts';
import { type AttachmentRow, attachmentsOf } from '../queries/attachments.ts';
import { sayAuth } from '../queries/say-auth.ts';
import { readMailApart } from '../reading/read-apart.ts';
import { type RegisterFacts, registerObstacle, registerPolicies } from '../webmail.policy.ts';

/** What a register is told of a mail; its words and files are read apart. */
export interface MailToRegister extends RegisterFacts {
  box: OpenBox;
  itemId: string;
  messageId: string;
  messageIdHeader: string;
  rawSha256: string;
  from: MailAddress | undefined;
  subject: string;
  originalAddress: string;
  sentAt: Date | null;
  receivedAt: Date;
  auth: MailAuth | null;
  /** S/MIME, as it is said beside the mail. */
  signatureText: string | null;
  /** The main reason when the guard has doubts. */
  doubt: string | null;
  attachments: AttachmentRow[];
}

interface Wanted {
  mailboxId: string;
  id: string;
}

export function registerFactsOf(
  facts: { quarantined: boolean; isSent: boolean },
  row: { verdict: GuardVerdict; registered_text: string | null; registered_link: string | null },
  attachments: readonly Pick<AttachmentRow, 'av' | 'name'>[],
): RegisterFacts {
  const { registered_text: text, registered_link: link } = row;
  return {
    quarantined: facts.quarantined,
    isSent: facts.isSent,
    verdict: row.verdict,
    waiting: attachments.find(({ av }) => av === 'pending')?.name ?? null,
    registered: text === null || link === null ? null : { text, link },
  };
}

/** A mail nothing speaks against: what is asked of it is then who asks. */
const NOTHING_WRONG: RegisterFacts = {
  quarantined: false,
  isSent: false,
  verdict: 'ordinary',
  waiting: null,
  registered: null,
};

/**
 * @throws AppError 404 for a mail that is not his to read, 403 `webmail.register.forbidden` for who is no clerk, 409 with the code of
 * what keeps the mail out
 */
export async function mailToRegister(db: Db | Tx, context: ActingContext, wanted: Wanted): Promise<MailToRegister> {
  const { box, row, facts } = await loadEmail(db, context, wanted);
  const attachments = await attachmentsOf(db, row.message_id);
  const mail = registerFactsOf(facts, row, attachments);
  registerPolicies.authorize('webmail.register', context.subject, NOTHING_WRONG);
  const obstacle = registerObstacle(mail);
  if (obstacle !== undefined) {
    throw conflict(obstacle.code, obstacle.text);
  }
  return {
    ...mail,
    box,
    itemId: row.id,
    messageId: row.message_id,
    messageIdHeader: row.message_id_header,
    rawSha256: row.raw_sha256,
    from: row.from_list[0],
    subject: row.subject,
    originalAddress: row.original_address,
    sentAt: row.sent_at,
    receivedAt: row.received_at,
    auth: sayAuth(row.auth),
    signatureText: row.signature?.text ?? null,
    doubt: row.verdict === 'ordinary' ? null : (row.guard?.reasons[0]?.text ?? null),
    attachments,
  };
}

/** The same, with every copy of the mail in this agency locked in one order: clerks of two boxes wait for each other. */
export async function lockMailToRegister(tx: Tx, context: ActingContext, wanted: Wanted): Promise<MailToRegister> {
  const rows = await rawQuery(
    tx,
    `select copy.id from mail_item item join mail_item copy on copy.agency_id = item.agency_id and copy.message_id = item.message_id
     where item.agency_id = $1 and item.mailbox_id = $2 and item.id = $3 order by copy.id for update of copy`,
    [context.subject.agencyId, wanted.mailboxId, wanted.id],
  );
  if (rows.length === 0) {
    throw emailMissing();
  }
  return mailToRegister(tx, context, wanted);
}

/** The bytes that were scanned, by place in the mail. @throws AppError 409 `webmail.unreadable` when they are others now */
export async function readAttachments(
  context: ActingContext,
  mail: Pick<MailToRegister, 'rawSha256' | 'attachments'>,
  places: readonly number[],
): Promise<Map<number, Uint8Array>> {
  const { attachments } = await readMailApart(await context.blobs.readBytes(mail.rawSha256));
  return new Map(
    places.map((no) => {
      const part = attachments[no];
      const known = mail.attachments.find((file) => file.no === no);
      if (part === undefined || part.sha256 !== known?.sha256) {
        throw conflict('webmail.unreadable', 'Không đọc lại được tệp đính kèm từ thư gốc. Tải thư gốc (.eml) để xem.');
      }
      return [no, part.bytes];
    }),
  );
}
