import { MemberQuery } from '@congvu/contracts';
import { exportCampaign } from '../apps/server/src/modules/campaigns/queries/export-campaign.ts';
import { listCampaigns } from '../apps/server/src/modules/campaigns/queries/list-campaigns.ts';
import { listMembers } from '../apps/server/src/modules/campaigns/queries/list-members.ts';
import { viewCampaign } from '../apps/server/src/modules/campaigns/queries/view-campaign.ts';
import { buildAgency, buildSubject, buildUnit } from '../apps/server/src/modules/org/org.testing.ts';
import type { Subject } from '../apps/server/src/platform/authorise.ts';
import type { ActingContext } from '../apps/server/src/platform/context.ts';
import type { Db } from '../apps/server/src/platform/db.ts';
import { newId } from '../apps/server/src/platform/ids.ts';
import { rawQuery } from '../apps/server/src/platform/sql.ts';
import { type BenchOffice, openBenchOffice, type Spread, spreadOf } from './support-office.ts';

const AGENCIES = 12_000;
/** Earlier campaigns of the same office, as large: the board must not read them. */
const EARLIER = 4;
const RUNS = 5;
const ROUNDS = 60;
const WARM_UP = 10;
const LIMIT_MS = 50;

function acting(office: BenchOffice, subject: Subject): ActingContext {
  return {
    ...office.services,
    subject,
    meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'bench' },
    idempotency: undefined,
  };
}

/** Agencies, each with a head and a clerk, below the office. */
async function fillAgencies(db: Db, parentId: string): Promise<void> {
  await rawQuery(
    db,
    `insert into org_agency (id, parent_id, name, short_name, governing_name, heading_name, place, symbol, kind, tier, recipient_group,
       hosted, collective, email, sort_order, valid_from, search_name)
     select gen_random_uuid(), $1, 'UBND xã Số ' || n, 'Xã Số ' || n, '', '', '', 'UBND', 'peoples_committee', 'commune',
       case when n % 3 = 0 then 'specialised_departments' else 'communes' end, true, true, '', n, '1900-01-01', 'ubnd xa so ' || n
     from generate_series(1, ${AGENCIES}) n`,
    [parentId],
  );
  await rawQuery(
    db,
    `insert into org_unit (agency_id, id, name, symbol, sort_order, valid_from)
     select id, gen_random_uuid(), 'Văn phòng', 'VP', 0, '1900-01-01' from org_agency where parent_id = $1`,
    [parentId],
  );
  await rawQuery(
    db,
    `with posts as (
       select agency.id as agency_id, unit.id as unit_id, gen_random_uuid() as person_id, post.role, post.rank
       from org_agency agency join org_unit unit on unit.agency_id = agency.id
       cross join (values ('leader', 'agency_head'), ('clerk', 'staff')) post (role, rank) where agency.parent_id = $1
     ), people as (
       insert into org_person (agency_id, id, full_name, sort_name, search_name, staff_kind, email, phone, identity_number)
       select agency_id, person_id, 'Lò Văn Thử', 'thu van lo', 'lo van thu', 'civil_servant', '', '', '' from posts
     )
     insert into org_position (agency_id, id, person_id, unit_id, title, rank, roles, fields, sort_order, valid_from)
     select agency_id, gen_random_uuid(), person_id, unit_id, 'Chức vụ', rank, array[role], '{}', 0, '2000-01-01' from posts`,
    [parentId],
  );
}

/** A campaign in full swing: most have sent, some late, some have begun, some never opened it. */
async function fillCampaign(db: Db, office: Subject, dueBefore: string): Promise<string> {
  const id = newId();
  await rawQuery(
    db,
    `insert into campaign (agency_id, id, name, forms, basis_text, due_before, reminder_steps, state, opened_by, opened_by_name, opened_at,
       updated_at)
     values ($1, $2, 'Thu danh sách Mẫu số 06 đến 10', '{M06,M07,M08,M09,M10}', '', $3, '{-5,-2,0,1}', 'open', $4, 'Bench', now(), now())`,
    [office.agencyId, id, dueBefore, office.personId],
  );
  await rawQuery(
    db,
    `insert into campaign_member (agency_id, campaign_id, member_agency_id, member_name, short_name, search_name, group_key, group_name,
       sort_key, requests, counts, state, waiting, late, asked_at, opened_at, submitted_at, reminders)
     select $1, $2, id, name, short_name, search_name, recipient_group, recipient_group,
       case recipient_group when 'communes' then '1|' else '0|' end || lpad(sort_order::text, 9, '0') || '|' || id,
       (select jsonb_object_agg(gen_random_uuid(), jsonb_build_object('form', form, 'state', 'submitted', 'rows', 7, 'nil', false,
         'submittedAt', '2021-03-31T02:00:00.000Z')) from unnest(array['M06','M07','M08','M09','M10']) form),
       '{"M06": 7, "M07": 0, "M08": 3, "M09": 12, "M10": 1}',
       (array['submitted','consolidated','nil','consolidated','submitted','preparing','not_opened','returned'])[1 + sort_order % 8],
       sort_order % 4 = 0, sort_order % 40 = 0, now(), now(), case when sort_order % 8 < 5 then now() end, sort_order % 3
     from org_agency where parent_id = $1`,
    [office.agencyId, id],
  );
  await rawQuery(
    db,
    `insert into campaign_movement (agency_id, id, campaign_id, at, actor_name, kind, text)
     select $1, gen_random_uuid(), $2, now(), 'Bench', 'submitted', 'Xã Số ' || n || ' gửi đủ danh sách' from generate_series(1, 9000) n`,
    [office.agencyId, id],
  );
  return id;
}

async function time(work: () => Promise<unknown>, rounds = ROUNDS): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds + WARM_UP; round += 1) {
    const start = performance.now();
    await work();
    if (round >= WARM_UP) {
      times.push(performance.now() - start);
    }
  }
  return times;
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

/** Several runs one after the other: the median of their medians and of their p95. */
async function measure(work: () => Promise<unknown>): Promise<Spread & { runs: Spread[] }> {
  const runs: Spread[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    runs.push(spreadOf(await time(work)));
  }
  return { p50: median(runs.map((run) => run.p50)), p95: median(runs.map((run) => run.p95)), runs };
}

/**
 * The board of a campaign to 12,000 agencies as the guiding office opens it: sums, ladder, first 200 lines with their heads, movements;
 * then its other readings. Whole use cases without HTTP. Limit: 50 ms at p95 for the board.
 */
export async function run(): Promise<Record<string, unknown>> {
  const office = await openBenchOffice('2021-03-31T02:00:00Z');
  try {
    const { db } = office.services;
    const agency = await buildAgency(db, { name: 'UBND tỉnh Thử', tier: 'province', code: 'H99' });
    const unit = await buildUnit(db, agency.id);
    const focal = await buildSubject(db, { agencyId: agency.id, unitId: unit.id, roles: ['focal'] });
    await fillAgencies(db, agency.id);
    for (let index = 0; index < EARLIER; index += 1) {
      await fillCampaign(db, focal, '2021-02-02');
    }
    const id = await fillCampaign(db, focal, '2021-04-02');
    await rawQuery(db, 'vacuum analyze', []);
    const list = (given: object) => () =>
      listMembers(acting(office, focal), id, MemberQuery.parse({ limit: 200, ...given }));
    const board = await measure(() => viewCampaign(acting(office, focal), id));
    const exported = await time(() => exportCampaign(acting(office, focal), id), 3);
    return {
      unit: 'ms',
      agencies: AGENCIES,
      campaigns: EARLIER + 1,
      board,
      members: await measure(list({})),
      membersByState: await measure(list({ state: 'returned' })),
      membersByName: await measure(list({ q: 'số 119' })),
      campaignsOfTheOffice: await measure(() => listCampaigns(acting(office, focal), { limit: 50 })),
      exportXlsx: spreadOf(exported),
      limits: { boardP95: LIMIT_MS },
      passed: board.p95 <= LIMIT_MS,
    };
  } finally {
    await office.close();
  }
}
