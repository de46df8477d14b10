import { ColleagueAnswer, ColleagueParams, DocumentReaders, IncomingParams } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { askAboutColleague, listIncomingReaders } from './queries/explain-reading.ts';

/** Who may read, and why: for whoever may read himself. */
export const readersRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/incoming/:id/readers',
    policy: 'incoming.read',
    summary: 'Ai xem được văn bản đến này và vì sao',
    params: IncomingParams,
    response: DocumentReaders,
    handle: (context, { params }) => listIncomingReaders(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/incoming/:id/readers/:positionId',
    policy: 'incoming.read',
    summary: 'Một người trong cơ quan có xem được văn bản đến này không, làm được việc gì, vì sao',
    params: ColleagueParams,
    response: ColleagueAnswer,
    handle: (context, { params }) => askAboutColleague(context, params.id, params.positionId),
  }),
];
