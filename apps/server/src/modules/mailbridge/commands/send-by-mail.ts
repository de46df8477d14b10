import type { SendByMail, SendByMailAnswer } from '@congvu/contracts';
import { findDispatchToMail, markSentByMail } from '#modules/interchange';
import { sendComposed, type WebmailPorts } from '#modules/webmail';
import type { ActingContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { insertMailed } from '../mailbridge.store.ts';

type Letter = Awaited<ReturnType<typeof findDispatchToMail>>;

const MAX_SUBJECT = 400;

function nameOf({ typeName, numberSymbol }: Letter): string {
  return [typeName, numberSymbol].filter((part) => part !== '').join(' ');
}

function wordsFor(letter: Letter): string {
  const on = letter.issuedOn === null ? '' : ` ngày ${printDay(letter.issuedOn)}`;
  return [
    `Kính gửi ${letter.receiverName},`,
    '',
    `Gửi kèm thư này ${nameOf(letter)}${on}: ${letter.abstract}.`,
    'Đề nghị xác nhận đã nhận được văn bản bằng cách trả lời thư này.',
  ].join('\n');
}

/**
 * Gửi thư điện tử công vụ: an issued document to a receiver no carrier reaches. The mail and the state of the receiver are one
 * transaction; what becomes of the mail is followed (`follow-mailed.ts`).
 * @throws AppError 403 `interchange.send_by_mail.forbidden`, 422 `webmail.free_mail_document`, `webmail.address_invalid`…
 */
export async function sendByMail(
  context: ActingContext,
  ports: WebmailPorts,
  dispatchId: string,
  body: SendByMail,
): Promise<SendByMailAnswer> {
  const letter = await findDispatchToMail(context.db, context, dispatchId);
  const { mailboxId, address, citizen } = body;
  const { id: submissionId, sendAt } = await sendComposed(context, ports, {
    mailboxId,
    to: { name: letter.receiverName.slice(0, 200), address },
    subject: `${nameOf(letter)}: ${letter.abstract}`.replace(/\s+/gu, ' ').slice(0, MAX_SUBJECT),
    text: body.text === '' ? wordsFor(letter) : body.text,
    documentId: letter.documentId,
    citizen,
    alongside: async (tx, submission) => {
      await markSentByMail(tx, context, { id: dispatchId, address });
      await insertMailed(tx, context, { submissionId: submission, dispatchId, mailboxId, address });
    },
  });
  return { submissionId, sendAt, address };
}
