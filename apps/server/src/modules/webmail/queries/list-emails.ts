import type { EmailPage, EmailQuery } from '@congvu/contracts';
import { queryTokens } from '@congvu/vntext';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { openBox } from '../box/open-box.ts';
import { EMAIL_COLUMNS, EMAIL_TABLES, type EmailRow, presentLine, VISIBLE } from './email-rows.ts';

const FILTERS: Record<NonNullable<EmailQuery['filter']>, string> = {
  unread: 'not item.seen',
  flagged: 'item.flagged',
  attachments: 'message.has_attachments',
  mine: 'item.assignee_person_id = $PERSON',
  unassigned: "item.assignee_person_id is null and item.direction = 'in'",
  suspicious: "message.verdict <> 'ordinary'",
};

/** The newest of its conversation in the folder speaks for it. */
const NEWEST = `not exists (
  select 1 from mail_item newer where newer.mailbox_id = item.mailbox_id and newer.thread_id = item.thread_id
    and newer.folder_id = item.folder_id and newer.deleted_at is null and newer.retracted_at is null
    and (newer.received_at, newer.id) > (item.received_at, item.id))`;

/** Tokens are quoted, so that operators somebody types are plain text. */
function tsquery(q: string): string | undefined {
  const words = queryTokens(q);
  return words.length === 0
    ? undefined
    : words.map((word) => `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`).join(' & ');
}

class Conditions {
  readonly parts: string[] = [];
  readonly values: unknown[] = [];

  /** `?` stands for the value. */
  add(part: string, ...values: unknown[]): void {
    let text = part;
    for (const value of values) {
      this.values.push(value);
      text = text.replace('?', `$${this.values.length}`);
    }
    this.parts.push(text);
  }
}

/** A day begins at midnight in Vietnam, which has no summer time. */
function dayStart(day: string, plusDays: number): Date {
  return new Date(Date.parse(`${day}T00:00:00+07:00`) + plusDays * 86_400_000);
}

/** Words of the address stand in the index; the rest tells the sender from the receivers. */
function addSender(conditions: Conditions, from: string): void {
  if (from === '') {
    return;
  }
  const words = tsquery(from);
  if (words !== undefined) {
    conditions.add('message.tokens @@ ?::tsquery', words);
  }
  conditions.add(
    "exists (select 1 from jsonb_array_elements(message.from_list) as one (person) where position(? in lower(person ->> 'address')) > 0)",
    from.toLowerCase(),
  );
}

function addWanted(conditions: Conditions, query: EmailQuery): boolean {
  const words = query.q === undefined ? undefined : tsquery(query.q);
  if (query.q !== undefined && query.q.trim() !== '') {
    if (words === undefined) {
      conditions.add('false');
    } else {
      conditions.add('message.tokens @@ ?::tsquery', words);
    }
  }
  addSender(conditions, query.from?.trim() ?? '');
  if (query.since !== undefined) {
    conditions.add('item.received_at >= ?', dayStart(query.since, 0));
  }
  if (query.until !== undefined) {
    conditions.add('item.received_at < ?', dayStart(query.until, 1));
  }
  return words !== undefined;
}

async function assertFolder(context: ActingContext, mailboxId: string, folderId: string): Promise<void> {
  const [row] = await rawQuery(
    context.db,
    'select 1 from mail_folder where agency_id = $1 and id = $2 and mailbox_id = $3',
    [context.subject.agencyId, folderId, mailboxId],
  );
  if (row === undefined) {
    throw notFound('webmail.folder_not_found', 'Không có thư mục này trong hộp thư. Tải lại danh sách thư mục.');
  }
}

/** A page of a folder, or of the whole box without quarantine and bin; newest first. */
export async function listEmails(context: ActingContext, mailboxId: string, query: EmailQuery): Promise<EmailPage> {
  await openBox(context.db, context, mailboxId);
  const conditions = new Conditions();
  conditions.add('item.mailbox_id = ?', mailboxId);
  if (query.folderId === undefined) {
    conditions.add("folder.role is distinct from 'quarantine' and folder.role is distinct from 'trash'");
  } else {
    await assertFolder(context, mailboxId, query.folderId);
    conditions.add('item.folder_id = ?', query.folderId);
  }
  const isSearch = addWanted(conditions, query);
  if (query.filter !== undefined) {
    const rule = FILTERS[query.filter];
    conditions.add(rule.replace('$PERSON', '?'), ...(rule.includes('$PERSON') ? [context.subject.personId] : []));
  }
  if (query.folderId !== undefined && query.collapseThreads && !isSearch && query.filter === undefined) {
    conditions.add(NEWEST);
  }
  const cursor = readCursor(query.cursor, ['instant', 'uuid']);
  if (cursor !== undefined) {
    conditions.add('(item.received_at, item.id) < (?::timestamptz, ?::uuid)', ...cursor);
  }
  const rows = await rawQuery<EmailRow>(
    context.db,
    `select ${EMAIL_COLUMNS} from ${EMAIL_TABLES} where ${VISIBLE} and ${conditions.parts.join(' and ')}
     order by item.received_at desc, item.id desc limit ${query.limit + 1}`,
    conditions.values,
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(presentLine),
    nextCursor:
      rows.length > query.limit && last !== undefined ? writeCursor([last.received_at.toISOString(), last.id]) : null,
  };
}
