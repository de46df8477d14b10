import type { ReportAnswer, ReportMail } from '@congvu/contracts';
import { record } from '#modules/audit';
import { notify } from '#modules/notifications';
import { getAgency } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { reportDrill } from '../drills/report-drill.ts';
import { centreLink } from '../links.ts';
import { countBoxes, getMail, type MailFacts } from '../mail-facts.ts';
import { membersOfOffice, officeOf, officersOf } from '../office.ts';
import { joinCluster } from '../reports/join-cluster.ts';
import { moveOwnCopy, putAside } from '../reports/own-copy.ts';
import { recountReporters } from '../reports/recount.ts';
import { continueRetraction } from '../retract/continue-retraction.ts';
import { addEvent, lockOffice, setCluster } from '../threats.store.ts';
import { type ClusterRow, threatTables } from '../threats.tables.ts';

const WORDS = { forged: 'giả mạo', genuine: 'thư thật' } as const;

function answerOf(cluster: ClusterRow, reportId: string, kind: 'forged' | 'genuine'): ReportAnswer {
  if (cluster.state === 'forged') {
    return {
      reportId,
      outcome: 'known_forged',
      text: 'Thư này đã được kết luận là giả mạo. Không bấm liên kết, không nhập mật khẩu; thư sẽ được thu lại.',
    };
  }
  if (cluster.state === 'genuine') {
    return { reportId, outcome: 'known_genuine', text: 'Thư này đã được kiểm tra và kết luận là thư thật.' };
  }
  return {
    reportId,
    outcome: 'received',
    text:
      kind === 'forged'
        ? 'Đã báo cán bộ phụ trách an toàn thư. Kết quả sẽ được báo lại.'
        : 'Đã ghi nhận là thư thật. Cán bộ phụ trách an toàn thư sẽ kiểm tra.',
  };
}

async function findOwn(tx: Tx, context: ActingContext, officeId: string, messageId: string) {
  return threatTables(tx)
    .selectFrom('threat_report')
    .selectAll()
    .where('agency_id', '=', officeId)
    .where('message_id', '=', messageId)
    .where('reporter_person_id', '=', context.subject.personId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
}

async function insertReport(
  tx: Tx,
  context: ActingContext,
  cluster: ClusterRow,
  mail: MailFacts,
  kind: 'forged' | 'genuine',
): Promise<string> {
  const { subject, clock } = context;
  const now = clock.now();
  const id = newId(now.getTime());
  const agency = await getAgency(tx, subject.agencyId);
  await threatTables(tx)
    .insertInto('threat_report')
    .values({
      agency_id: cluster.agency_id,
      id,
      cluster_id: cluster.id,
      message_id: mail.messageId,
      kind,
      reporter_agency_id: subject.agencyId,
      reporter_person_id: subject.personId,
      reporter_name: subject.displayName,
      reporter_agency_name: agency.short_name,
      mailbox_id: mail.mailboxId,
      email_id: mail.itemId,
      reported_at: now,
      withdrawn_at: null,
      set_aside: false,
    })
    .execute();
  return id;
}

/** The officer sees it once: news of the same cluster takes the place of the unread notice. */
async function tellOfficers(tx: Tx, context: ActingContext, cluster: ClusterRow, reporters: number): Promise<void> {
  const personIds = await officersOf(tx, cluster.agency_id, vietnamDate(context.clock.now()));
  const people = reporters === 1 ? 'Một người' : `${reporters} người`;
  await notify(tx, context, {
    agencyId: cluster.agency_id,
    personIds,
    kind: 'threats.reported',
    text: `${people} báo thư giả mạo gửi từ ${cluster.from_domain}, chờ kết luận.`,
    link: centreLink(cluster.id),
    reason: 'Phụ trách an toàn thư',
  });
}

async function enter(
  tx: Tx,
  context: ActingContext,
  officeId: string,
  mail: MailFacts,
  kind: 'forged' | 'genuine',
): Promise<ReportAnswer> {
  const cluster = await joinCluster(tx, context, officeId, mail);
  const key = { agencyId: officeId, id: cluster.id };
  const id = await insertReport(tx, context, cluster, mail, kind);
  const agencies = (await membersOfOffice(tx, officeId)).map((agency) => agency.id);
  const reporters = await recountReporters(tx, key);
  await setCluster(tx, key, {
    last_reported_at: context.clock.now(),
    boxes: Math.max(cluster.boxes, await countBoxes(tx, [mail.messageId], agencies)),
  });
  await addEvent(tx, context, key, `Báo ${WORDS[kind]}`);
  if (cluster.state === 'waiting') {
    await tellOfficers(tx, context, cluster, reporters);
  }
  if (cluster.state === 'forged') {
    await continueRetraction(tx, key);
  }
  await publish(tx, { topic: 'threats', agencyId: officeId, ids: [cluster.id] });
  return answerOf(cluster, id, kind);
}

/** The other button after the first one: the person has changed his mind. */
async function changeKind(tx: Tx, reportId: string, officeId: string, kind: 'forged' | 'genuine'): Promise<void> {
  await threatTables(tx)
    .updateTable('threat_report')
    .set({ kind })
    .where('agency_id', '=', officeId)
    .where('id', '=', reportId)
    .execute();
}

/**
 * One tap on a mail the person has: "Báo thư giả mạo" or "Đây là thư thật". Reports of one forger become one cluster; pressed
 * again it answers what it answered first. A drill is praised and never reaches the officer's queue.
 * @throws AppError 404 `threats.mail_not_found`
 */
export async function reportMail(context: ActingContext, wanted: ReportMail): Promise<ReportAnswer> {
  const { db, subject } = context;
  const mail = await getMail(db, subject, wanted.emailId, wanted.mailboxId);
  const officeId = await officeOf(db, subject.agencyId);
  return command(context, async (tx) => {
    const drill = await reportDrill(tx, context, mail.messageId);
    if (drill !== undefined) {
      // As any other: whoever practises sees what would happen.
      await putAside(tx, context, mail);
      return drill;
    }
    await lockOffice(tx, officeId);
    const own = await findOwn(tx, context, officeId, mail.messageId);
    if (own !== undefined && own.kind !== wanted.kind) {
      await changeKind(tx, own.id, officeId, wanted.kind);
    }
    const answer =
      own === undefined
        ? await enter(tx, context, officeId, mail, wanted.kind)
        : answerOf(await joinCluster(tx, context, officeId, mail), own.id, wanted.kind);
    if (!(wanted.kind === 'forged' && answer.outcome === 'known_genuine')) {
      await moveOwnCopy(tx, context, mail, { officeId, id: own?.id ?? answer.reportId ?? '', kind: wanted.kind });
    }
    await record(tx, context, {
      action: own === undefined ? 'threats.reported' : 'threats.reported_again',
      agencyId: officeId,
      objectKind: 'threat_report',
      objectId: answer.reportId ?? mail.messageId,
      detail: { kind: wanted.kind, messageId: mail.messageId },
    });
    return answer;
  });
}
