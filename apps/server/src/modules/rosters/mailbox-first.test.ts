import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificateFacts } from '#modules/certificates';
import { mailboxFacts } from '#modules/mail';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { exampleContent, plantAccepted } from '../requests/accepted.testing.ts';
import { decideFinding } from './commands/decide-finding.ts';
import { draftLetter } from './commands/draft-letter.ts';
import { openBatches } from './commands/open-batches.ts';
import { recordResults } from './commands/record-results.ts';
import { viewBatch } from './queries/view-batch.ts';
import { buildRosterWorld, itemsOf, type RosterWorld, sendBatch, stateOf } from './rosters.testing.ts';
import { recordGranted } from './sweep-batches.ts';

let office: TestOffice;
let world: RosterWorld;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRosterWorld(office);
});
afterAll(() => office.close());

function focal() {
  office.clock.advance(1_000);
  return office.as(world.district.focal);
}

function askMailbox(fullName: string): Promise<string> {
  const rows = [{ part: 'people', fullName, unit: 'Văn phòng', position: 'Văn thư', note: '' }];
  return plantAccepted(office, world.commune, { kind: 'mailbox.new', content: { rows } });
}

function askCertificate(fullName: string, email: string, number: string): Promise<string> {
  const { fields } = exampleContent('M01');
  const content = { fields: { ...fields, fullName, email, 'identity.number': number } };
  return plantAccepted(office, world.commune, {
    kind: 'cert.issue.person',
    content,
    declarant: world.commune.specialist,
  });
}

test('a certificate waits in the list until the mailbox is there: it leaves, stays accepted, and the mailbox goes on (C9)', async () => {
  const certificate = await askCertificate('Lò Thị Đợi', 'doilt.natam@laichau.gov.vn', '012188004441');
  const mailbox = await askMailbox('Lò Thị Đợi');
  const { batches } = await openBatches(focal(), { kinds: ['cert.issue.person', 'mailbox.new'] });
  const [waiting, asked] = batches;
  expect(batches.map(({ kind, openFindings }) => [kind, openFindings])).toEqual([
    ['cert.issue.person', 1],
    ['mailbox.new', 0],
  ]);
  const [finding] = (await viewBatch(focal(), waiting?.id ?? '')).findings;
  expect(finding).toMatchObject({ rule: 'C9', severity: 'wait' });
  await expect(draftLetter(focal(), { batchIds: [waiting?.id ?? ''] })).rejects.toMatchObject({
    code: 'requests.conflicts_open',
  });
  const body = { findingId: finding?.id ?? '', keep: [], reason: 'Chờ cấp hộp thư' };
  expect((await decideFinding(focal(), waiting?.id ?? '', body)).lines).toBe(0);
  expect((await stateOf(office, certificate)).state).toBe('accepted');
  expect((await stateOf(office, mailbox)).state).toBe('batched');
  expect((await viewBatch(focal(), asked?.id ?? '')).lines).toBe(1);
});

test('granted before its mailbox is recorded it waits for the register, and enters it by itself', async () => {
  const email = 'choht.natam@laichau.gov.vn';
  const certificate = await askCertificate('Hoàng Thị Chờ', email, '012188004442');
  const sent = await sendBatch(office, world, 'cert.issue.person');
  const mailbox = await askMailbox('Hoàng Thị Chờ');
  const lines = (await itemsOf(office, certificate)).map(({ id }) => id);
  const answer = await recordResults(focal(), sent, {
    results: [
      { lineId: lines[0] ?? '', outcome: 'granted', serial: '6B01', validFrom: '2021-03-22', validTo: '2026-03-22' },
    ],
  });
  expect(answer).toMatchObject({ granted: 1, failed: [{ code: 'requests.mailbox_first' }], state: 'partly_resulted' });
  await recordGranted(office);
  expect((await itemsOf(office, certificate)).map(({ state }) => state)).toEqual(['granted']);
  expect((await certificateFacts(office.db, { serialKeys: ['6b01'] })).bySerial.size).toBe(0);

  const asked = await sendBatch(office, world, 'mailbox.new');
  const own = (await itemsOf(office, mailbox)).map(({ id }) => id);
  office.clock.advance(1_000);
  const given = await recordResults(office.as(world.department.focal), asked, {
    results: [{ lineId: own[0] ?? '', outcome: 'granted', address: email, effectiveOn: '2021-03-22' }],
  });
  expect(given.failed).toEqual([]);
  expect((await mailboxFacts(office.db, { addresses: [email] })).byAddress.get(email)).toMatchObject({
    state: 'active',
    holderName: 'Hoàng Thị Chờ',
  });
  expect((await stateOf(office, mailbox)).state).toBe('closed');
  office.clock.advance(60_000);
  await recordGranted(office);
  expect((await stateOf(office, certificate)).state).toBe('closed');
  expect((await certificateFacts(office.db, { serialKeys: ['6b01'] })).bySerial.get('6b01')).toMatchObject({
    state: 'active',
  });
});
