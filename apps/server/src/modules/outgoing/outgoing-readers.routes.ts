import { ColleagueAnswer, ColleagueParams, DocumentReaders, OutgoingParams } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { askAboutColleague, listOutgoingReaders } from './queries/explain-reading.ts';

/** Who may read, and why: for whoever may read himself. */
export const readersRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/outgoing/:id/readers',
    policy: 'outgoing.read',
    summary: 'Ai xem được văn bản đi này và vì sao',
    params: OutgoingParams,
    response: DocumentReaders,
    handle: (context, { params }) => listOutgoingReaders(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/outgoing/:id/readers/:positionId',
    policy: 'outgoing.read',
    summary: 'Một người trong cơ quan có xem được văn bản đi này không, làm được việc gì, vì sao',
    params: ColleagueParams,
    response: ColleagueAnswer,
    handle: (context, { params }) => askAboutColleague(context, params.id, params.positionId),
  }),
];
