import {
  DismissProposal,
  ProposalPage,
  ProposalParams,
  ProposalQuery,
  ProposalView,
  UsedProposal,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { dismissProposal } from './commands/dismiss-proposal.ts';
import { useProposal } from './commands/use-proposal.ts';
import { listProposals } from './queries/list-proposals.ts';

export const proposalRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/proposals',
    policy: 'proposals.list',
    summary: 'Đề xuất của hệ thống: việc nên đề nghị, vì sao, trước ngày nào',
    query: ProposalQuery,
    response: ProposalPage,
    handle: (context, { query }) => listProposals(context, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/proposals/:id/use',
    policy: 'proposals.use',
    summary: 'Lập các đề nghị nháp theo đề xuất',
    params: ProposalParams,
    response: UsedProposal,
    handle: (context, { params }) => useProposal(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/proposals/:id/dismiss',
    policy: 'proposals.dismiss',
    summary: 'Bỏ qua đề xuất, có lý do',
    params: ProposalParams,
    body: DismissProposal,
    response: ProposalView,
    handle: (context, { params, body }) => dismissProposal(context, params.id, body),
  }),
];
