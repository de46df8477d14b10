import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildRequestsOffice, type RequestsOffice, recordRequestPorts } from '../requests/requests.testing.ts';
import { receivedBy, sendAgain, sendList } from '../requests/sending.testing.ts';
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

const sender = (agency: 'commune' | 'other') => ({ office, ports, agency: world[agency] });

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
    const queue = await receivedBy(office, focal);
    const board = (await viewCampaign(office.as(focal), campaignId)).items;
    return [world.commune.agencyId, world.other.agencyId].map((agencyId) => [
      queue.find((item) => item.agencyId === agencyId)?.late,
      queue.find((item) => item.agencyId === agencyId)?.dueBefore,
      board.find((item) => item.agencyId === agencyId)?.late,
    ]);
  };
  office.clock.set('2021-04-01T16:59:59.999Z');
  const inTime = await sendList(sender('commune'), { campaignId, series: 1 });
  office.clock.set('2021-04-01T17:00:00.000Z');
  await sendList(sender('other'), { campaignId, series: 2 });
  const before = [
    [false, '2021-04-02', false],
    [true, '2021-04-02', true],
  ];
  expect(await late()).toEqual(before);
  await sendAgain(sender('commune'), focal, inTime);
  expect(await late()).toEqual(before);
  await editCampaign(office.as(focal), campaignId, { dueBefore: '2021-04-10', reason: 'Gia hạn' });
  expect(await late()).toEqual([
    [false, '2021-04-10', false],
    [false, '2021-04-10', false],
  ]);
});
