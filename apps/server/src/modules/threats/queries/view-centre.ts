import type { CentreUnit, CentreView, ClusterListItem, DrillListItem, WarningPreview } from '@congvu/contracts';
import type { z } from 'zod';
import { draftLink } from '#modules/drafting';
import { getAgency, listSigningAuthorities, listUnits } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printTime } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { type DrillRow, type DrillSum, listDrillRows, sumDrills } from '../drills/drills.store.ts';
import { presentDrill } from '../drills/view-drill.ts';
import { type MemberAgency, membersOfOffice } from '../office.ts';
import { listHeld } from '../quarantine/list-held.ts';
import { officePolicies } from '../threats.policy.ts';
import { getCluster } from '../threats.store.ts';
import { addresseesOf } from '../warning/draft-warning.ts';
import { peopleOf, warningFacts } from '../warning/warning-facts.ts';
import { warningAbstract, warningSections } from '../warning/words.ts';
import { centreUnits, PERIOD_DAYS } from './centre-units.ts';
import { listClusters } from './list-clusters.ts';
import { listIncidents } from './list-incidents.ts';

const SHOWN = 8;
const HELD_SHOWN = 3;
const DAY_MS = 86_400_000;
const NOTICE_DAYS = 2;

interface Standing {
  clusters: readonly ClusterListItem[];
  waiting: number;
  openIncidents: number;
}

/** The one thing of today, in a sentence. */
function headline({ clusters, waiting, openIncidents }: Standing): string {
  const forged = clusters.find((cluster) => cluster.state === 'forged');
  if (waiting > 0 && (forged === undefined || clusters[0]?.state === 'waiting')) {
    const boxes = Math.max(...clusters.filter((cluster) => cluster.state === 'waiting').map((one) => one.boxes), 0);
    return `${waiting} thư bị báo giả mạo chờ kết luận, nhiều nhất ở ${boxes} hộp thư`;
  }
  if (forged !== undefined) {
    const entered = openIncidents === 0 ? 'chưa ai nhập mật khẩu' : `${openIncidents} người đã nhập mật khẩu`;
    return `${forged.boxes} hộp thư nhận thư giả mạo, ${entered}`;
  }
  return 'Không có thư nào bị báo giả mạo';
}

function retractionWords(cluster: ClusterListItem | undefined): string {
  const retraction = cluster?.retraction;
  if (cluster === undefined || retraction == null) {
    return 'Thư bị báo được gộp theo nơi gửi và liên kết; kết luận một lần cho tất cả người báo.';
  }
  if (retraction.state === 'done' && retraction.finishedAt !== null) {
    return `Thư đã thu lại khỏi cả ${cluster.boxes} hộp thư lúc ${printTime(new Date(retraction.finishedAt))}.`;
  }
  return `${retraction.stateLabel}: ${retraction.moved} trên ${retraction.total} bản.`;
}

function lead({ clusters, openIncidents }: Standing): string {
  const incidents = openIncidents === 0 ? '' : ` ${openIncidents} tài khoản đã khóa phiên, phải đặt mật khẩu mới.`;
  return `${retractionWords(clusters.find((cluster) => cluster.state === 'forged'))}${incidents}`;
}

interface Drilled {
  rows: DrillRow[];
  sums: DrillSum[];
}

function drillPart({ rows, sums }: Drilled, now: Date): CentreView['drill'] {
  const [last, before] = rows.map(
    (row): DrillListItem =>
      presentDrill(
        row,
        sums.filter((sum) => sum.drill_id === row.id),
        now,
      ),
  );
  return last === undefined ? null : { last, before: before ?? null };
}

async function signerOf(context: ActingContext, today: string) {
  const [first] = await listSigningAuthorities(context.db, context.subject.agencyId, {
    documentType: 'official_letter',
    on: today,
  });
  return first === undefined ? null : { title: first.lines.join('\n'), name: first.fullName };
}

/** The letter as it would be written now, beside the newest forgery. */
async function previewOf(
  context: ActingContext,
  cluster: ClusterListItem | undefined,
  agencies: readonly MemberAgency[],
): Promise<z.infer<typeof WarningPreview> | null> {
  if (cluster === undefined) {
    return null;
  }
  const { db, subject, clock } = context;
  const row = await getCluster(db, { agencyId: subject.agencyId, id: cluster.id });
  const facts = await warningFacts(db, context, row);
  const [office, units, people, addressees, signer] = await Promise.all([
    getAgency(db, subject.agencyId),
    listUnits(db, subject.agencyId, facts.today),
    peopleOf(
      db,
      agencies.map((agency) => agency.id),
      facts.today,
    ),
    addresseesOf(db, subject.agencyId, facts.today),
    signerOf(context, facts.today),
  ]);
  const unit = units.find((one) => one.id === subject.unitId)?.symbol ?? '';
  return {
    clusterId: cluster.id,
    documentId: row.warning_document_id,
    link: row.warning_document_id === null ? null : draftLink(row.warning_document_id),
    stateLabel: row.warning_document_id === null ? 'Chưa lập' : 'Dự thảo',
    about: warningAbstract(facts),
    addressees: addressees.map((one) => one.label),
    paragraphs: warningSections(facts).flatMap(({ heading, lines }) => [
      ...(heading === undefined ? [] : [[{ text: heading, filled: false }]]),
      ...lines,
    ]),
    // The office does not write to itself.
    agencies: agencies.filter((agency) => agency.id !== office.id).length,
    people: people.length,
    until: vietnamDate(new Date(clock.now().getTime() + NOTICE_DAYS * DAY_MS)),
    signer,
    heading: {
      governing: office.governing_name,
      agency: office.heading_name,
      place: office.place,
      symbol: unit === '' ? office.symbol : `${office.symbol}-${unit}`,
    },
  };
}

async function countWaiting(context: ActingContext): Promise<number> {
  const [row] = await rawQuery<{ n: number }>(
    context.db,
    `select count(*)::int as n from threat_cluster where agency_id = $1 and state = 'waiting' and reporters > 0`,
    [context.subject.agencyId],
  );
  return row?.n ?? 0;
}

async function countRules(context: ActingContext): Promise<number> {
  const [row] = await rawQuery<{ n: number }>(
    context.db,
    'select count(*)::int as n from threat_rule where agency_id = $1 and lifted_at is null',
    [context.subject.agencyId],
  );
  return row?.n ?? 0;
}

function byNeed(one: CentreUnit, other: CentreUnit): number {
  const rate = ({ drillSent, drillReported }: CentreUnit) =>
    drillSent === null || drillSent === 0 ? 2 : (drillReported ?? 0) / drillSent;
  return other.enteredPassword - one.enteredPassword || rate(one) - rate(other);
}

/** Everything of the security centre on one page, for the officer of the guiding office. */
export async function viewCentre(context: ActingContext): Promise<CentreView> {
  const { db, subject, clock } = context;
  const officeId = subject.agencyId;
  officePolicies.authorize('threats.work', subject, { officeId });
  const now = clock.now();
  const agencies = await membersOfOffice(db, officeId);
  const [page, waiting, rules, held, incidents, drills] = await Promise.all([
    listClusters(context, { limit: SHOWN }),
    countWaiting(context),
    countRules(context),
    listHeld(context, { scope: 'office', limit: HELD_SHOWN }),
    listIncidents(context),
    listDrillRows(db, officeId, 2),
  ]);
  const sums = await sumDrills(
    db,
    officeId,
    drills.map((drill) => drill.id),
  );
  const units = await centreUnits(db, officeId, agencies, {
    since: new Date(now.getTime() - PERIOD_DAYS * DAY_MS),
    drill: sums.filter((sum) => sum.drill_id === drills[0]?.id),
  });
  const open = incidents.items.filter((incident) => incident.state === 'open');
  const standing = { clusters: page.items, waiting, openIncidents: open.length };
  const forged = page.items.find((cluster) => cluster.state === 'forged');
  return {
    officeName: (await getAgency(db, officeId)).name,
    headline: headline(standing),
    lead: lead(standing),
    clusters: page.items,
    waiting,
    quarantine: { total: held.total, asked: held.asked, items: held.items },
    incidents: open,
    drill: drillPart({ rows: drills, sums }, now),
    rules,
    virusFindings: units.reduce((sum, unit) => sum + unit.virusFindings, 0),
    warning: await previewOf(context, forged, agencies),
    units: units.sort(byNeed),
    abilities: officePolicies.abilities(subject, { officeId }),
  };
}
