import type { MeView } from '@congvu/contracts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, configure, render } from '@testing-library/react';
import { ConfigProvider } from 'antd';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, vi } from 'vitest';
import { meQuery } from '../session/me.ts';

// What a busy machine needs; a missing text still fails, only later.
configure({ asyncUtilTimeout: 30_000 });

interface Call {
  method: string;
  path: string;
  body: unknown;
  key: string | null;
}

type Answer = (call: Call) => unknown;

/** An answer of the server that is an error, as it would be sent. */
export function refuse(
  status: number,
  code: string,
  message: string,
  fields: { path: string; message: string }[] = [],
) {
  return new Response(JSON.stringify({ error: { code, message, fields, requestId: '0190-4127abcd' } }), { status });
}

/**
 * A server of the test's own words: `{ 'GET /api/incoming': () => page }`. An address nobody described fails the test.
 * A function that throws is a connection that broke.
 */
export function serve(answers: Record<string, Answer>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', async (input: string, init: RequestInit = {}) => {
    const [path = ''] = input.split('?');
    const headers = new Headers(init.headers);
    const call = {
      method: init.method ?? 'GET',
      path: input,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      key: headers.get('idempotency-key'),
    };
    calls.push(call);
    const answer = answers[`${call.method} ${path}`];
    if (answer === undefined) {
      throw new Error(`No answer described for ${call.method} ${path}`);
    }
    const value = answer(call);
    return value instanceof Response ? value : new Response(JSON.stringify(value));
  });
  return calls;
}

export function me(part: Partial<MeView['acting']> = {}, whole: Partial<MeView> = {}): MeView {
  const acting = {
    positionId: '01900000-0000-7000-8000-000000000101',
    title: 'Văn thư',
    unitName: 'Văn phòng',
    agencyId: '01900000-0000-7000-8000-000000000001',
    agencyName: 'UBND xã Bình Lư',
    roles: ['clerk'],
    ...part,
  };
  return {
    user: { id: '01900000-0000-7000-8000-000000000011', userName: 'lanht', displayName: 'Hoàng Thị Lan' },
    acting,
    positions: [acting],
    counts: {},
    demo: false,
    mustChangePassword: false,
    mustSetUpSecondFactor: false,
    now: new Date().toISOString(),
    idleMinutes: 15,
    ...whole,
  };
}

interface StageOptions {
  who?: MeView;
  path?: string;
}

/** Shows one screen or part with a router, a client and somebody signed in. */
export async function stage(node: ReactNode, { who = me(), path = '/' }: StageOptions = {}) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false }, mutations: { retryDelay: 1 } } });
  client.setQueryData(meQuery.queryKey, who);
  const rootRoute = createRootRoute({ component: () => node });
  const history = createMemoryHistory({ initialEntries: [path] });
  const router = createRouter({ routeTree: rootRoute, history, defaultNotFoundComponent: () => node });
  await router.load();
  const view = render(
    <ConfigProvider theme={{ token: { motion: false } }}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>,
  );
  return { ...view, client, history };
}

/** What jsdom does not have. `phone` answers the media query of the phone. */
export function useBrowser(options: { phone?: boolean } = {}): void {
  beforeEach(() => {
    vi.stubGlobal('matchMedia', (query: string) => ({
      // A phone answers whatever asks for little room.
      matches: options.phone === true && query.includes('max-width'),
      media: query,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      addListener: () => undefined,
      removeListener: () => undefined,
    }));
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe(): void {}
        unobserve(): void {}
        disconnect(): void {}
      },
    );
    vi.stubGlobal('scrollTo', () => undefined);
    Element.prototype.scrollIntoView = () => undefined;
    Element.prototype.scrollTo = () => undefined;
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
    localStorage.clear();
    sessionStorage.clear();
  });
}
