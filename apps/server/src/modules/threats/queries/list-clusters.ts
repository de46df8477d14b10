import type { ClusterListItem, ClusterPage, ClusterQuery, MyReports } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import type { ClusterFacts } from '../threats.policy.ts';
import { officePolicies } from '../threats.policy.ts';
import { CLUSTER_LABELS, presentCluster } from '../threats.presenter.ts';
import { type ClusterRow, type RetractionRow, threatTables } from '../threats.tables.ts';
import { boxesElsewhere, listReportable } from './list-reportable.ts';

async function retractionsOf(db: Db | Tx, officeId: string, ids: string[]): Promise<Map<string, RetractionRow>> {
  const rows = await threatTables(db)
    .selectFrom('threat_retraction')
    .selectAll()
    .where('agency_id', '=', officeId)
    .where('cluster_id', 'in', ids)
    .orderBy('id')
    .execute();
  return new Map(rows.map((row) => [row.cluster_id, row]));
}

async function noticedOf(db: Db | Tx, officeId: string, ids: string[]): Promise<Set<string>> {
  const rows = await threatTables(db)
    .selectFrom('threat_notice')
    .select('cluster_id')
    .where('agency_id', '=', officeId)
    .where('cluster_id', 'in', ids)
    .execute();
  return new Set(rows.map((row) => row.cluster_id));
}

export async function presentClusters(
  context: ActingContext,
  officeId: string,
  rows: readonly ClusterRow[],
): Promise<ClusterListItem[]> {
  if (rows.length === 0) {
    return [];
  }
  const ids = rows.map((row) => row.id);
  const [retractions, noticed] = await Promise.all([
    retractionsOf(context.db, officeId, ids),
    noticedOf(context.db, officeId, ids),
  ]);
  return rows.map((row) => {
    const retraction = retractions.get(row.id);
    const facts: ClusterFacts = {
      officeId,
      state: row.state,
      retracted: retraction !== undefined && retraction.state !== 'restored',
      hasNotice: noticed.has(row.id),
    };
    return presentCluster({ row, facts, retraction }, context.subject);
  });
}

/** Reports of the office, those last heard of first. What everybody has taken back waits for nobody. */
export async function listClusters(context: ActingContext, query: z.infer<typeof ClusterQuery>): Promise<ClusterPage> {
  const { db, subject } = context;
  officePolicies.authorize('threats.work', subject, { officeId: subject.agencyId });
  const after = readCursor(query.cursor, ['instant', 'uuid']);
  let wanted = threatTables(db)
    .selectFrom('threat_cluster')
    .selectAll()
    .where('agency_id', '=', subject.agencyId)
    .where((where) => where.or([where('reporters', '>', 0), where('state', '<>', 'waiting')]))
    .orderBy('last_reported_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  wanted = query.state === undefined ? wanted : wanted.where('state', '=', query.state);
  if (after !== undefined) {
    const [at = '', id = ''] = after;
    wanted = wanted.where((where) =>
      where.or([
        where('last_reported_at', '<', new Date(at)),
        where.and([where('last_reported_at', '=', new Date(at)), where('id', '<', id)]),
      ]),
    );
  }
  const rows = await wanted.execute();
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: await presentClusters(context, subject.agencyId, page),
    nextCursor:
      rows.length > query.limit && last !== undefined
        ? writeCursor([last.last_reported_at.toISOString(), last.id])
        : null,
  };
}

const MINE = 50;

/** What the person has reported and what came of it. */
export async function listMyReports(context: ActingContext, emailId?: string): Promise<z.infer<typeof MyReports>> {
  let wanted = threatTables(context.db)
    .selectFrom('threat_report as report')
    .innerJoin('threat_cluster as cluster', (on) =>
      on.onRef('cluster.agency_id', '=', 'report.agency_id').onRef('cluster.id', '=', 'report.cluster_id'),
    )
    .select([
      'report.id',
      'report.kind',
      'report.reported_at',
      'report.mailbox_id',
      'report.email_id',
      'cluster.state',
      'cluster.subject',
      'cluster.from_address',
      'cluster.conclusion',
    ])
    .where('report.reporter_person_id', '=', context.subject.personId)
    .where('report.withdrawn_at', 'is', null)
    .orderBy('report.reported_at', 'desc')
    .limit(MINE);
  wanted = emailId === undefined ? wanted : wanted.where('report.email_id', '=', emailId);
  const [rows, elsewhere] = await Promise.all([wanted.execute(), boxesElsewhere(context)]);
  return {
    ...(emailId === undefined && { reportable: await listReportable(context, elsewhere) }),
    items: rows.map((row) => ({
      reportId: row.id,
      kind: row.kind,
      state: row.state,
      subject: row.subject,
      fromAddress: row.from_address,
      reportedAt: row.reported_at.toISOString(),
      link: elsewhere.has(row.mailbox_id) ? '' : `/thu/${row.email_id}?hop=${row.mailbox_id}`,
      outcomeText: row.state === 'waiting' ? 'Đang chờ kết luận' : `${CLUSTER_LABELS[row.state]}: ${row.conclusion}`,
    })),
  };
}
