import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findOpenLines } from '../modules/campaigns/queries/queries.testing.ts';
import { listProposals } from '../modules/proposals/queries/queries.testing.ts';
import { listRequests, viewRequest } from '../modules/requests/queries/queries.testing.ts';
import { listBatches, listLines } from '../modules/rosters/queries/queries.testing.ts';
import { buildRosterWorld, type RosterWorld } from '../modules/rosters/rosters.testing.ts';
import type { Subject } from '../platform/authorise.ts';
import type { ActingContext } from '../platform/context.ts';
import { createDb, createPool } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import { REQUEST_ROLE } from '../platform/reach-pool.ts';
import { createTestOffice, type TestOffice } from '../platform/testing/test-context.ts';

const ROWS = 10_000;
/** As many agencies and offices share the rows, ours being one of each. */
const AGENCIES = 100;
const OFFICES = 20;
/** An office has five hundred of each, and some lists ask in two ways. */
const NEAR = 1_500;

interface Asked {
  text: string;
  values: unknown[];
}

/** A node of a plan that was run: what it gave, and what it read for nothing. */
interface Plan {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
}

let office: TestOffice;
let world: RosterWorld;
let recorded: pg.Pool;
let asked: Asked[] = [];
const [requestId, batchId] = [newId(), newId()];

/** Every statement of the pool as the office sends it. */
function record(client: pg.PoolClient): void {
  const ask = client.query.bind(client) as (...given: unknown[]) => Promise<pg.QueryResult>;
  const noting = (text: unknown, ...rest: unknown[]) => {
    if (typeof text === 'string' && /^\s*(?:with|select)\b/i.test(text)) {
      asked.push({ text, values: Array.isArray(rest[0]) ? rest[0] : [] });
    }
    return ask(text, ...rest);
  };
  // The overloads of pg are one function at run time.
  client.query = noting as typeof client.query;
}

/** Rows of many agencies and offices; of each hundredth the commune asks, of each twentieth the district guides. */
function fillings({ commune, district, department }: RosterWorld): string[] {
  const agency = `case n % ${AGENCIES} when 0 then '${commune.agencyId}'::uuid else lpad((n % ${AGENCIES})::text, 32, '0')::uuid end`;
  const guide = `case n % ${OFFICES} when 0 then '${district.agencyId}'::uuid else lpad((n % ${OFFICES})::text, 32, 'a')::uuid end`;
  const target = `case n % ${OFFICES} when 1 then '${department.agencyId}'::uuid else lpad((n % ${OFFICES})::text, 32, 'b')::uuid end`;
  const id = (letter: string) => `lpad(n::text, 32, '${letter}')::uuid`;
  const at = `'2021-03-01'::timestamptz + n * interval '1 second'`;
  const rows = `from generate_series(1, ${ROWS}) n`;
  const state = `(array['draft', 'submitted', 'accepted', 'batched', 'forwarded', 'closed'])[1 + n % 6]`;
  const content = `'{"form":"M06","set":"2021","rows":[]}'`;
  return [
    `insert into request (agency_id, id, kind, form_code, form_set, state, subject, search_text, agency_name, unit_id, unit_name,
       prepared_by, prepared_by_name, content, consolidator_agency_id, created_at, updated_at)
     select ${agency}, ${id('c')}, 'account.new', 'M06', '2021', ${state}, 'Danh sách', 'danh sach', 'Xã', ${id('d')}, 'Văn phòng',
       ${id('d')}, 'Người lập', ${content}, ${guide}, ${at}, ${at} ${rows}`,
    `insert into request_item (agency_id, consolidator_agency_id, id, request_id, revision, no, kind, cells, state, batch_id)
     select ${agency}, ${guide}, ${id('e')}, ${id('c')}, 1, 1, 'account.new', '{}', 'open', ${id('f')} ${rows}`,
    `insert into request_movement (agency_id, consolidator_agency_id, id, request_id, at, actor_name, kind, text)
     select ${agency}, ${guide}, ${id('e')}, ${id('c')}, ${at}, 'Người lập', 'drafted', 'Lập đề nghị' ${rows}`,
    `insert into request_revision (agency_id, consolidator_agency_id, request_id, revision, content, content_hash)
     select ${agency}, ${guide}, ${id('c')}, 1, ${content}, '' ${rows}`,
    `insert into request_signature (agency_id, consolidator_agency_id, id, request_id, revision, role, mode, person_id, person_name, title,
       content_hash, at)
     select ${agency}, ${guide}, ${id('e')}, ${id('c')}, 1, 'head', 'attested', ${id('d')}, 'Thủ trưởng', '', '', ${at} ${rows}`,
    `insert into request_file (agency_id, consolidator_agency_id, request_id, file_id, role, added_at)
     select ${agency}, ${guide}, ${id('c')}, ${id('e')}, 'evidence', ${at} ${rows}`,
    `insert into request_batch (agency_id, id, kind, form_code, form_set, name, state, destination_agency_id, destination_name, created_by,
       created_at, updated_at)
     select ${guide}, ${id('f')}, 'account.new', 'M06', '2021', 'Đợt', 'sent', ${target}, 'Sở', ${id('d')}, ${at}, ${at} ${rows}`,
    `insert into request_batch_line (agency_id, batch_id, item_id, item_agency_id, request_id, stt, original_no)
     select ${guide}, ${id('f')}, ${id('e')}, ${agency}, ${id('c')}, 1, 1 ${rows}`,
    `insert into request_batch_movement (agency_id, id, batch_id, at, actor_name, kind, text)
     select ${guide}, ${id('e')}, ${id('f')}, ${at}, 'Đầu mối', 'collected', '' ${rows}`,
    `insert into campaign (agency_id, id, name, forms, due_before, reminder_steps, state, opened_by, opened_by_name, opened_at, updated_at)
     select ${guide}, ${id('a')}, 'Đợt thu', '{M06}', '2021-04-02', '{}', case when n > ${ROWS - 200} then 'open' else 'closed' end,
       ${id('d')}, 'Đầu mối', ${at}, ${at} ${rows}`,
    `insert into campaign_member (agency_id, campaign_id, member_agency_id, member_name, short_name, search_name, group_key, group_name,
       sort_key, state, asked_at)
     select ${guide}, ${id('a')}, ${agency}, 'Xã', 'Xã', 'xa', 'communes', 'Xã', n::text, 'not_opened', ${at} ${rows}`,
    `insert into proposal (agency_id, id, kind, about, sentence, reason, tone, prepares, consolidator_agency_id, state, created_at, updated_at)
     select ${agency}, ${id('a')}, 'renew', n::text, 'Đề xuất', '', 'amber', '[]', ${guide}, 'open', ${at}, ${at} ${rows}`,
    `update request set id = '${requestId}' where id = lpad('${AGENCIES}', 32, 'c')::uuid`,
    `update request_batch set id = '${batchId}' where id = lpad('${OFFICES}', 32, 'f')::uuid`,
    ...['request_item', 'request_movement', 'request_revision', 'request_signature', 'request_file'].map(
      (table) =>
        `update ${table} set request_id = '${requestId}' where request_id = lpad('${AGENCIES}', 32, 'c')::uuid`,
    ),
    ...['request_batch_line', 'request_batch_movement', 'request_item'].map(
      (table) => `update ${table} set batch_id = '${batchId}' where batch_id = lpad('${OFFICES}', 32, 'f')::uuid`,
    ),
    'analyze',
  ];
}

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRosterWorld(office);
  // Rows stand by themselves, as they would after years; a checkpoint of their foreign keys is not what is looked at.
  const planting = createPool(office.database.url, 1);
  await planting.query('set session_replication_role = replica');
  for (const filling of fillings(world)) {
    await planting.query(filling);
  }
  await planting.end();
  recorded = createPool(office.database.url, 2);
  recorded.on('connect', record);
});
afterAll(async () => {
  await recorded?.end();
  await office?.close();
});

function as(subject: Subject): ActingContext {
  return { ...office.as(subject), db: createDb(recorded, { agencies: [subject.agencyId] }) };
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

function readBy(node: Plan): number {
  const lost = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (node['Actual Rows'] + lost) * node['Actual Loops'];
}

/** Tables of which the statements, as a request of this agency sends them, look at more rows than are near to what they want. */
async function readTooMuch(statements: readonly Asked[], agencyId: string): Promise<string[]> {
  const client = await office.database.pool.connect();
  try {
    await client.query(`begin; set local role ${REQUEST_ROLE}`);
    await client.query("select set_config('congvu.agencies', $1, true)", [agencyId]);
    const found: string[] = [];
    for (const { text, values } of statements) {
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
        `explain (analyze, timing off, format json) ${text}`,
        values,
      );
      const nodes = rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan: plan }) => nodesOf(plan)));
      found.push(...nodes.filter((node) => readBy(node) > NEAR).flatMap((node) => node['Relation Name'] ?? []));
    }
    return found;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

type Work = [name: string, who: () => Subject, work: (context: ActingContext) => Promise<unknown>];

const WORKS: Work[] = [
  [
    'requests of an agency',
    () => world.commune.clerk,
    (context) => listRequests(context, { box: 'agency', limit: 50 }),
  ],
  ['own requests', () => world.commune.specialist, (context) => listRequests(context, { box: 'mine', limit: 50 })],
  ['requests to check', () => world.district.focal, (context) => listRequests(context, { box: 'to_check', limit: 50 })],
  ['requests received', () => world.district.focal, (context) => listRequests(context, { box: 'received', limit: 50 })],
  ['one request', () => world.commune.clerk, (context) => viewRequest(context, requestId)],
  ['own rosters', () => world.district.focal, (context) => listBatches(context, { box: 'own', limit: 50 })],
  ['rosters received', () => world.department.focal, (context) => listBatches(context, { box: 'received', limit: 50 })],
  ['lines of a roster', () => world.district.focal, (context) => listLines(context, batchId, { limit: 50 })],
  ['campaigns asking us', () => world.commune.clerk, ({ db, subject }) => findOpenLines(db, subject.agencyId)],
  ['proposals', () => world.commune.clerk, (context) => listProposals(context, { state: 'open', limit: 50 })],
  ['proposals guided', () => world.district.focal, (context) => listProposals(context, { state: 'open', limit: 50 })],
];

describe('below the policies of shared rows, with ten thousand of each', () => {
  test.each(WORKS)('%s: looks at the rows near it and no others', async (_name, who, work) => {
    asked = [];
    await work(as(who()));
    const looked = asked.filter(({ text }) => /\b(?:request|campaign|proposal)/.test(text));
    expect(looked).not.toEqual([]);
    expect(await readTooMuch(looked, who().agencyId)).toEqual([]);
  });

  test('control: without its index the list of the guiding office looks at all', async () => {
    asked = [];
    await listRequests(as(world.district.focal), { box: 'received', limit: 50 });
    const looked = asked;
    await office.database.pool.query('drop index request_consolidator');
    expect(await readTooMuch(looked, world.district.agencyId)).toContain('request');
  });
});
