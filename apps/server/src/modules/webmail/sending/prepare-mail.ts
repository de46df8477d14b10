import type { MailAddress, SendMailDraft } from '@congvu/contracts';
import { inspectAttachment } from '#modules/files';
import { mailboxOfPerson } from '#modules/mail';
import type { ActingContext } from '../../../platform/context.ts';
import { forbidden, invalid } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { wordsOf } from '../body/safe-text.ts';
import type { OpenBox } from '../box/open-box.ts';
import { cleanHtml } from '../compose/clean-html.ts';
import type { DraftRow } from '../compose/draft.store.ts';
import { assertAddresses, assertHeaders, type Receiver, receiversOf } from '../compose/headers.ts';
import { identitiesIn } from '../compose/identities.ts';
import { limitsOf } from '../compose/limits.ts';
import { filesOf } from '../compose/view-draft.ts';
import type { WebmailPorts } from '../ports.ts';
import { mailPolicies } from '../webmail.policy.ts';
import { buildMime } from './build-mime.ts';
import { expiryOf, type FileLink, linksHtml, makeLink } from './file-links.ts';
import { type FreeMailUse, judgeFreeMail } from './free-mail.ts';
import { sourceIds } from './source-ids.ts';

/** As many as the queue takes for one mail, whatever the right. */
const MAX_RECEIVERS = 1_000;
const YEAR_MS = 366 * 86_400_000;

/** A mail that may leave as far as rules are concerned. */
export interface PreparedMail {
  /** Without signature and DKIM. */
  plain: Buffer;
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

export interface MailWanted extends SendMailDraft {
  /** Every part base64, so that nothing on the way changes what is signed. */
  forSigning?: boolean;
}

/** Everything that needs no lock: rights, limits, files, the bytes of the mail. */
export async function prepareMail(
  context: ActingContext,
  ports: WebmailPorts,
  { box, draft }: { box: OpenBox; draft: DraftRow },
  body: MailWanted,
): Promise<PreparedMail> {
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
  const plain = await buildMime({
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
    forSigning: body.forSigning === true,
  });
  return {
    receivers,
    sendAt,
    use,
    warnings: use?.kind === 'warned' ? [`Gửi tới thư miễn phí: ${use.addresses.join(', ')}`] : [],
    links,
    expiresAt,
    plain,
  };
}
