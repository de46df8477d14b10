import type { ClusterHolder, ClusterUnit, ClusterView, NoticeReceipts } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { clusterFacts, getForAct } from '../lock-for-act.ts';
import { type HolderRow, holdersOf } from '../mail-facts.ts';
import { type MemberAgency, membersOfOffice } from '../office.ts';
import { presentCluster } from '../threats.presenter.ts';
import { findNotice, findRetraction, findRule, type Key, messagesOf } from '../threats.store.ts';
import { threatTables } from '../threats.tables.ts';

/** Boxes named on the page; the sums count all. */
const SHOWN = 200;
const LINES = 100;

interface OpenRow {
  mailbox_id: string;
  opened_at: Date;
}

async function opensOf(db: Db | Tx, officeId: string, messageIds: string[]): Promise<Map<string, Date>> {
  const rows = await rawQuery<OpenRow>(
    db,
    `select mailbox_id, min(opened_at) as opened_at from threat_link_open
     where agency_id = $1 and message_id = any($2::uuid[]) group by mailbox_id`,
    [officeId, messageIds],
  );
  return new Map(rows.map((row) => [row.mailbox_id, row.opened_at]));
}

async function enteredOf(db: Db | Tx, key: Key): Promise<Set<string>> {
  const rows = await rawQuery<{ mailbox_id: string }>(
    db,
    'select mailbox_id from threat_incident where agency_id = $1 and cluster_id = $2 and mailbox_id is not null',
    [key.agencyId, key.id],
  );
  return new Set(rows.map((row) => row.mailbox_id));
}

function presentHolders(
  rows: readonly HolderRow[],
  names: Map<string, string>,
  opens: Map<string, Date>,
  entered: Set<string>,
): ClusterHolder[] {
  return [...Map.groupBy(rows, (row) => row.mailboxId).values()].flatMap((own) => {
    const [first] = own;
    return first === undefined
      ? []
      : [
          {
            mailboxId: first.mailboxId,
            address: first.address,
            holderName: first.holderName,
            kind: first.kind === 'role' ? ('other' as const) : first.kind,
            agencyName: names.get(first.agencyId) ?? '',
            unitName: first.unitName,
            receivedAt: first.receivedAt.toISOString(),
            read: own.some((row) => row.seen),
            openedLinkAt: opens.get(first.mailboxId)?.toISOString() ?? null,
            enteredPassword: entered.has(first.mailboxId),
            retracted: own.every((row) => row.retractedAt !== null),
            registered: own.find((row) => row.registered !== null)?.registered ?? null,
          },
        ];
  });
}

function sumUnits(holders: readonly ClusterHolder[], agencies: readonly MemberAgency[], of: Map<string, string>) {
  const byAgency = Map.groupBy(holders, (holder) => of.get(holder.mailboxId) ?? '');
  return agencies.flatMap(({ id, shortName }): ClusterUnit[] => {
    const own = byAgency.get(id) ?? [];
    return own.length === 0
      ? []
      : [
          {
            agencyId: id,
            agencyName: shortName,
            boxes: own.length,
            read: own.filter((holder) => holder.read).length,
            openedLink: own.filter((holder) => holder.openedLinkAt !== null).length,
            enteredPassword: own.filter((holder) => holder.enteredPassword).length,
          },
        ];
  });
}

/** Trouble first: who typed a password, who went on to the address, who read it. */
function byNeed(one: ClusterHolder, other: ClusterHolder): number {
  const weight = (holder: ClusterHolder) =>
    Number(holder.enteredPassword) * 4 + Number(holder.openedLinkAt !== null) * 2 + Number(holder.read);
  return weight(other) - weight(one);
}

export async function viewReceipts(
  db: Db | Tx,
  key: Key,
  agencies: readonly MemberAgency[],
): Promise<NoticeReceipts | null> {
  const notice = await findNotice(db, key);
  if (notice === undefined) {
    return null;
  }
  const rows = await rawQuery<{ id: string; people: number; read: number }>(
    db,
    `select person_agency_id as id, count(*)::int as people, count(read_at)::int as read from threat_notice_receipt
     where agency_id = $1 and notice_id = $2 group by person_agency_id`,
    [key.agencyId, notice.id],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const units = agencies.flatMap(({ id, shortName }) => {
    const row = byId.get(id);
    return row === undefined ? [] : [{ agencyId: id, agencyName: shortName, people: row.people, read: row.read }];
  });
  return {
    noticeId: notice.id,
    title: notice.title,
    sentAt: notice.sent_at.toISOString(),
    until: notice.until,
    people: rows.reduce((sum, row) => sum + row.people, 0),
    read: rows.reduce((sum, row) => sum + row.read, 0),
    units,
  };
}

async function reportsOf(db: Db | Tx, key: Key): Promise<ClusterView['reports']> {
  const rows = await threatTables(db)
    .selectFrom('threat_report')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('cluster_id', '=', key.id)
    .where('withdrawn_at', 'is', null)
    .orderBy('reported_at')
    .limit(LINES)
    .execute();
  return rows.map((row) => ({
    name: row.reporter_name,
    agencyName: row.reporter_agency_name,
    kind: row.kind,
    at: row.reported_at.toISOString(),
  }));
}

async function historyOf(db: Db | Tx, key: Key): Promise<ClusterView['history']> {
  const rows = await threatTables(db)
    .selectFrom('threat_event')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('cluster_id', '=', key.id)
    .orderBy('id', 'desc')
    .limit(LINES)
    .execute();
  return rows.map((row) => ({ at: row.at.toISOString(), actorName: row.actor_name, text: row.text }));
}

/** One cluster with everybody who has it: for the officer of the office alone. @throws AppError 404 · 403 */
export async function viewCluster(context: ActingContext, id: string): Promise<ClusterView> {
  const { db, subject } = context;
  const row = await getForAct(db, context, id, 'threats.read_cluster');
  const key = { agencyId: row.agency_id, id };
  const agencies = await membersOfOffice(db, row.agency_id);
  const messageIds = await messagesOf(db, key);
  const ids = agencies.map((agency) => agency.id);
  const [rows, opens, entered, retraction, rule] = await Promise.all([
    holdersOf(db, messageIds, ids),
    opensOf(db, row.agency_id, messageIds),
    enteredOf(db, key),
    findRetraction(db, key),
    findRule(db, key),
  ]);
  const names = new Map(agencies.map((agency) => [agency.id, agency.shortName]));
  const holders = presentHolders(rows, names, opens, entered).sort(byNeed);
  return {
    ...presentCluster(
      { row: { ...row, boxes: holders.length }, facts: await clusterFacts(db, row), retraction },
      subject,
    ),
    preview: row.preview,
    reasons: row.reasons,
    reports: await reportsOf(db, key),
    units: sumUnits(holders, agencies, new Map(rows.map((holder) => [holder.mailboxId, holder.agencyId]))),
    holders: holders.slice(0, SHOWN),
    holdersShown: Math.min(SHOWN, holders.length),
    conclusion:
      row.concluded_at === null
        ? null
        : { reason: row.conclusion, byName: row.concluded_by_name, at: row.concluded_at.toISOString() },
    rule: rule === undefined ? null : { id: rule.id, active: rule.lifted_at === null },
    notice: await viewReceipts(db, key, agencies),
    history: await historyOf(db, key),
  };
}
