import type { MailRegisterAnswer, RegisterMail } from '@congvu/contracts';
import { record } from '#modules/audit';
import { guardAgainstStateSecret } from '#modules/documents';
import {
  findAmendedFacts,
  type IncomingPorts,
  type ReceivedLetter,
  readTypedFacts,
  receiveLetter,
  registerWithin,
  secrecyOf,
} from '#modules/incoming';
import { lockMailToRegister, type MailToRegister, mailToRegister, markRegistered } from '#modules/webmail';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict } from '../../../platform/errors.ts';
import { insertFreeUse } from '../mailbridge.store.ts';
import { pageOf, takeFiles } from '../registering/mail-files.ts';
import { notesOfMail } from '../registering/notes-of-mail.ts';
import { type FreeMailFound, judgeSender } from '../registering/sender-of-mail.ts';

interface Wanted {
  mailboxId: string;
  id: string;
}

/** The mail by its sender and Message-ID: a copy in another box of the agency is the same letter. */
function envelopeIdOf(mail: MailToRegister): string {
  const id = mail.messageIdHeader === '' ? mail.rawSha256 : mail.messageIdHeader;
  return `mail:${mail.from?.address.toLowerCase() ?? ''} ${id}`;
}

async function prepare(
  context: ActingContext,
  mail: MailToRegister,
  body: RegisterMail,
  citizenReason: string | null,
): Promise<ReceivedLetter> {
  const { agencyId } = context.subject;
  const facts = readTypedFacts(body.facts, vietnamDate(context.clock.now()));
  const door = { agencyId, name: 'mailbridge.register', objectId: mail.itemId };
  const { texts = [] } = secrecyOf(body.facts);
  await guardAgainstStateSecret(context, door, {
    texts: [...texts, { place: 'Tiêu đề thư', text: mail.subject }],
  });
  const { main, verdict, attachments, left } = await takeFiles(context, mail, pageOf(mail, body.mainNo));
  return {
    agencyId,
    source: 'mail',
    carrier: 'mail',
    senderAgencyId: null,
    senderCode: '',
    envelopeDocumentId: envelopeIdOf(mail),
    arrivedAt: mail.receivedAt,
    facts,
    verdict,
    envelopeNotes: notesOfMail(mail, citizenReason),
    main,
    attachments,
    brokenAttachments: left,
    note: body.facts.note,
  };
}

/** The number the document has or is given now; a letter that came by another box is in the book already. */
async function enter(
  tx: Tx,
  context: ActingContext,
  ports: IncomingPorts,
  letter: ReceivedLetter,
  body: RegisterMail,
): Promise<{ documentId: string; arrivalNumber: number | null; already: boolean }> {
  const { documentId } = await receiveLetter(tx, context, letter);
  const known = await findAmendedFacts(tx, { agencyId: letter.agencyId, id: documentId });
  if (known !== undefined && known.state !== 'received') {
    return { documentId, arrivalNumber: known.arrivalNumber, already: true };
  }
  const { presentTo, acceptDuplicate } = body;
  const { arrivalNumber } = await registerWithin(tx, context, ports, documentId, { presentTo, acceptDuplicate });
  return { documentId, arrivalNumber, already: false };
}

const LINK = '/van-ban-den/';

async function leaveTrace(
  tx: Tx,
  context: ActingContext,
  mail: MailToRegister,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const { agencyId, mailboxId } = mail.box;
  await record(tx, context, {
    action,
    agencyId,
    objectKind: 'mail_item',
    objectId: mail.itemId,
    detail: { mailboxId, rawSha256: mail.rawSha256, ...detail },
  });
}

async function refuse(
  tx: Tx,
  context: ActingContext,
  mail: MailToRegister,
  use: FreeMailFound,
  body: RegisterMail,
): Promise<void> {
  await insertFreeUse(tx, context, {
    mailbox_id: mail.box.mailboxId,
    item_id: mail.itemId,
    kind: 'refused',
    address: use.address,
    number_symbol: body.facts.numberSymbol,
    reason: use.reason,
    document_id: null,
  });
  await leaveTrace(tx, context, mail, 'mailbridge.free_mail_refused', { address: use.address });
}

async function registerLocked(
  tx: Tx,
  context: ActingContext,
  ports: IncomingPorts,
  given: { mail: MailToRegister; letter: ReceivedLetter; use: FreeMailFound | undefined; body: RegisterMail },
): Promise<MailRegisterAnswer> {
  const { mail, letter, use, body } = given;
  const { documentId, arrivalNumber, already } = await enter(tx, context, ports, letter, body);
  const text = arrivalNumber === null ? 'Đã nhận vào văn bản đến' : `Đã vào sổ số ${arrivalNumber}`;
  const link = `${LINK}${documentId}`;
  await markRegistered(tx, context, mail, { text, link });
  if (use !== undefined && !already) {
    await insertFreeUse(tx, context, {
      mailbox_id: mail.box.mailboxId,
      item_id: mail.itemId,
      kind: 'citizen',
      address: use.address,
      number_symbol: letter.facts.numberSymbol,
      reason: use.reason,
      document_id: documentId,
    });
  }
  await leaveTrace(tx, context, mail, 'mailbridge.registered', {
    documentId,
    arrivalNumber,
    already,
    from: mail.from?.address ?? '',
    auth: mail.auth,
    verdict: mail.verdict,
    files: [letter.main, ...letter.attachments].map((file) => file?.sha256 ?? ''),
    free: use === undefined ? null : { address: use.address, reason: use.reason },
  });
  return { documentId, text, link, already };
}

/**
 * A mail becomes an incoming document with its number, in one act: files by the hashes they have in the mail, sender and authenticity
 * kept as notes. Again, by whomever and from whichever box of the agency, it answers the document it became.
 * @throws AppError 422 `mailbridge.free_mail` · `mailbridge.free_mail_agency`, recorded with who tried; 409 with what keeps the mail out
 */
export async function registerMail(
  context: ActingContext,
  ports: IncomingPorts,
  wanted: Wanted,
  body: RegisterMail,
): Promise<MailRegisterAnswer> {
  const before = await mailToRegister(context.db, context, wanted);
  const isNew = before.registered === null;
  const said = { issuer: body.facts.issuingAgencyName, reason: body.citizenReason };
  const use = isNew ? await judgeSender(context.db, before, said) : undefined;
  const refused = use?.refusal;
  const letter = isNew && refused === undefined ? await prepare(context, before, body, use?.reason ?? null) : undefined;
  const outcome = await command(context, async (tx): Promise<MailRegisterAnswer | { refused: true }> => {
    const mail = await lockMailToRegister(tx, context, wanted);
    if (mail.registered !== null) {
      await leaveTrace(tx, context, mail, 'mailbridge.register_repeated', { ...mail.registered });
      return { ...mail.registered, documentId: mail.registered.link.slice(LINK.length), already: true };
    }
    if (letter === undefined) {
      if (use !== undefined) {
        await refuse(tx, context, mail, use, body);
      }
      return { refused: true };
    }
    return registerLocked(tx, context, ports, { mail, letter, use, body });
  });
  if ('refused' in outcome) {
    throw refused ?? conflict('platform.retry', 'Thư vừa thay đổi ở nơi khác. Tải lại thư rồi vào sổ.');
  }
  return outcome;
}
