import type { MailboxHistory, MailboxPage, MailboxQuery, MailboxView } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { mailboxPolicies, mailPolicies, seesAgency, seesBelow } from '../mail.policy.ts';
import { type ListedMailbox, presentMailbox } from '../mail.presenter.ts';
import { listHistory, mailboxNotFound } from '../mail.store.ts';
import { MANUAL_LABEL } from '../manual-steps.ts';

/** The agency $1 and, when $2, all below it; $3 the person who sees nothing but the own mailbox. */
const SCOPE = `
  with recursive scope as (
    select id from org_agency where id = $1
    union
    select below.id from org_agency below join scope on below.parent_id = scope.id where $2::boolean
  )`;
const VISIBLE = 'mailbox.agency_id in (select id from scope) and ($3::uuid is null or mailbox.person_id = $3::uuid)';
const SHOWN = `
  select mailbox.*, agency.name as agency_name, step.id as step_id, step.text as step_text, step.created_at as step_since
  from mailbox
  join org_agency agency on agency.id = mailbox.agency_id
  left join lateral (
    select id, text, created_at from mail_step
    where mail_step.agency_id = mailbox.agency_id and mail_step.mailbox_id = mailbox.id and done_at is null
    order by created_at, id limit 1
  ) step on true`;
const FILTER = `${VISIBLE}
  and ($4::uuid is null or mailbox.agency_id = $4::uuid)
  and ($5::text is null or mailbox.state = $5::text)
  and ($6::boolean is null or $6::boolean = exists (select 1 from mail_step
    where mail_step.agency_id = mailbox.agency_id and mail_step.mailbox_id = mailbox.id and done_at is null))
  and (cardinality($7::text[]) = 0 or not exists (select 1 from unnest($7::text[]) word
    where strpos(mailbox.search_name || ' ' || mailbox.address_key, word) = 0))`;

type Filter = Omit<MailboxQuery, 'cursor' | 'limit'>;

function scopeOf({ subject }: ActingContext): unknown[] {
  return [subject.agencyId, seesBelow(subject), seesAgency(subject) ? null : subject.personId];
}

function parametersOf(context: ActingContext, query: Filter): unknown[] {
  const words = foldAccents(query.q ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  return [...scopeOf(context), query.agencyId ?? null, query.state ?? null, query.pending ?? null, words];
}

/** The register a page at a time, by given name: of the agency and those below for the guiding office, else one's own mailbox. */
export async function listMailboxes(context: ActingContext, query: MailboxQuery): Promise<MailboxPage> {
  const { db, subject } = context;
  const parameters = parametersOf(context, query);
  const after = readCursor(query.cursor, ['text', 'uuid']);
  const [rows, [counted]] = await Promise.all([
    rawQuery<ListedMailbox>(
      db,
      `${SCOPE} ${SHOWN} where ${FILTER}
         and ($8::text is null or (mailbox.sort_name, mailbox.id) > ($8::text, $9::uuid))
       order by mailbox.sort_name, mailbox.id limit $10`,
      [...parameters, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
    ),
    rawQuery<{ total: number }>(db, `${SCOPE} select count(*) as total from mailbox where ${FILTER}`, parameters),
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => presentMailbox(subject, row)),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor([last.sort_name, last.id]) : null,
    total: counted?.total ?? 0,
    backend: 'manual',
    backendLabel: MANUAL_LABEL,
    abilities: mailPolicies.abilities(subject, null),
  };
}

/** All rows the person may see, for the export. */
export async function allMailboxes(context: ActingContext, query: Filter): Promise<MailboxView[]> {
  const rows = await rawQuery<ListedMailbox>(
    context.db,
    `${SCOPE} ${SHOWN} where ${FILTER} order by agency.sort_order, agency.name, mailbox.sort_name, mailbox.id`,
    parametersOf(context, query),
  );
  return rows.map((row) => presentMailbox(context.subject, row));
}

/** @throws AppError 404 `mail.not_found` for mailboxes out of sight */
export async function getVisibleMailbox(db: Db | Tx, context: ActingContext, id: string): Promise<ListedMailbox> {
  const [row] = await rawQuery<ListedMailbox>(db, `${SCOPE} ${SHOWN} where mailbox.id = $4::uuid and ${VISIBLE}`, [
    ...scopeOf(context),
    id,
  ]);
  if (row === undefined) {
    throw mailboxNotFound();
  }
  return row;
}

/** One mailbox with all that happened to it. Looking into somebody else's leaves a trace. */
export async function viewMailbox(context: ActingContext, id: string): Promise<z.infer<typeof MailboxHistory>> {
  const { db, subject } = context;
  const row = await getVisibleMailbox(db, context, id);
  const own = row.person_id === subject.personId;
  mailboxPolicies.authorize('mail.read', subject, { hasStep: row.step_id !== null, own });
  if (!own) {
    await command({ ...context, idempotency: undefined }, async (tx) => {
      await record(tx, context, {
        action: 'mail.opened',
        agencyId: row.agency_id,
        objectKind: 'mailbox',
        objectId: row.id,
      });
      return null;
    });
  }
  const history = await listHistory(db, row);
  return {
    mailbox: presentMailbox(subject, row),
    history: history.map((line) => ({ at: line.at.toISOString(), who: line.who, text: line.text, link: line.link })),
  };
}
