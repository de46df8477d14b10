import {
  DrillLanding,
  DrillToken,
  HeldMail,
  HeldMailPage,
  HeldMailQuery,
  IncidentStarted,
  LinkOpened,
  LinkQuery,
  LinkView,
  MyReportQuery,
  MyReports,
  ReportAnswer,
  ReportMail,
  StartIncident,
  ThreatParams,
  ThreatReasonBody,
  WarningNotice,
  Withdrawn,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { reportMail } from './commands/report-mail.ts';
import { startIncident } from './commands/start-incident.ts';
import { withdrawReport } from './commands/withdraw-report.ts';
import { landOnDrill } from './drills/report-drill.ts';
import { officeRoutes } from './office.routes.ts';
import type { ThreatsPorts } from './ports.ts';
import { listHeld } from './quarantine/list-held.ts';
import { askRelease } from './quarantine/release.ts';
import { listMyReports } from './queries/list-clusters.ts';
import { openLink, viewLink } from './queries/view-link.ts';
import { unitRoutes } from './units.routes.ts';
import { readNotice, viewNotice } from './warning/notice.ts';

/** What everybody may do with mail that is his. */
const PEOPLE: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/threats/reports',
    policy: 'threats.report',
    summary: 'Báo thư giả mạo hoặc thư thật',
    body: ReportMail,
    response: ReportAnswer,
    handle: (context, { body }) => reportMail(context, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/reports/mine',
    policy: 'threats.report',
    summary: 'Những thư đã báo và kết quả',
    query: MyReportQuery,
    response: MyReports,
    handle: (context, { query }) => listMyReports(context, query.emailId),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/reports/:id/withdraw',
    policy: 'threats.report',
    summary: 'Rút lại báo cáo của mình',
    params: ThreatParams,
    response: Withdrawn,
    handle: (context, { params }) => withdrawReport(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/link',
    policy: 'threats.open_link',
    summary: 'Kiểm tra một liên kết trong thư trước khi mở',
    query: LinkQuery,
    response: LinkView,
    handle: (context, { query }) => viewLink(context, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/link',
    policy: 'threats.open_link',
    summary: 'Mở liên kết sau khi đã xem cảnh báo',
    body: LinkQuery,
    response: LinkOpened,
    handle: (context, { body }) => openLink(context, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/notices/:id',
    policy: 'threats.read_notice',
    summary: 'Cảnh báo gửi đến mọi người',
    params: ThreatParams,
    response: WarningNotice,
    handle: (context, { params }) => viewNotice(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/notices/:id/read',
    policy: 'threats.read_notice',
    summary: 'Xác nhận đã đọc cảnh báo',
    params: ThreatParams,
    response: WarningNotice,
    handle: (context, { params }) => readNotice(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/quarantine',
    policy: 'threats.read_quarantine',
    summary: 'Thư đang cách ly',
    query: HeldMailQuery,
    response: HeldMailPage,
    handle: (context, { query }) => listHeld(context, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/quarantine/:id/ask',
    policy: 'threats.ask_release',
    summary: 'Đề nghị mở lại thư cách ly',
    params: ThreatParams,
    body: ThreatReasonBody,
    response: HeldMail,
    handle: (context, { params, body }) => askRelease(context, params.id, body.reason),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/drills/landing',
    policy: 'public',
    summary: 'Trang giải thích của thư diễn tập',
    body: DrillToken,
    response: DrillLanding,
    handle: (context, { body }) => landOnDrill(context, body.token),
  }),
];

export function threatRoutes(ports: ThreatsPorts): Route[] {
  return [
    ...PEOPLE,
    ...officeRoutes,
    ...unitRoutes,
    defineRoute({
      method: 'POST',
      path: '/api/threats/incidents',
      policy: 'threats.start_incident',
      summary: 'Báo đã lỡ nhập mật khẩu',
      body: StartIncident,
      response: IncidentStarted,
      handle: (context, { body }) => startIncident(context, ports, body),
    }),
  ];
}
