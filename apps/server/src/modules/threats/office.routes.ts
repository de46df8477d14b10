import {
  BlockRules,
  CentreView,
  ClusterPage,
  ClusterQuery,
  ClusterView,
  ConcludeCluster,
  DraftedWarning,
  HeldMail,
  NoticeReminded,
  SendWarningNotice,
  ThreatParams,
  ThreatReasonBody,
  WarningWords,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { concludeCluster } from './commands/conclude-cluster.ts';
import { restoreCluster, retractCluster } from './commands/move-mail.ts';
import { decideRelease } from './quarantine/release.ts';
import { listClusters } from './queries/list-clusters.ts';
import { viewCentre } from './queries/view-centre.ts';
import { viewCluster } from './queries/view-cluster.ts';
import { liftRule, listRules } from './rules.ts';
import { draftWarning } from './warning/draft-warning.ts';
import { proposeNotice, remindNotice, sendNotice } from './warning/notice.ts';

/** The security officer's desk. */
export const officeRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/threats/centre',
    policy: 'threats.work',
    summary: 'Trung tâm an toàn thư',
    response: CentreView,
    handle: (context) => viewCentre(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/clusters',
    policy: 'threats.work',
    summary: 'Thư bị báo giả mạo',
    query: ClusterQuery,
    response: ClusterPage,
    handle: (context, { query }) => listClusters(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/clusters/:id',
    policy: 'threats.read_cluster',
    summary: 'Một thư bị báo và mọi người có thư ấy',
    params: ThreatParams,
    response: ClusterView,
    handle: (context, { params }) => viewCluster(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/clusters/:id/conclude',
    policy: 'threats.conclude',
    summary: 'Kết luận giả mạo hoặc thư thật',
    params: ThreatParams,
    body: ConcludeCluster,
    response: ClusterView,
    handle: (context, { params, body }) => concludeCluster(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/clusters/:id/retract',
    policy: 'threats.retract',
    summary: 'Thu lại thư khỏi mọi hộp thư',
    params: ThreatParams,
    body: ThreatReasonBody,
    response: ClusterView,
    handle: (context, { params, body }) => retractCluster(context, params.id, body.reason),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/clusters/:id/restore',
    policy: 'threats.restore',
    summary: 'Trả thư về các hộp thư',
    params: ThreatParams,
    body: ThreatReasonBody,
    response: ClusterView,
    handle: (context, { params, body }) => restoreCluster(context, params.id, body.reason),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/clusters/:id/warning',
    policy: 'threats.draft_warning',
    summary: 'Soạn công văn cảnh báo',
    params: ThreatParams,
    response: DraftedWarning,
    handle: (context, { params }) => draftWarning(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/clusters/:id/notice',
    policy: 'threats.read_cluster',
    summary: 'Lời cảnh báo đề xuất',
    params: ThreatParams,
    response: WarningWords,
    handle: (context, { params }) => proposeNotice(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/clusters/:id/notice',
    policy: 'threats.send_notice',
    summary: 'Gửi cảnh báo đến mọi người',
    params: ThreatParams,
    body: SendWarningNotice,
    response: ClusterView,
    handle: (context, { params, body }) => sendNotice(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/clusters/:id/notice/remind',
    policy: 'threats.read_cluster',
    summary: 'Nhắc người chưa đọc cảnh báo',
    params: ThreatParams,
    response: NoticeReminded,
    handle: (context, { params }) => remindNotice(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/rules',
    policy: 'threats.work',
    summary: 'Luật chặn đang có hiệu lực',
    response: BlockRules,
    handle: (context) => listRules(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/rules/:id/lift',
    policy: 'threats.lift_rule',
    summary: 'Gỡ luật chặn',
    params: ThreatParams,
    body: ThreatReasonBody,
    response: BlockRules,
    handle: (context, { params, body }) => liftRule(context, params.id, body.reason),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/quarantine/:id/release',
    policy: 'threats.decide_release',
    summary: 'Mở lại thư cách ly',
    params: ThreatParams,
    body: ThreatReasonBody,
    response: HeldMail,
    handle: (context, { params, body }) =>
      decideRelease(context, params.id, { verdict: 'released', reason: body.reason }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/quarantine/:id/refuse',
    policy: 'threats.decide_release',
    summary: 'Không mở lại thư cách ly',
    params: ThreatParams,
    body: ThreatReasonBody,
    response: HeldMail,
    handle: (context, { params, body }) =>
      decideRelease(context, params.id, { verdict: 'refused', reason: body.reason }),
  }),
];
