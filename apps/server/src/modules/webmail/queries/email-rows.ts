import type { EmailLine, MailAddress, MailGuard } from '@congvu/contracts';

export interface EmailRow {
  id: string;
  thread_id: string;
  thread_count: number;
  folder_id: string;
  folder_role: 'inbox' | 'quarantine' | 'sent' | 'drafts' | 'trash' | null;
  direction: 'in' | 'out';
  from_list: MailAddress[];
  to_list: MailAddress[];
  subject: string;
  preview: string;
  received_at: Date;
  size: number;
  seen: boolean;
  flagged: boolean;
  answered: boolean;
  forwarded: boolean;
  has_attachments: boolean;
  verdict: EmailLine['verdict'];
  guard: Pick<MailGuard, 'reasons' | 'findings' | 'links'> | null;
  external: boolean;
  assignee_person_id: string | null;
  assignee_name: string | null;
  assigned_at: Date | null;
  registered_text: string | null;
  registered_link: string | null;
  delivered: number | null;
  failed: number | null;
  receivers: number | null;
}

/** Of `mail_item item`, `mail_message message` and `mail_folder folder`. */
export const EMAIL_COLUMNS = `
  item.id, item.thread_id, item.folder_id, folder.role as folder_role, item.direction, message.from_list, message.to_list,
  message.subject, message.preview, item.received_at, item.size, item.seen, item.flagged, item.answered, item.forwarded,
  message.has_attachments, message.verdict, message.guard, message.external, item.assignee_person_id, item.assignee_name,
  item.assigned_at, item.registered_text, item.registered_link, sent.delivered, sent.failed, sent.receivers,
  (select count(*)::int from mail_item near where near.mailbox_id = item.mailbox_id and near.thread_id = item.thread_id
     and near.deleted_at is null and near.retracted_at is null) as thread_count`;

export const EMAIL_TABLES = `
  mail_item item join mail_message message on message.id = item.message_id
  join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
  left join lateral (
    select count(*)::int as receivers, (count(*) filter (where state = 'delivered'))::int as delivered,
      (count(*) filter (where state = 'failed'))::int as failed
    from mail_submission_recipient receiver
    where receiver.agency_id = item.agency_id and receiver.submission_id = item.submission_id
  ) sent on item.submission_id is not null`;

export const VISIBLE = 'item.deleted_at is null and item.retracted_at is null';

/** One word for the list. */
export function deliverySummary(receivers: number, delivered: number, failed: number): string {
  if (failed > 0) {
    return `${failed} nơi không nhận`;
  }
  return delivered === receivers ? 'Đã chuyển' : `${delivered}/${receivers} nơi đã nhận`;
}

function assigneeOf(row: EmailRow): EmailLine['assignee'] {
  const { assignee_person_id: personId, assignee_name: name, assigned_at: at } = row;
  return personId === null || name === null || at === null ? null : { personId, name, at: at.toISOString() };
}

export function presentLine(row: EmailRow): EmailLine {
  const { registered_text: text, registered_link: link, receivers } = row;
  return {
    id: row.id,
    threadId: row.thread_id,
    threadCount: Math.max(row.thread_count, 1),
    folderId: row.folder_id,
    from: row.from_list,
    to: row.to_list,
    subject: row.subject,
    preview: row.preview,
    receivedAt: row.received_at.toISOString(),
    size: row.size,
    keywords: { seen: row.seen, flagged: row.flagged, answered: row.answered, forwarded: row.forwarded },
    hasAttachments: row.has_attachments,
    verdict: row.verdict,
    reason: row.verdict === 'ordinary' ? null : (row.guard?.reasons[0]?.text ?? null),
    external: row.external,
    assignee: assigneeOf(row),
    registered: text === null || link === null ? null : { text, link },
    delivery:
      receivers === null || receivers === 0 ? null : deliverySummary(receivers, row.delivered ?? 0, row.failed ?? 0),
  };
}
