import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificateFacts } from '#modules/certificates';
import { getDraft } from '#modules/drafting';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { exampleContent, people, plantAccepted } from '../requests/accepted.testing.ts';
import type { RequestingAgency } from '../requests/requests.testing.ts';
import { decideFinding } from './commands/decide-finding.ts';
import { draftLetter } from './commands/draft-letter.ts';
import { openBatches } from './commands/open-batches.ts';
import { recordResults } from './commands/record-results.ts';
import { viewBatch } from './queries/view-batch.ts';
import { buildRosterWorld, itemsOf, type RosterWorld, stateOf } from './rosters.testing.ts';

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

function aboutAccount(kind: 'account.revoke' | 'account.mobile', agency: RequestingAgency, account: string) {
  const row = { fullName: 'Sùng A Dế', position: 'Chuyên viên', unit: 'Văn phòng', account, note: '' };
  return plantAccepted(office, agency, {
    kind,
    content: { rows: [kind === 'account.revoke' ? { ...row, reason: 'Nghỉ hưu' } : row] },
  });
}

test('a contradiction between two lists is settled from either side: the line that goes leaves its own batch (C5)', async () => {
  const revoke = await aboutAccount('account.revoke', world.commune, 'desa.natam');
  const mobile = await aboutAccount('account.mobile', world.commune, 'DeSa.natam');
  const { batches } = await openBatches(focal(), { kinds: ['account.revoke', 'account.mobile'] });
  const byKind = new Map(batches.map(({ kind, id }) => [kind, id]));
  const mine = byKind.get('account.revoke') ?? '';
  const other = byKind.get('account.mobile') ?? '';
  const [finding] = (await viewBatch(focal(), mine)).findings;
  expect(finding).toMatchObject({ rule: 'C5', severity: 'conflict' });
  expect(finding?.lineIds).toHaveLength(2);
  const [kept] = await itemsOf(office, revoke);
  const body = { findingId: finding?.id ?? '', keep: [kept?.id ?? ''], reason: 'Tài khoản thu hồi' };
  expect(await decideFinding(focal(), mine, body)).toMatchObject({
    lines: 1,
    openFindings: 0,
    findings: [],
  });
  expect(await viewBatch(focal(), other)).toMatchObject({ lines: 0, findings: [] });
  expect((await stateOf(office, mobile)).state).toBe('returned');
  expect((await stateOf(office, revoke)).state).toBe('batched');
});

test('urgent requests never join the others', async () => {
  const content = exampleContent('M04');
  const at = (serial: string, token: string) => ({
    fields: { ...content.fields, 'certificate.serial': serial, 'token.serial': token },
  });
  await plantAccepted(office, world.commune, { kind: 'cert.revoke', content: at('5A01', 'T-1') });
  await plantAccepted(office, world.other, { kind: 'cert.revoke', content: at('5A02', 'T-2'), urgent: true });
  await plantAccepted(office, world.other, { kind: 'cert.revoke', content: at('5A03', 'T-3'), urgent: true });
  const { batches } = await openBatches(focal(), { kinds: ['cert.revoke'] });
  expect(batches.map(({ lines }) => lines)).toEqual([1, 1, 1]);
  expect(batches.filter(({ name }) => name.includes('khẩn'))).toHaveLength(2);
});

test('lists of a campaign stand alone, and the letter names who has nothing and who was late', async () => {
  const campaignId = newId();
  const asked = { kind: 'account.new' as const, campaignId };
  const late = await plantAccepted(office, world.commune, { ...asked, content: people('Lò Văn Muộn') });
  const nil = await plantAccepted(office, world.other, { ...asked, content: people('Không ai') });
  await plantAccepted(office, world.other, { kind: 'account.new', content: people('Ngoài Đợt') });
  await rawQuery(office.db, 'update request set late = true where id = $1', [late]);
  await rawQuery(office.db, 'update request set nil = true, item_count = 0 where id = $1', [nil]);
  await rawQuery(office.db, 'update request_item set live = false where request_id = $1', [nil]);
  const own = await openBatches(focal(), { kinds: ['account.new'], campaignId });
  expect(own.batches).toMatchObject([{ lines: 1, campaignId }]);
  const rest = await openBatches(focal(), { kinds: ['account.new'] });
  expect(rest.batches).toMatchObject([{ lines: 1, campaignId: null }]);
  const batchIds = [own.batches[0]?.id ?? '', rest.batches[0]?.id ?? ''];
  const { documentId } = await draftLetter(focal(), { batchIds });
  const words = JSON.stringify((await getDraft(office.db, world.district.agencyId, documentId)).content);
  expect(words).toContain('gửi muộn so với thời hạn của đợt: UBND xã Nà Tăm (1)');
  expect(words).toContain('không phát sinh: UBND xã Bản Bo');
  expect((await viewBatch(focal(), batchIds[1] ?? '')).letter?.documentId).toBe(documentId);
});

test('batches of different destinations do not share a letter', async () => {
  await plantAccepted(office, world.commune, { kind: 'account.new', content: people('Vàng A Riêng') });
  const { fields } = exampleContent('M02');
  await plantAccepted(office, world.commune, { kind: 'cert.issue.org', content: { fields: fields ?? {} } });
  const { batches } = await openBatches(focal(), { kinds: ['account.new', 'cert.issue.org'] });
  await expect(draftLetter(focal(), { batchIds: batches.map(({ id }) => id) })).rejects.toMatchObject({
    code: 'requests.destination_missing',
  });
});

test('what an agency that was merged away asked for enters the register of its successor (C11)', async () => {
  const { fields } = exampleContent('M02');
  const content = { fields: { ...fields, taxCode: '6200012077', budgetCode: '1012377' } };
  const requestId = await plantAccepted(office, world.other, { kind: 'cert.issue.org', content });
  await rawQuery(office.db, "update org_agency set valid_to = '2021-03-20' where id = $1", [world.other.agencyId]);
  await rawQuery(
    office.db,
    `insert into org_agency_event (id, kind, agency_id, successor_id, effective_on) values ($1, 'merge', $2, $3, '2021-03-21')`,
    [newId(), world.other.agencyId, world.commune.agencyId],
  );
  const { batches } = await openBatches(focal(), { kinds: ['cert.issue.org'] });
  const batchId = batches[0]?.id ?? '';
  const view = await viewBatch(focal(), batchId);
  expect(view.findings.map(({ rule, severity }) => [rule, severity])).toContainEqual(['C11', 'warning']);
  await rawQuery(office.db, "update request_batch set state = 'sent' where id = $1", [batchId]);
  await rawQuery(office.db, "update request set state = 'forwarded' where batch_id = $1", [batchId]);
  const [line] = await itemsOf(office, requestId);
  await recordResults(focal(), batchId, {
    results: [
      { lineId: line?.id ?? '', outcome: 'granted', serial: '77AA', validFrom: '2021-03-22', validTo: '2026-03-22' },
    ],
  });
  expect((await certificateFacts(office.db, { serialKeys: ['77aa'] })).bySerial.size).toBe(1);
  const [entry] = await rawQuery<{ agency_id: string }>(
    office.db,
    "select agency_id from certificate_entry where serial_key = '77aa'",
    [],
  );
  expect(entry?.agency_id).toBe(world.commune.agencyId);
});
