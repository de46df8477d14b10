import type { IncidentStarted, StartIncident } from '@congvu/contracts';
import { record } from '#modules/audit';
import { createInvitedUser, disableUser, issueInvitation } from '#modules/identity';
import { mailboxOfPerson } from '#modules/mail';
import { notify } from '#modules/notifications';
import { getAgency, listUnits } from '#modules/org';
import { endVacation } from '#modules/webmail';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { alsoWithin } from '../../../platform/reach.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { centreLink } from '../links.ts';
import { getMail, type MailFacts } from '../mail-facts.ts';
import { headsOf, officeOf, officersOf } from '../office.ts';
import type { ThreatsPorts } from '../ports.ts';
import { presentIncident } from '../threats.presenter.ts';
import { lockOffice, nextNumber } from '../threats.store.ts';
import { type DoneAtOnce, type IncidentRow, type SentSince, threatTables } from '../threats.tables.ts';

/** QCVN 12:2026/BCA: an incident is reported within 24 hours. */
const REPORT_HOURS = 24;
const HOUR_MS = 3_600_000;
/** Nobody remembers to the minute: mail sent in the hours before the mail was reported is looked at as well. */
const LOOK_BACK_HOURS = 24;
const SENT_SHOWN = 200;

// From our pages, whichever mailbox it was sent for, and by mail programs out of the own one: those leave only their copy.
const SENT = `
  select at, subject, recipients from (
    select sent.created_at as at, sent.subject,
      coalesce((select array_agg(address order by address) from mail_submission_recipient one
        where one.agency_id = sent.agency_id and one.submission_id = sent.id), '{}') as recipients
    from mail_submission sent
    where (sent.mailbox_id = $1 or sent.person_id = $3) and sent.created_at >= $2 and sent.undo_status <> 'canceled'
    union all
    select item.received_at, message.subject,
      array(select one ->> 'address' from jsonb_array_elements(message.to_list || message.cc_list || item.bcc_list) one order by 1)
    from mail_item item join mail_message message on message.id = item.message_id
    where item.mailbox_id = $1 and item.direction = 'out' and item.submission_id is null and item.received_at >= $2
  ) sent
  order by at desc limit ${SENT_SHOWN}`;

async function sentSince(
  tx: Tx,
  { mailboxId, personId }: { mailboxId: string | undefined; personId: string },
  since: Date,
): Promise<SentSince[]> {
  const rows = await rawQuery<{ at: Date; subject: string; recipients: string[] }>(tx, SENT, [
    mailboxId ?? null,
    since,
    personId,
  ]);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function clusterOf(tx: Tx, officeId: string, mail: MailFacts | undefined): Promise<string | null> {
  if (mail === undefined) {
    return null;
  }
  const row = await threatTables(tx)
    .selectFrom('threat_cluster_message')
    .select('cluster_id')
    .where('agency_id', '=', officeId)
    .where('message_id', '=', mail.messageId)
    .executeTakeFirst();
  return row?.cluster_id ?? null;
}

/** The password is void at once, with every session and every known device; the same page goes on with a one-time link. */
async function voidPassword(tx: Tx, context: ActingContext): Promise<string> {
  const { agencyId, userId, personId } = context.subject;
  await disableUser(tx, context, { agencyId, userId, reason: 'password_exposed' });
  await createInvitedUser(tx, context, { agencyId, personId });
  return (await issueInvitation(tx, context, { agencyId, userId })).link;
}

/** What the own mailbox answers by itself might be the forger's words. */
async function endAnswers(tx: Tx, context: ActingContext): Promise<boolean> {
  const { agencyId, personId } = context.subject;
  const mailbox = await mailboxOfPerson(tx, { agencyId, personId });
  return mailbox !== undefined && (await endVacation(tx, context, { agencyId, mailboxId: mailbox.id }));
}

interface Found {
  officeId: string;
  mail: MailFacts | undefined;
  note: string;
}

async function enter(tx: Tx, context: ActingContext, { officeId, mail, note }: Found, done: DoneAtOnce) {
  const { subject, clock } = context;
  const now = clock.now();
  const exposedAt = new Date(
    Math.min(mail?.receivedAt.getTime() ?? now.getTime(), now.getTime()) - LOOK_BACK_HOURS * HOUR_MS,
  );
  const since = mail === undefined ? exposedAt : mail.receivedAt;
  const mailbox = await mailboxOfPerson(tx, { agencyId: subject.agencyId, personId: subject.personId });
  const agency = await getAgency(tx, subject.agencyId);
  const units = await listUnits(tx, subject.agencyId, vietnamDate(now));
  return threatTables(tx)
    .insertInto('threat_incident')
    .values({
      agency_id: officeId,
      id: newId(now.getTime()),
      number: await nextNumber(tx, officeId, 'last_incident'),
      person_id: subject.personId,
      person_agency_id: subject.agencyId,
      person_name: subject.displayName,
      unit_name: units.find((unit) => unit.id === subject.unitId)?.name ?? '',
      agency_name: agency.short_name,
      unit_id: subject.unitId,
      mailbox_id: mailbox?.id ?? null,
      message_id: mail?.messageId ?? null,
      cluster_id: await clusterOf(tx, officeId, mail),
      subject: mail?.subject ?? '',
      note,
      exposed_at: exposedAt,
      opened_at: now,
      report_by: new Date(now.getTime() + REPORT_HOURS * HOUR_MS),
      state: 'open',
      done: JSON.stringify(done),
      sent_since: JSON.stringify(await sentSince(tx, { mailboxId: mailbox?.id, personId: subject.personId }, since)),
      closed_at: null,
      closed_by_name: '',
      closed_note: '',
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Privately: the officer and the heads of the person, nobody else. */
async function tell(tx: Tx, context: ActingContext, row: IncidentRow): Promise<void> {
  const { subject, clock } = context;
  const today = vietnamDate(clock.now());
  const text = `${subject.displayName} báo đã lỡ nhập mật khẩu vào trang giả mạo. Mật khẩu cũ đã bị hủy; báo cáo sự cố trong 24 giờ.`;
  await notify(tx, context, {
    agencyId: row.agency_id,
    personIds: await officersOf(tx, row.agency_id, today),
    kind: 'threats.incident_opened',
    text,
    link: `${centreLink()}?suco=${row.id}`,
    reason: 'Phụ trách an toàn thư',
  });
  await notify(tx, context, {
    agencyId: subject.agencyId,
    personIds: await headsOf(tx, subject, today),
    kind: 'threats.incident_opened',
    text,
    link: `/thu/an-toan?suco=${row.id}`,
    reason: 'Thủ trưởng đơn vị của người báo',
  });
}

/** Also what the person said at a post in another agency of the office: one is open at a time. */
async function openOf(tx: Tx, officeId: string, personId: string): Promise<IncidentRow | undefined> {
  const open = threatTables(tx)
    .selectFrom('threat_incident')
    .selectAll()
    .where('agency_id', '=', officeId)
    .where('person_id', '=', personId)
    .where('state', '=', 'open');
  return alsoWithin('party', [officeId], () => open.executeTakeFirst());
}

/**
 * "Tôi đã lỡ nhập mật khẩu": the password is void, sessions and app passwords end, forwards and automatic answers go, what was sent meanwhile is listed, and
 * the clock of 24 hours runs. Pressed again, the same incident goes on and the password is void once more.
 */
export async function startIncident(
  context: ActingContext,
  ports: ThreatsPorts,
  given: StartIncident,
): Promise<IncidentStarted> {
  const { db, subject, clock } = context;
  const mail = given.emailId === undefined ? undefined : await getMail(db, subject, given.emailId, given.mailboxId);
  const officeId = await officeOf(db, subject.agencyId);
  // The answer holds a one-time link: no copy of it is kept for a replay.
  return command({ ...context, idempotency: undefined }, async (tx) => {
    await lockOffice(tx, officeId);
    const holder = { personId: subject.personId, agencyId: subject.agencyId };
    const done: DoneAtOnce = {
      ...(await ports.closeDoors(tx, context, holder)),
      vacation: await endAnswers(tx, context),
    };
    const passwordLink = await voidPassword(tx, context);
    const known = await openOf(tx, officeId, subject.personId);
    const row = known ?? (await enter(tx, context, { officeId, mail, note: given.note }, done));
    if (known === undefined) {
      await tell(tx, context, row);
    }
    await record(tx, context, {
      action: known === undefined ? 'threats.incident_opened' : 'threats.incident_repeated',
      agencyId: officeId,
      objectKind: 'threat_incident',
      objectId: row.id,
      detail: { number: row.number, ...done },
    });
    await publish(tx, { topic: 'threats', agencyId: officeId, ids: [row.id] });
    return { incident: presentIncident(row, subject, clock.now()), passwordLink };
  });
}
