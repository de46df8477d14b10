import type { CreateMailDraft, MailDraftContent } from '@congvu/contracts';
import type { ReadMail } from '@congvu/mailguard';
import { record } from '#modules/audit';
import { insertFiles, type StoredBlob, storeBytes } from '#modules/files';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid, notFound } from '../../../platform/errors.ts';
import { type LoadedEmail, loadEmail } from '../box/load-email.ts';
import { type OpenBox, openBox } from '../box/open-box.ts';
import { tellBoxes } from '../delivery/tell.ts';
import type { WebmailPorts } from '../ports.ts';
import { attachmentsOf } from '../queries/attachments.ts';
import { readMailApart } from '../reading/read-apart.ts';
import { emailPolicies } from '../webmail.policy.ts';
import type { DraftFile } from '../webmail.tables.ts';
import { textToHtml } from './clean-html.ts';
import { insertDraft } from './draft.store.ts';
import { assertHeaders } from './headers.ts';
import { identitiesIn } from './identities.ts';
import { startFrom } from './quote.ts';

interface Beginning {
  content: MailDraftContent;
  sourceItemId: string | null;
  /** Attachments of the mail that is passed on, durable already. */
  blobs: StoredBlob[];
}

/** What was scanned and found clean is passed on; the rest stays where it is locked. */
async function attachmentsToPassOn(context: ActingContext, source: LoadedEmail, mail: ReadMail): Promise<StoredBlob[]> {
  const rows = await attachmentsOf(context.db, source.row.message_id);
  const blobs: StoredBlob[] = [];
  for (const row of rows.filter(({ av, inline }) => av === 'clean' && !inline)) {
    const part = mail.attachments[row.no];
    if (part !== undefined && part.sha256 === row.sha256) {
      blobs.push(await storeBytes(context, part.bytes, row.name, row.media_type));
    }
  }
  return blobs;
}

async function fromSource(
  context: ActingContext,
  box: OpenBox,
  body: CreateMailDraft,
  content: MailDraftContent,
  own: ReadonlySet<string>,
): Promise<Beginning> {
  if (body.kind === 'new') {
    return { content, sourceItemId: null, blobs: [] };
  }
  if (body.sourceId === undefined) {
    throw invalid('webmail.email_not_found', 'Chưa chọn thư để trả lời hoặc chuyển tiếp.');
  }
  const source = await loadEmail(context.db, context, { mailboxId: box.mailboxId, id: body.sourceId });
  emailPolicies.authorize(body.kind === 'forward' ? 'webmail.forward' : 'webmail.reply', context.subject, source.facts);
  const mail = await readMailApart(await context.blobs.readBytes(source.row.raw_sha256));
  const start = startFrom(body.kind, source.row, mail, own);
  const blobs = body.kind === 'forward' ? await attachmentsToPassOn(context, source, mail) : [];
  return {
    content: { ...content, ...start, html: `${content.html}${start.html}` },
    sourceItemId: source.row.id,
    blobs,
  };
}

async function documentFiles(
  context: ActingContext,
  ports: WebmailPorts,
  id: string | undefined,
): Promise<DraftFile[]> {
  if (id === undefined) {
    return [];
  }
  const files = await ports.documentFiles(context, id);
  if (files === undefined) {
    throw notFound('webmail.document_not_found', 'Không tìm thấy văn bản này hoặc đồng chí không được xem.');
  }
  return files.map(({ fileId }) => ({ fileId, fromDocument: true }));
}

/** A new mail, an answer or a passing on, with the signature of the rule; kept from its first moment. */
export async function createDraft(
  context: ActingContext,
  ports: WebmailPorts,
  mailboxId: string,
  body: CreateMailDraft,
): Promise<{ id: string }> {
  const box = await openBox(context.db, context, mailboxId, 'webmail.send');
  const identities = await identitiesIn(context.db, context, box);
  const [first] = identities;
  const signature = first === undefined ? '' : `<p><br></p>${textToHtml(`--\n${first.signature}`)}`;
  const empty: MailDraftContent = {
    fromAddress: first?.address ?? '',
    to: body.to,
    cc: [],
    bcc: [],
    subject: body.subject,
    html: signature,
  };
  assertHeaders(empty);
  const own = new Set(identities.map(({ address }) => address.toLowerCase()));
  const beginning = await fromSource(context, box, body, empty, own);
  const fromDocument = await documentFiles(context, ports, body.documentId);
  return command(context, async (tx) => {
    await openBox(tx, context, mailboxId, 'webmail.send');
    const made = await insertFiles(
      tx,
      context,
      beginning.blobs.map((blob) => ({ agencyId: box.agencyId, blob })),
    );
    const id = await insertDraft(tx, context, box, {
      kind: body.kind,
      sourceItemId: beginning.sourceItemId,
      content: beginning.content,
      attachments: [...made.map(({ id: fileId }) => ({ fileId, fromDocument: false })), ...fromDocument],
    });
    await record(tx, context, {
      action: 'webmail.draft_created',
      agencyId: box.agencyId,
      objectKind: 'mail_draft',
      objectId: id,
      detail: { kind: body.kind, source: beginning.sourceItemId },
    });
    await tellBoxes(tx, [box]);
    return { id };
  });
}
