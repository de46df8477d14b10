import type { ClusterView, SendWarningNotice, WarningNotice, WarningWords } from '@congvu/contracts';
import { record } from '#modules/audit';
import { clearNotices, notifyEach } from '#modules/notifications';
import { getAgency } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { noticeLink } from '../links.ts';
import { getForAct, lockForAct } from '../lock-for-act.ts';
import { membersOfOffice } from '../office.ts';
import { viewCluster } from '../queries/view-cluster.ts';
import { addEvent, findNotice, missing, wrongState } from '../threats.store.ts';
import { threatTables } from '../threats.tables.ts';
import { peopleOf, warningFacts } from './warning-facts.ts';
import { noticeWords } from './words.ts';

const DAYS_SHOWN = 2;
const DAY_MS = 86_400_000;

/** What the notice could say, and to how many it would go. */
export async function proposeNotice(context: ActingContext, id: string): Promise<WarningWords> {
  const { db, clock } = context;
  const cluster = await getForAct(db, context, id, 'threats.read_cluster');
  const today = vietnamDate(clock.now());
  const agencies = (await membersOfOffice(db, cluster.agency_id)).map((agency) => agency.id);
  const people = await peopleOf(db, agencies, today);
  return {
    ...noticeWords(await warningFacts(db, context, cluster)),
    until: vietnamDate(new Date(clock.now().getTime() + DAYS_SHOWN * DAY_MS)),
    people: people.length,
    agencies: agencies.length,
  };
}

async function tellAll(
  tx: Tx,
  context: ActingContext,
  notice: { id: string; title: string },
  people: readonly { id: string; agencyId: string }[],
): Promise<void> {
  const byAgency = Map.groupBy(people, (person) => person.agencyId);
  await notifyEach(
    tx,
    context,
    [...byAgency].map(([agencyId, own]) => ({
      agencyId,
      personIds: own.map((person) => person.id),
      kind: 'threats.warned',
      text: notice.title,
      link: noticeLink(notice.id),
      reason: 'Cảnh báo gửi toàn thể cán bộ, công chức, viên chức',
    })),
  );
  for (const agencyId of byAgency.keys()) {
    await publish(tx, { topic: 'threats', agencyId });
  }
}

/** To everybody of the office's agencies, once a cluster, with a receipt for each. @throws AppError 422 `threats.until_past` */
export async function sendNotice(context: ActingContext, id: string, given: SendWarningNotice): Promise<ClusterView> {
  const { subject, clock } = context;
  const today = vietnamDate(clock.now());
  if (given.until < today) {
    throw invalid('threats.until_past', 'Ngày thôi hiển thị đã qua. Chọn từ hôm nay trở đi.', [
      { path: 'until', message: 'Chọn từ hôm nay trở đi.' },
    ]);
  }
  await command(context, async (tx) => {
    const cluster = await lockForAct(tx, context, id, 'threats.send_notice');
    const now = clock.now();
    const notice = { id: newId(now.getTime()), title: given.title };
    await threatTables(tx)
      .insertInto('threat_notice')
      .values({
        agency_id: cluster.agency_id,
        cluster_id: id,
        ...notice,
        text: given.text,
        until: given.until,
        sent_at: now,
        by_name: subject.displayName,
      })
      .execute();
    const agencies = (await membersOfOffice(tx, cluster.agency_id)).map((agency) => agency.id);
    const people = await peopleOf(tx, agencies, today);
    await rawQuery(
      tx,
      `insert into threat_notice_receipt (agency_id, notice_id, person_id, person_agency_id, until, read_at)
       select $1, $2, person.id, person.agency_id, $5::date, case when person.id = $6 then $7::timestamptz end
       from unnest($3::uuid[], $4::uuid[]) as person (id, agency_id)`,
      [
        cluster.agency_id,
        notice.id,
        people.map((person) => person.id),
        people.map((person) => person.agencyId),
        given.until,
        subject.personId,
        now,
      ],
    );
    await tellAll(tx, context, notice, people);
    await addEvent(tx, context, { agencyId: cluster.agency_id, id }, `Gửi cảnh báo đến ${people.length} người`);
    await record(tx, context, {
      action: 'threats.notice_sent',
      agencyId: cluster.agency_id,
      objectKind: 'threat_notice',
      objectId: notice.id,
      detail: { clusterId: id, people: people.length },
    });
    return { id };
  });
  return viewCluster(context, id);
}

/** Once more to those who have not read it. @throws AppError 409 when nobody is left or nothing was sent */
export async function remindNotice(context: ActingContext, id: string): Promise<{ reminded: number }> {
  return command(context, async (tx) => {
    const cluster = await lockForAct(tx, context, id, 'threats.read_cluster');
    const notice = await findNotice(tx, { agencyId: cluster.agency_id, id });
    if (notice === undefined) {
      throw wrongState('Chưa gửi cảnh báo nào để nhắc.');
    }
    const people = await rawQuery<{ id: string; agencyId: string }>(
      tx,
      `select person_id as id, person_agency_id as "agencyId" from threat_notice_receipt
       where agency_id = $1 and notice_id = $2 and read_at is null`,
      [cluster.agency_id, notice.id],
    );
    if (people.length === 0) {
      throw wrongState('Mọi người đã đọc cảnh báo này.');
    }
    await tellAll(tx, context, notice, people);
    await addEvent(tx, context, { agencyId: cluster.agency_id, id }, `Nhắc ${people.length} người chưa đọc cảnh báo`);
    await record(tx, context, {
      action: 'threats.notice_reminded',
      agencyId: cluster.agency_id,
      objectKind: 'threat_notice',
      objectId: notice.id,
      detail: { people: people.length },
    });
    return { reminded: people.length };
  });
}

interface OwnNotice {
  office_id: string;
  id: string;
  title: string;
  text: string;
  until: string;
  sent_at: Date;
  read_at: Date | null;
}

async function findOwn(db: ActingContext['db'] | Tx, personId: string, noticeId: string): Promise<OwnNotice> {
  const [row] = await rawQuery<OwnNotice>(
    db,
    `select notice.agency_id as office_id, notice.id, notice.title, notice.text, notice.until, notice.sent_at, receipt.read_at
     from threat_notice_receipt receipt
     join threat_notice notice on notice.agency_id = receipt.agency_id and notice.id = receipt.notice_id
     where receipt.notice_id = $1 and receipt.person_id = $2`,
    [noticeId, personId],
  );
  if (row === undefined) {
    throw missing();
  }
  return row;
}

async function present(db: ActingContext['db'] | Tx, row: OwnNotice): Promise<WarningNotice> {
  return {
    id: row.id,
    title: row.title,
    text: row.text,
    officeName: (await getAgency(db, row.office_id)).name,
    sentAt: row.sent_at.toISOString(),
    until: row.until,
    readAt: row.read_at?.toISOString() ?? null,
  };
}

/** A warning that was sent to the person. @throws AppError 404 */
export async function viewNotice(context: ActingContext, id: string): Promise<WarningNotice> {
  return present(context.db, await findOwn(context.db, context.subject.personId, id));
}

/** "Đã đọc": the receipt of the person; read twice is read once. */
export async function readNotice(context: ActingContext, id: string): Promise<WarningNotice> {
  const { subject, clock } = context;
  return command(context, async (tx) => {
    const row = await findOwn(tx, subject.personId, id);
    await threatTables(tx)
      .updateTable('threat_notice_receipt')
      .set({ read_at: clock.now() })
      .where('agency_id', '=', row.office_id)
      .where('notice_id', '=', id)
      .where('person_id', '=', subject.personId)
      .where('read_at', 'is', null)
      .execute();
    await clearNotices(tx, { agencyId: subject.agencyId, link: noticeLink(id), personIds: [subject.personId] });
    await record(tx, context, {
      action: 'threats.notice_read',
      agencyId: row.office_id,
      objectKind: 'threat_notice',
      objectId: id,
    });
    await publish(tx, { topic: 'threats', agencyId: row.office_id });
    return present(tx, { ...row, read_at: row.read_at ?? clock.now() });
  });
}
