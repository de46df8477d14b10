import type { ReadMail } from '@congvu/mailguard';
import { record } from '#modules/audit';
import { listPositionsOfPerson } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { wordsOf } from '../body/safe-text.ts';
import type { AttachmentState } from '../delivery/stored-mail.ts';
import type { WebmailPorts } from '../ports.ts';
import { type FreeMailUse, freeMailRefused, recordFreeMail, weighFreeMail } from './free-mail.ts';
import { keepSentCopy } from './sent-copy.ts';

export type ProgramPorts = Pick<WebmailPorts, 'guardTexts' | 'guardFile' | 'issuedDocuments'>;

/** A mail that a mail program of a person hands in; its bytes are durable. */
export interface ProgramMail {
  agencyId: string;
  mailboxId: string;
  personId: string;
  from: string;
  /** Of the envelope, in lower case: who is in none of the headers is hidden. */
  recipients: readonly string[];
  raw: { sha256: string; size: number };
  mail: ReadMail;
  attachments: readonly AttachmentState[];
}

export interface GuardedProgramMail extends ProgramMail {
  sender: { name: string; unitId: string | null };
  use: FreeMailUse | undefined;
}

const PDF = 'application/pdf';

async function guardSecrets(context: Context, ports: ProgramPorts, given: ProgramMail): Promise<void> {
  const { mail } = given;
  const door = { agencyId: given.agencyId, name: 'webmail.submission', objectId: given.mailboxId };
  const body = mail.text === '' ? wordsOf(mail.html) : mail.text;
  await ports.guardTexts(context, door, {
    texts: [
      { place: 'tiêu đề thư', text: mail.subject },
      { place: 'nội dung thư', text: body },
    ],
    fileNames: mail.attachments.map(({ name }) => name),
  });
  for (const file of mail.attachments.filter(({ type }) => type === PDF)) {
    const { sha256, size } = await context.blobs.put(file.bytes);
    await ports.guardFile(context, door, { sha256, size, name: file.name, mediaType: PDF });
  }
}

/**
 * The rules of the page for a mail that does not come from it: no state secret, no document to free mail. What was refused is on record.
 * @throws AppError 422 of the guard of state secrets · 422 `webmail.free_mail_document`: the exception for a citizen is made on the page
 */
export async function guardProgramMail(
  context: Context,
  ports: ProgramPorts,
  given: ProgramMail,
): Promise<GuardedProgramMail> {
  await guardSecrets(context, ports, given);
  const posts = await listPositionsOfPerson(context.db, given.personId, vietnamDate(context.clock.now()));
  const post = posts.find(({ agencyId }) => agencyId === given.agencyId);
  const sender = { name: post?.fullName ?? given.from, unitId: post?.unitId ?? null };
  const use = await weighFreeMail(context.db, ports, {
    agencyId: given.agencyId,
    addresses: given.recipients,
    subject: given.mail.subject,
    sha256s: given.mail.attachments.map(({ sha256 }) => sha256),
  });
  if (use?.kind === 'refused') {
    await command(context, async (tx) => {
      await noteProgramUse(tx, context, { ...given, sender, use });
      await record(tx, context, {
        action: 'webmail.free_mail_refused',
        agencyId: given.agencyId,
        objectKind: 'mailbox',
        objectId: given.mailboxId,
        detail: { ...use, by: 'program' },
      });
      return null;
    });
    throw freeMailRefused(use);
  }
  return { ...given, sender, use };
}

/** Free mail that such a mail went to, for the statistics of the unit. */
export async function noteProgramUse(
  tx: Tx,
  context: Context,
  { use, sender, ...given }: GuardedProgramMail,
): Promise<void> {
  if (use !== undefined) {
    const who = { clock: context.clock, subject: { unitId: sender.unitId, personId: given.personId } };
    await recordFreeMail(tx, who, { agencyId: given.agencyId, mailboxId: given.mailboxId, submissionId: null }, use);
  }
}

/** The copy in "Đã gửi" with what is to be remembered of it; the same mail a second time changes nothing. */
export async function keepProgramCopy(tx: Tx, context: Context, given: GuardedProgramMail): Promise<void> {
  const { warnings: _warnings, attachments, ...mail } = given.mail;
  const named = new Map(
    [
      ...mail.to.map((one) => ({ ...one, kind: 'to' as const })),
      ...mail.cc.map((one) => ({ ...one, kind: 'cc' as const })),
    ].map((one) => [one.address.toLowerCase(), one]),
  );
  const kept = await keepSentCopy(tx, context, {
    agencyId: given.agencyId,
    mailboxId: given.mailboxId,
    submissionId: null,
    sentBy: given.sender.name,
    personId: given.personId,
    fromAddress: given.from,
    rawSha256: given.raw.sha256,
    size: given.raw.size,
    facts: { ...mail, attachments: attachments.map(({ bytes: _bytes, ...facts }) => facts) },
    attachments: given.attachments,
    receivers: given.recipients.map((address) => named.get(address) ?? { address, name: '', kind: 'bcc' }),
    draft: { kind: 'new', sourceItemId: null },
  });
  if (kept) {
    await noteProgramUse(tx, context, given);
  }
}
