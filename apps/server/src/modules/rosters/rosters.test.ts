import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { listDocumentFiles } from '#modules/documents';
import { getDraft } from '#modules/drafting';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { acceptList, people, plantAccepted } from '../requests/accepted.testing.ts';
import { acknowledgeBatch, cancelBatch, recheckBatch, removeLines } from './commands/change-batch.ts';
import { decideFinding } from './commands/decide-finding.ts';
import { draftLetter } from './commands/draft-letter.ts';
import { openBatches } from './commands/open-batches.ts';
import { exportRoster } from './queries/export-roster.ts';
import { listBatches } from './queries/list-batches.ts';
import { listLines } from './queries/list-lines.ts';
import { viewBatch } from './queries/view-batch.ts';
import { rosterTables } from './rosters.tables.ts';
import {
  buildRosterWorld,
  itemsOf,
  letterStep,
  type RosterWorld,
  readOne,
  sendBatch,
  stateOf,
} from './rosters.testing.ts';

const LETTERS = [...'abcdeghiklmnopqrstuvxyabcdeg'].map((letter) => letter.toUpperCase() + letter);

let office: TestOffice;
let world: RosterWorld;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRosterWorld(office);
});
afterAll(() => office.close());

function as(subject: Subject, key?: string) {
  office.clock.advance(1_000);
  return office.as(subject, key);
}
const focal = (key?: string) => as(world.district.focal, key);
const open = (who: Subject = world.district.focal) => openBatches(as(who), { kinds: ['account.new'] });

async function openOne(): Promise<string> {
  const [batch] = (await open()).batches;
  return batch?.id ?? '';
}

/** Whatever an earlier test left is given up. */
async function clear(): Promise<void> {
  const rows = await rawQuery<{ id: string }>(
    office.db,
    "select id from request_batch where state = 'collecting' or (state = 'letter_drafted' and document_id is null)",
    [],
  );
  for (const { id } of rows) {
    await cancelBatch(focal(), id);
  }
  await rawQuery(office.db, "update request_item set live = false where state = 'open' and batch_id is null", []);
}

describe('collecting', () => {
  test('accepted lines of all units become one list in the order of the directory, then of given names', async () => {
    await clear();
    const first = await acceptList(office, world, world.commune, 'account.new', people('Lò Văn Yên', 'Sùng A An'));
    const second = await acceptList(office, world, world.other, 'account.new', people('Tẩn A Bình'));
    const { batches } = await open();
    expect(batches).toMatchObject([
      { kind: 'account.new', lines: 3, agencies: 2, state: 'collecting', openFindings: 0 },
    ]);
    const view = await viewBatch(focal(), batches[0]?.id ?? '');
    expect(view.items.map(({ stt, values, originalNo }) => [stt, values.fullName, originalNo])).toEqual([
      [1, 'Tẩn A Bình', 1],
      [2, 'Sùng A An', 2],
      [3, 'Lò Văn Yên', 1],
    ]);
    expect(view.totals.map(({ agencyName, count }) => [agencyName, count])).toEqual([
      ['UBND xã Bản Bo', 1],
      ['UBND xã Nà Tăm', 2],
    ]);
    // Telephone numbers are personal.
    expect(view.items[0]?.values.phone).toBe('•••000');
    expect([(await stateOf(office, first)).state, (await stateOf(office, second)).state]).toEqual([
      'batched',
      'batched',
    ]);
    expect(
      world.ports.seen
        .filter(({ state }) => state === 'batched')
        .map(({ id }) => id)
        .sort(),
    ).toEqual([first, second].sort());
  });

  test('later lines join the batch that still collects; nothing left is an error', async () => {
    await clear();
    await acceptList(office, world, world.commune, 'account.new', people('Lò Văn Một'));
    const id = await openOne();
    await acceptList(office, world, world.other, 'account.new', people('Lò Văn Hai'));
    expect((await open()).batches).toMatchObject([{ id, lines: 2 }]);
    await expect(open()).rejects.toMatchObject({ code: 'requests.batch_empty' });
    const page = await listBatches(focal(), { box: 'own', limit: 50 });
    expect(page.items.find((batch) => batch.id === id)).toMatchObject({ lines: 2, waiting: 2 });
    expect(page.ready).toEqual([]);
  });

  test('two who press the button at once: every line once', async () => {
    await clear();
    await acceptList(office, world, world.commune, 'account.new', people('Lò Văn Ba', 'Lò Văn Tư'));
    await acceptList(office, world, world.other, 'account.new', people('Lò Văn Năm'));
    const results = await Promise.allSettled([open(), open(), open()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const doubles = await rawQuery(
      office.db,
      'select item_id from request_batch_line where removed_at is null group by item_id having count(*) > 1',
      [],
    );
    expect(doubles).toEqual([]);
    const row = await readOne<{ n: number }>(
      office,
      "select count(*)::int as n from request_batch where state = 'collecting' and kind = 'account.new'",
      [],
    );
    expect(row.n).toBe(1);
  });

  test('a second live place for one line is refused by the table itself', async () => {
    await clear();
    const requestId = await acceptList(office, world, world.commune, 'account.new', people('Lò Văn Sáu'));
    const id = await openOne();
    const [item] = await itemsOf(office, requestId);
    const batch = await readOne<{ agency_id: string; kind: string }>(
      office,
      'select * from request_batch where id = $1',
      [id],
    );
    const other = newId();
    const copy = { ...batch, id: other, state: 'cancelled', findings: '[]', decisions: '[]' };
    await rosterTables(office.db)
      .insertInto('request_batch')
      .values(copy as never)
      .execute();
    await expect(
      rawQuery(
        office.db,
        `insert into request_batch_line (agency_id, batch_id, item_id, item_agency_id, request_id, stt, original_no)
         values ($1, $2, $3, $4, $5, 1, 1)`,
        [batch.agency_id, other, item?.id, world.commune.agencyId, requestId],
      ),
    ).rejects.toMatchObject({ constraint: 'request_batch_line_once' });
  });

  test('is the focal people’s of the guiding office; for others the batch does not exist', async () => {
    await clear();
    await acceptList(office, world, world.commune, 'account.new', people('Lò Văn Bảy'));
    await expect(open(world.district.clerk)).rejects.toMatchObject({ code: 'requests.roster_open.forbidden' });
    const id = await openOne();
    await expect(viewBatch(as(world.commune.clerk), id)).rejects.toMatchObject({ code: 'requests.batch_not_found' });
    await expect(viewBatch(as(world.department.focal), id)).rejects.toMatchObject({ code: 'requests.batch_not_found' });
    await expect(viewBatch(as(world.district.specialist), id)).rejects.toMatchObject({ status: 403 });
    await expect(recheckBatch(as(world.district.leader), id)).rejects.toMatchObject({ status: 403 });
    await expect(exportRoster(as(world.district.clerk), id, 'xlsx')).rejects.toMatchObject({ status: 403 });
  });

  test('without a destination nothing is opened and nothing moves', async () => {
    await clear();
    const requestId = await acceptList(office, world, world.commune, 'account.new', people('Lò Văn Tám'));
    const set = (id: string | null) =>
      rawQuery(office.db, 'update request_setting set account_destination_id = $1', [id]);
    await set(null);
    await expect(open()).rejects.toMatchObject({ code: 'requests.destination_missing' });
    expect((await stateOf(office, requestId)).state).toBe('accepted');
    await set(world.department.agencyId);
    await openOne();
  });
});

describe('findings', () => {
  /** The same person in two units: the name and the telephone say so. */
  async function openDoubles(): Promise<{ id: string; mine: string; theirs: string }> {
    await clear();
    const mine = await acceptList(office, world, world.commune, 'account.new', people('Giàng A Chung', 'Lò Thị Riêng'));
    const theirs = await acceptList(office, world, world.other, 'account.new', people('Giàng A Chung'));
    return { id: await openOne(), mine, theirs };
  }

  test('a person decides which line stays; the other goes back with the reason, its neighbours go on', async () => {
    const { id, mine, theirs } = await openDoubles();
    const view = await viewBatch(focal(), id);
    const [finding] = view.findings;
    expect(finding).toMatchObject({ rule: 'C8', severity: 'warning' });
    const [kept] = await itemsOf(office, theirs);
    const after = await decideFinding(focal(), id, {
      findingId: finding?.id ?? '',
      keep: [kept?.id ?? ''],
      reason: 'Đã chuyển sang xã Bản Bo',
    });
    expect(after).toMatchObject({ lines: 2, findings: [] });
    expect(after.items.map(({ stt }) => stt)).toEqual([1, 2]);
    const items = await itemsOf(office, mine);
    expect(items.map(({ state }) => state)).toEqual(['returned', 'open']);
    expect((await stateOf(office, mine)).state).toBe('batched');
    const told = await rawQuery<{ text: string }>(office.db, 'select text from notification where link = $1', [
      `/de-nghi/${mine}`,
    ]);
    expect(told.map(({ text }) => text).join()).toContain('Đã chuyển sang xã Bản Bo');
    const leaf = await readOne<{ action: string }>(
      office,
      "select action from audit_leaf where object_id = $1 and action = 'requests.roster_decided'",
      [id],
    );
    expect(leaf.action).toBe('requests.roster_decided');
  });

  test('a request that has lost all its lines is returned as a whole and may be corrected', async () => {
    const { id, mine, theirs } = await openDoubles();
    const [finding] = (await viewBatch(focal(), id)).findings;
    const [kept] = await itemsOf(office, mine);
    await decideFinding(focal(), id, {
      findingId: finding?.id ?? '',
      keep: [kept?.id ?? ''],
      reason: 'Trùng với xã Nà Tăm',
    });
    expect(await stateOf(office, theirs)).toMatchObject({ state: 'returned', returned_reason: 'Trùng với xã Nà Tăm' });
    expect((await itemsOf(office, theirs)).every(({ live }) => !live)).toBe(true);
    expect(world.ports.seen.at(-1)).toMatchObject({ id: theirs, state: 'returned' });
  });

  test('keeping both is a decision too; a finding that is gone is not decided again', async () => {
    const { id } = await openDoubles();
    const [finding] = (await viewBatch(focal(), id)).findings;
    const body = { findingId: finding?.id ?? '', keep: finding?.lineIds ?? [], reason: 'Hai người cùng tên' };
    const after = await decideFinding(focal(), id, body);
    expect(after.findings).toMatchObject([{ id: finding?.id, decision: { reason: 'Hai người cùng tên' } }]);
    expect((await recheckBatch(focal(), id)).findings[0]?.decision).not.toBeNull();
    await expect(decideFinding(focal(), id, { ...body, findingId: 'khong-con' })).rejects.toMatchObject({
      code: 'requests.item_not_found',
    });
    await expect(decideFinding(focal(), id, { ...body, keep: [newId()] })).rejects.toMatchObject({
      code: 'requests.item_not_found',
    });
  });

  test('what waits in an earlier batch stops the letter until the line is gone (C10)', async () => {
    await clear();
    const first = await plantAccepted(office, world.commune, {
      kind: 'account.new',
      content: people('Vàng Thị Sớm'),
    });
    await sendBatch(office, world, 'account.new');
    const again = { kind: 'account.new' as const, content: people('VÀNG Thị  Sớm', 'Vàng Thị Muộn') };
    const second = await plantAccepted(office, world.commune, again);
    const id = await openOne();
    const [finding] = (await viewBatch(focal(), id)).findings;
    expect(finding).toMatchObject({ rule: 'C10', severity: 'error', code: 'requests.open_earlier' });
    await expect(draftLetter(focal(), { batchIds: [id] })).rejects.toMatchObject({ code: 'requests.conflicts_open' });
    const body = { findingId: finding?.id ?? '', keep: [], reason: 'Đã gửi đợt trước' };
    expect(await decideFinding(focal(), id, body)).toMatchObject({ lines: 1, openFindings: 0 });
    expect((await itemsOf(office, second)).map(({ state }) => state)).toEqual(['returned', 'open']);
    expect((await stateOf(office, first)).state).toBe('forwarded');
  });

  test('an error cannot be kept, and stops the letter', async () => {
    await clear();
    const requestId = await acceptList(office, world, world.commune, 'account.new', people('Vàng Thị Lỗi'));
    const id = await openOne();
    const [item] = await itemsOf(office, requestId);
    const finding = {
      id: 'thu',
      rule: 'C10',
      code: 'requests.open_earlier',
      severity: 'error',
      message: 'Còn đề nghị cùng loại.',
      lineIds: [item?.id],
    };
    await rawQuery(office.db, 'update request_batch set findings = $2, open_findings = 1 where id = $1', [
      id,
      JSON.stringify([finding]),
    ]);
    const decide = (keep: string[]) => decideFinding(focal(), id, { findingId: 'thu', keep, reason: 'Vẫn giữ' });
    await expect(decide([item?.id ?? ''])).rejects.toMatchObject({ code: 'requests.conflicts_open' });
    expect((await decide([])).lines).toBe(0);
    expect((await stateOf(office, requestId)).state).toBe('returned');
    await expect(draftLetter(focal(), { batchIds: [id] })).rejects.toMatchObject({ code: 'requests.batch_empty' });
  });

  test('removed lines stay accepted and join the next batch; cancelling frees all', async () => {
    await clear();
    const requestId = await acceptList(office, world, world.commune, 'account.new', people('Lò Văn Mai', 'Lò Văn Đào'));
    const id = await openOne();
    const [item] = await itemsOf(office, requestId);
    const body = { lineIds: [item?.id ?? ''], reason: 'Chờ bổ sung' };
    expect((await removeLines(focal(), id, body)).lines).toBe(1);
    await expect(removeLines(focal(), id, body)).rejects.toMatchObject({
      code: 'requests.item_not_found',
    });
    expect((await stateOf(office, requestId)).state).toBe('batched');
    const page = await listBatches(focal(), { box: 'own', limit: 50 });
    expect(page.ready).toMatchObject([{ kind: 'account.new', lines: 1 }]);
    expect(await cancelBatch(focal(), id)).toMatchObject({ state: 'cancelled', lines: 2 - 1 });
    expect((await stateOf(office, requestId)).state).toBe('accepted');
    expect((await open()).batches).toMatchObject([{ lines: 2 }]);
    await expect(cancelBatch(focal(), id)).rejects.toMatchObject({ status: 403 });
  });
});

describe('the covering letter', () => {
  test('carries both forms of the list and every signed request; the batch moves with it', async () => {
    await clear();
    const mine = await acceptList(office, world, world.commune, 'account.new', people('Lý A Thư'));
    const theirs = await acceptList(office, world, world.other, 'account.new', people('Lý Thị Bút', 'Lý A Mực'));
    const id = await openOne();
    const { documentId, link } = await draftLetter(focal('letter'), { batchIds: [id] });
    expect(await draftLetter(focal('letter'), { batchIds: [id] })).toEqual({ documentId, link });
    await expect(draftLetter(focal(), { batchIds: [id] })).rejects.toMatchObject({ status: 403 });
    const draft = await getDraft(office.db, world.district.agencyId, documentId);
    expect(draft).toMatchObject({ drafter_person_id: world.district.focal.personId, receiver_count: 1 });
    const words = JSON.stringify(draft.content);
    expect(words).toContain('3 trường hợp của 2 đơn vị');
    expect(words).toContain('UBND xã Bản Bo: 2; UBND xã Nà Tăm: 1');
    const files = await listDocumentFiles(office.db, world.district.agencyId, documentId);
    expect(files.map(({ name }) => name.replace(/^.*\./, '')).sort()).toEqual(['pdf', 'pdf', 'pdf', 'xlsx']);

    await letterStep(office, world, documentId, 'handed_over');
    expect(await viewBatch(focal(), id)).toMatchObject({ state: 'awaiting_signature' });
    await expect(removeLines(focal(), id, { lineIds: [newId()], reason: 'Muộn' })).rejects.toMatchObject({
      status: 403,
    });
    await letterStep(office, world, documentId, 'returned');
    expect(await viewBatch(focal(), id)).toMatchObject({ state: 'letter_drafted' });
    await letterStep(office, world, documentId, 'handed_over');
    await letterStep(office, world, documentId, 'issued', '15/UBND-VHTT');
    expect(await viewBatch(focal(), id)).toMatchObject({
      state: 'sent',
      numberSymbol: '15/UBND-VHTT',
      answerDueOn: null,
    });
    expect([(await stateOf(office, mine)).state, (await stateOf(office, theirs)).state]).toEqual([
      'forwarded',
      'forwarded',
    ]);
    const told = await rawQuery<{ text: string }>(office.db, 'select text from notification where link = $1', [
      `/de-nghi/${mine}`,
    ]);
    expect(told.map(({ text }) => text).join()).toContain('15/UBND-VHTT');

    const received = await listBatches(as(world.department.focal), { box: 'received', limit: 50 });
    expect(received.items.map((batch) => batch.id)).toContain(id);
    expect(await acknowledgeBatch(as(world.department.focal), id)).toMatchObject({
      state: 'acknowledged',
      letter: null,
      findings: [],
    });
    await expect(acknowledgeBatch(focal(), id)).rejects.toMatchObject({ status: 403 });
  });

  test('more requests than a letter carries go as one package, each under the name of its unit', async () => {
    await clear();
    for (let index = 0; index < 99; index += 1) {
      await plantAccepted(office, index % 2 === 0 ? world.commune : world.other, {
        kind: 'account.new',
        content: people(`Lường Văn ${LETTERS[index % 26]}${LETTERS[Math.floor(index / 26)]}`),
      });
    }
    const id = await openOne();
    const { documentId } = await draftLetter(focal(), { batchIds: [id] });
    const files = await listDocumentFiles(office.db, world.district.agencyId, documentId);
    expect(files.map(({ name }) => name.replace(/^.*\./, '')).sort()).toEqual(['pdf', 'xlsx', 'zip']);
    const packed = files.find(({ name }) => name.endsWith('.zip'));
    const zip = await fromBufferPromise(await office.blobs.readBytes(packed?.sha256 ?? ''), { lazyEntries: true });
    const names: string[] = [];
    for await (const entry of zip.eachEntry()) {
      names.push(entry.fileName);
    }
    expect(names).toHaveLength(99);
    expect(new Set(names).size).toBe(99);
    expect(names[0]).toMatch(/^M06 01 UBND xã Bản Bo - 1 tài khoản\.pdf$/);
  });

  test('a request without its signed page stops the letter', async () => {
    await clear();
    const requestId = await plantAccepted(office, world.commune, {
      kind: 'account.new',
      content: people('Lò Văn Trắng'),
    });
    await rawQuery(office.db, 'update request set file_id = null where id = $1', [requestId]);
    const id = await openOne();
    await expect(draftLetter(focal(), { batchIds: [id] })).rejects.toMatchObject({ code: 'requests.file_missing' });
    expect(await viewBatch(focal(), id)).toMatchObject({ state: 'collecting', letter: null });
  });

  test('a draft given up, a number cancelled: another letter may be drafted', async () => {
    await clear();
    await acceptList(office, world, world.commune, 'account.new', people('Mào Văn Lại'));
    const id = await openOne();
    const first = await draftLetter(focal(), { batchIds: [id] });
    await rawQuery(office.db, "update drafting_draft set state = 'withdrawn' where id = $1", [first.documentId]);
    expect(await viewBatch(focal(), id)).toMatchObject({ stateLabel: 'Chờ soạn lại công văn', letter: null });
    const second = await draftLetter(focal(), { batchIds: [id] });
    await letterStep(office, world, second.documentId, 'handed_over');
    await letterStep(office, world, second.documentId, 'cancelled', '16/UBND-VHTT');
    expect(await viewBatch(focal(), id)).toMatchObject({ state: 'letter_drafted', letter: null });
    expect((await draftLetter(focal(), { batchIds: [id] })).documentId).not.toBe(second.documentId);
  });

  test('the list can be had as PDF, as XLSX and with columns for the results', async () => {
    await clear();
    await acceptList(office, world, world.commune, 'account.new', people('Phùng A Xuất'));
    const id = await openOne();
    const starts: string[] = [];
    for (const format of ['pdf', 'xlsx', 'results'] as const) {
      const { stream } = await exportRoster(focal(), id, format);
      starts.push(Buffer.isBuffer(stream) ? stream.subarray(0, 2).toString('latin1') : '');
    }
    expect(starts).toEqual(['%P', 'PK', 'PK']);
    const lines = await listLines(focal(), id, { limit: 50, q: 'phung a' });
    expect(lines.items).toHaveLength(1);
    expect((await listLines(focal(), id, { limit: 50, q: 'khong ai' })).items).toEqual([]);
  });
});
