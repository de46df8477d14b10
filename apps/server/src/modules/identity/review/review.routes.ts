import { AccountReview, RecordReview, ReviewQuery } from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { exportReview } from './export-review.ts';
import { recordReview } from './record-review.ts';
import { viewReview } from './view-review.ts';

export const reviewRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/account-review',
    policy: 'identity.administer',
    summary: 'Rà soát tài khoản, quyền của một cơ quan: tài khoản theo lần dùng, quyền đổi từ lần rà soát trước',
    query: ReviewQuery,
    response: AccountReview,
    handle: (context, { query }) => viewReview(context, query.agencyId),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/account-review/csv',
    policy: 'identity.administer',
    stepUp: true,
    summary: 'Danh sách rà soát tài khoản, quyền (CSV)',
    query: ReviewQuery,
    handle: (context, { query }) => exportReview(context, query.agencyId),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/account-review',
    policy: 'identity.administer',
    stepUp: true,
    summary: 'Ghi đã rà soát tài khoản, quyền đến thời điểm của danh sách',
    body: RecordReview,
    response: AccountReview,
    handle: (context, { body }) => recordReview(context, body),
  }),
];
