import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { attestApprove } from '../requests/commands/attest.ts';
import { correctRequest, returnRequest } from '../requests/commands/decide-request.ts';
import { createRequest } from '../requests/commands/open-request.ts';
import { sendRequest } from '../requests/commands/send-request.ts';
import { listRequests } from '../requests/queries/list-requests.ts';
import {
  accountRows,
  buildRequestsOffice,
  PASSWORD,
  type RequestsOffice,
  recordRequestPorts,
} from '../requests/requests.testing.ts';
import { campaignPorts } from './campaign-ports.ts';
import { everythingSeen } from './campaigns.testing.ts';
import { editCampaign } from './commands/edit-campaign.ts';
import { openCampaign } from './commands/open-campaign.ts';
import { viewCampaign } from './queries/view-campaign.ts';

let office: TestOffice;
let world: RequestsOffice;
const ports = { ...recordRequestPorts(), ...campaignPorts };

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
});
afterAll(() => office.close());

async function approve(agency: 'commune' | 'other', id: string): Promise<void> {
  const answer = await attestApprove(office.as(world[agency].leader), ports, { ids: [id], password: PASSWORD });
  expect(answer.items).toMatchObject([{ ok: true }]);
}

async function sendOne(agency: 'commune' | 'other', campaignId: string, series: number): Promise<string> {
  const { clerk } = world[agency];
  const content = accountRows(2, 'Văn phòng', series);
  const draft = await createRequest(office.as(clerk), ports, { kind: 'account.new', nil: false, campaignId, content });
  await sendRequest(office.as(clerk), ports, draft.id, { version: draft.version });
  await approve(agency, draft.id);
  return draft.id;
}

test('the check queue says the same as the board: at the boundary, after a correction, after the day was moved', async () => {
  const { focal } = world.district;
  const { id: campaignId } = await openCampaign(office.as(focal), everythingSeen, {
    name: 'Thu Mẫu số 06',
    forms: ['M06'],
    dueBefore: '2021-04-02',
    agencyIds: [world.commune.agencyId, world.other.agencyId],
    basisText: '',
  });
  const late = async () => {
    const queue = (await listRequests(office.as(focal), { box: 'received', limit: 10 })).items;
    const board = (await viewCampaign(office.as(focal), campaignId)).items;
    return [world.commune.agencyId, world.other.agencyId].map((agencyId) => [
      queue.find((item) => item.agencyId === agencyId)?.late,
      queue.find((item) => item.agencyId === agencyId)?.dueBefore,
      board.find((item) => item.agencyId === agencyId)?.late,
    ]);
  };
  office.clock.set('2021-04-01T16:59:59.999Z');
  const inTime = await sendOne('commune', campaignId, 1);
  office.clock.set('2021-04-01T17:00:00.000Z');
  await sendOne('other', campaignId, 2);
  const before = [
    [false, '2021-04-02', false],
    [true, '2021-04-02', true],
  ];
  expect(await late()).toEqual(before);
  await returnRequest(office.as(focal), ports, inTime, { reason: 'Sửa đơn vị', fields: [] });
  const { version } = await correctRequest(office.as(world.commune.clerk), ports, inTime);
  await sendRequest(office.as(world.commune.clerk), ports, inTime, { version });
  await approve('commune', inTime);
  expect(await late()).toEqual(before);
  await editCampaign(office.as(focal), campaignId, { dueBefore: '2021-04-10', reason: 'Gia hạn' });
  expect(await late()).toEqual([
    [false, '2021-04-10', false],
    [false, '2021-04-10', false],
  ]);
});
