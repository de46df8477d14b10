import type { MailDraftAttachment, MailDraftPage, MailDraftView } from '@congvu/contracts';
import { isFreeMail } from '@congvu/forms';
import { listFiles } from '#modules/files';
import { officialDomains } from '#modules/mail';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { wordsOf } from '../body/safe-text.ts';
import { type OpenBox, openBox } from '../box/open-box.ts';
import { draftPolicies } from '../webmail.policy.ts';
import { type DraftRow, getDraft } from './draft.store.ts';
import { receiversOf } from './headers.ts';
import { limitsOf } from './limits.ts';
import { splitBySize } from './split-by-size.ts';

const MEGABYTE = 1024 * 1024;
const PREVIEW = 160;

/** Files of a draft in its order, with which of them are too large for the mail. */
export async function filesOf(db: Db | Tx, box: OpenBox, draft: DraftRow) {
  const { attachmentMb } = await limitsOf(db, box.agencyId);
  const rows = await listFiles(
    db,
    box.agencyId,
    draft.attachments.map(({ fileId }) => fileId),
  );
  const linked = splitBySize(rows, attachmentMb * MEGABYTE);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return draft.attachments.flatMap(({ fileId, fromDocument }) => {
    const file = byId.get(fileId);
    return file === undefined ? [] : [{ file, fromDocument, asLink: linked.has(fileId) }];
  });
}

async function warningsOf(context: ActingContext, draft: DraftRow, files: readonly MailDraftAttachment[]) {
  const domains = await officialDomains(context.db);
  const free = receiversOf(draft.content).filter(({ address }) => isFreeMail(address, domains) !== undefined);
  const warnings: MailDraftView['warnings'] = [];
  if (free.length > 0) {
    const text = `${free.length} nơi nhận dùng thư miễn phí (${free[0]?.address}). Theo công văn của UBND huyện, mục 4: không gửi văn bản qua thư miễn phí; thư trao đổi thường nên gửi tới địa chỉ công vụ.`;
    warnings.push({ code: 'free_mail', text });
  }
  for (const { name, malware } of files) {
    if (malware !== undefined) {
      const text = `Tệp “${name}” có mã độc ${malware} nên đã bị khóa. Bỏ tệp này ra khỏi thư rồi mới gửi được.`;
      warnings.push({ code: 'infected', text });
    }
  }
  const linked = files.filter(({ asLink }) => asLink);
  if (linked.length > 0) {
    const text = `${linked.length} tệp lớn hơn giới hạn của thư, sẽ gửi bằng liên kết tải về có hạn.`;
    warnings.push({ code: 'as_link', text });
  }
  return warnings;
}

export async function viewDraft(
  context: ActingContext,
  { mailboxId, id }: { mailboxId: string; id: string },
): Promise<MailDraftView> {
  const box = await openBox(context.db, context, mailboxId);
  const draft = await getDraft(context.db, box, id);
  const files = await filesOf(context.db, box, draft);
  const attachments = files.map(({ file, fromDocument, asLink }) => ({
    fileId: file.id,
    name: file.name,
    mediaType: file.media_type,
    size: file.size,
    asLink,
    fromDocument,
    malware: file.malware,
    link: `/api/mail/${mailboxId}/drafts/${id}/files/${file.id}`,
  }));
  return {
    id,
    kind: draft.kind,
    sourceId: draft.source_item_id,
    version: draft.version,
    savedAt: draft.saved_at.toISOString(),
    savedBy: draft.saved_by,
    copyOf: draft.copy_of,
    content: draft.content,
    attachments,
    warnings: await warningsOf(context, draft, attachments),
    abilities: draftPolicies.abilities(context.subject, { ...box, state: draft.state }),
  };
}

type ListRow = DraftRow & { submission_id: string | null; send_at: Date | null };

export async function listDrafts(
  context: ActingContext,
  mailboxId: string,
  query: { cursor?: string | undefined; limit: number },
): Promise<MailDraftPage> {
  await openBox(context.db, context, mailboxId);
  const cursor = readCursor(query.cursor, ['instant', 'uuid']);
  const rows = await rawQuery<ListRow>(
    context.db,
    `select draft.*, waiting.id as submission_id, waiting.send_at from mail_draft draft
     left join mail_submission waiting on waiting.agency_id = draft.agency_id and waiting.draft_id = draft.id
       and waiting.undo_status = 'pending'
     where draft.mailbox_id = $1 and draft.state in ('draft', 'queued')
       and ($2::timestamptz is null or (draft.saved_at, draft.id) < ($2::timestamptz, $3::uuid))
     order by draft.saved_at desc, draft.id desc limit ${query.limit + 1}`,
    [mailboxId, cursor?.[0] ?? null, cursor?.[1] ?? null],
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => ({
      id: row.id,
      subject: row.content.subject,
      to: row.content.to,
      preview: wordsOf(row.content.html).replace(/\s+/g, ' ').slice(0, PREVIEW),
      savedAt: row.saved_at.toISOString(),
      savedBy: row.saved_by,
      copyOf: row.copy_of,
      hasAttachments: row.attachments.length > 0,
      submissionId: row.submission_id,
      sendAt: row.send_at?.toISOString() ?? null,
    })),
    nextCursor:
      rows.length > query.limit && last !== undefined ? writeCursor([last.saved_at.toISOString(), last.id]) : null,
  };
}
