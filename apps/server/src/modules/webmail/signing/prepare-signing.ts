import type { MailSigningView, SendMailDraft } from '@congvu/contracts';
import { PkiError } from '@congvu/pki';
import { cutForSigning, type MailToSign } from '@congvu/pki/smime';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { openBox } from '../box/open-box.ts';
import type { WebmailPorts } from '../ports.ts';
import { draftToSend } from '../sending/draft-to-send.ts';
import { type FreeMailUse, freeMailRefused } from '../sending/free-mail.ts';
import { prepareMail } from '../sending/prepare-mail.ts';
import { lockUnchanged, recordRefused } from '../sending/queue-mail.ts';
import { insertSigning } from './signing.store.ts';

function cut(plain: Buffer): MailToSign {
  try {
    return cutForSigning(plain);
  } catch (error) {
    if (error instanceof PkiError) {
      throw invalid('webmail.signing_failed', `${error.message} Bỏ "Ký số thư" rồi gửi, hoặc báo quản trị.`);
    }
    throw error;
  }
}

/**
 * First of the three steps of a signed mail: every rule of sending is asked, the bytes are fixed and durable. Signed and queued
 * later by `mailPurposes`, wherever the key is; the draft stays a draft until then.
 * @throws AppError as `sendDraft`
 */
export async function prepareSigning(
  context: ActingContext,
  ports: WebmailPorts,
  at: { mailboxId: string; id: string },
  body: SendMailDraft,
): Promise<MailSigningView> {
  const before = await draftToSend(context, at, body.version);
  const prepared = await prepareMail(context, ports, before, { ...body, forSigning: true });
  const { plain, links, sendAt, expiresAt, ...rest } = prepared;
  const { envelope, entity } = cut(plain);
  const { sha256: entitySha256 } = await context.blobs.put(entity);
  const outcome = await command(context, async (tx): Promise<MailSigningView | { refused: FreeMailUse }> => {
    const box = await openBox(tx, context, at.mailboxId, 'webmail.send');
    const draft = await lockUnchanged(tx, context, box, before.draft);
    if (prepared.use?.kind === 'refused') {
      await recordRefused(tx, context, { box, draftId: at.id }, prepared.use);
      return { refused: prepared.use };
    }
    const fixed = {
      ...rest,
      use: rest.use ?? null,
      sendAt: sendAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      // The secret of a link stands in the mail only.
      links: links.map(({ fileId, tokenHash }) => ({ fileId, tokenHash })),
    };
    const id = await insertSigning(tx, context, { box, draft }, { envelope, entitySha256, fixed });
    await record(tx, context, {
      agencyId: box.agencyId,
      objectKind: 'mail_draft',
      objectId: draft.id,
      action: 'webmail.signing_prepared',
      detail: { signing: id, sha256: entitySha256, version: draft.version },
    });
    return { id, state: 'open', submission: null };
  });
  if ('refused' in outcome) {
    throw freeMailRefused(outcome.refused);
  }
  return outcome;
}
