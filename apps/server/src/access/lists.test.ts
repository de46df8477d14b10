import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVERYBODY } from './matrix/rules.ts';
import { type AccessOffice, type Actor, buildAccessOffice } from './office.testing.ts';
import { plantAll, plantedOf } from './run-matrix.testing.ts';

let office: AccessOffice;
beforeAll(async () => {
  office = await buildAccessOffice();
  await plantAll(office);
});
afterAll(() => office?.close());

interface List {
  /** Every page a person can choose of it. */
  lists: string[];
  item: (id: string) => string;
  kind: string;
  /** The pages together hold everything that may be opened. */
  whole: boolean;
}

const LISTS: List[] = [
  {
    lists: boxes('/api/drafts?box=', ['mine', 'unit', 'to_approve', 'to_check', 'returned', 'handed_over']),
    item: (id) => `/api/drafts/${id}`,
    kind: 'draft',
    whole: false,
  },
  { lists: boxes('/api/outgoing?box=', ['all']), item: (id) => `/api/outgoing/${id}`, kind: 'outgoing', whole: true },
  { lists: boxes('/api/incoming?tab=', ['all']), item: (id) => `/api/incoming/${id}`, kind: 'incoming', whole: true },
  {
    lists: boxes('/api/requests?box=', ['mine', 'agency', 'to_check', 'checked', 'to_approve']),
    item: (id) => `/api/requests/${id}`,
    kind: 'request',
    whole: false,
  },
  {
    lists: ['/api/accounts-register?limit=200'],
    item: (id) => `/api/accounts-register/${id}`,
    kind: 'account',
    whole: true,
  },
  { lists: ['/api/mailboxes?limit=200'], item: (id) => `/api/mailboxes/${id}`, kind: 'mailbox', whole: true },
  {
    lists: ['/api/certificate-register?limit=200'],
    item: (id) => `/api/certificate-register/${id}`,
    kind: 'entry',
    whole: true,
  },
  { lists: ['/api/tokens?limit=200'], item: (id) => `/api/tokens/${id}`, kind: 'token', whole: true },
  { lists: ['/api/campaigns?limit=200'], item: (id) => `/api/campaigns/${id}`, kind: 'campaign', whole: true },
  { lists: ['/api/rosters?limit=200'], item: (id) => `/api/rosters/${id}`, kind: 'roster', whole: true },
];

function boxes(path: string, names: string[]): string[] {
  return names.map((name) => `${path}${name}&limit=200`);
}

async function get(actor: Actor, url: string): Promise<{ status: number; body: { items?: { id: string }[] } }> {
  const answer = await office.app.inject({ method: 'GET', url, headers: office.cookie(actor) });
  return { status: answer.statusCode, body: answer.statusCode === 200 ? answer.json() : {} };
}

async function listedFor(actor: Actor, lists: readonly string[]): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const list of lists) {
    const { status, body } = await get(actor, list);
    expect([list, [200, 403].includes(status)]).toEqual([list, true]);
    for (const { id } of body.items ?? []) {
      ids.add(id);
    }
  }
  return ids;
}

test.each(LISTS)(
  '$kind: what is listed opens, what may be opened is listed, row by row and for every role',
  async ({ lists, item, kind, whole }) => {
    const planted = await plantedOf(office, kind);
    const differing: string[] = [];
    let listed = 0;
    for (const actor of [...EVERYBODY] as Actor[]) {
      const shown = await listedFor(actor, lists);
      for (const { id, where } of planted) {
        const { status } = await get(actor, item(id));
        listed += shown.has(id) ? 1 : 0;
        if (shown.has(id) && status !== 200) {
          differing.push(`${actor} is shown ${where} and cannot open it (${status})`);
        }
        if (whole && shown.size > 0 && !shown.has(id) && status === 200) {
          differing.push(`${actor} opens ${where} and is not shown it`);
        }
      }
    }
    expect(listed).toBeGreaterThan(0);
    expect(differing).toEqual([]);
  },
);
