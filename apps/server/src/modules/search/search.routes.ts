import { SearchAnswer, SearchQuery } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { searchEntries } from './search.store.ts';

export const searchRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/search',
    policy: 'session',
    summary: 'Tìm văn bản, người, cơ quan trong phạm vi được xem; không cần gõ dấu',
    query: SearchQuery,
    response: SearchAnswer,
    handle: async (context, { query }) => ({
      items: await searchEntries(context.db, context.subject, query.q, query.limit),
    }),
  }),
];
