import { SearchAnswer, SearchQuery } from '@congvu/contracts';
import { definePolicies, YES } from '../../platform/authorise.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { searchEntries } from './search.store.ts';

/** What each person may find is the entry's own audience; the door only keeps out who must first change a password. */
definePolicies<null, 'search.find'>({ 'search.find': () => YES });

export const searchRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/search',
    policy: 'search.find',
    summary: 'Tìm văn bản, người, cơ quan trong phạm vi được xem; không cần gõ dấu',
    query: SearchQuery,
    response: SearchAnswer,
    handle: async (context, { query }) => ({
      items: await searchEntries(context.db, context.subject, query.q, query.limit),
    }),
  }),
];
