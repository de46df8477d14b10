import type { MailAddress, SendMailDraft, SubmissionView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { inspectAttachment } from '#modules/files';
import { mailboxOfPerson } from '#modules/mail';
import { wallTime } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, conflict, forbidden, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { wordsOf } from '../body/safe-text.ts';
import { type OpenBox, openBox } from '../box/open-box.ts';
import { cleanHtml } from '../compose/clean-html.ts';
import { type DraftRow, getDraft, lockDraft } from '../compose/draft.store.ts';
import { assertAddresses, assertHeaders, type Receiver, receiversOf } from '../compose/headers.ts';
import { identitiesIn } from '../compose/identities.ts';
import { limitsOf } from '../compose/limits.ts';
import { filesOf } from '../compose/view-draft.ts';
import { tellBoxes } from '../delivery/tell.ts';
import type { WebmailPorts } from '../ports.ts';
import { presentSubmission } from '../queries/view-submission.ts';
import { draftPolicies, mailPolicies } from '../webmail.policy.ts';
import { expiryOf, type FileLink, insertLinks, linksHtml, makeLink } from './file-links.ts';
import { type FreeMailUse, freeMailRefused, judgeFreeMail, recordFreeMail } from './free-mail.ts';
import { type MadeMail, makeRaw } from './make-raw.ts';
import { sourceIds } from './source-ids.ts';
import { insertSubmission, RELEASE_JOB, warnManyReceivers } from './submission.store.ts';

/** As many as the queue takes for one mail, whatever the right. */
const MAX_RECEIVERS = 1_000;
const YEAR_MS = 366 * 86_400_000;

interface Prepared extends MadeMail {
  receivers: Receiver[];
  sendAt: Date;
  use: FreeMailUse | undefined;
  warnings: string[];
  links: FileLink[];
  expiresAt: Date;
}

async function assertReceivers(context: ActingContext, receivers: readonly Receiver[], maxRecipients: number) {
  if (receivers.length === 0) {
    throw invalid('webmail.no_recipient', 'Thư chưa có nơi nhận. Ghi ít nhất một địa chỉ ở ô "Đến".');
  }
  if (receivers.length > MAX_RECEIVERS) {
    throw invalid(
      'webmail.too_many_recipients',
      `Thư có ${receivers.length} nơi nhận, nhiều hơn mức ${MAX_RECEIVERS} của một thư. Tách thành nhiều thư.`,
    );
  }
  if (receivers.length > maxRecipients) {
    const decision = mailPolicies.decide('webmail.send_to_many', context.subject, null);
    if (!decision.allowed) {
      throw forbidden(
        `Thư có ${receivers.length} nơi nhận, nhiều hơn mức ${maxRecipients}. ${decision.reason}`,
        'webmail.too_many_recipients',
      );
    }
  }
}

function momentOf(context: ActingContext, body: SendMailDraft, undoSeconds: number): Date {
  const now = context.clock.now();
  if (body.sendAt === undefined) {
    return new Date(now.getTime() + undoSeconds * 1000);
  }
  const at = new Date(body.sendAt);
  if (!(at > now) || at.getTime() > now.getTime() + YEAR_MS) {
    throw invalid('webmail.send_at_invalid', 'Giờ hẹn gửi phải sau lúc này và trong vòng một năm. Chọn lại giờ gửi.');
  }
  return at;
}

async function scan(context: ActingContext, file: { name: string; sha256: string }): Promise<void> {
  const read = async function* (): AsyncIterable<Uint8Array> {
    yield await context.blobs.readBytes(file.sha256);
  };
  const { verdict, findings } = await inspectAttachment(context, { name: file.name, sha256: file.sha256, read });
  if (verdict === 'refused') {
    throw invalid('webmail.attachment_refused', `${findings[0]?.text ?? file.name}. Bỏ tệp này rồi gửi lại.`);
  }
}

async function senderOf(context: ActingContext, box: OpenBox, from: string): Promise<MailAddress | undefined> {
  if (box.relation === 'own') {
    return undefined;
  }
  const own = await mailboxOfPerson(context.db, { agencyId: box.agencyId, personId: context.subject.personId });
  const address = own?.address ?? '';
  return address.includes('@') && address !== from ? { name: context.subject.displayName, address } : undefined;
}

/** The files that travel in the mail itself. */
async function attachedOf(context: ActingContext, files: Awaited<ReturnType<typeof filesOf>>) {
  return Promise.all(
    files
      .filter(({ asLink }) => !asLink)
      .map(async ({ file }) => ({
        name: file.name,
        mediaType: file.media_type,
        content: await context.blobs.readBytes(file.sha256),
      })),
  );
}

/** Everything that needs no lock: rights, limits, the bytes of the mail, durable before the transaction. */
async function prepare(
  context: ActingContext,
  ports: WebmailPorts,
  box: OpenBox,
  draft: DraftRow,
  body: SendMailDraft,
): Promise<Prepared> {
  const { content } = draft;
  assertHeaders(content);
  assertAddresses(content);
  const limits = await limitsOf(context.db, box.agencyId);
  const receivers = receiversOf(content);
  await assertReceivers(context, receivers, limits.maxRecipients);
  const identity = (await identitiesIn(context.db, context, box)).find(
    ({ address }) => address.toLowerCase() === content.fromAddress.toLowerCase(),
  );
  if (identity === undefined) {
    throw forbidden(
      `Không được gửi thư dưới địa chỉ ${content.fromAddress}. Chọn một địa chỉ của hộp thư này ở ô "Từ".`,
      'webmail.identity_refused',
    );
  }
  const door = { agencyId: box.agencyId, name: 'webmail.send', objectId: draft.id };
  const texts = [
    { place: 'tiêu đề thư', text: content.subject },
    { place: 'nội dung thư', text: wordsOf(content.html) },
  ];
  await ports.guardTexts(context, door, { texts });
  const sendAt = momentOf(context, body, limits.undoSeconds);
  const files = await filesOf(context.db, box, draft);
  for (const { file } of files) {
    await scan(context, file);
  }
  const use = await judgeFreeMail(context.db, context, ports, {
    agencyId: box.agencyId,
    receivers,
    subject: content.subject,
    sha256s: files.map(({ file }) => file.sha256),
    citizen: body.citizen,
  });
  const expiresAt = expiryOf(sendAt, limits.linkDays);
  const links = files.filter(({ asLink }) => asLink).map(({ file }) => makeLink(context.config.publicUrl, file));
  const sender = await senderOf(context, box, identity.address);
  const made = await makeRaw(
    context,
    {
      from: { name: identity.displayName, address: identity.address },
      ...(sender !== undefined && { sender }),
      to: content.to,
      cc: content.cc,
      subject: content.subject,
      html: `${cleanHtml(content.html)}${linksHtml(links, expiresAt)}`,
      date: sendAt,
      messageId: `${newId()}@${identity.address.slice(identity.address.lastIndexOf('@') + 1)}`,
      ...(await sourceIds(context, box, draft)),
      files: await attachedOf(context, files),
    },
    body.sign,
  );
  return {
    receivers,
    sendAt,
    use,
    warnings: use?.kind === 'warned' ? [`Gửi tới thư miễn phí: ${use.addresses.join(', ')}`] : [],
    links,
    expiresAt,
    ...made,
  };
}

export interface SentDraft {
  mailboxId: string;
  id: string;
  /** What belongs to the sending, in its transaction. */
  alongside?: (tx: Tx, submissionId: string) => Promise<void>;
}

async function assertUnchanged(tx: Tx, context: ActingContext, box: OpenBox, draft: DraftRow): Promise<void> {
  const now = await lockDraft(tx, box, draft.id);
  draftPolicies.authorize('webmail.send_draft', context.subject, { ...box, state: now.state });
  const files = (row: DraftRow) => row.attachments.map(({ fileId }) => fileId).join(' ');
  if (now.version !== draft.version || files(now) !== files(draft)) {
    throw conflict('webmail.version_conflict', 'Thư nháp vừa thay đổi ở nơi khác. Xem lại rồi bấm gửi.');
  }
}

/**
 * Sends a draft: what is seen is what is built, and it waits for the seconds in which it may be taken back (RFC 8621 7, undoStatus).
 * @throws AppError 422 `webmail.free_mail_document`, recorded with who tried
 */
export async function sendDraft(
  context: ActingContext,
  ports: WebmailPorts,
  { mailboxId, id, alongside }: SentDraft,
  body: SendMailDraft,
): Promise<SubmissionView> {
  const before = await openBox(context.db, context, mailboxId, 'webmail.send');
  const draft = await getDraft(context.db, before, id);
  draftPolicies.authorize('webmail.send_draft', context.subject, { ...before, state: draft.state });
  if (draft.version !== body.version) {
    throw conflict('webmail.version_conflict', 'Thư nháp đã có bản mới hơn. Xem lại rồi bấm gửi.');
  }
  const prepared = await prepare(context, ports, before, draft, body);
  // The row of an Idempotency-Key would keep a fast hash of the PIN; a draft is sent once in any case.
  const acting = body.sign === undefined ? context : { ...context, idempotency: undefined };
  const outcome = await command(acting, async (tx): Promise<SubmissionView | { refused: FreeMailUse }> => {
    const box = await openBox(tx, context, mailboxId, 'webmail.send');
    await assertUnchanged(tx, context, box, draft);
    const leaf = { agencyId: box.agencyId, objectKind: 'mail_draft', objectId: id };
    if (prepared.use?.kind === 'refused') {
      await recordFreeMail(tx, context, { ...box, submissionId: null }, prepared.use);
      await record(tx, context, { ...leaf, action: 'webmail.free_mail_refused', detail: { ...prepared.use } });
      return { refused: prepared.use };
    }
    const submissionId = await insertSubmission(tx, context, box, draft, prepared);
    await insertLinks(tx, prepared.links, { agencyId: box.agencyId, submissionId, expiresAt: prepared.expiresAt });
    if (prepared.use !== undefined) {
      await recordFreeMail(tx, context, { ...box, submissionId }, prepared.use);
    }
    await record(tx, context, {
      ...leaf,
      action: 'webmail.submitted',
      detail: {
        submissionId,
        recipients: prepared.receivers.length,
        sendAt: prepared.sendAt.toISOString(),
        free: prepared.use ?? null,
        ...(prepared.signedWith !== undefined && { signedWith: prepared.signedWith }),
      },
    });
    await alongside?.(tx, submissionId);
    await warnManyReceivers(tx, context, box);
    await enqueue(
      tx,
      RELEASE_JOB,
      { agencyId: box.agencyId, submissionId },
      { runAt: wallTime(context.clock, prepared.sendAt) },
    );
    await tellBoxes(tx, [box]);
    const view = await presentSubmission(tx, box.agencyId, mailboxId, submissionId);
    if (view === undefined) {
      throw new AppError('webmail.wrong_state', 500, 'Không ghi được lần gửi thư. Thử lại.');
    }
    return view;
  });
  if ('refused' in outcome) {
    throw freeMailRefused(outcome.refused);
  }
  return outcome;
}
