import { record } from '#modules/audit';
import { restoreMessages, retractMessages } from '#modules/webmail';
import { type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import type { JobDefinition } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { countBoxes, spreadOf } from '../mail-facts.ts';
import { membersOfOffice } from '../office.ts';
import { addEvent, addMessages, getCluster, type Key, messagesOf, setCluster } from '../threats.store.ts';
import { type ClusterRow, type RetractionRow, threatTables } from '../threats.tables.ts';
import { RETRACT_JOB } from './continue-retraction.ts';
import { markRegistered } from './mark-registered.ts';

/** Copies moved in one transaction, so that whoever reads mail meanwhile waits shortly. */
const BATCH = 500;

function live(db: Db | Tx, key: Key) {
  return threatTables(db)
    .selectFrom('threat_retraction')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('cluster_id', '=', key.id)
    .where('state', 'in', ['running', 'restoring']);
}

async function lockLive(tx: Tx, key: Key): Promise<RetractionRow | undefined> {
  return live(tx, key).forUpdate().executeTakeFirst();
}

function signsOf(cluster: ClusterRow) {
  return { fromDomain: cluster.from_domain, hosts: cluster.hosts, fingerprint: cluster.fingerprint };
}

/** What else is this letter is looked for once more, so that nothing that came in between is left. */
async function gather(tx: Tx, context: Context, cluster: ClusterRow, agencyIds: string[]): Promise<string[]> {
  const key = { agencyId: cluster.agency_id, id: cluster.id };
  const spread = await spreadOf(tx, signsOf(cluster), await messagesOf(tx, key), context.clock.now());
  await addMessages(tx, key, spread);
  // A message of another cluster stays there.
  const messageIds = await messagesOf(tx, key);
  await setCluster(tx, key, { boxes: await countBoxes(tx, messageIds, agencyIds) });
  return messageIds;
}

async function finish(tx: Tx, context: Context, row: RetractionRow): Promise<void> {
  const key = { agencyId: row.agency_id, id: row.cluster_id };
  const restored = row.state === 'restoring';
  await rawQuery(
    tx,
    `update threat_retraction set state = $3, finished_at = $4, total = greatest(total, moved) where agency_id = $1 and id = $2`,
    [row.agency_id, row.id, restored ? 'restored' : 'done', context.clock.now()],
  );
  await addEvent(
    tx,
    context,
    key,
    restored ? `Đã trả lại ${row.moved} bản thư về chỗ cũ` : `Đã thu lại ${row.moved} bản thư, không còn bản nào`,
  );
  await record(tx, context, {
    action: restored ? 'threats.restored' : 'threats.retracted',
    agencyId: row.agency_id,
    objectKind: 'threat_cluster',
    objectId: row.cluster_id,
    detail: { copies: row.moved },
  });
}

interface Waiting {
  message_id: string;
  copies: number;
  own: boolean;
}

// A message that lies in agencies of another guiding office, too, is that office's to decide about.
const WAITING = `
  select message_id, own, copies from (
    select message_id, bool_and(agency_id = any($2::uuid[])) as own,
      count(*) filter (where agency_id = any($2::uuid[]) and (retracted_at is not null) = $3)::int as copies
    from mail_item where message_id = any($1::uuid[]) and direction = 'in' group by message_id
  ) message where copies > 0 order by message_id`;

/** Whole messages until the batch is full: a letter of one text to thousands goes in one statement. */
function fill(waiting: readonly Waiting[]): string[] {
  const chosen: string[] = [];
  let copies = 0;
  for (const message of waiting) {
    if (copies >= BATCH) {
      break;
    }
    chosen.push(message.message_id);
    copies += message.copies;
  }
  return chosen;
}

async function tellShared(tx: Tx, context: Context, key: Key, waiting: readonly Waiting[]): Promise<void> {
  const copies = waiting.filter((message) => !message.own).reduce((sum, message) => sum + message.copies, 0);
  if (copies > 0) {
    await addEvent(
      tx,
      context,
      key,
      `${copies} bản chưa thu lại: cùng bức thư ấy có ở cơ quan thuộc phạm vi hướng dẫn khác. Phối hợp với cơ quan hướng dẫn ấy để thu lại.`,
    );
  }
}

async function move(tx: Tx, context: Context, row: RetractionRow, messageIds: string[]): Promise<number> {
  const changed =
    row.state === 'restoring'
      ? await restoreMessages(tx, context, { messageIds, reason: row.reason })
      : await retractMessages(tx, context, { messageIds, reason: row.reason });
  await rawQuery(tx, 'update threat_retraction set moved = moved + $3 where agency_id = $1 and id = $2', [
    row.agency_id,
    row.id,
    changed.items,
  ]);
  await markRegistered(tx, context, changed.registered, row.state === 'restoring' ? 'back' : 'out');
  await record(tx, context, {
    action: 'threats.moved',
    agencyId: row.agency_id,
    objectKind: 'threat_cluster',
    objectId: row.cluster_id,
    detail: { copies: changed.items, messages: messageIds.length, back: row.state === 'restoring' },
  });
  return changed.items;
}

/** One batch; the one that finds nothing left ends the work. Answers how many copies were moved. */
async function moveBatch(tx: Tx, context: Context, key: Key): Promise<number> {
  const row = await lockLive(tx, key);
  if (row === undefined) {
    // A twin has done the rest while this one waited for the row.
    await record(tx, context, {
      action: 'threats.moved_already',
      agencyId: key.agencyId,
      objectKind: 'threat_cluster',
      objectId: key.id,
    });
    return 0;
  }
  const agencyIds = (await membersOfOffice(tx, key.agencyId)).map((agency) => agency.id);
  const restoring = row.state === 'restoring';
  const waitingOf = (messageIds: readonly string[]) =>
    rawQuery<Waiting>(tx, WAITING, [messageIds, agencyIds, restoring]);
  let waiting = await waitingOf(await messagesOf(tx, key));
  if (!restoring && !waiting.some((message) => message.own)) {
    // What is known is out: is there more of this letter? Only the look that finds nothing ends the work.
    waiting = await waitingOf(await gather(tx, context, await getCluster(tx, key), agencyIds));
  }
  const chosen = fill(waiting.filter((message) => message.own));
  const moved = chosen.length === 0 ? 0 : await move(tx, context, row, chosen);
  if (moved === 0) {
    await tellShared(tx, context, key, waiting);
    await finish(tx, context, row);
  }
  await publish(tx, { topic: 'threats', agencyId: key.agencyId, ids: [key.id] });
  return moved;
}

/** Until nothing is left to move; started again after a crash it goes on where it stopped. */
export async function runRetraction(services: Services, key: Key): Promise<void> {
  const context = systemContext(services);
  while ((await live(services.db, key).executeTakeFirst()) !== undefined) {
    await command(context, (tx) => moveBatch(tx, context, key));
  }
}

export function retractJobs(services: Services): JobDefinition[] {
  return [
    {
      name: RETRACT_JOB,
      handle: async ({ agencyId, clusterId }) =>
        runRetraction(services, { agencyId: String(agencyId), id: String(clusterId) }),
    },
  ];
}
