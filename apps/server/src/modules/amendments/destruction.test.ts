import type { AmendmentBoard, IncomingAmendments, IncomingRegisterPage, IncomingView } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { searchEntries } from '#modules/search';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildLife, type LifeOffice } from './amendments.testing.ts';
import { type Receiver, SECRET_WORD } from './issued-letter.testing.ts';

let office: TestOffice;
let life: LifeOffice;
let commune: Receiver;
let other: Receiver;

beforeAll(async () => {
  office = await createTestOffice();
  life = await buildLife(office, 2);
  const [one, two] = life.receivers;
  if (one === undefined || two === undefined) {
    throw new Error('two receivers were asked for');
  }
  commune = one;
  other = two;
});
afterAll(() => office.close());

const view = (receiver: Receiver, id: string, subject: Subject = receiver.clerk) =>
  life.call<IncomingView>(subject, 'GET', '/api/incoming/:id', { params: { id } });
const about = (receiver: Receiver, id: string, subject: Subject = receiver.clerk) =>
  life.call<IncomingAmendments>(subject, 'GET', '/api/amendments/incoming/:id', { params: { id } });
const board = (id: string) =>
  life.call<AmendmentBoard>(life.sender.clerk, 'GET', '/api/amendments/outgoing/:id', { params: { id } });
const find = (receiver: Receiver, words = SECRET_WORD) => searchEntries(office.db, receiver.clerk, words, 20);

interface Worked {
  outgoingId: string;
  id: string;
}

/** Registered, directed, being worked on by two, opened and read. */
async function work(word = SECRET_WORD): Promise<Worked> {
  const outgoingId = await life.issue({ abstract: `V/v ${word} trên địa bàn` });
  await life.settle();
  await life.runJobs('incoming.read_page');
  const id = await life.incomingOf(commune, outgoingId);
  const post = (subject: Subject, verb: string, body: object) =>
    life.call(subject, 'POST', `/api/incoming/:id/${verb}`, { params: { id }, body });
  await post(commune.clerk, 'register', { presentTo: commune.leader.positionId, acceptDuplicate: true });
  await post(commune.leader, 'direct', {
    text: `Giao tham mưu về ${word}`,
    assignments: [
      { role: 'lead', to: { kind: 'position', positionId: commune.specialist.positionId }, note: word },
      { role: 'coordinating', to: { kind: 'position', positionId: commune.justice.positionId }, note: '' },
    ],
    needsApproval: true,
  });
  await post(commune.specialist, 'open', {});
  const { lead } = await view(commune, id);
  await post(commune.specialist, 'report', { assignmentId: lead?.id, result: `Đã làm về ${word}` });
  await life.settle();
  return { outgoingId, id };
}

async function askBack({ outgoingId, id }: Worked): Promise<string> {
  await life.call(life.sender.leader, 'POST', '/api/amendments/outgoing/:id/take-back', {
    params: { id: outgoingId },
    body: { reason: 'Gửi nhầm' },
  });
  await life.settle();
  const request = (await about(commune, id)).requests.find((one) => one.state === 'waiting');
  if (request === undefined) {
    throw new Error('nobody asked');
  }
  return request.id;
}

const agree = (requestId: string, seenParts: number, subject: Subject = commune.clerk) =>
  life.call(subject, 'POST', '/api/amendments/requests/:id/agree', { params: { id: requestId }, body: { seenParts } });

async function hashesOf(agencyId: string, documentId: string): Promise<string[]> {
  const rows = await rawQuery<{ sha256: string }>(
    office.db,
    `select file.sha256 from document_file link join file on file.agency_id = link.agency_id and file.id = link.file_id
     where link.agency_id = $1 and link.document_id = $2 order by file.sha256`,
    [agencyId, documentId],
  );
  return rows.map((row) => row.sha256);
}

/** Every text of every row of every table that the agency has, and of those that belong to bytes: the whole of what is kept. */
async function grep(agencyId: string, word: string): Promise<string[]> {
  const tables = await rawQuery<{ name: string }>(
    office.db,
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'agency_id' group by table_name order by table_name`,
    [],
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await rawQuery<{ n: number }>(
      office.db,
      `select count(*)::int as n from ${name} t where t.agency_id = $1 and t::text ilike '%' || $2 || '%'`,
      [agencyId, word],
    );
    if ((row?.n ?? 0) > 0) {
      found.push(name);
    }
  }
  return found;
}

describe('before anybody agrees', () => {
  test('the clerk reads what it will cost: files, the number that stays, the work that stops', async () => {
    const worked = await work();
    const requestId = await askBack(worked);
    const [request] = (await about(commune, worked.id)).requests;
    expect(request?.openParts.map(({ label }) => label)).toEqual(['Chủ trì', 'Phối hợp']);
    expect(request?.consequences.join(' ')).toContain('2 việc đang xử lý sẽ dừng');
    expect(request?.consequences.join(' ')).toContain('Hủy 2 tệp');
    await expect(agree(requestId, 1)).rejects.toMatchObject({ code: 'amendments.parts_changed' });
    await expect(agree(requestId, 2, commune.leader)).rejects.toMatchObject({ code: 'amendments.agree.forbidden' });
    await expect(agree(requestId, 2, commune.specialist)).rejects.toMatchObject({ code: 'amendments.agree.forbidden' });
    await expect(agree(requestId, 2, other.clerk)).rejects.toMatchObject({ code: 'amendments.request_not_found' });
    expect((await view(commune, worked.id)).state).toBe('awaiting_result_approval');
  });
});

describe('a recalled letter', () => {
  let worked: Worked;
  let hashes: string[];
  let requestId: string;

  /** Said of this letter alone, in its abstract, its directive, a note and a result. */
  const WORD = 'bồ câu đưa thư';

  beforeAll(async () => {
    worked = await work(WORD);
    hashes = await hashesOf(commune.agencyId, worked.id);
    requestId = await askBack(worked);
    expect(await find(commune, WORD)).toHaveLength(1);
    expect(await grep(commune.agencyId, WORD)).toEqual(
      expect.arrayContaining(['document', 'incoming_document', 'task_assignment', 'task_directive']),
    );
    await agree(requestId, 2);
    await life.settle();
  });

  test('keeps number, days, issuer and the ground, and nothing else', async () => {
    const left = await view(commune, worked.id);
    expect(left).toMatchObject({
      state: 'recalled',
      arrivedOn: '2021-03-22',
      facts: { abstract: '', signatory: '', issuingAgencyName: 'UBND huyện Bản Sen', recipients: [] },
      mainFile: null,
      attachments: [],
      frozen: { kind: 'recalled' },
      foundDeadlines: [],
    });
    expect(left.arrival?.number).toBeGreaterThan(0);
    expect(left.frozen?.text).toContain('Thu hồi theo');
    expect((await about(commune, worked.id)).destroyed).toMatchObject({ files: 2, stoppedParts: 2 });
  });

  test('is found neither by search nor in any row of the agency', async () => {
    expect(await find(commune, WORD)).toEqual([]);
    expect(await grep(commune.agencyId, WORD)).toEqual([]);
    // The receiver that was not asked yet has it all, and the sender its frozen copy.
    expect(await find(other, WORD)).toHaveLength(1);
    expect(await grep(life.sender.agencyId, WORD)).toEqual(expect.arrayContaining(['document']));
    expect(await hashesOf(commune.agencyId, worked.id)).toEqual([]);
  });

  test('its files answer 410 with the ground', async () => {
    const route = life.call(commune.clerk, 'GET', '/api/incoming/:id/files/:fileId', {
      params: { id: worked.id, fileId: worked.id },
      query: { download: 'true' },
    });
    await expect(route).rejects.toMatchObject({ code: 'incoming.recalled', status: 410 });
  });

  test('stands in the register with its number and the ground', async () => {
    const book = await life.call<IncomingRegisterPage>(commune.clerk, 'GET', '/api/incoming/book', { query: {} });
    const row = book.items.find((item) => item.documentId === worked.id);
    expect(row).toMatchObject({ abstract: '', state: 'recalled', author: 'UBND huyện Bản Sen' });
    expect(row?.note).toContain('Thu hồi theo');
  });

  test('stops the work and tells those who had it', async () => {
    const parts = await rawQuery<{ state: string }>(
      office.db,
      'select distinct state from task_assignment where object_id = $1',
      [worked.id],
    );
    expect(parts).toEqual([{ state: 'withdrawn' }]);
    const notices = await rawQuery<{ person_id: string; kind: string }>(
      office.db,
      `select person_id, kind from notification where agency_id = $1 and link = $2 and kind = 'incoming.recalled'`,
      [commune.agencyId, `/van-ban-den/${worked.id}`],
    );
    const told = notices.map((notice) => notice.person_id);
    expect(told).toEqual(expect.arrayContaining([commune.specialist.personId, commune.justice.personId]));
    // Whoever had it still reads what is left, and nobody else does.
    expect((await view(commune, worked.id, commune.specialist)).state).toBe('recalled');
    await expect(view(commune, worked.id, commune.colleague)).rejects.toMatchObject({
      code: 'incoming.read.forbidden',
    });
  });

  test('takes no further act, and the answer stands', async () => {
    const post = (verb: string, body: object, subject = commune.clerk) =>
      life.call(subject, 'POST', `/api/incoming/:id/${verb}`, { params: { id: worked.id }, body });
    await expect(post('return', { reason: 'Gửi sai nơi' })).rejects.toMatchObject({ code: 'incoming.wrong_state' });
    await expect(post('complete', { note: 'Kết thúc' }, commune.leader)).rejects.toMatchObject({
      code: 'incoming.wrong_state',
    });
    await expect(agree(requestId, 0)).rejects.toMatchObject({ code: 'amendments.wrong_state' });
    await post('open', {});
    expect(await find(commune, WORD)).toEqual([]);
  });

  test('is proven by a leaf with the hashes of what was destroyed', async () => {
    const [leaf] = await rawQuery<{ detail: { files: string[]; stoppedParts: number; facts: string } }>(
      office.db,
      `select detail::jsonb as detail from audit_leaf where agency_id = $1 and object_id = $2 and action = 'amendments.content_destroyed'`,
      [commune.agencyId, worked.id],
    );
    expect(leaf?.detail.files.map((file) => file.split(':')[2]).sort()).toEqual(hashes);
    expect(leaf?.detail.stoppedParts).toBe(2);
    expect(leaf?.detail.facts).toMatch(/^[0-9a-f]{64}$/);
  });

  test('the sender knows that it is gone', async () => {
    const [amendment] = (await board(worked.outgoingId)).amendments;
    const receiver = amendment?.receivers.find((one) => one.code === commune.code);
    expect(receiver).toMatchObject({
      state: 'agreed',
      rounds: [{ answer: 'agreed', note: 'Đã hủy 2 tệp, dừng 2 việc.' }],
    });
  });

  test('the very same letter brought once more does not come back', async () => {
    const count = () =>
      rawQuery(office.db, 'select count(*)::int as n from incoming_document where agency_id = $1', [commune.agencyId]);
    const before = await count();
    await rawQuery(
      office.db,
      `insert into interchange_inbox (agency_id, id, carrier, message_id, kind, sender_agency_id, sender_code, receiver_code, sha256, size,
         content, state, next_at, received_at)
       select inbox.agency_id, gen_random_uuid(), inbox.carrier, 'again', inbox.kind, inbox.sender_agency_id, inbox.sender_code,
         inbox.receiver_code, inbox.sha256, inbox.size, message.content, 'stored', inbox.received_at, inbox.received_at
       from interchange_inbox inbox join interchange_message message on message.sha256 = inbox.sha256
       where inbox.agency_id = $1 and inbox.document_id = $2 limit 1`,
      [commune.agencyId, worked.id],
    );
    await life.settle();
    expect(await count()).toEqual(before);
    expect((await view(commune, worked.id)).state).toBe('recalled');
    // Neither do its bytes: nothing of the repetition says that somebody here holds them.
    const kept = await rawQuery(
      office.db,
      `select message_id from interchange_inbox
       where agency_id = $1 and document_id = $2 and kind = 'document' and (content is not null or forgotten_at is null)`,
      [commune.agencyId, worked.id],
    );
    expect(kept).toEqual([]);
    const jobs = await rawQuery(
      office.db,
      `select 1 as one from graphile_worker._private_jobs as job
       join graphile_worker._private_tasks as task on task.id = job.task_id
       where task.identifier = 'amendments.erase_bytes'`,
      [],
    );
    expect(jobs).toHaveLength(2);
  });
});

describe('the bytes', () => {
  test('stay while somebody else holds them and go with the last one', async () => {
    const outgoingId = await life.issue();
    await life.settle();
    const [mine, theirs] = [await life.incomingOf(commune, outgoingId), await life.incomingOf(other, outgoingId)];
    const hashes = await hashesOf(commune.agencyId, mine);
    await life.runJobs('incoming.read_page');
    expect(hashes.every((sha256) => office.blobs.has(sha256))).toBe(true);
    await askBack({ outgoingId, id: mine });
    const waiting = async (receiver: Receiver, id: string) => (await about(receiver, id)).requests[0]?.id ?? '';
    await agree(await waiting(commune, mine), 0);
    await life.runJobs('amendments.erase_bytes');
    // The other receiver and the sender still have the letter.
    expect(hashes.every((sha256) => office.blobs.has(sha256))).toBe(true);
    expect(await hashesOf(other.agencyId, theirs)).toEqual(hashes);
    // As if the sender were another installation: nobody here but the receivers has the bytes.
    await rawQuery(office.db, 'delete from document_file where agency_id = $1 and document_id = $2', [
      life.sender.agencyId,
      outgoingId,
    ]);
    await rawQuery(office.db, 'delete from file where agency_id = $1 and sha256 = any($2::text[])', [
      life.sender.agencyId,
      hashes,
    ]);
    const [envelope] = await rawQuery<{ sha256: string }>(
      office.db,
      `update interchange_message set sha256 = null where document_id = $1 and kind = 'document' returning (
         select sha256 from interchange_inbox where document_id = $2 limit 1) as sha256`,
      [outgoingId, theirs],
    );
    await agree(await waiting(other, theirs), 0, other.clerk);
    await life.runJobs('amendments.erase_bytes');
    expect([...hashes, envelope?.sha256 ?? ''].filter((sha256) => office.blobs.has(sha256))).toEqual([]);
    const texts = await rawQuery(office.db, 'select 1 as one from file_text where sha256 = any($1::text[])', [hashes]);
    const pages = await rawQuery(office.db, 'select 1 as one from incoming_page where sha256 = any($1::text[])', [
      hashes,
    ]);
    expect([texts, pages]).toEqual([[], []]);
  });
});
