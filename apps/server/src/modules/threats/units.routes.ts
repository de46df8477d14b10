import {
  DeclareScan,
  DrillList,
  DrillTemplateParams,
  DrillTemplates,
  DrillView,
  ExposedPeople,
  IncidentPage,
  IncidentView,
  ScanPage,
  ScanQuery,
  ScanView,
  StartDrill,
  ThreatParams,
  ThreatPeriod,
  ThreatReasonBody,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { closeIncident } from './commands/close-incident.ts';
import { startDrill } from './drills/start-drill.ts';
import { approveTemplate, listDrills, listTemplates, viewDrill } from './drills/view-drill.ts';
import { listExposed } from './queries/list-exposed.ts';
import { listIncidents } from './queries/list-incidents.ts';
import { declareScan, listScans } from './scans/declare-scan.ts';
import { exportScans } from './scans/export-scans.ts';

/** Drills, scans and incidents: what every unit takes part in. */
export const unitRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/threats/drill-templates',
    policy: 'threats.read_drill',
    summary: 'Mẫu thư diễn tập',
    response: DrillTemplates,
    handle: (context) => listTemplates(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/drill-templates/:code/approve',
    policy: 'threats.approve_template',
    summary: 'Duyệt mẫu thư diễn tập',
    params: DrillTemplateParams,
    response: DrillTemplates,
    handle: (context, { params }) => approveTemplate(context, params.code),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/drills',
    policy: 'threats.read_drill',
    summary: 'Các lần diễn tập',
    response: DrillList,
    handle: (context) => listDrills(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/drills',
    policy: 'threats.drill',
    summary: 'Lập diễn tập',
    body: StartDrill,
    response: DrillView,
    handle: (context, { body }) => startDrill(context, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/drills/:id',
    policy: 'threats.read_drill',
    summary: 'Kết quả một lần diễn tập theo đơn vị',
    params: ThreatParams,
    response: DrillView,
    handle: (context, { params }) => viewDrill(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/scans',
    policy: 'threats.read_scans',
    summary: 'Kết quả rà quét máy đã khai',
    query: ScanQuery,
    response: ScanPage,
    handle: (context, { query }) => listScans(context, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/scans',
    policy: 'threats.declare_scan',
    summary: 'Khai kết quả rà quét máy',
    body: DeclareScan,
    response: ScanView,
    handle: (context, { body }) => declareScan(context, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/scans/export',
    policy: 'threats.export',
    summary: 'Báo cáo diệt vi rút theo đơn vị thành bảng tính',
    query: ThreatPeriod,
    handle: async (context, { query, sendFile }) => sendFile(await exportScans(context, query)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/exposed',
    policy: 'threats.read_exposed',
    summary: 'Người của đơn vị đã mở liên kết giả mạo',
    response: ExposedPeople,
    handle: (context) => listExposed(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/threats/incidents',
    policy: 'threats.read_incidents',
    summary: 'Sự cố lộ mật khẩu',
    response: IncidentPage,
    handle: (context) => listIncidents(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/threats/incidents/:id/close',
    policy: 'threats.close_incident',
    summary: 'Kết thúc sự cố',
    params: ThreatParams,
    body: ThreatReasonBody,
    response: IncidentView,
    handle: (context, { params, body }) => closeIncident(context, params.id, body.reason),
  }),
];
