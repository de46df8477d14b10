import type { MailboxHistory, MailboxPage, MailboxQuery, MailboxView } from '@congvu/contracts';
import { foldAccents } from '@congvu/vntext';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { BACKEND_LABELS } from '../backends/labels.ts';
import { mailboxPolicies, mailPolicies, seesAgency, seesBelow } from '../mail.policy.ts';
import { type ListedMailbox, policyFactsOf, presentMailbox } from '../mail.presenter.ts';
import { settingOf } from '../mail.settings.ts';
import { listHistory, mailboxNotFound } from '../mail.store.ts';
import { listMembers, presentMember } from '../members.store.ts';

const DAY_MS = 86_400_000;

/** The agency $1 and, when $2, all below it; $3 the person who sees nothing but the own and the shared mailboxes. */
export const SCOPE = `
  with recursive scope as (
    select id from org_agency where id = $1
    union
    select below.id from org_agency below join scope on below.parent_id = scope.id where $2::boolean
  )`;
export const VISIBLE = `mailbox.agency_id in (select id from scope) and ($3::uuid is null or mailbox.person_id = $3::uuid
  or mailbox.id in (select mailbox_id from mail_member where person_id = $3::uuid))`;
/** Nobody signed in or wrote since $8; who never did counts from the day it was given. */
const IDLE_SINCE_8 = `(mailbox.kind = 'person' and mailbox.state in ('active', 'suspended', 'revoke_requested')
    and coalesce(greatest(mailbox.last_sign_in_at, (select sent_at from mail_use where mail_use.mailbox_id = mailbox.id)),
      mailbox.opened_on::timestamptz) < $8::timestamptz)`;
const SHOWN = `
  select mailbox.*, agency.name as agency_name, step.id as step_id, step.text as step_text, step.created_at as step_since,
    coalesce(used.used_bytes, 0) as used_bytes, used.sent_at, used.received_at, problem.error_text as problem_text,
    problem.created_at as problem_since, problem.state = 'failed' as problem_failed,
    (select count(*) from mail_member where mail_member.agency_id = mailbox.agency_id and mail_member.mailbox_id = mailbox.id)
      as member_count
  from mailbox
  join org_agency agency on agency.id = mailbox.agency_id
  left join mail_use used on used.mailbox_id = mailbox.id
  left join lateral (
    select id, text, created_at from mail_step
    where mail_step.agency_id = mailbox.agency_id and mail_step.mailbox_id = mailbox.id and done_at is null
    order by created_at, id limit 1
  ) step on true
  left join lateral (
    select error_text, created_at, state from mail_command
    where mail_command.mailbox_id = mailbox.id and state <> 'done' and error_text is not null
    order by seq limit 1
  ) problem on true`;
const FILTER = `${VISIBLE}
  and ($4::uuid is null or mailbox.agency_id = $4::uuid)
  and ($5::text is null or mailbox.state = $5::text)
  and ($6::boolean is null or $6::boolean = (exists (select 1 from mail_step
    where mail_step.agency_id = mailbox.agency_id and mail_step.mailbox_id = mailbox.id and done_at is null)
    or exists (select 1 from mail_command where mail_command.mailbox_id = mailbox.id and state <> 'done' and error_text is not null)))
  and (cardinality($7::text[]) = 0 or not exists (select 1 from unnest($7::text[]) word
    where strpos(mailbox.search_name || ' ' || mailbox.address_key || ' ' || array_to_string(mailbox.aliases, ' '), word) = 0))
  and ($8::timestamptz is null or ${IDLE_SINCE_8})`;

type Filter = Omit<MailboxQuery, 'cursor' | 'limit'>;

export function scopeOf({ subject }: ActingContext): unknown[] {
  return [subject.agencyId, seesBelow(subject), seesAgency(subject) ? null : subject.personId];
}

function parametersOf(context: ActingContext, query: Filter, idleDays: number): unknown[] {
  const words = foldAccents(query.q ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const idleSince = query.idle === true ? new Date(context.clock.now().getTime() - idleDays * DAY_MS) : null;
  return [...scopeOf(context), query.agencyId ?? null, query.state ?? null, query.pending ?? null, words, idleSince];
}

/** The register a page at a time, by given name: of the agency and those below for the guiding office, else one's own mailbox. */
export async function listMailboxes(context: ActingContext, query: MailboxQuery): Promise<MailboxPage> {
  const { db, subject, clock } = context;
  const today = vietnamDate(clock.now());
  const setting = await settingOf(db, clock, subject.agencyId);
  const idleAfterDays = setting.idle_days;
  const parameters = parametersOf(context, query, idleAfterDays);
  const after = readCursor(query.cursor, ['text', 'uuid']);
  const [rows, [counted]] = await Promise.all([
    rawQuery<ListedMailbox>(
      db,
      `${SCOPE} ${SHOWN} where ${FILTER}
         and ($9::text is null or (mailbox.sort_name, mailbox.id) > ($9::text, $10::uuid))
       order by mailbox.sort_name, mailbox.id limit $11`,
      [...parameters, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
    ),
    rawQuery<{ total: number }>(db, `${SCOPE} select count(*) as total from mailbox where ${FILTER}`, parameters),
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => presentMailbox(subject, row, today)),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor([last.sort_name, last.id]) : null,
    total: counted?.total ?? 0,
    backend: setting.backend,
    backendLabel: BACKEND_LABELS[setting.backend],
    idleAfterDays,
    abilities: mailPolicies.abilities(subject, null),
  };
}

/** All rows the person may see, for the export. */
export async function allMailboxes(context: ActingContext, query: Filter): Promise<MailboxView[]> {
  const { db, subject, clock } = context;
  const { idle_days } = await settingOf(db, clock, subject.agencyId);
  const rows = await rawQuery<ListedMailbox>(
    db,
    `${SCOPE} ${SHOWN} where ${FILTER} order by agency.sort_order, agency.name, mailbox.sort_name, mailbox.id`,
    parametersOf(context, query, idle_days),
  );
  return rows.map((row) => presentMailbox(subject, row, vietnamDate(clock.now())));
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

/** The answer of a command: the mailbox as it stands now. */
export async function showMailbox(db: Db | Tx, context: ActingContext, id: string): Promise<MailboxView> {
  return presentMailbox(context.subject, await getVisibleMailbox(db, context, id), vietnamDate(context.clock.now()));
}

/** One mailbox with all that happened to it. Looking into somebody else's leaves a trace. */
export async function viewMailbox(context: ActingContext, id: string): Promise<z.infer<typeof MailboxHistory>> {
  const { db, subject } = context;
  const row = await getVisibleMailbox(db, context, id);
  const facts = policyFactsOf(subject, row);
  mailboxPolicies.authorize('mail.read', subject, facts);
  if (!facts.own) {
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
  const today = vietnamDate(context.clock.now());
  const [history, members] = await Promise.all([listHistory(db, row), listMembers(db, row, today)]);
  return {
    mailbox: presentMailbox(subject, row, today),
    members: members.map(presentMember),
    history: history.map((line) => ({ at: line.at.toISOString(), who: line.who, text: line.text, link: line.link })),
  };
}
