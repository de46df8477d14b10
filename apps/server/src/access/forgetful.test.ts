import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccessOffice, buildAccessOffice } from './office.testing.ts';
import { plantAll, plantedOf } from './run-matrix.testing.ts';

/** As if whoever wrote the statement had forgotten whose rows it is about; joins of two tables keep theirs. */
const PREDICATE = /(?:"?\w+"?\.)?"?(?:\w+_)?agency_id"? = \$(\d+)(?:::uuid)?/g;

let forgets = false;
function forget(text: string): string {
  return forgets ? text.replaceAll(PREDICATE, '($$$1::uuid is not null)') : text;
}

/** Lists of the whole agency, for the clerk. */
const LISTS = [
  '/api/incoming?tab=all&limit=50',
  '/api/incoming/book?year=2021&limit=50',
  '/api/outgoing?limit=50',
  '/api/requests?box=agency&limit=50',
  '/api/rosters?box=own&limit=50',
  '/api/campaigns?limit=50',
  '/api/proposals?limit=50',
];
const KINDS = ['incoming', 'outgoing', 'draft', 'request', 'roster', 'campaign', 'proposal'];
const GUARDED = [
  'incoming_document',
  'outgoing_document',
  'drafting_draft',
  'document',
  'request',
  'request_batch',
  'campaign',
  'proposal',
];
/** Rows of those it guides are an office's to see as well: there the policy keeps out whom it does not guide. */
const GUIDED = ['request', 'proposal'];

function isElsewhere(where: string): boolean {
  const [kind = ''] = where.split(' ');
  return !/ (?:unit|agency) /.test(where) && !(GUIDED.includes(kind) && / (?:child|dissolved) /.test(where));
}

let office: AccessOffice;
let elsewhere: Set<string>;
beforeAll(async () => {
  office = await buildAccessOffice({ rewrite: forget });
  await plantAll(office);
  const planted = (await Promise.all(KINDS.map((kind) => plantedOf(office, kind)))).flat();
  elsewhere = new Set(planted.filter(({ where }) => isElsewhere(where)).map(({ id }) => id));
});
afterAll(() => office?.close());

/** Documents of other agencies in what the list answers, with every bound of the statements taken out. */
async function strangersIn(url: string): Promise<string[]> {
  forgets = true;
  try {
    const { statusCode, body } = await office.app.inject({ url, headers: office.cookie('V') });
    expect(statusCode).toBe(200);
    return [...elsewhere].filter((id) => body.includes(id));
  } finally {
    forgets = false;
  }
}

describe('a list whose statements forgot their predicate', () => {
  test.each(LISTS)('%s shows nothing of another agency', async (url) => {
    expect(await strangersIn(url)).toEqual([]);
  });

  test('control: without row-level security each shows it', async () => {
    for (const table of GUARDED) {
      await office.alter(`alter table ${table} disable row level security`);
    }
    for (const url of LISTS) {
      expect(await strangersIn(url), url).not.toEqual([]);
    }
  });
});
