import type { CampaignView } from '@congvu/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import {
  buildCollectingOffice,
  type CollectingOffice,
  move,
  movedRequest,
  noticesOf,
  openLetterCampaign,
  sendAll,
} from '../campaigns.testing.ts';
import { closeCampaign } from '../commands/close-campaign.ts';
import { editCampaign } from '../commands/edit-campaign.ts';
import { remindMembers } from '../commands/remind-members.ts';
import { viewCampaign } from '../queries/view-campaign.ts';
import { remindDue } from './remind-due.ts';
import { tellAll } from './tell-members.ts';

let office: TestOffice;
let offices: CollectingOffice;
let campaign: CampaignView;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());
beforeEach(async () => {
  await rawQuery(office.db, `update campaign set state = 'closed'`, []);
  office.clock.set('2021-03-22T01:00:00Z');
  offices = await buildCollectingOffice(office);
  campaign = await openLetterCampaign(office, offices);
});

/** Steps an agency was called at, in order, without the opening. */
async function stepsOf(index: 0 | 1 | 2, campaignId = campaign.id): Promise<string[]> {
  const rows = await rawQuery<{ step: string }>(
    office.db,
    `select step from campaign_reminder where campaign_id = $1 and member_agency_id = $2 and step <> 'opened' order by at`,
    [campaignId, offices.members[index].agencyId],
  );
  return rows.map((row) => row.step);
}

async function sweepAt(at: string): Promise<void> {
  office.clock.set(at);
  await remindDue(office);
}

describe('the ladder', () => {
  test('each rung once for whoever still owes something, on the morning of its day', async () => {
    await sweepAt('2021-03-24T09:00:00+07:00');
    await sweepAt('2021-03-25T07:29:00+07:00');
    expect(await stepsOf(0)).toEqual([]);
    await sweepAt('2021-03-25T07:30:00+07:00');
    await sweepAt('2021-03-25T07:31:00+07:00');
    await sweepAt('2021-03-29T09:00:00+07:00');
    expect(await stepsOf(0)).toEqual(['2021-04-02:-5']);
    expect(await noticesOf(office, offices.members[0].clerk)).toMatchObject([
      { text: 'Huyện Bản Sen nhắc gửi Mẫu số 06 và 07, còn 5 ngày làm việc.' },
    ]);
    await sendAll(office, campaign, offices.members[1]);
    await move(
      office,
      offices.members[2].clerk,
      movedRequest(campaign.id, offices.members[2].agencyId, { state: 'submitted', at: office.clock.now() }),
    );
    await sweepAt('2021-03-30T08:00:00+07:00');
    await sweepAt('2021-04-01T08:00:00+07:00');
    expect(await noticesOf(office, offices.members[2].head)).toMatchObject([
      { text: 'Huyện Bản Sen nhắc gửi Mẫu số 07 còn thiếu, hạn cuối là hôm nay.' },
    ]);
    await sweepAt('2021-04-02T08:00:00+07:00');
    expect(await stepsOf(0)).toEqual(['2021-04-02:-5', '2021-04-02:-2', '2021-04-02:0', '2021-04-02:1']);
    expect(await stepsOf(1)).toEqual(['2021-04-02:-5']);
    expect(await noticesOf(office, offices.members[1].head)).toMatchObject([{ read: true }]);
    const board = await viewCampaign(office.as(offices.focal), campaign.id);
    expect(board.items[0]).toMatchObject({ reminders: 4, nextLabel: 'Nhắc lần 5', overdue: true });
    expect(board.movements.map((movement) => [movement.actorName, movement.text])[0]).toEqual([
      'Hệ thống',
      'Nhắc quá hạn 2 cơ quan chưa gửi đủ',
    ]);
  });

  test('two processes at the same moment: no doubles', async () => {
    office.clock.set('2021-03-25T08:00:00+07:00');
    await Promise.all([1, 2, 3, 4].map(() => remindDue(office)));
    expect(await stepsOf(0)).toEqual(['2021-04-02:-5']);
    const [sums] = await rawQuery<{ reminders: number; leaves: number }>(
      office.db,
      `select (select sum(reminders)::int from campaign_member where campaign_id = $1) as reminders,
         (select count(*)::int from audit_leaf where action = 'campaigns.reminded' and object_id = $2) as leaves`,
      [campaign.id, campaign.id],
    );
    expect(sums).toEqual({ reminders: 3, leaves: 1 });
  });

  test('after days off only the newest rung that was reached', async () => {
    await sweepAt('2021-03-31T10:00:00+07:00');
    expect(await stepsOf(0)).toEqual(['2021-04-02:-2']);
  });

  test('not on a Saturday, not in the evening, not over Tết', async () => {
    office.clock.set('2021-02-01T01:00:00Z');
    const tet = await openLetterCampaign(office, offices, { dueBefore: '2021-02-19', reminderSteps: [-2, 0, 1] });
    // Rungs by the calendar: 09/02, 18/02, 19/02; Tết is 10–16/02, the 13th and 14th are a weekend.
    for (const day of ['05', '06', '08']) {
      await sweepAt(`2021-02-${day}T09:00:00+07:00`);
    }
    expect(await stepsOf(0, tet.id)).toEqual([]);
    await sweepAt('2021-02-09T18:30:00+07:00');
    for (const day of ['10', '12', '13', '15', '16']) {
      await sweepAt(`2021-02-${day}T09:00:00+07:00`);
    }
    expect(await stepsOf(0, tet.id)).toEqual([]);
    await sweepAt('2021-02-17T07:30:00+07:00');
    await sweepAt('2021-02-18T07:30:00+07:00');
    expect(await stepsOf(0, tet.id)).toEqual(['2021-02-19:-2', '2021-02-19:0']);
  });

  test('opened in the middle of the ladder: rungs already past are not made up for', async () => {
    office.clock.set('2021-03-30T02:00:00Z');
    const late = await openLetterCampaign(office, offices);
    await sweepAt('2021-03-30T15:00:00+07:00');
    await sweepAt('2021-03-31T08:00:00+07:00');
    expect(await stepsOf(0, late.id)).toEqual([]);
    await sweepAt('2021-04-01T08:00:00+07:00');
    expect(await stepsOf(0, late.id)).toEqual(['2021-04-02:0']);
  });

  test('an agency added on the day of a rung was told that very day', async () => {
    const small = await openLetterCampaign(office, offices, { agencyIds: [offices.members[0].agencyId] });
    office.clock.set('2021-03-30T00:10:00Z');
    await editCampaign(office.as(offices.focal), small.id, {
      addAgencyIds: [offices.members[1].agencyId],
      reason: 'Bổ sung',
    });
    await sweepAt('2021-03-30T08:00:00+07:00');
    expect([await stepsOf(0, small.id), await stepsOf(1, small.id)]).toEqual([['2021-04-02:-2'], []]);
  });

  test('a day put off begins a new ladder; a closed campaign has none', async () => {
    await sweepAt('2021-03-25T08:00:00+07:00');
    office.clock.set('2021-03-30T00:10:00Z');
    await editCampaign(office.as(offices.focal), campaign.id, { dueBefore: '2021-04-09', reason: 'Lùi hạn' });
    await sweepAt('2021-03-30T08:00:00+07:00');
    await sweepAt('2021-04-01T08:00:00+07:00');
    const steps = await stepsOf(0);
    expect(steps.filter((step) => !step.startsWith('due-'))).toEqual(['2021-04-02:-5', '2021-04-09:-5']);
    await closeCampaign(office.as(offices.focal), campaign.id);
    await sweepAt('2021-04-09T08:00:00+07:00');
    expect(await stepsOf(0)).toEqual(steps);
  });
});

describe('by hand', () => {
  test('whoever owes something, with a note; the others are skipped', async () => {
    office.clock.advance(1_000);
    await sendAll(office, campaign, offices.members[0]);
    office.clock.advance(1_000);
    const answer = await remindMembers(office.as(offices.focal), campaign.id, { note: 'Gửi trước 16 giờ' });
    expect(answer).toEqual({ reminded: 2, skipped: 1 });
    expect(await noticesOf(office, offices.members[1].head)).toEqual([
      {
        text: 'Huyện Bản Sen đôn đốc gửi Mẫu số 06 và 07, còn 8 ngày làm việc. Ghi chú: Gửi trước 16 giờ',
        read: false,
      },
    ]);
    const [first] = (await viewCampaign(office.as(offices.focal), campaign.id)).movements;
    expect(first?.text).toBe('Đôn đốc 2 cơ quan: Gửi trước 16 giờ');
  });

  test('chosen agencies only; none left is said; others may not', async () => {
    const one = [offices.members[2].agencyId, offices.strangerAgencyId];
    expect(await remindMembers(office.as(offices.focal), campaign.id, { agencyIds: one })).toEqual({
      reminded: 1,
      skipped: 1,
    });
    await sendAll(office, campaign, offices.members[0]);
    await expect(
      remindMembers(office.as(offices.focal), campaign.id, { agencyIds: [offices.members[0].agencyId] }),
    ).rejects.toMatchObject({ code: 'campaigns.nothing_to_remind' });
    await expect(remindMembers(office.as(offices.leader), campaign.id, {})).rejects.toMatchObject({
      code: 'campaigns.remind.forbidden',
    });
    await expect(remindMembers(office.as(offices.stranger), campaign.id, {})).rejects.toMatchObject({
      code: 'campaigns.not_found',
    });
  });

  test('what was sent back is asked for as such', async () => {
    const [first] = await sendAll(office, campaign, offices.members[0]);
    if (first !== undefined) {
      await move(office, offices.focal, { ...first, state: 'returned' });
    }
    office.clock.advance(1_000);
    await remindMembers(office.as(offices.focal), campaign.id, { agencyIds: [offices.members[0].agencyId] });
    expect((await noticesOf(office, offices.members[0].clerk)).at(-1)?.text).toBe(
      'Huyện Bản Sen đôn đốc sửa và gửi lại Mẫu số 06 đã bị trả lại, còn 8 ngày làm việc.',
    );
  });
});

describe('telling the rest of thousands', () => {
  async function forget(): Promise<void> {
    await rawQuery(office.db, 'update campaign_reminder set told_at = null where campaign_id = $1', [campaign.id]);
    await rawQuery(office.db, 'delete from notification', []);
  }

  test('several workers share it, everybody is told once', async () => {
    await forget();
    await Promise.all([1, 2, 3].map(() => tellAll(office, campaign.id)));
    const [row] = await rawQuery<{ notices: number; untold: number }>(
      office.db,
      `select (select count(*)::int from notification) as notices,
         (select count(*)::int from campaign_reminder where campaign_id = $1 and told_at is null) as untold`,
      [campaign.id],
    );
    expect(row).toEqual({ notices: 6, untold: 0 });
  });

  test('who has sent everything meanwhile is left in peace', async () => {
    await forget();
    await sendAll(office, campaign, offices.members[0]);
    await tellAll(office, campaign.id);
    expect(await noticesOf(office, offices.members[0].head)).toEqual([]);
    expect(await noticesOf(office, offices.members[1].head)).toHaveLength(1);
  });
});
