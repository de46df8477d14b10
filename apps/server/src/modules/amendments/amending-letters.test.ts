import type { AmendmentBoard, DraftView, IncomingAmendments, IncomingView } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreeze } from '#modules/documents';
import { getDraft } from '#modules/drafting';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildLife, buildReceiver, type LifeOffice } from './amendments.testing.ts';
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

type Kind = 'recall' | 'replace' | 'correct' | 'update';

const board = (id: string) =>
  life.call<AmendmentBoard>(life.sender.clerk, 'GET', '/api/amendments/outgoing/:id', { params: { id } });
const openDraft = (id: string, kind: Kind, subject: Subject = life.sender.specialist) =>
  life.call<{ draftId: string; link: string }>(subject, 'POST', '/api/amendments/outgoing/:id/draft', {
    params: { id },
    body: { kind, reason: 'Ban hành sai thẩm quyền' },
  });
const aboutId = (receiver: Receiver, id: string) =>
  life.call<IncomingAmendments>(receiver.clerk, 'GET', '/api/amendments/incoming/:id', { params: { id } });
const about = async (receiver: Receiver, outgoingId: string) =>
  aboutId(receiver, await life.incomingOf(receiver, outgoingId));
const view = async (receiver: Receiver, outgoingId: string) =>
  life.call<IncomingView>(receiver.clerk, 'GET', '/api/incoming/:id', {
    params: { id: await life.incomingOf(receiver, outgoingId) },
  });
const post = (subject: Subject, id: string, verb: string, body: object) =>
  life.call(subject, 'POST', `/api/incoming/:id/${verb}`, { params: { id }, body });
const answer = (receiver: Receiver, requestId: string, verb: 'agree' | 'reject') =>
  life.call(receiver.clerk, 'POST', `/api/amendments/requests/:id/${verb}`, {
    params: { id: requestId },
    body: verb === 'agree' ? { seenParts: 0 } : { reason: 'Chưa nhận được phụ lục' },
  });
async function waiting(receiver: Receiver, outgoingId: string) {
  const request = (await about(receiver, outgoingId)).requests.find((one) => one.state === 'waiting');
  if (request === undefined) {
    throw new Error('nobody asked');
  }
  return request;
}
const links = (all: IncomingAmendments['links']) => all.map(({ kind }) => kind);

async function amend(
  kind: Kind,
  to: readonly Receiver[] = life.receivers,
): Promise<{ target: string; letter: string }> {
  const target = await life.issue({ to });
  await life.settle();
  const { draftId } = await openDraft(target, kind);
  const letter = await life.issueDraft(draftId, { to });
  await life.settle();
  return { target, letter };
}

describe('the draft that amends', () => {
  test('starts with receivers, signer and the words of its kind; nobody is asked before it is issued', async () => {
    const target = await life.issue();
    await life.settle();
    const { draftId, link } = await openDraft(target, 'recall');
    expect(link).toContain(draftId);
    const draft = await getDraft(office.db, life.sender.agencyId, draftId);
    const content: DraftView['content'] = draft.content;
    expect(content.addressees).toHaveLength(2);
    expect(content.signerPositionId).toBe(life.sender.leader.positionId);
    expect(content.abstract).toContain('thu hồi Công văn số');
    expect(content.blocks.map(({ runs }) => runs[0]?.text).join(' ')).toContain('Ban hành sai thẩm quyền');
    const shown = await board(target);
    expect(shown.frozen).toBeNull();
    expect(shown.amendments[0]).toMatchObject({ kind: 'recall', state: 'drafted', letter: { documentId: draftId } });
    expect((await about(first, target)).requests).toEqual([]);
  });

  test('is for those who may read the document and write; a replacement is of the same kind', async () => {
    const target = await life.issue({ to: [first] });
    await expect(openDraft(target, 'recall', life.sender.justice)).rejects.toMatchObject({
      code: 'outgoing.not_found',
    });
    await expect(openDraft(target, 'recall', first.clerk)).rejects.toMatchObject({ code: 'outgoing.not_found' });
    const { draftId } = await openDraft(target, 'replace');
    const { content } = await getDraft(office.db, life.sender.agencyId, draftId);
    expect(content.documentType).toBe('official_letter');
  });
});

describe('a recall (business kind 1)', () => {
  test('freezes the letter, asks everybody who has it by a letter of its own, and destroys it where they agree', async () => {
    const { target, letter } = await amend('recall');
    const shown = await board(target);
    expect(shown.frozen).toMatchObject({ kind: 'recalled' });
    expect(shown.frozen?.text).toMatch(/^Thu hồi theo Công văn \d+\/UBND-VP ngày 23\/3\/2021$/);
    expect(links(shown.links)).toEqual(['recalled_by']);
    expect((await view(first, letter)).state).toBe('received');
    const request = await waiting(first, target);
    expect(request).toMatchObject({
      kind: 'recall',
      reason: 'Ban hành sai thẩm quyền',
      letter: { documentId: await life.incomingOf(first, letter) },
    });
    // Asked from the side of the recall letter too.
    expect((await about(first, letter)).requests.map(({ id }) => id)).toEqual([request.id]);
    await answer(first, request.id, 'agree');
    await life.settle();
    expect((await view(first, target)).frozen?.text).toContain('Thu hồi theo Công văn');
    expect((await view(first, letter)).facts.abstract).not.toBe('');
    expect((await board(target)).amendments[0]?.counts).toMatchObject({ asked: 2, agreed: 1 });
  });

  test('reaches also who is not among its receivers but has the letter', async () => {
    const target = await life.issue();
    await life.settle();
    const { draftId } = await openDraft(target, 'recall');
    const letter = await life.issueDraft(draftId, { to: [first] });
    await life.settle();
    expect((await view(second, letter)).state).toBe('received');
    expect(await waiting(second, target)).toMatchObject({ kind: 'recall' });
    const receivers = await rawQuery(office.db, 'select name from outgoing_receiver where document_id = $1', [letter]);
    expect(receivers).toHaveLength(2);
  });

  test('answers a take-back that waits beside it', async () => {
    const target = await life.issue({ to: [first] });
    await life.settle();
    await life.call(life.sender.clerk, 'POST', '/api/amendments/outgoing/:id/take-back', {
      params: { id: target },
      body: { reason: 'Gửi nhầm' },
    });
    const { draftId } = await openDraft(target, 'recall');
    await life.issueDraft(draftId, { to: [first] });
    await life.settle();
    const requests = (await about(first, target)).requests;
    expect(requests.map(({ kind }) => kind).sort()).toEqual(['recall', 'take_back']);
    await answer(first, requests[0]?.id ?? '', 'agree');
    await life.settle();
    expect((await about(first, target)).requests.map(({ state }) => state)).toEqual(['agreed', 'agreed']);
    expect((await board(target)).amendments.map(({ counts }) => counts.agreed)).toEqual([1, 1]);
  });

  test('of what was recalled already is stopped when it is to be issued, and nothing of it leaves', async () => {
    const target = await life.issue({ to: [first] });
    await life.settle();
    const [one, two] = [await openDraft(target, 'recall'), await openDraft(target, 'recall')];
    await life.issueDraft(one.draftId, { to: [first] });
    await expect(life.issueDraft(two.draftId, { to: [first] })).rejects.toMatchObject({
      code: 'amendments.already_recalled',
    });
    const sent = await rawQuery(office.db, 'select 1 as one from interchange_dispatch where document_id = $1', [
      two.draftId,
    ]);
    expect(sent).toEqual([]);
    await expect(openDraft(target, 'correct')).rejects.toMatchObject({ code: 'amendments.correct.forbidden' });
  });
});

describe('a replacement (business kind 3)', () => {
  test('closes the old letter by itself, tells those who work on it and keeps it readable', async () => {
    const target = await life.issue({ to: [first] });
    await life.settle();
    const id = await life.incomingOf(first, target);
    await post(first.clerk, id, 'register', { presentTo: first.leader.positionId, acceptDuplicate: true });
    await post(first.leader, id, 'direct', {
      text: 'Giao xử lý',
      assignments: [{ role: 'lead', to: { kind: 'position', positionId: first.specialist.positionId }, note: '' }],
      needsApproval: true,
    });
    const { draftId } = await openDraft(target, 'replace');
    await life.issueDraft(draftId, { to: [first] });
    await life.settle();
    const old = await view(first, target);
    expect(old).toMatchObject({ state: 'done', frozen: { kind: 'replaced' } });
    expect(old.facts.abstract).not.toBe('');
    expect(old.mainFile).not.toBeNull();
    expect(links((await about(first, target)).links)).toEqual(['replaced_by']);
    expect(links((await about(first, draftId)).links)).toEqual(['replaces']);
    const told = await rawQuery(
      office.db,
      `select 1 as one from notification where person_id = $1 and kind = 'incoming.replaced'`,
      [first.specialist.personId],
    );
    expect(told).toHaveLength(1);
    expect(await board(target)).toMatchObject({
      frozen: { kind: 'replaced' },
      amendments: [{ counts: { agreed: 1 } }],
    });
  });

  test('may itself be taken back later, and the answer is about that alone', async () => {
    const { target, letter } = await amend('replace', [first]);
    await life.call(life.sender.clerk, 'POST', '/api/amendments/outgoing/:id/take-back', {
      params: { id: letter },
      body: { reason: 'Gửi nhầm bản thay thế' },
    });
    await life.settle();
    await answer(first, (await waiting(first, letter)).id, 'reject');
    await life.settle();
    expect((await board(letter)).amendments[0]?.counts).toMatchObject({ agreed: 0, rejected: 1 });
    expect((await board(target)).amendments[0]?.counts).toMatchObject({ agreed: 1, rejected: 0 });
  });
});

describe('a correction (ordinary letter)', () => {
  test('is linked on both sides, whichever came first, and asks nobody for anything', async () => {
    const { target, letter } = await amend('correct', [first]);
    expect(links((await about(first, target)).links)).toEqual(['corrected_by']);
    expect(links((await about(first, letter)).links)).toEqual(['corrects']);
    expect((await about(first, target)).requests).toEqual([]);
    const shown = await board(target);
    expect(shown).toMatchObject({ frozen: null, amendments: [{ kind: 'correct', receivers: [] }] });
    expect(links(shown.links)).toEqual(['corrected_by']);
  });
});

describe('an update (business kind 2)', () => {
  test('lies beside the old letter until the clerk takes it; both stay readable', async () => {
    const { target, letter } = await amend('update');
    const request = await waiting(first, target);
    expect(request).toMatchObject({ kind: 'update', openParts: [] });
    expect((await about(first, target)).links).toEqual([]);
    await answer(first, request.id, 'agree');
    await answer(second, (await waiting(second, target)).id, 'reject');
    await life.settle();
    expect(links((await about(first, target)).links)).toEqual(['updated_by']);
    expect(links((await about(first, letter)).links)).toEqual(['updates']);
    expect((await about(second, target)).links).toEqual([]);
    const old = await view(first, target);
    expect(old.state).toBe('received');
    expect(old.mainFile).not.toBeNull();
    const shown = await board(target);
    expect(shown.frozen).toBeNull();
    expect(shown.amendments[0]?.receivers.map(({ state }) => state)).toEqual(['agreed', 'rejected']);
    expect(shown.amendments[0]?.receivers[1]?.abilities['amendments.ask_again']).not.toBe(true);
  });
});

const merge = (agencyId: string, successorId: string) =>
  rawQuery(
    office.db,
    `insert into org_agency_event (id, kind, agency_id, successor_id, effective_on, basis, detail, applied_at)
     values (gen_random_uuid(), 'merge', $1, $2, $3, '', '{}', $4)`,
    [agencyId, successorId, office.clock.now().toISOString().slice(0, 10), office.clock.now()],
  );

describe('only the body that sent a letter amends it', () => {
  test('the word of anybody else stays an ordinary letter with a warning', async () => {
    const target = await life.issue({ to: [first] });
    const stranger = await buildReceiver(office, 'UBND huyện Khác');
    const own = await life.issue({ to: [first], from: stranger });
    await life.settle();
    const { draftId } = await life.call<{ draftId: string }>(
      stranger.clerk,
      'POST',
      '/api/amendments/outgoing/:id/draft',
      {
        params: { id: own },
        body: { kind: 'recall', reason: 'Thu hồi của người khác' },
      },
    );
    // As if the stranger wrote the name of a letter that is not his.
    await rawQuery(
      office.db,
      `update interchange_dispatch set envelope_document_id = (select envelope_document_id from interchange_dispatch where document_id = $1)
       where document_id = $2`,
      [target, own],
    );
    await life.issueDraft(draftId, { to: [first], from: stranger });
    for (let days = 0; days < 10; days += 1) {
      office.clock.advance(24 * 3_600_000);
      await life.settle();
    }
    expect((await about(first, target)).requests).toEqual([]);
    const letter = await view(first, draftId);
    expect(letter.state).toBe('received');
    expect([...letter.envelopeNotes, ...letter.movements.map(({ text }) => text)].join(' ')).toMatch(/thu hồi/i);
  });

  test('the successor of a receiver answers for the body that has closed', async () => {
    const target = await life.issue({ to: [first] });
    await life.settle();
    const heir = await buildReceiver(office, 'UBND xã Hợp Nhất');
    await merge(first.agencyId, heir.agencyId);
    // 13 for the closed body is brought to its heir, as the carriers do.
    expect(await life.arriveStatus(heir, target, '13')).toBe('done');
    const [group] = (await life.desk(heir.clerk)).filter(({ key }) => key === 'amendments.waiting');
    expect(group?.rows).toHaveLength(1);
    const requestId = group?.rows[0]?.id.replace('amendments:', '') ?? '';
    expect(group?.rows[0]?.link).toBe(`/van-ban-den/yeu-cau/${requestId}`);
    await expect(answer(first, requestId, 'agree')).rejects.toMatchObject({ code: 'amendments.request_not_found' });
    await answer(heir, requestId, 'agree');
    const id = await life.incomingOf(first, target);
    expect(await findFreeze(office.db, first.agencyId, id)).toMatchObject({ kind: 'recalled' });
  });

  test('the successor of the sender amends what that had sent', async () => {
    const closing = await buildReceiver(office, 'UBND huyện Cũ');
    const heir = await buildReceiver(office, 'UBND xã Mới');
    const target = await life.issue({ to: [second], from: closing });
    await life.settle();
    await merge(closing.agencyId, heir.agencyId);
    const asHeir = () => life.arriveStatus(second, target, '13', heir);
    expect(await asHeir()).toBe('done');
    expect(await waiting(second, target)).toMatchObject({ kind: 'take_back' });
    const other = await buildReceiver(office, 'UBND huyện Không Liên Quan');
    expect(await life.arriveStatus(second, target, '13', other)).toBe('wait');
  });
});
