import type { EmailBody } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import type { InlinePart } from '../body/body.ts';
import { safeHtml } from '../body/safe-html.ts';
import { safeText } from '../body/safe-text.ts';
import { loadEmail } from '../box/load-email.ts';
import { readMailApart } from '../reading/read-apart.ts';
import { type AttachmentRow, attachmentLink, attachmentsOf } from './attachments.ts';

/** Pictures of the mail itself, once they are known to be harmless. */
function inlineParts(
  files: readonly AttachmentRow[],
  email: { mailboxId: string; id: string },
): Map<string, InlinePart> {
  const parts = files.flatMap((file): [string, InlinePart][] =>
    file.content_id !== null && file.av === 'clean'
      ? [[file.content_id, { type: file.media_type, url: `${attachmentLink(email, file.no)}?inline=true` }]]
      : [],
  );
  return new Map(parts);
}

/** The text of a mail made safe; read from the bytes as they came, each time. */
export async function readBody(context: ActingContext, wanted: { mailboxId: string; id: string }): Promise<EmailBody> {
  const { row } = await loadEmail(context.db, context, wanted);
  const [raw, files] = await Promise.all([
    context.blobs.readBytes(row.raw_sha256),
    attachmentsOf(context.db, row.message_id),
  ]);
  const mail = await readMailApart(raw);
  const options = { links: row.guard?.links ?? [], cids: inlineParts(files, wanted), mailId: row.id };
  const body = mail.html === '' ? safeText(mail.text, options) : safeHtml(mail.html, options);
  const links = body.links.map(({ why, ...link }) => ({ ...link, ...(why !== undefined && { why }) }));
  return { html: body.html, simplified: body.simplified, blockedImages: body.blockedImages, links };
}
