import type { AmendmentAck, AmendmentBoard, IncomingAmendments } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildLife, type LifeOffice } from './amendments.testing.ts';
import type { Receiver } from './issued-letter.testing.ts';

let office: TestOffice;
let life: LifeOffice;
let first: Receiver;
let second: Receiver;

beforeAll(async () => {
  office = await createTestOffice();
  life = await buildLife(office, 2);
  const [one, two] = life.receivers;
  if (one === undefined || two === undefined) {
    throw new Error('two receivers were asked for');
  }
  first = one;
  second = two;
});
afterAll(() => office.close());

const board = (id: string, subject: Subject = life.sender.clerk) =>
  life.call<AmendmentBoard>(subject, 'GET', '/api/amendments/outgoing/:id', { params: { id } });
const takeBack = (id: string, body: object = {}, subject: Subject = life.sender.clerk) =>
  life.call<AmendmentAck>(subject, 'POST', '/api/amendments/outgoing/:id/take-back', {
    params: { id },
    body: { reason: 'Gửi nhầm bản chưa duyệt', ...body },
  });
const about = async (receiver: Receiver, id: string) =>
  life.call<IncomingAmendments>(receiver.clerk, 'GET', '/api/amendments/incoming/:id', {
    params: { id: await life.incomingOf(receiver, id) },
  });
async function requestOf(receiver: Receiver, id: string) {
  const request = (await about(receiver, id)).requests.findLast((one) => one.state === 'waiting');
  if (request === undefined) {
    throw new Error('nobody asked');
  }
  return request;
}
async function answer(receiver: Receiver, id: string, verb: 'agree' | 'reject', subject: Subject = receiver.clerk) {
  const request = await requestOf(receiver, id);
  const body = verb === 'agree' ? { seenParts: request.openParts.length } : { reason: 'Đã triển khai xong' };
  await life.call(subject, 'POST', `/api/amendments/requests/:id/${verb}`, { params: { id: request.id }, body });
}
async function register(receiver: Receiver, id: string): Promise<string> {
  const incomingId = await life.incomingOf(receiver, id);
  await life.call(receiver.clerk, 'POST', '/api/incoming/:id/register', {
    params: { id: incomingId },
    body: { acceptDuplicate: true },
  });
  return incomingId;
}
const auditOf = async (agencyId: string, objectId: string): Promise<string[]> => {
  const rows = await rawQuery<{ action: string }>(
    office.db,
    'select action from audit_leaf where agency_id = $1 and object_id = $2 order by id',
    [agencyId, objectId],
  );
  return rows.map((row) => row.action);
};

describe('a letter sent by mistake', () => {
  test('is asked back from all, frozen here, and each receiver answers for itself', async () => {
    const id = await life.issue();
    await life.settle();
    expect((await board(id)).askable).toHaveLength(2);
    expect(await takeBack(id)).toMatchObject({ state: 'asked', receivers: 2 });
    const asked = await board(id);
    expect(asked.frozen).toMatchObject({ kind: 'taken_back', by: life.sender.clerk.displayName });
    expect(asked.amendments[0]).toMatchObject({ kind: 'take_back', counts: { asked: 2, agreed: 0, rejected: 0 } });
    expect(asked.askable).toEqual([]);
    await life.settle();
    expect(await requestOf(first, id)).toMatchObject({
      kind: 'take_back',
      reason: 'Gửi nhầm bản chưa duyệt',
      round: 1,
      // Asked on a Monday: the next working day.
      answerBy: '2021-03-23',
      letter: null,
    });
    await answer(first, id, 'agree');
    await answer(second, id, 'reject');
    await life.settle();
    const after = await board(id);
    expect(after.amendments[0]?.counts).toEqual({ asked: 2, agreed: 1, rejected: 1, paperDue: 0 });
    expect(after.amendments[0]?.receivers.map(({ state }) => state)).toEqual(['agreed', 'rejected']);
    expect(after.amendments[0]?.receivers[1]?.rounds[0]).toMatchObject({
      answer: 'rejected',
      note: 'Đã triển khai xong',
    });
    const rows = await rawQuery<{ state: string; change: string }>(
      office.db,
      'select state, change from interchange_dispatch where document_id = $1 order by sort_order',
      [id],
    );
    expect(rows).toEqual([
      { state: 'recalled', change: 'agreed' },
      { state: 'arrived', change: 'rejected' },
    ]);
    expect(await auditOf(life.sender.agencyId, id)).toEqual(
      expect.arrayContaining([
        'amendments.take_back_sent',
        'amendments.agreed_by_receiver',
        'amendments.rejected_by_receiver',
      ]),
    );
  });

  test('refused, it may be asked again: a further round that ends well', async () => {
    const id = await life.issue({ to: [first] });
    await life.settle();
    await takeBack(id);
    await life.settle();
    await answer(first, id, 'reject');
    await life.settle();
    const [amendment] = (await board(id)).amendments;
    const [receiver] = amendment?.receivers ?? [];
    const again = (subject: Subject) =>
      life.call(subject, 'POST', '/api/amendments/:id/ask-again', {
        params: { id: amendment?.id },
        body: { dispatchIds: [receiver?.dispatchId], reason: 'Bản này chưa có hiệu lực' },
      });
    await expect(again(life.sender.specialist)).rejects.toMatchObject({ code: 'amendments.ask_again.forbidden' });
    await again(life.sender.clerk);
    await expect(again(life.sender.clerk)).rejects.toMatchObject({ code: 'amendments.ask_again.forbidden' });
    await life.settle();
    expect(await requestOf(first, id)).toMatchObject({ round: 2, reason: 'Bản này chưa có hiệu lực' });
    await answer(first, id, 'agree');
    await life.settle();
    const after = (await board(id)).amendments[0]?.receivers[0];
    expect(after).toMatchObject({ state: 'agreed', rounds: [{ answer: 'rejected' }, { answer: 'agreed' }] });
  });

  test('from some only: the letter stands for the others and is not frozen', async () => {
    const id = await life.issue();
    await life.settle();
    const [one] = (await board(id)).askable;
    await takeBack(id, { dispatchIds: [one?.dispatchId] });
    const after = await board(id);
    expect(after.frozen).toBeNull();
    expect(after.askable).toHaveLength(1);
    await life.settle();
    expect((await about(second, id)).requests).toEqual([]);
  });

  test('of two who ask at once one is told that all are asked', async () => {
    const id = await life.issue({ to: [first] });
    await life.settle();
    const results = await Promise.allSettled([takeBack(id), takeBack(id, {}, life.sender.secondClerk)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'amendments.nobody_has_it' } });
    await life.settle();
    expect((await about(first, id)).requests).toHaveLength(1);
  });

  test('of a specialist, of a stranger and before it has left nobody is asked', async () => {
    const id = await life.issue({ to: [first] });
    await expect(takeBack(id, {}, life.sender.specialist)).rejects.toMatchObject({
      code: 'amendments.take_back.forbidden',
    });
    await expect(takeBack(id, {}, first.clerk)).rejects.toMatchObject({ code: 'outgoing.not_found' });
    await rawQuery(office.db, `update outgoing_document set state = 'sealed' where id = $1`, [id]);
    await expect(takeBack(id)).rejects.toMatchObject({ code: 'amendments.take_back.forbidden' });
    await rawQuery(office.db, `update outgoing_document set state = 'issued' where id = $1`, [id]);
    // Still in the outbox: nobody has it.
    await expect(takeBack(id)).rejects.toMatchObject({ code: 'amendments.nobody_has_it' });
    await expect(takeBack(id, { reason: 'Gửi nhầm báo cáo (Tối mật)' })).rejects.toMatchObject({
      code: 'documents.state_secret',
    });
  });
});

describe('once a receiver has it in its book', () => {
  async function registered(): Promise<string> {
    const id = await life.issue({ to: [first] });
    await life.settle();
    await register(first, id);
    await life.settle();
    return id;
  }

  test('a leader agrees first; nobody is asked before', async () => {
    const id = await registered();
    const ack = await takeBack(id);
    expect(ack.state).toBe('awaiting_consent');
    await expect(takeBack(id)).rejects.toMatchObject({ code: 'amendments.wrong_state' });
    await life.settle();
    expect((await board(id)).frozen).toBeNull();
    expect((await about(first, id)).requests).toEqual([]);
    const consent = (subject: Subject) =>
      life.call(subject, 'POST', '/api/amendments/:id/consent', { params: { id: ack.id } });
    await expect(consent(life.sender.clerk)).rejects.toMatchObject({ code: 'amendments.consent.forbidden' });
    await expect(consent(first.leader)).rejects.toMatchObject({ code: 'amendments.not_found' });
    const twins = await Promise.allSettled([consent(life.sender.leader), consent(life.sender.deputy)]);
    expect(twins.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await life.settle();
    expect((await board(id)).frozen?.kind).toBe('taken_back');
    expect(await requestOf(first, id)).toMatchObject({ kind: 'take_back' });
  });

  test('a leader who says no ends it, with his reason', async () => {
    const id = await registered();
    const ack = await takeBack(id);
    const decline = () =>
      life.call(life.sender.leader, 'POST', '/api/amendments/:id/decline', {
        params: { id: ack.id },
        body: { reason: 'Văn bản đúng, không lấy lại' },
      });
    await decline();
    await expect(decline()).rejects.toMatchObject({ code: 'amendments.consent.forbidden' });
    const [amendment] = (await board(id)).amendments;
    expect(amendment).toMatchObject({ state: 'declined', consent: { reason: 'Văn bản đúng, không lấy lại' } });
    await life.settle();
    expect((await about(first, id)).requests).toEqual([]);
    expect((await board(id)).askable).toHaveLength(1);
  });

  test('a leader who asks himself, or a rule that wants no consent, needs nobody', async () => {
    const own = await registered();
    expect((await takeBack(own, {}, life.sender.leader)).state).toBe('asked');
    const id = await registered();
    const setting = (consentRule: string, subject: Subject) =>
      life.call(subject, 'PUT', '/api/amendments/setting', { body: { consentRule } });
    await expect(setting('never', life.sender.clerk)).rejects.toMatchObject({
      code: 'amendments.change_setting.forbidden',
    });
    await setting('never', life.sender.leader);
    expect((await takeBack(id)).state).toBe('asked');
    await setting('always', life.sender.leader);
    const fresh = await life.issue({ to: [first] });
    await life.settle();
    expect((await takeBack(fresh)).state).toBe('awaiting_consent');
    await setting('after_registration', life.sender.leader);
  });
});

describe('what also went on paper', () => {
  test('is fetched receiver by receiver, once, on a day that has come', async () => {
    const id = await life.issue();
    await life.settle();
    await rawQuery(
      office.db,
      'update interchange_dispatch set on_paper = true where document_id = $1 and sort_order = 0',
      [id],
    );
    await rawQuery(
      office.db,
      `update interchange_dispatch set on_paper = true, carrier = null, state = 'sent' where document_id = $1 and sort_order = 1`,
      [id],
    );
    await takeBack(id);
    const [amendment] = (await board(id)).amendments;
    expect(amendment?.counts.paperDue).toBe(2);
    expect(amendment?.receivers.map(({ state }) => state)).toEqual(['asked', 'on_paper']);
    const tick = (backOn: string, subject: Subject = life.sender.clerk) =>
      life.call(subject, 'POST', '/api/amendments/:id/receivers/:dispatchId/paper-back', {
        params: { id: amendment?.id, dispatchId: amendment?.receivers[1]?.dispatchId },
        body: { backOn },
      });
    await expect(tick('2021-04-01')).rejects.toMatchObject({ code: 'amendments.future_date' });
    await expect(tick('2021-03-22', life.sender.leader)).rejects.toMatchObject({
      code: 'amendments.paper_back.forbidden',
    });
    await tick('2021-03-22');
    await expect(tick('2021-03-22')).rejects.toMatchObject({ code: 'amendments.paper_back.forbidden' });
    const after = (await board(id)).amendments[0]?.receivers[1];
    expect(after).toMatchObject({ paper: 'back', paperBackOn: '2021-03-22' });
    const [row] = await rawQuery(
      office.db,
      'select change from interchange_dispatch where document_id = $1 and sort_order = 1',
      [id],
    );
    expect(row).toEqual({ change: 'agreed' });
  });
});

describe('the list of receivers', () => {
  test('grows by who was forgotten and loses who should not have got it', async () => {
    const id = await life.issue({ to: [first] });
    await life.settle();
    const [one] = (await board(id)).askable;
    const change = (body: object, subject: Subject = life.sender.clerk) =>
      life.call<AmendmentAck>(subject, 'POST', '/api/amendments/outgoing/:id/receivers', {
        params: { id },
        body: { reason: 'Bỏ sót một nơi nhận', ...body },
      });
    await expect(change({ add: [first.agencyId] })).rejects.toMatchObject({ code: 'amendments.nothing_to_change' });
    await expect(change({ add: [second.agencyId] }, life.sender.specialist)).rejects.toMatchObject({
      code: 'amendments.change_receivers.forbidden',
    });
    await change({ add: [second.agencyId], dropDispatchIds: [one?.dispatchId] });
    await life.settle();
    expect(await life.incomingOf(second, id)).toMatch(/^[0-9a-f-]{36}$/);
    expect((await about(second, id)).requests).toEqual([]);
    expect(await requestOf(first, id)).toMatchObject({ kind: 'take_back' });
    expect((await board(id)).frozen).toBeNull();
  });
});
