import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { concludeCluster } from '../commands/conclude-cluster.ts';
import { reportMail } from '../commands/report-mail.ts';
import { decideRelease } from '../quarantine/release.ts';
import { listClusters } from '../queries/list-clusters.ts';
import {
  actionsOf,
  boxOf,
  buildGuardedOffice,
  deliverLure,
  type GuardedOffice,
  noticesOf,
} from '../threats.testing.ts';
import { bringBackCleared } from './bring-back-cleared.ts';

let office: TestOffice;
let at: GuardedOffice;
let messageId: string;
let emailIds: string[];

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());
beforeEach(async () => {
  at = await buildGuardedOffice(office);
  ({ messageId, emailIds } = await deliverLure(office, [boxOf(at.first), boxOf(at.second)], {
    placement: 'quarantine',
  }));
  await attach('clean');
});

async function attach(av: string, no = 0): Promise<void> {
  await rawQuery(
    office.db,
    `insert into mail_attachment (message_id, no, name, media_type, size, sha256, inline, av)
     values ($1, $2, 'bao-cao.pdf', 'application/pdf', 9, 'x', false, $3)`,
    [messageId, no, av],
  );
}

async function placesOf(): Promise<(string | null)[]> {
  const rows = await rawQuery<{ role: string | null }>(
    office.db,
    `select folder.role from mail_item item
       join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
     where item.id = any($1::uuid[]) order by array_position($1::uuid[], item.id)`,
    [emailIds],
  );
  return rows.map(({ role }) => role);
}

test('every copy that only a false alarm held comes back once, its readers are told, and it stands in the log', async () => {
  const back = () => bringBackCleared(office, [messageId]);
  await Promise.all([back(), back()]);
  await back();
  expect(await placesOf()).toEqual(['inbox', 'inbox']);
  for (const { subject } of [at.first, at.second]) {
    expect(await noticesOf(office, subject)).toEqual([
      { kind: 'threats.mail_cleared', text: expect.stringContaining('báo nhầm') },
    ]);
  }
  expect(await noticesOf(office, at.foreign.subject)).toEqual([]);
  const actions = await actionsOf(office, messageId);
  expect(actions.filter((action) => action === 'threats.cleared_mail_back')).toHaveLength(1);
});

test.each(['infected', 'pending', 'refused'])('a mail with another file that is %s stays held', async (av) => {
  await attach(av, 1);
  await bringBackCleared(office, [messageId]);
  expect(await placesOf()).toEqual(['quarantine', 'quarantine']);
  expect(await noticesOf(office, at.first.subject)).toEqual([]);
});

test('what the officer has kept back stays, the other copies come back', async () => {
  await decideRelease(office.as(at.officer), emailIds[0] ?? '', { verdict: 'refused', reason: 'Không rõ nơi gửi.' });
  await bringBackCleared(office, [messageId]);
  const [kept, ...others] = await placesOf();
  expect([kept, others]).toEqual(['quarantine', ['inbox']]);
});

test('what was concluded to be forged stays', async () => {
  const { mailboxId, subject } = at.first;
  await reportMail(office.as(subject), { mailboxId, emailId: emailIds[0] ?? '', kind: 'forged' });
  const [cluster] = (await listClusters(office.as(at.officer), { limit: 1 })).items;
  const forged = { verdict: 'forged' as const, reason: 'Trang đăng nhập giả.', retract: false };
  await concludeCluster(office.as(at.officer), cluster?.id ?? '', forged);
  await bringBackCleared(office, [messageId]);
  expect(await placesOf()).not.toContain('inbox');
});
