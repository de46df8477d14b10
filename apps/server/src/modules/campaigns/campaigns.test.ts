import type { CampaignView } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { command } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { campaignPorts } from './campaign-ports.ts';
import {
  buildCollectingOffice,
  type CollectingOffice,
  everythingSeen,
  move,
  movedRequest,
  noticesOf,
  openLetterCampaign,
  sendAll,
} from './campaigns.testing.ts';
import { closeCampaign } from './commands/close-campaign.ts';
import { editCampaign } from './commands/edit-campaign.ts';
import { openCampaign } from './commands/open-campaign.ts';
import { remindMembers } from './commands/remind-members.ts';
import { seeCampaign } from './commands/see-campaign.ts';
import { listCampaigns } from './queries/list-campaigns.ts';
import { listMembers } from './queries/list-members.ts';
import { listMine } from './queries/my-campaigns.ts';
import { viewCampaign } from './queries/view-campaign.ts';
import { clearMembers } from './reminders/clear-members.ts';

let office: TestOffice;
let offices: CollectingOffice;
let campaign: CampaignView;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  offices = await buildCollectingOffice(office);
  campaign = await openLetterCampaign(office, offices);
});

const board = () => viewCampaign(office.as(offices.focal), campaign.id);
const lineOf = async (index: 0 | 1 | 2) => {
  const { items } = await board();
  return items.find((item) => item.agencyId === offices.members[index].agencyId);
};
const leaves = async (action: string): Promise<number> => {
  const rows = await rawQuery<{ n: number }>(
    office.db,
    'select count(*)::int as n from audit_leaf where action = $1 and object_id = $2',
    [action, campaign.id],
  );
  return rows[0]?.n ?? 0;
};

describe('opening', () => {
  test('one line an agency, told with the day, on the board of the office', async () => {
    expect(campaign).toMatchObject({
      dueSentence: 'trước ngày 02/4/2021, ngày cuối là thứ Năm 01/4',
      lastGoodDay: '2021-04-01',
      workingDaysLeft: 8,
      members: 3,
      done: 0,
      late: 0,
      never: 0,
      state: 'open',
      reminderSteps: [-5, -2, 0, 1],
    });
    expect(campaign.groups.map(({ name, total }) => [name, total])).toEqual([
      ['Các cơ quan chuyên môn', 1],
      ['UBND các xã, thị trấn', 2],
    ]);
    expect(campaign.ladder.map(({ on, label, state }) => [on, label, state])).toEqual([
      ['2021-03-22', 'Mở đợt thu', 'done'],
      ['2021-03-25', 'Nhắc lần 1', 'planned'],
      ['2021-03-30', 'Nhắc lần 2', 'planned'],
      ['2021-04-01', 'Ngày cuối', 'last_day'],
      ['2021-04-02', 'Nhắc quá hạn', 'planned'],
    ]);
    expect(campaign.items[0]).toMatchObject({
      shortName: 'Xã Nà 1',
      headName: 'Lò Văn 1',
      headTitle: 'Chủ tịch',
      state: 'not_opened',
      counts: { M06: null, M07: null },
      next: 'remind',
      nextLabel: 'Nhắc lần 1',
    });
    for (const person of [offices.members[0].head, offices.members[0].clerk]) {
      expect(await noticesOf(office, person)).toEqual([
        {
          text: 'Huyện Bản Sen yêu cầu gửi Mẫu số 06 và 07 trước ngày 02/4/2021, ngày cuối là thứ Năm 01/4.',
          read: false,
        },
      ]);
    }
    expect(await noticesOf(office, offices.members[0].specialist)).toEqual([]);
    expect(await leaves('campaigns.opened')).toBe(1);
  });

  test('only by the focal person, only of agencies around, only ahead, only from a document one may read', async () => {
    const body = {
      name: 'Thu danh sách',
      forms: ['M06' as const],
      dueBefore: '2021-04-02',
      agencyIds: [offices.members[0].agencyId],
      basisText: '',
    };
    const open = (subject = offices.focal, given: object = {}) =>
      openCampaign(office.as(subject), everythingSeen, { ...body, ...given });
    await expect(open(offices.leader)).rejects.toMatchObject({ code: 'campaigns.open.forbidden' });
    await expect(open(offices.stranger)).rejects.toMatchObject({ code: 'campaigns.agency_unknown' });
    await expect(open(offices.focal, { agencyIds: [newId()] })).rejects.toMatchObject({
      code: 'campaigns.agency_unknown',
    });
    // 22/3 is today: "before 22/3" was yesterday, "before 23/3" is in time until tonight.
    await expect(open(offices.focal, { dueBefore: '2021-03-22' })).rejects.toMatchObject({
      code: 'campaigns.due_in_the_past',
    });
    await expect(open(offices.focal, { dueBefore: '2021-03-23' })).resolves.toMatchObject({ members: 1 });
    await expect(
      openCampaign(office.as(offices.focal), { maySee: async () => false }, { ...body, documentId: newId() }),
    ).rejects.toMatchObject({ code: 'campaigns.document_unknown' });
    await expect(open(offices.focal, { name: 'Thu danh sách, độ mật: Tuyệt mật' })).rejects.toMatchObject({
      code: 'documents.state_secret',
    });
  });

  test('asked twice with one key it is one campaign', async () => {
    const key = newId();
    const open = () =>
      openCampaign(office.as(offices.focal, key), everythingSeen, {
        name: 'Thu một lần',
        forms: ['M08'],
        dueBefore: '2021-04-02',
        agencyIds: [offices.members[0].agencyId, offices.members[0].agencyId],
        basisText: '',
      });
    const [first, second] = await Promise.all([open(), open()]);
    expect(first.id).toBe(second.id);
    expect(first.members).toBe(1);
  });
});

describe('who sees what', () => {
  test('the board is the office’s, a unit has its own line', async () => {
    await expect(viewCampaign(office.as(offices.leader), campaign.id)).resolves.toMatchObject({ id: campaign.id });
    await expect(viewCampaign(office.as(offices.specialist), campaign.id)).rejects.toMatchObject({
      code: 'campaigns.read.forbidden',
    });
    for (const subject of [offices.stranger, offices.members[0].head]) {
      await expect(viewCampaign(office.as(subject), campaign.id)).rejects.toMatchObject({
        code: 'campaigns.not_found',
      });
    }
    const mine = await listMine(office.as(offices.members[0].specialist));
    expect(mine.items).toMatchObject([
      {
        id: campaign.id,
        officeName: 'UBND huyện Bản Sen',
        state: 'not_opened',
        tone: 'neutral',
        forms: [
          { form: 'M06', formLabel: 'Mẫu số 06', requestId: null, rows: null, nil: false },
          { form: 'M07', requestId: null },
        ],
      },
    ]);
    expect((await listMine(office.as(offices.stranger))).items).toEqual([]);
    await expect(seeCampaign(office.as(offices.stranger), campaign.id)).rejects.toMatchObject({
      code: 'campaigns.not_a_member',
    });
    expect((await listCampaigns(office.as(offices.specialist), { limit: 50 })).items).toEqual([]);
    expect((await listCampaigns(office.as(offices.focal), { limit: 50 })).items).toMatchObject([{ id: campaign.id }]);
  });

  test('the first look is kept, later ones change nothing', async () => {
    const seen = await seeCampaign(office.as(offices.members[0].specialist), campaign.id);
    expect(seen.state).toBe('preparing');
    await seeCampaign(office.as(offices.members[0].head), campaign.id);
    expect(await leaves('campaigns.seen')).toBe(1);
    expect((await board()).summary).toMatchObject({ preparing: 1, not_opened: 2 });
  });
});

describe('the line follows the requests', () => {
  test('from the first draft to the roster, with rows and notices', async () => {
    const [, member] = offices.members;
    const actor = member.clerk;
    const first = movedRequest(campaign.id, member.agencyId, { state: 'draft' });
    await move(office, actor, first);
    expect(await lineOf(1)).toMatchObject({ state: 'preparing', counts: { M06: null, M07: null }, next: 'remind' });
    office.clock.set('2021-03-25T03:00:00Z');
    await move(office, actor, { ...first, state: 'submitted', itemCount: 12, submittedAt: office.clock.now() });
    expect(await lineOf(1)).toMatchObject({
      state: 'preparing',
      counts: { M06: 12, M07: null },
      next: 'accept',
      submittedAt: null,
    });
    const second = movedRequest(campaign.id, member.agencyId, {
      form: 'M07',
      state: 'submitted',
      nil: true,
      at: office.clock.now(),
    });
    await move(office, actor, second);
    expect(await lineOf(1)).toMatchObject({
      state: 'submitted',
      counts: { M06: 12, M07: 0 },
      submittedAt: '2021-03-25T03:00:00.000Z',
      late: false,
    });
    expect(await noticesOf(office, member.head)).toMatchObject([{ read: true }]);
    await move(office, offices.focal, { ...first, state: 'batched', itemCount: 12 });
    expect(await lineOf(1)).toMatchObject({ state: 'consolidated', next: null, nextLabel: '' });
    expect(await board()).toMatchObject({ done: 1, members: 3 });
    expect((await board()).movements.map((movement) => movement.kind)).toEqual(['submitted', 'opened']);
  });

  test.each<[string, string, boolean]>([
    ['the last second of 01/4', '2021-04-01T23:59:59+07:00', false],
    ['midnight', '2021-04-02T00:00:00+07:00', true],
  ])('%s', async (_what, at, late) => {
    office.clock.set(at);
    await sendAll(office, campaign, offices.members[0]);
    expect(await lineOf(0)).toMatchObject({ state: 'submitted', late, overdue: false });
    office.clock.set('2021-04-05T01:00:00Z');
    expect(await board()).toMatchObject({ done: 1, late: late ? 1 : 0, never: 2, workingDaysLeft: -2 });
    expect(await lineOf(1)).toMatchObject({ late: false, overdue: true });
    const pages = await Promise.all(
      (['late', 'never'] as const).map((only) =>
        listMembers(office.as(offices.focal), campaign.id, { limit: 50, only }),
      ),
    );
    expect(pages.map((page) => page.items.length)).toEqual([late ? 1 : 0, 2]);
  });

  test('sent back in time and sent again after the day is not late; withdrawn by the unit and sent again is', async () => {
    office.clock.set('2021-03-31T02:00:00Z');
    const [returned] = await sendAll(office, campaign, offices.members[0]);
    const [withdrawn] = await sendAll(office, campaign, offices.members[1]);
    if (returned === undefined || withdrawn === undefined) {
      throw new Error('nothing was sent');
    }
    await move(office, offices.focal, { ...returned, state: 'returned' });
    expect(await lineOf(0)).toMatchObject({ state: 'returned', counts: { M06: 2, M07: 2 }, next: 'accept' });
    await move(office, offices.members[1].head, { ...withdrawn, state: 'withdrawn' });
    expect(await lineOf(1)).toMatchObject({ state: 'preparing', submittedAt: null });
    office.clock.set('2021-04-02T02:00:00Z');
    await move(office, offices.members[0].head, { ...returned, state: 'draft' });
    expect(await lineOf(0)).toMatchObject({ state: 'preparing', overdue: false });
    await move(office, offices.members[0].head, { ...returned, submittedAt: office.clock.now() });
    const again = movedRequest(campaign.id, offices.members[1].agencyId, {
      state: 'submitted',
      at: office.clock.now(),
    });
    await move(office, offices.members[1].head, again);
    expect(await lineOf(0)).toMatchObject({ state: 'submitted', late: false });
    expect(await lineOf(1)).toMatchObject({ state: 'submitted', late: true });
  });

  test('two requests of one agency moving at once are both counted', async () => {
    const [member] = offices.members;
    const at = office.clock.now();
    await Promise.all(
      campaign.forms.map((form) =>
        move(office, member.head, movedRequest(campaign.id, member.agencyId, { form, state: 'submitted', at })),
      ),
    );
    expect(await lineOf(0)).toMatchObject({ state: 'submitted', counts: { M06: 2, M07: 2 } });
  });

  test('a move that is rolled back leaves no trace; a request outside campaigns changes nothing', async () => {
    const [member] = offices.members;
    const moved = movedRequest(campaign.id, member.agencyId, { state: 'draft' });
    await expect(
      command(office.as(member.clerk), async (tx) => {
        await campaignPorts.moved(tx, office.as(member.clerk), moved);
        throw new Error('later step fails');
      }),
    ).rejects.toThrow('later step fails');
    await move(office, member.clerk, { ...moved, campaignId: null });
    await move(office, member.clerk, { ...moved, campaignId: newId() });
    expect(await lineOf(0)).toMatchObject({ state: 'not_opened' });
  });

  test('requests learn the campaign only where it asks them', async () => {
    const [member] = offices.members;
    const ask = (agencyId: string) => campaignPorts.campaign(office.db, { campaignId: campaign.id, agencyId });
    expect(await ask(member.agencyId)).toEqual({
      forms: ['M06', 'M07'],
      dueBefore: '2021-04-02',
      open: true,
      officeAgencyId: offices.agencyId,
      name: campaign.name,
    });
    expect(await ask(offices.strangerAgencyId)).toBeUndefined();
    await closeCampaign(office.as(offices.focal), campaign.id);
    expect(await ask(member.agencyId)).toMatchObject({ open: false });
  });
});

describe('changing', () => {
  test('a later day: told with the reason, late ones judged again, a ladder of its own', async () => {
    office.clock.set('2021-04-02T02:00:00Z');
    await sendAll(office, campaign, offices.members[0]);
    expect(await lineOf(0)).toMatchObject({ late: true });
    office.clock.advance(1_000);
    const view = await editCampaign(office.as(offices.focal), campaign.id, {
      dueBefore: '2021-04-10',
      reason: 'Mưa lũ, mất mạng',
    });
    expect(view).toMatchObject({ dueBefore: '2021-04-10', late: 0, never: 0 });
    expect(await lineOf(0)).toMatchObject({ late: false });
    expect(await noticesOf(office, offices.members[1].clerk)).toMatchObject([
      { text: expect.stringContaining('đổi hạn gửi Mẫu số 06 và 07: trước ngày 10/4/2021') },
    ]);
    expect((await lineOf(1))?.reminders).toBe(0);
    expect(view.movements[0]?.text).toContain('Mưa lũ');
    expect(await leaves('campaigns.edited')).toBe(1);
  });

  test('more agencies: only the new ones are told', async () => {
    const small = await openLetterCampaign(office, offices, { agencyIds: [offices.members[0].agencyId] });
    const view = await editCampaign(office.as(offices.focal), small.id, {
      addAgencyIds: [offices.members[0].agencyId, offices.members[2].agencyId],
      reason: 'Bổ sung xã mới',
    });
    expect(view.members).toBe(2);
    const told = await rawQuery<{ id: string }>(
      office.db,
      'select member_agency_id as id from campaign_reminder where campaign_id = $1 order by at, 1',
      [small.id],
    );
    expect(told.map((row) => row.id).sort()).toEqual([offices.members[0].agencyId, offices.members[2].agencyId].sort());
  });

  test('not by others, not into the past, not when closed, not by an unknown agency', async () => {
    const edit = (subject = offices.focal, given: object = {}) =>
      editCampaign(office.as(subject), campaign.id, { reason: 'Thử', dueBefore: '2021-04-20', ...given });
    await expect(edit(offices.leader)).rejects.toMatchObject({ code: 'campaigns.edit.forbidden' });
    await expect(edit(offices.stranger)).rejects.toMatchObject({ code: 'campaigns.not_found' });
    await expect(edit(offices.focal, { dueBefore: '2021-03-01' })).rejects.toMatchObject({
      code: 'campaigns.due_in_the_past',
    });
    await expect(edit(offices.focal, { addAgencyIds: [offices.strangerAgencyId] })).rejects.toMatchObject({
      code: 'campaigns.agency_unknown',
    });
    expect(await board()).toMatchObject({ dueBefore: '2021-04-02' });
    await closeCampaign(office.as(offices.focal), campaign.id);
    await expect(edit()).rejects.toMatchObject({ code: 'campaigns.closed' });
  });
});

describe('closing', () => {
  test('once: the twin learns it is closed; nobody is asked any more', async () => {
    const results = await Promise.allSettled([1, 2].map(() => closeCampaign(office.as(offices.focal), campaign.id)));
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((result) => result.status === 'rejected')).toMatchObject({
      reason: { code: 'campaigns.closed' },
    });
    expect(await leaves('campaigns.closed')).toBe(1);
    await clearMembers(office, { agencyId: offices.agencyId, id: campaign.id });
    expect(await noticesOf(office, offices.members[0].head)).toMatchObject([{ read: true }]);
    expect((await listMine(office.as(offices.members[0].head))).items).toEqual([]);
    await expect(remindMembers(office.as(offices.focal), campaign.id, {})).rejects.toMatchObject({
      code: 'campaigns.closed',
    });
    expect((await lineOf(0))?.next).toBeNull();
  });

  test('not by others', async () => {
    await expect(closeCampaign(office.as(offices.leader), campaign.id)).rejects.toMatchObject({
      code: 'campaigns.close.forbidden',
    });
    await expect(closeCampaign(office.as(offices.stranger), campaign.id)).rejects.toMatchObject({
      code: 'campaigns.not_found',
    });
  });
});

test('lines are found by name without accents, by group and by state, page by page', async () => {
  const list = (given: object) => listMembers(office.as(offices.focal), campaign.id, { limit: 50, ...given });
  const names = async (given: object) => (await list(given)).items.map((item) => item.shortName);
  expect(await names({ q: 'NA 2' })).toEqual(['Xã Nà 2']);
  expect(await names({ q: '100%' })).toEqual([]);
  expect(await names({ group: 'communes' })).toEqual(['Xã Nà 2', 'Xã Nà 3']);
  expect(await names({ state: 'submitted' })).toEqual([]);
  expect(await names({ only: 'never' })).toEqual([]);
  const first = await list({ limit: 2 });
  expect(first.items.map((item) => item.shortName)).toEqual(['Xã Nà 1', 'Xã Nà 2']);
  expect(await names({ limit: 2, cursor: first.nextCursor ?? '' })).toEqual(['Xã Nà 3']);
});
