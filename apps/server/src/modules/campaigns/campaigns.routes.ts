import {
  CampaignPage,
  CampaignParams,
  CampaignProposal,
  CampaignProposalQuery,
  CampaignQuery,
  CampaignReport,
  CampaignView,
  EditCampaign,
  MemberPage,
  MemberQuery,
  MyCampaign,
  MyCampaigns,
  NilReturned,
  NilReturns,
  OpenCampaign,
  Reminded,
  RemindMembers,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { closeCampaign } from './commands/close-campaign.ts';
import { draftReport } from './commands/draft-report.ts';
import { editCampaign } from './commands/edit-campaign.ts';
import { openCampaign } from './commands/open-campaign.ts';
import { remindMembers } from './commands/remind-members.ts';
import { returnNil } from './commands/return-nil.ts';
import { seeCampaign } from './commands/see-campaign.ts';
import type { CampaignsPorts } from './ports.ts';
import { exportCampaign } from './queries/export-campaign.ts';
import { listCampaigns } from './queries/list-campaigns.ts';
import { listMembers } from './queries/list-members.ts';
import { listMine } from './queries/my-campaigns.ts';
import { proposeCampaign } from './queries/propose-campaign.ts';
import { viewCampaign } from './queries/view-campaign.ts';

const UNIT_SIDE: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/campaigns/mine',
    policy: 'campaigns.mine',
    summary: 'Các đợt thu gửi đến cơ quan của người dùng',
    response: MyCampaigns,
    handle: (context) => listMine(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/campaigns/:id/opened',
    policy: 'campaigns.mine',
    summary: 'Cơ quan đã mở yêu cầu của đợt thu',
    params: CampaignParams,
    response: MyCampaign,
    handle: (context, { params }) => seeCampaign(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/campaigns/:id/nil',
    policy: 'campaigns.nil',
    summary: 'Báo không phát sinh cho các mẫu chưa lập',
    params: CampaignParams,
    body: NilReturns,
    response: NilReturned,
    handle: (context, { params, body }) => returnNil(context, params.id, body),
  }),
];

function openingRoutes(ports: CampaignsPorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/campaigns',
      policy: 'campaigns.list',
      summary: 'Các đợt thu do cơ quan mở',
      query: CampaignQuery,
      response: CampaignPage,
      handle: (context, { query }) => listCampaigns(context, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/campaigns/proposal',
      policy: 'campaigns.open',
      summary: 'Mẫu, hạn và cơ quan đọc được từ văn bản để mở đợt thu',
      query: CampaignProposalQuery,
      response: CampaignProposal,
      handle: (context, { query }) => proposeCampaign(context, ports, query.documentId),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/campaigns',
      policy: 'campaigns.open',
      summary: 'Mở đợt thu',
      body: OpenCampaign,
      response: CampaignView,
      handle: (context, { body }) => openCampaign(context, ports, body),
    }),
  ];
}

const BOARD: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/campaigns/:id',
    policy: 'campaigns.read',
    summary: 'Bảng theo dõi một đợt thu',
    params: CampaignParams,
    response: CampaignView,
    handle: (context, { params }) => viewCampaign(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/campaigns/:id/members',
    policy: 'campaigns.read',
    summary: 'Các cơ quan của đợt thu, theo trang',
    params: CampaignParams,
    query: MemberQuery,
    response: MemberPage,
    handle: (context, { params, query }) => listMembers(context, params.id, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/campaigns/:id/export',
    policy: 'campaigns.export',
    summary: 'Bảng theo dõi thành bảng tính',
    params: CampaignParams,
    handle: async (context, { params, sendFile }) => sendFile(await exportCampaign(context, params.id)),
  }),
];

const ACTS: Route[] = [
  defineRoute({
    method: 'PUT',
    path: '/api/campaigns/:id',
    policy: 'campaigns.edit',
    summary: 'Đổi hạn, thêm cơ quan, đổi tên đợt thu',
    params: CampaignParams,
    body: EditCampaign,
    response: CampaignView,
    handle: (context, { params, body }) => editCampaign(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/campaigns/:id/remind',
    policy: 'campaigns.remind',
    summary: 'Đôn đốc các cơ quan chưa gửi đủ',
    params: CampaignParams,
    body: RemindMembers,
    response: Reminded,
    handle: (context, { params, body }) => remindMembers(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/campaigns/:id/close',
    policy: 'campaigns.close',
    summary: 'Kết thúc đợt thu',
    params: CampaignParams,
    response: CampaignView,
    handle: (context, { params }) => closeCampaign(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/campaigns/:id/report',
    policy: 'campaigns.report',
    summary: 'Soạn báo cáo kết quả đợt thu',
    params: CampaignParams,
    response: CampaignReport,
    handle: (context, { params }) => draftReport(context, params.id),
  }),
];

export function campaignRoutes(ports: CampaignsPorts): Route[] {
  return [...openingRoutes(ports), ...UNIT_SIDE, ...BOARD, ...ACTS];
}
