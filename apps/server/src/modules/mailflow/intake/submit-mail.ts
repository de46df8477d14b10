import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { checkSecret, identitiesOf } from '#modules/mail';
import { type GuardedProgramMail, guardProgramMail, keepProgramCopy, readMailApart } from '#modules/webmail';
import { type Context, command } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { scanAttachments } from '../judge/scan-attachments.ts';
import { type MailFlow, mailContext } from '../mailflow.flow.ts';
import { idOfBytes, queueOut } from '../outbound/queue-out.ts';
import { bareLineEnd, headerFields, wireMessage } from '../outbound/wire-message.ts';
import { type MailMemory, readData } from './read-data.ts';
import { type Submitter, submitterOf } from './session.ts';
import { NO_ANTIVIRUS, SmtpRefusal } from './smtp-reply.ts';

const BAD_LOGIN = '5.7.8 Wrong address or app password';

/** App passwords of mail programs: shown once, revoked one by one (spec mail §2). */
export async function signIn(flow: MailFlow, login: string, secret: string): Promise<Submitter> {
  const found = await checkSecret(flow.services, login, secret);
  if (found === undefined) {
    throw new SmtpRefusal(535, BAD_LOGIN);
  }
  const identities = await identitiesOf(flow.services.db, found.mailboxId, found.personId);
  return {
    mailboxId: found.mailboxId,
    agencyId: found.agencyId,
    personId: found.personId,
    addresses: identities.map(({ address }) => address.toLowerCase()),
  };
}

/** Who is signed in may send in the name of that mailbox and of no other. */
export function assertSender(submitter: Submitter | undefined, address: string): Submitter {
  if (submitter === undefined) {
    throw new SmtpRefusal(530, '5.7.0 Authentication required');
  }
  if (!submitter.addresses.includes(address.toLowerCase())) {
    throw new SmtpRefusal(553, '5.7.1 Sender address is not of this mailbox');
  }
  return submitter;
}

function addressIn(field: string): string {
  const value = field.slice(field.indexOf(':') + 1).replaceAll(/\r\n/g, ' ');
  return (/<([^<>]*)>\s*$/.exec(value)?.[1] ?? value).trim().toLowerCase();
}

/** RFC 6409 §8: what a program leaves out is added, so that every mail of ours has it. */
function completed(flow: MailFlow, raw: Buffer, sender: string): Buffer {
  const names = new Set(headerFields(raw).map(({ name }) => name));
  const added = [
    names.has('date') ? '' : `Date: ${flow.services.clock.now().toUTCString().replace('GMT', '+0000')}\r\n`,
    names.has('message-id') ? '' : `Message-ID: <${newId()}@${sender.slice(sender.lastIndexOf('@') + 1)}>\r\n`,
  ].join('');
  return added === '' ? raw : Buffer.concat([Buffer.from(added), raw]);
}

/**
 * One author, who is who signed in, and a mail as it may go on the wire.
 * @throws SmtpRefusal
 */
export function checked(flow: MailFlow, raw: Buffer, submitter: Pick<Submitter, 'addresses'>, sender: string): Buffer {
  if (bareLineEnd(raw)) {
    throw new SmtpRefusal(550, '5.5.2 Bare CR or LF is not allowed');
  }
  const from = headerFields(raw).filter(({ name }) => name === 'from');
  const [only] = from;
  if (from.length !== 1 || only === undefined || !submitter.addresses.includes(addressIn(only.text))) {
    throw new SmtpRefusal(550, '5.7.1 From must be an address of this mailbox');
  }
  try {
    return wireMessage(completed(flow, raw, sender));
  } catch (error) {
    throw error instanceof AppError ? new SmtpRefusal(550, '5.6.0 Malformed message', { cause: error }) : error;
  }
}

const SECRET = 'documents.state_secret';

/** Why the rules of the page refuse it, in words a mail program shows. */
function refusalOfRule(error: unknown): unknown {
  if (!(error instanceof AppError) || error.status !== 422) {
    return error;
  }
  const text =
    error.code === 'webmail.free_mail_document'
      ? '5.7.1 A document of the office may not go to free mail (letter of the district, section 4); use the web page'
      : error.code === SECRET
        ? '5.7.1 State secrets may not be sent by mail'
        : '5.6.0 Message cannot be read';
  return new SmtpRefusal(550, text, { cause: error });
}

/**
 * What the page asks before it sends: readable, no virus, no state secret, no document to free mail. Nothing leaves unscanned.
 * @throws SmtpRefusal
 */
export async function guarded(
  flow: MailFlow,
  context: Context,
  submitter: Omit<Submitter, 'addresses'>,
  given: { wire: Buffer; raw: { sha256: string; size: number }; from: string; recipients: readonly string[] },
): Promise<GuardedProgramMail> {
  try {
    const mail = await readMailApart(given.wire);
    const scanned = await scanAttachments(flow.services, mail.attachments);
    if ([...scanned.findings, ...scanned.refused].some(({ level }) => level === 'block')) {
      throw new SmtpRefusal(550, '5.7.1 An attachment is refused: it can run code or carries malware');
    }
    if (scanned.waiting) {
      throw new SmtpRefusal(451, NO_ANTIVIRUS);
    }
    const { agencyId, mailboxId, personId } = submitter;
    const { raw, from, recipients } = given;
    const program = { agencyId, mailboxId, personId, from, recipients, raw, mail, attachments: scanned.states };
    return await guardProgramMail(context, flow.ports.submission, program);
  } catch (error) {
    throw refusalOfRule(error);
  }
}

/**
 * A mail from a program of our own people: under the rules of the page, with a copy in "Đã gửi"; its receivers inside and outside are
 * reached by the queue.
 * @throws SmtpRefusal
 */
export async function submitMail(
  flow: MailFlow,
  memory: MailMemory,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<void> {
  const { mailFrom, rcptTo } = session.envelope;
  const from = mailFrom === false ? '' : mailFrom.address.toLowerCase();
  const submitter = assertSender(submitterOf(session), from);
  const { services } = flow;
  const context = mailContext(services, session.remoteAddress);
  const recipients = [...new Set(rcptTo.map(({ address }) => address.toLowerCase()))];
  const { raw: read, size: held } = await readData(stream, services.blobs, memory);
  try {
    const wire = checked(flow, read, submitter, from);
    const raw = await services.blobs.put(wire);
    const mail = await guarded(flow, context, submitter, { wire, raw, from, recipients });
    await command(context, async (tx) => {
      await queueOut(tx, context, {
        submissionId: idOfBytes(raw.sha256),
        agencyId: submitter.agencyId,
        mailboxId: submitter.mailboxId,
        from,
        recipients,
        rawSha256: raw.sha256,
        size: raw.size,
        at: services.clock.now(),
      });
      await keepProgramCopy(tx, context, mail);
      return null;
    });
  } finally {
    memory.release(held);
  }
}
