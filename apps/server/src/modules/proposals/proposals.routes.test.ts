import { HandOverView, ProposalPage } from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isKnownAction } from '../../platform/authorise.ts';
import type { ActingContext } from '../../platform/context.ts';
import type { RouteInput } from '../../platform/http/route.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { movePartOf } from '../incoming/incoming.testing.ts';
import { buildRequestsOffice, type RequestsOffice } from '../requests/requests.testing.ts';
import { createProposalsModule } from './index.ts';

let office: TestOffice;
let people: RequestsOffice;
const { routes = [] } = createProposalsModule({ movePartOf });

beforeAll(async () => {
  office = await createTestOffice();
  people = await buildRequestsOffice(office);
});
afterAll(() => office.close());

function call(context: ActingContext, method: string, path: string, input: object): Promise<unknown> {
  const route = routes.find((candidate) => candidate.method === method && candidate.path === path);
  if (route === undefined) {
    throw new Error(`no route ${method} ${path}`);
  }
  // Neither files nor cookies are touched by these routes.
  return route.handle(context, { params: {}, query: {}, body: {}, ...input } as RouteInput);
}

test('every route names a known action', () => {
  expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /api/proposals',
    'POST /api/proposals/:id/use',
    'POST /api/proposals/:id/dismiss',
    'GET /api/hand-overs',
    'POST /api/hand-overs',
    'GET /api/hand-overs/:id',
    'POST /api/hand-overs/:id/settle',
    'POST /api/hand-overs/:id/finish',
    'POST /api/hand-overs/:id/cancel',
  ]);
  expect(routes.filter(({ policy }) => !isKnownAction(policy))).toEqual([]);
});

test('answers are those of the contract', async () => {
  const context = office.as(people.commune.leader);
  const page = ProposalPage.parse(
    await call(context, 'GET', '/api/proposals', { query: { state: 'open', limit: 50 } }),
  );
  expect(page).toEqual({ items: [], nextCursor: null, counts: {} });
  const started = HandOverView.parse(
    await call(context, 'POST', '/api/hand-overs', {
      body: {
        personId: people.commune.specialist.personId,
        reason: 'retired',
        lastDay: '2021-03-31',
        destinationName: '',
      },
    }),
  );
  const params = { id: started.id };
  expect(HandOverView.parse(await call(context, 'GET', '/api/hand-overs/:id', { params }))).toEqual(started);
  const ended = HandOverView.parse(await call(context, 'POST', '/api/hand-overs/:id/finish', { params }));
  expect(ended).toMatchObject({ state: 'finished', openCount: 0 });
});
