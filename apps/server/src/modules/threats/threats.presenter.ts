import type { ClusterListItem, IncidentView, RetractionView } from '@congvu/contracts';
import { draftLink } from '#modules/drafting';
import type { Subject } from '../../platform/authorise.ts';
import { type ClusterFacts, clusterPolicies, incidentPolicies } from './threats.policy.ts';
import type { ClusterRow, IncidentRow, RetractionRow } from './threats.tables.ts';

export const CLUSTER_LABELS = { waiting: 'Chờ kết luận', forged: 'Giả mạo', genuine: 'Thư thật' } as const;
const RETRACTION_LABELS = {
  running: 'Đang thu lại',
  done: 'Đã thu lại',
  restoring: 'Đang trả về',
  restored: 'Đã trả về',
} as const;

export function presentRetraction(row: RetractionRow): RetractionView {
  return {
    id: row.id,
    state: row.state,
    stateLabel: RETRACTION_LABELS[row.state],
    reason: row.reason,
    total: row.total,
    moved: row.moved,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    byName: row.by_name,
  };
}

export interface ClusterParts {
  row: ClusterRow;
  facts: ClusterFacts;
  retraction: RetractionRow | undefined;
}

export function presentCluster({ row, facts, retraction }: ClusterParts, subject: Subject): ClusterListItem {
  return {
    id: row.id,
    number: row.number,
    subject: row.subject,
    fromAddress: row.from_address,
    fromDomain: row.from_domain,
    hosts: row.hosts,
    state: row.state,
    stateLabel: CLUSTER_LABELS[row.state],
    boxes: row.boxes,
    reporters: row.reporters,
    firstReportedAt: row.first_reported_at.toISOString(),
    lastReportedAt: row.last_reported_at.toISOString(),
    retraction: retraction === undefined ? null : presentRetraction(retraction),
    warning:
      row.warning_document_id === null
        ? null
        : { documentId: row.warning_document_id, link: draftLink(row.warning_document_id) },
    abilities: clusterPolicies.abilities(subject, facts),
  };
}

function stepsOf(row: IncidentRow): IncidentView['steps'] {
  const { secrets, forward, vacation } = row.done;
  return [
    { text: 'Đã kết thúc mọi phiên đăng nhập, mật khẩu cũ không còn dùng được', done: true },
    {
      text: secrets === 0 ? 'Không có mật khẩu thiết bị nào phải thu hồi' : `Đã thu hồi ${secrets} mật khẩu thiết bị`,
      done: true,
    },
    { text: forward ? 'Đã gỡ chuyển tiếp thư' : 'Không có chuyển tiếp nào phải gỡ', done: true },
    {
      text: vacation ? 'Đã tắt thư trả lời tự động' : 'Không có thư trả lời tự động nào phải tắt',
      done: true,
    },
    { text: 'Đặt mật khẩu mới bằng liên kết dùng một lần', done: true },
    { text: 'Báo cáo sự cố trong 24 giờ', done: row.state === 'closed' },
  ];
}

export function presentIncident(row: IncidentRow, subject: Subject, now: Date): IncidentView {
  return {
    id: row.id,
    number: row.number,
    personName: row.person_name,
    unitName: row.unit_name,
    agencyName: row.agency_name,
    state: row.state,
    stateLabel: row.state === 'open' ? 'Đang xử lý' : 'Đã kết thúc',
    openedAt: row.opened_at.toISOString(),
    reportBy: row.report_by.toISOString(),
    overdue: row.state === 'open' && row.report_by < now,
    subject: row.subject,
    clusterId: row.cluster_id,
    steps: stepsOf(row),
    sentSince: row.sent_since,
    closedNote: row.closed_note,
    abilities: incidentPolicies.abilities(subject, {
      officeId: row.agency_id,
      state: row.state,
      personId: row.person_id,
      personAgencyId: row.person_agency_id,
      unitId: row.unit_id,
    }),
  };
}
