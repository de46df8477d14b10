import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCertificatesModule, type LossPorts } from '#modules/certificates';
import type { Subject } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { RouteInput } from '../../../platform/http/route.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildRequestsOffice, giveKeys, type RequestsOffice } from '../../requests/requests.testing.ts';
import { proposalTables } from '../proposals.tables.ts';
import { lossReportedWith } from './loss-reported.ts';

let office: TestOffice;
let people: RequestsOffice;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());
beforeEach(async () => {
  people = await buildRequestsOffice(office);
  await giveKeys(office, [people.commune.specialist], true);
});

const signing = { listSignedBy: async () => [] };
const ports: LossPorts = {
  ...signing,
  freezeSigning: async () => 0,
  revocationKnown: async () => undefined,
  waitingForTime: async () => ({ count: 0, oldest: null }),
  lossReported: lossReportedWith(signing),
};

async function keyOf(subject: Subject | null): Promise<string> {
  const [row] = await rawQuery<{ id: string }>(
    office.db,
    'select id from certificate where agency_id = $1 and person_id is not distinct from $2',
    [people.commune.agencyId, subject?.personId ?? null],
  );
  return row?.id ?? '';
}

/** The two taps of the phone. */
async function reportLoss(given: LossPorts, context: ActingContext, id: string, body: object): Promise<void> {
  const { routes = [] } = createCertificatesModule(given);
  const route = routes.find(({ path }) => path === '/api/certificates/:id/loss');
  // Neither files nor cookies are touched by this route.
  await route?.handle(context, { params: { id }, query: {}, body } as RouteInput);
}

const count = async (sql: string, parameter: string): Promise<number> => {
  const [row] = await rawQuery<{ n: number }>(office.db, `select count(*)::int as n from ${sql}`, [parameter]);
  return row?.n ?? 0;
};

const noticesOf = (subject: Subject): Promise<{ kind: string; link: string }[]> =>
  rawQuery(office.db, 'select kind, link from notification where person_id = $1', [subject.personId]);

describe('a lost device', () => {
  test('Mẫu 04, the letter, the notices and the proposal stand with the report', async () => {
    const { specialist, leader, clerk, agencyId } = people.commune;
    const id = await keyOf(specialist);
    await reportLoss(ports, office.as(specialist), id, { lostSince: '2021-03-22T05:50:00+07:00' });
    const [request] = await rawQuery<Record<string, unknown>>(office.db, 'select * from request where agency_id = $1', [
      agencyId,
    ]);
    expect(request).toMatchObject({
      kind: 'cert.revoke',
      state: 'draft',
      urgent: true,
      declarant_person_id: specialist.personId,
      prepared_by: specialist.personId,
    });
    expect(request?.['content']).toMatchObject({
      fields: {
        reasonCode: 'device_lost',
        'subject.name': expect.any(String),
        'certificate.serial': expect.any(String),
        'declarant.fullName': specialist.displayName,
      },
    });
    const [draft] = await rawQuery<{ id: string; content: { blocks: { runs: { text: string }[] }[] } }>(
      office.db,
      'select id, content from drafting_draft where agency_id = $1 and drafter_person_id = $2',
      [people.district.agencyId, people.district.focal.personId],
    );
    expect(draft?.content).toMatchObject({ urgency: 'express', documentType: 'official_letter' });
    const body = draft?.content.blocks.map(({ runs }) => runs.map(({ text }) => text).join('')).join('\n');
    expect(body).toContain('báo sau 2 giờ 10 phút');
    for (const subject of [leader, clerk, people.district.focal]) {
      expect((await noticesOf(subject)).map(({ kind }) => kind)).toContain('proposals.lost_token');
    }
    expect(await noticesOf(people.other.leader)).toEqual([]);
    const proposal = await proposalTables(office.db)
      .selectFrom('proposal')
      .selectAll()
      .where('agency_id', '=', agencyId)
      .executeTakeFirstOrThrow();
    expect(proposal).toMatchObject({
      kind: 'lost_token',
      state: 'open',
      tone: 'red',
      prepares: [{ kind: 'cert.revoke', requestId: request?.['id'] }],
      detail: { letterId: draft?.id, certificateId: id },
    });
    expect(await count("audit_leaf where object_id = $1 and action = 'proposals.opened'", proposal.id)).toBe(1);
  });

  test('of the organisation: the reporter declares', async () => {
    const { clerk, agencyId } = people.commune;
    await reportLoss(ports, office.as(clerk), await keyOf(null), {});
    const [request] = await rawQuery<Record<string, unknown>>(office.db, 'select * from request where agency_id = $1', [
      agencyId,
    ]);
    expect(request).toMatchObject({ kind: 'cert.revoke', declarant_person_id: clerk.personId, urgent: true });
    expect(request?.['content']).toMatchObject({ fields: { 'subject.kind': 'organisation' } });
  });

  test('a report that fails leaves none of it', async () => {
    const { specialist, agencyId } = people.commune;
    const id = await keyOf(specialist);
    const failing: LossPorts = {
      ...ports,
      lossReported: async (...told) => {
        await ports.lossReported(...told);
        throw new Error('the connection is gone');
      },
    };
    await expect(reportLoss(failing, office.as(specialist), id, {})).rejects.toThrow('the connection is gone');
    expect(await count('request where agency_id = $1', agencyId)).toBe(0);
    expect(await count('proposal where agency_id = $1', agencyId)).toBe(0);
    expect(await count('drafting_draft where agency_id = $1', people.district.agencyId)).toBe(0);
    expect(await count('certificate where id = $1 and frozen_at is not null', id)).toBe(0);
  });

  test('without a focal person the key is frozen and Mẫu 04 stands all the same', async () => {
    const { specialist, agencyId } = people.commune;
    await rawQuery(
      office.db,
      `update org_position set roles = '{specialist}' where agency_id = $1 and 'focal' = any(roles)`,
      [people.district.agencyId],
    );
    const id = await keyOf(specialist);
    await reportLoss(ports, office.as(specialist), id, {});
    expect(await count('certificate where id = $1 and frozen_at is not null', id)).toBe(1);
    expect(await count('request where agency_id = $1', agencyId)).toBe(1);
    expect(await count('drafting_draft where agency_id = $1', people.district.agencyId)).toBe(0);
  });
});
