import type { RequestPage } from '@congvu/contracts';
import type { Subject } from '../../platform/authorise.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import { attestApprove } from './commands/attest.ts';
import { correctRequest, returnRequest } from './commands/decide-request.ts';
import { createRequest } from './commands/open-request.ts';
import { sendRequest } from './commands/send-request.ts';
import type { RequestsPorts } from './ports.ts';
import { listRequests } from './queries/list-requests.ts';
import { accountRows, PASSWORD, type RequestingAgency } from './requests.testing.ts';

interface Sender {
  office: TestOffice;
  ports: RequestsPorts;
  agency: RequestingAgency;
}

async function letOut({ office, ports, agency }: Sender, id: string, version: number): Promise<void> {
  await sendRequest(office.as(agency.clerk), ports, id, { version });
  const { items } = await attestApprove(office.as(agency.leader), ports, { ids: [id], password: PASSWORD });
  if (items[0]?.ok !== true) {
    throw new Error(`the head could not let it out: ${items[0]?.message}`);
  }
}

/** Mẫu số 06 of a campaign, written, approved and sent at the present moment. */
export async function sendList(sender: Sender, given: { campaignId: string; series: number }): Promise<string> {
  const { office, ports, agency } = sender;
  const content = accountRows(2, 'Văn phòng', given.series);
  const draft = await createRequest(office.as(agency.clerk), ports, {
    kind: 'account.new',
    nil: false,
    campaignId: given.campaignId,
    content,
  });
  await letOut(sender, draft.id, draft.version);
  return draft.id;
}

/** Sent back by the guiding office and sent again, corrected. */
export async function sendAgain(sender: Sender, focal: Subject, id: string): Promise<void> {
  const { office, ports, agency } = sender;
  await returnRequest(office.as(focal), ports, id, { reason: 'Sửa đơn vị', fields: [] });
  const { version } = await correctRequest(office.as(agency.clerk), ports, id);
  await letOut(sender, id, version);
}

/** What the guiding office has received. */
export async function receivedBy(office: TestOffice, focal: Subject): Promise<RequestPage['items']> {
  return (await listRequests(office.as(focal), { box: 'received', limit: 50 })).items;
}
