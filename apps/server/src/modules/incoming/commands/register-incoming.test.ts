import type { RegisterIncoming } from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listMovements } from '#modules/documents';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { getIncoming } from '../incoming.store.ts';
import { buildCommune, buildLetter, receiveForTest, recordingPorts, type TestCommune } from '../incoming.testing.ts';
import { actOnMany } from './act-on-many.ts';
import { presentIncoming } from './present-incoming.ts';
import { registerIncoming } from './register-incoming.ts';
import { returnIncoming } from './return-incoming.ts';

let office: TestOffice;
let commune: TestCommune;
let serial = 0;

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
});
afterAll(() => office.close());

async function arrive(agencyId = commune.agencyId): Promise<string> {
  serial += 1;
  const letter = buildLetter(agencyId, { facts: { numberSymbol: `${serial}/BC-UBND` } });
  return (await receiveForTest(office, letter)).documentId;
}

const PLAIN: RegisterIncoming = { presentTo: null, acceptDuplicate: false };

function register(id: string, subject: Subject = commune.clerk, ports = recordingPorts(), body = PLAIN) {
  return registerIncoming(office.as(subject), ports, id, body);
}

test('gives the next arrival number, tells the sender, leaves timeline and trace', async () => {
  const id = await arrive();
  const ports = recordingPorts();
  const ack = await register(id, commune.clerk, ports);
  expect(ack).toMatchObject({ state: 'registered', arrivalNumber: expect.any(Number) });
  expect(ack.abilities['incoming.register']).not.toBe(true);
  expect(ack.abilities['incoming.present']).toBe(true);
  expect(ports.reports).toEqual([
    { agencyId: commune.agencyId, documentId: id, code: '03', note: '', arrivalNumber: ack.arrivalNumber },
  ]);
  const kinds = (await listMovements(office.db, commune.agencyId, id)).map((movement) => movement.kind);
  expect(kinds.sort()).toEqual(['received', 'registered']);
  const trail = await rawQuery<{ action: string }>(office.db, 'select action from audit_leaf where object_id = $1', [
    id,
  ]);
  expect(trail.map((leaf) => leaf.action)).toContain('incoming.registered');
  const unread = await rawQuery(office.db, 'select 1 from notification where link = $1 and read_at is null', [
    `/van-ban-den/${id}`,
  ]);
  expect(unread).toEqual([]);
});

test('"Vào sổ và chuyển" presents to the leader in the same act', async () => {
  const id = await arrive();
  const ack = await register(id, commune.clerk, recordingPorts(), {
    presentTo: commune.leader.positionId,
    acceptDuplicate: false,
  });
  expect(ack.state).toBe('awaiting_directive');
  const row = await getIncoming(office.db, { agencyId: commune.agencyId, id });
  expect(row).toMatchObject({ presented_to: commune.leader.positionId, forwarded_on: '2021-03-22' });
  const told = await rawQuery<{ person_id: string }>(
    office.db,
    'select person_id from notification where link = $1 and read_at is null',
    [`/van-ban-den/${id}`],
  );
  expect(told).toEqual([{ person_id: commune.leader.personId }]);
});

test('is the clerk’s alone; another agency’s document does not exist', async () => {
  const id = await arrive();
  await expect(register(id, commune.leader)).rejects.toMatchObject({
    code: 'incoming.register.forbidden',
    status: 403,
  });
  for (const subject of [commune.specialist, commune.administrator]) {
    await expect(register(id, subject)).rejects.toMatchObject({ code: 'incoming.read.forbidden', status: 403 });
  }
  const other = await buildCommune(office.db, 'UBND xã Khun Há');
  await expect(register(id, other.clerk)).rejects.toMatchObject({ code: 'incoming.not_found', status: 404 });
  const { state } = await getIncoming(office.db, { agencyId: commune.agencyId, id });
  expect(state).toBe('received');
});

test('two clerks at once: one number, the other is told', async () => {
  const id = await arrive();
  const outcomes = await Promise.allSettled([register(id, commune.clerk), register(id, commune.secondClerk)]);
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  expect(failed?.reason).toMatchObject({ code: 'incoming.wrong_state', status: 409 });
  const entries = await rawQuery(office.db, 'select 1 from register_entry where document_id = $1', [id]);
  expect(entries).toHaveLength(1);
});

test('forty letters by two clerks at once: the numbers have no gap', async () => {
  const agency = await buildCommune(office.db, 'UBND xã Bản Bo');
  const ids = await Promise.all(Array.from({ length: 40 }, () => arrive(agency.agencyId)));
  const acks = await Promise.all(
    ids.map((id, index) => register(id, index % 2 === 0 ? agency.clerk : agency.secondClerk)),
  );
  const numbers = acks.map((ack) => ack.arrivalNumber ?? 0).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 40 }, (_unused, index) => index + 1));
});

test('the same click twice is one number', async () => {
  const id = await arrive();
  const once = () => registerIncoming(office.as(commune.clerk, 'same-click-1'), recordingPorts(), id, PLAIN);
  const [first, second] = [await once(), await once()];
  expect(second).toEqual(first);
});

test('a duplicate is registered only when the clerk says so', async () => {
  const letter = buildLetter(commune.agencyId, { facts: { numberSymbol: '77/TB-UBND' } });
  await receiveForTest(office, letter);
  const { documentId } = await receiveForTest(office, { ...letter, envelopeDocumentId: 'again' });
  await expect(register(documentId)).rejects.toMatchObject({ code: 'incoming.duplicate', status: 409 });
  const ack = await register(documentId, commune.clerk, recordingPorts(), { presentTo: null, acceptDuplicate: true });
  expect(ack.state).toBe('registered');
});

test('a batch registers in the order of arrival and says for each document what happened', async () => {
  const agency = await buildCommune(office.db, 'UBND xã Sơn Bình');
  const arriveAt = async (minute: number) =>
    (
      await receiveForTest(
        office,
        buildLetter(agency.agencyId, {
          arrivedAt: new Date(Date.UTC(2021, 2, 22, 1, minute)),
          facts: { numberSymbol: `${minute}/KH-UBND` },
        }),
      )
    ).documentId;
  const late = await arriveAt(30);
  const early = await arriveAt(5);
  const done = await arriveAt(1);
  await register(done, agency.clerk);
  const run = (key: string) =>
    actOnMany(office.as(agency.clerk, key), [late, done, early], (context, id) =>
      registerIncoming(context, recordingPorts(), id, PLAIN),
    );
  const answer = await run('batch-key-1');
  expect(answer.done).toBe(2);
  expect(answer.items.map(({ id, code, arrivalNumber }) => ({ id, code, arrivalNumber }))).toEqual([
    { id: done, code: 'incoming.wrong_state', arrivalNumber: null },
    { id: early, code: null, arrivalNumber: 2 },
    { id: late, code: null, arrivalNumber: 3 },
  ]);
  expect(await run('batch-key-1')).toEqual(answer);
});

test('presenting needs a leader in office and a number; again to another leader while nobody has directed', async () => {
  const id = await arrive();
  const present = (positionId: string, subject = commune.clerk) =>
    presentIncoming(office.as(subject), recordingPorts(), id, { positionId, note: '' });
  await expect(present(commune.leader.positionId)).rejects.toMatchObject({ code: 'incoming.wrong_state' });
  await register(id);
  await expect(present(commune.specialist.positionId)).rejects.toMatchObject({ code: 'incoming.leader_unknown' });
  await expect(present(commune.leader.positionId, commune.leader)).rejects.toMatchObject({
    code: 'incoming.present.forbidden',
  });
  expect((await present(commune.leader.positionId)).state).toBe('awaiting_directive');
  await present(commune.deputy.positionId);
  const row = await getIncoming(office.db, { agencyId: commune.agencyId, id });
  expect(row.presented_to).toBe(commune.deputy.positionId);
});

test('returning keeps the reason, tells the sender and ends the way; a number given stays in the book', async () => {
  const id = await arrive();
  const ports = recordingPorts();
  await register(id);
  const send = (subject: Subject) => returnIncoming(office.as(subject), ports, id, 'Gửi nhầm nơi nhận');
  await expect(send(commune.leader)).rejects.toMatchObject({ code: 'incoming.return.forbidden' });
  expect((await send(commune.clerk)).state).toBe('returned');
  expect(ports.reports).toEqual([
    { agencyId: commune.agencyId, documentId: id, code: '02', note: 'Gửi nhầm nơi nhận' },
  ]);
  await expect(send(commune.clerk)).rejects.toMatchObject({ code: 'incoming.wrong_state' });
  const live = await rawQuery(
    office.db,
    'select 1 from register_entry where document_id = $1 and cancelled_at is null',
    [id],
  );
  expect(live).toHaveLength(1);
});

test('a reason that carries a secrecy mark is refused and nothing changes', async () => {
  const id = await arrive();
  await expect(
    returnIncoming(office.as(commune.clerk), recordingPorts(), id, 'Văn bản đóng dấu (Tối mật)'),
  ).rejects.toMatchObject({ code: 'documents.state_secret' });
  expect((await getIncoming(office.db, { agencyId: commune.agencyId, id })).state).toBe('received');
});
