import type { ClusterView, ConcludeCluster } from '@congvu/contracts';
import { record } from '#modules/audit';
import { clearNotices, notifyEach } from '#modules/notifications';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { centreLink, OWN_LINK } from '../links.ts';
import { lockForAct } from '../lock-for-act.ts';
import { viewCluster } from '../queries/view-cluster.ts';
import { bringBackOf } from '../reports/own-copy.ts';
import { startRestoring, startRetraction } from '../retract/continue-retraction.ts';
import { hostsToStop } from '../rules.ts';
import { addEvent, type Key, wrongState } from '../threats.store.ts';
import { type ClusterRow, threatTables } from '../threats.tables.ts';

const WORDS = { forged: 'là thư giả mạo', genuine: 'là thư thật' } as const;

async function putRule(tx: Tx, context: ActingContext, key: Key): Promise<void> {
  const now = context.clock.now();
  await rawQuery(
    tx,
    `insert into threat_rule (agency_id, id, cluster_id, hosts, since, by_name) values ($1, $2, $3, $4, $5, $6)
     on conflict (agency_id, cluster_id) where lifted_at is null do nothing`,
    [key.agencyId, newId(now.getTime()), key.id, await hostsToStop(tx, key), now, context.subject.displayName],
  );
}

async function liftRule(tx: Tx, context: ActingContext, key: Key, reason: string): Promise<void> {
  await threatTables(tx)
    .updateTable('threat_rule')
    .set({
      lifted_at: context.clock.now(),
      lifted_by_name: context.subject.displayName,
      lifted_reason: reason,
    })
    .where('agency_id', '=', key.agencyId)
    .where('cluster_id', '=', key.id)
    .where('lifted_at', 'is', null)
    .execute();
}

/** Whoever said something of the mail learns what came of it. */
async function tellReporters(tx: Tx, context: ActingContext, cluster: ClusterRow, given: ConcludeCluster) {
  const reporters = await threatTables(tx)
    .selectFrom('threat_report')
    .select(['reporter_agency_id', 'reporter_person_id'])
    .distinct()
    .where('agency_id', '=', cluster.agency_id)
    .where('cluster_id', '=', cluster.id)
    .where('withdrawn_at', 'is', null)
    .execute();
  const name = cluster.subject === '' ? 'không có tiêu đề' : `"${cluster.subject.slice(0, 120)}"`;
  await notifyEach(
    tx,
    context,
    reporters.map((reporter) => ({
      agencyId: reporter.reporter_agency_id,
      personIds: [reporter.reporter_person_id],
      kind: 'threats.concluded',
      text: `Thư ${name} đã được kết luận ${WORDS[given.verdict]}: ${given.reason}`,
      link: `${OWN_LINK}?bao=${cluster.id}`,
      reason: 'Đã báo về thư này',
    })),
  );
}

interface Opener {
  person_agency_id: string;
  person_id: string;
}

/** Privately, to whoever went on to the address: what it was, and the way out if the password was typed. */
async function tellOpeners(tx: Tx, context: ActingContext, cluster: ClusterRow): Promise<void> {
  const openers = await rawQuery<Opener>(
    tx,
    `select distinct opened.person_agency_id, opened.person_id
     from threat_link_open opened
     join threat_cluster_message part on part.agency_id = opened.agency_id and part.message_id = opened.message_id
     where part.agency_id = $1 and part.cluster_id = $2 order by 1, 2`,
    [cluster.agency_id, cluster.id],
  );
  await notifyEach(
    tx,
    context,
    openers.map((opener) => ({
      agencyId: opener.person_agency_id,
      personIds: [opener.person_id],
      kind: 'threats.opened_forged',
      text: 'Trang vừa mở từ một liên kết trong thư là trang giả mạo. Nếu đã nhập mật khẩu, bấm "Tôi đã lỡ nhập mật khẩu" ngay.',
      link: `${OWN_LINK}?lo=mat-khau`,
      reason: 'Đã mở liên kết trong thư này',
    })),
  );
}

async function apply(tx: Tx, context: ActingContext, cluster: ClusterRow, given: ConcludeCluster): Promise<void> {
  const key = { agencyId: cluster.agency_id, id: cluster.id };
  if (given.verdict === 'genuine') {
    await liftRule(tx, context, key, given.reason);
    await startRestoring(tx, key);
    await bringBackOf(tx, context, { agencyId: key.agencyId, cluster: key });
    return;
  }
  await putRule(tx, context, key);
  await tellOpeners(tx, context, cluster);
  if (given.retract) {
    await startRetraction(tx, context, key, { reason: given.reason, boxes: cluster.boxes });
  }
}

/**
 * Forged or genuine, with the reason. Forged: the next letter of the kind is stopped and this one is taken out of all mailboxes in
 * the same act; found genuine afterwards, everything goes back. The same verdict a second time is a conflict.
 * @throws AppError 409 `threats.wrong_state`
 */
export async function concludeCluster(
  context: ActingContext,
  id: string,
  given: ConcludeCluster,
): Promise<ClusterView> {
  await command(context, async (tx) => {
    const cluster = await lockForAct(tx, context, id, 'threats.conclude');
    const updated = await threatTables(tx)
      .updateTable('threat_cluster')
      .set({
        state: given.verdict,
        concluded_at: context.clock.now(),
        concluded_by_name: context.subject.displayName,
        conclusion: given.reason,
      })
      .where('agency_id', '=', cluster.agency_id)
      .where('id', '=', id)
      .where('state', '<>', given.verdict)
      .executeTakeFirst();
    if (updated.numUpdatedRows === 0n) {
      throw wrongState(`Báo cáo này đã được kết luận ${WORDS[given.verdict]}.`);
    }
    await apply(tx, context, cluster, given);
    await addEvent(
      tx,
      context,
      { agencyId: cluster.agency_id, id },
      `Kết luận ${WORDS[given.verdict]}: ${given.reason}`,
    );
    await tellReporters(tx, context, cluster, given);
    await clearNotices(tx, { agencyId: cluster.agency_id, link: centreLink(id) });
    await record(tx, context, {
      action: 'threats.concluded',
      agencyId: cluster.agency_id,
      objectKind: 'threat_cluster',
      objectId: id,
      detail: { before: cluster.state, after: given.verdict, reason: given.reason, retract: given.retract },
    });
    await publish(tx, { topic: 'threats', agencyId: cluster.agency_id, ids: [id] });
    return { id };
  });
  return viewCluster(context, id);
}
