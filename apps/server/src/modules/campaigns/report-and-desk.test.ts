import type { CampaignView } from '@congvu/contracts';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getDraft } from '#modules/drafting';
import { createRequestsModule } from '#modules/requests';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { recordRequestPorts } from '../requests/requests.testing.ts';
import { campaignPorts } from './campaign-ports.ts';
import {
  buildCollectingOffice,
  type CollectingOffice,
  move,
  openLetterCampaign,
  sendAll,
} from './campaigns.testing.ts';
import { closeCampaign } from './commands/close-campaign.ts';
import { draftReport } from './commands/draft-report.ts';
import { returnNil } from './commands/return-nil.ts';
import { campaignsDesk, countCampaigns } from './queries/campaigns-desk.ts';
import { exportCampaign } from './queries/export-campaign.ts';
import { listMine } from './queries/my-campaigns.ts';
import { viewCampaign } from './queries/view-campaign.ts';

let office: TestOffice;
let offices: CollectingOffice;
let campaign: CampaignView;

beforeAll(async () => {
  office = await createTestOffice();
  createRequestsModule({ ...recordRequestPorts(), ...campaignPorts });
});
afterAll(() => office.close());
beforeEach(async () => {
  office.clock.set('2021-03-22T01:00:00Z');
  offices = await buildCollectingOffice(office);
  campaign = await openLetterCampaign(office, offices);
});

/** One in time, one late, one never. */
async function runOut(): Promise<void> {
  office.clock.set('2021-03-26T02:05:00Z');
  await sendAll(office, campaign, offices.members[0]);
  office.clock.set('2021-04-02T03:00:00Z');
  await sendAll(office, campaign, offices.members[1]);
}

describe('the report', () => {
  test('who sent when, late, never and nil, rows of each form, with the list enclosed', async () => {
    await runOut();
    const answer = await draftReport(office.as(offices.focal), campaign.id);
    const draft = await getDraft(office.db, offices.agencyId, answer.documentId);
    const text = draft.content.blocks.map((block) => block.runs.map((run) => run.text).join('')).join('\n');
    expect(draft).toMatchObject({ state: 'draft', drafter_person_id: offices.focal.personId });
    expect(draft.content.documentType).toBe('report');
    expect(text).toContain('2 trên 3 cơ quan đã gửi đủ Mẫu số 06 và 07: 1 cơ quan đúng hạn, 1 cơ quan chậm hạn');
    expect(text).toContain('- UBND xã Nà 1: gửi đủ lúc 09:05 ngày 26/3/2021.');
    expect(text).toContain('Cơ quan gửi chậm hạn\n- UBND xã Nà 2: gửi đủ lúc 10:00 ngày 02/4/2021.');
    expect(text).toContain('Cơ quan chưa gửi đủ\n- UBND xã Nà 3: chưa được nhắc.');
    expect(text).toContain('- Mẫu số 06 (');
    expect(text).toContain('4 dòng của 2 cơ quan, 0 cơ quan không phát sinh.');
    const files = await rawQuery(
      office.db,
      `select 1 as one from document_file where document_id = $1 and role = 'attachment'`,
      [answer.documentId],
    );
    expect(files).toHaveLength(1);
    const board = await viewCampaign(office.as(offices.focal), campaign.id);
    expect(board).toMatchObject({ reportDocumentId: answer.documentId, reportLink: answer.link });
  });

  test('asked for twice at once it is one draft', async () => {
    await closeCampaign(office.as(offices.focal), campaign.id);
    const answers = await Promise.all([1, 2].map(() => draftReport(office.as(offices.focal), campaign.id)));
    expect(new Set(answers.map((answer) => answer.documentId)).size).toBe(1);
    const leaves = await rawQuery(
      office.db,
      `select 1 as one from audit_leaf where action = 'campaigns.report_drafted' and object_id = $1`,
      [campaign.id],
    );
    expect(leaves).toHaveLength(1);
  });

  test('not before the last day is over, not by others', async () => {
    await expect(draftReport(office.as(offices.focal), campaign.id)).rejects.toMatchObject({
      code: 'campaigns.report.forbidden',
    });
    office.clock.set('2021-04-01T16:59:59Z');
    await expect(draftReport(office.as(offices.focal), campaign.id)).rejects.toMatchObject({
      code: 'campaigns.report.forbidden',
    });
    office.clock.set('2021-04-01T17:00:00Z');
    await expect(draftReport(office.as(offices.leader), campaign.id)).rejects.toMatchObject({
      code: 'campaigns.report.forbidden',
    });
    await expect(draftReport(office.as(offices.stranger), campaign.id)).rejects.toMatchObject({
      code: 'campaigns.not_found',
    });
    await expect(draftReport(office.as(offices.focal), campaign.id)).resolves.toMatchObject({});
  });
});

test('the workbook has the rows of the board; a name that looks like a formula stays text', async () => {
  await runOut();
  await rawQuery(
    office.db,
    `update campaign_member set member_name = '=1+1' where campaign_id = $1 and member_agency_id = $2`,
    [campaign.id, offices.members[2].agencyId],
  );
  const { stream } = await exportCampaign(office.as(offices.leader), campaign.id);
  const workbook = new ExcelJS.Workbook();
  // exceljs was written for an older Buffer type; the bytes are the same.
  await workbook.xlsx.load(stream as unknown as ArrayBuffer);
  const sheet = workbook.getWorksheet('Theo dõi');
  const rows = (sheet?.getRows(3, 4) ?? []).map((row) => (row.values as unknown[]).slice(1, 8));
  expect(rows).toEqual([
    ['STT', 'Cơ quan', 'Nhóm', '06', '07', 'Trạng thái', 'Thời hạn'],
    [1, 'UBND xã Nà 1', 'Các cơ quan chuyên môn', 2, 2, 'Đã gửi', 'Đúng hạn'],
    [2, 'UBND xã Nà 2', 'UBND các xã, thị trấn', 2, 2, 'Đã gửi', 'Chậm hạn'],
    [3, "'=1+1", 'UBND các xã, thị trấn', '', '', 'Chưa mở', 'Quá hạn, chưa gửi đủ'],
  ]);
  await expect(exportCampaign(office.as(offices.specialist), campaign.id)).rejects.toMatchObject({
    code: 'campaigns.export.forbidden',
  });
});

describe('the desk', () => {
  const groups = async (subject: typeof offices.focal) =>
    (await campaignsDesk(office.as(subject)))
      .filter((group) => group.count > 0)
      .map((group) => ({
        key: group.key,
        overdue: group.overdue ?? false,
        sentence: group.rows[0]?.sentence.map((part) => part.text).join(''),
        chip: group.rows[0]?.chip?.label,
      }));

  test('of a unit: what it owes and how long it has', async () => {
    office.clock.set('2021-03-29T01:00:00Z');
    const asked = {
      key: 'campaigns.asked',
      overdue: false,
      sentence: 'Huyện Bản Sen yêu cầu gửi Mẫu số 06 và 07, còn 3 ngày làm việc.',
      chip: 'Còn 3 ngày',
    };
    expect(await groups(offices.members[0].head)).toEqual([asked]);
    expect(await groups(offices.members[0].clerk)).toEqual([asked]);
    expect(await groups(offices.members[0].specialist)).toEqual([]);
    office.clock.set('2021-04-02T01:00:00Z');
    expect(await groups(offices.members[0].clerk)).toMatchObject([{ key: 'campaigns.overdue', overdue: true }]);
    await sendAll(office, campaign, offices.members[0]);
    expect(await groups(offices.members[0].head)).toEqual([]);
    expect(await countCampaigns(office.as(offices.members[0].head))).toEqual({ campaigns: 0 });
    expect(await countCampaigns(office.as(offices.members[1].head))).toEqual({ campaigns: 1 });
  });

  test('of the office: who has sent and waits, and how many are still to come', async () => {
    expect(await groups(offices.focal)).toEqual([]);
    expect(await countCampaigns(office.as(offices.focal))).toEqual({ campaigns: 3 });
    await sendAll(office, campaign, offices.members[0]);
    expect(await groups(offices.focal)).toMatchObject([
      { key: 'campaigns.to_accept', sentence: '1 cơ quan đã gửi Mẫu số 06 và 07, chờ tiếp nhận.' },
    ]);
    expect(await countCampaigns(office.as(offices.focal))).toEqual({ campaigns: 2 });
    expect(await groups(offices.stranger)).toEqual([]);
  });
});

describe('nil returns, through the engine of requests', () => {
  test('all forms nobody has begun at once, each a request for the head', async () => {
    const [member] = offices.members;
    const { requestIds } = await returnNil(office.as(member.specialist), campaign.id, {});
    expect(requestIds).toHaveLength(2);
    const [mine] = (await listMine(office.as(member.specialist))).items;
    expect(mine).toMatchObject({
      state: 'preparing',
      forms: [
        {
          form: 'M06',
          requestId: requestIds[0],
          requestState: 'awaiting_head',
          nil: true,
          rows: 0,
          link: `/de-nghi/${requestIds[0]}`,
        },
        { form: 'M07', requestId: requestIds[1], nil: true },
      ],
    });
    await expect(returnNil(office.as(member.specialist), campaign.id, {})).rejects.toMatchObject({
      code: 'campaigns.nothing_to_return',
    });
  });

  test('the same press repeated is one', async () => {
    const [member] = offices.members;
    const key = newId();
    const first = await returnNil(office.as(member.clerk, key), campaign.id, {});
    expect(await returnNil(office.as(member.clerk, key), campaign.id, {})).toEqual(first);
  });

  test('one form; twins make one; others may not', async () => {
    const [member, other] = offices.members;
    const results = await Promise.allSettled(
      [1, 2].map(() => returnNil(office.as(member.clerk), campaign.id, { forms: ['M07'] })),
    );
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(returnNil(office.as(member.clerk), campaign.id, { forms: ['M10'] })).rejects.toMatchObject({
      code: 'campaigns.nothing_to_return',
    });
    await expect(returnNil(office.as(offices.stranger), campaign.id, {})).rejects.toMatchObject({
      code: 'campaigns.not_a_member',
    });
    await closeCampaign(office.as(offices.focal), campaign.id);
    await expect(returnNil(office.as(other.clerk), campaign.id, {})).rejects.toMatchObject({
      code: 'campaigns.closed',
    });
  });
});

test('signed nil returns of every form: "Không phát sinh", nothing to accept', async () => {
  const [member] = offices.members;
  for (const moved of await sendAll(office, campaign, member)) {
    await move(office, member.head, { ...moved, nil: true });
  }
  const board = await viewCampaign(office.as(offices.focal), campaign.id);
  expect(board.items[0]).toMatchObject({ state: 'nil', counts: { M06: 0, M07: 0 }, next: null });
  expect(board).toMatchObject({ done: 1, summary: { nil: 1 } });
});
