import type { IncomingAmendments } from '@congvu/contracts';
import type { EvidenceReport } from '@congvu/evidence';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildLife, type LifeOffice } from '../amendments/amendments.testing.ts';
import { downloadIncomingEvidence, downloadOutgoingEvidence } from './commands/download-evidence.ts';
import { bytesOf, verified } from './evidence.testing.ts';

let office: TestOffice;
let life: LifeOffice;

beforeAll(async () => {
  office = await createTestOffice();
  life = await buildLife(office, 2);
});
afterAll(() => office.close());

type Receiver = LifeOffice['sender'];

function pair(): [Receiver, Receiver] {
  const [first, second] = life.receivers;
  if (first === undefined || second === undefined) {
    throw new Error('two receivers were asked for');
  }
  return [first, second];
}

async function sender(id: string): Promise<EvidenceReport> {
  return verified(await bytesOf(await downloadOutgoingEvidence(office.as(life.sender.clerk), {}, id)));
}

async function receiver(who: Receiver, outgoingId: string): Promise<EvidenceReport> {
  const id = await life.incomingOf(who, outgoingId);
  return verified(await bytesOf(await downloadIncomingEvidence(office.as(who.clerk), {}, id)));
}

async function answer(who: Receiver, outgoingId: string, verb: 'agree' | 'reject'): Promise<void> {
  const id = await life.incomingOf(who, outgoingId);
  const params = { params: { id } };
  const { requests } = await life.call<IncomingAmendments>(who.clerk, 'GET', '/api/amendments/incoming/:id', params);
  const request = requests.find(({ state }) => state === 'waiting');
  const body =
    verb === 'agree' ? { seenParts: request?.openParts.length ?? 0 } : { reason: 'Chưa nhận được bản thay thế' };
  await life.call(who.clerk, 'POST', `/api/amendments/requests/:id/${verb}`, { params: { id: request?.id }, body });
  await life.settle();
}

async function register(who: Receiver, outgoingId: string): Promise<void> {
  const id = await life.incomingOf(who, outgoingId);
  const body = { presentTo: null, acceptDuplicate: true };
  await life.call(who.clerk, 'POST', '/api/incoming/:id/register', { params: { id }, body });
  await life.settle();
}

/** The pages of these letters are not signed, which every archive says of its own letter; nothing else may be wrong. */
function otherReasons({ reasons }: EvidenceReport): unknown[] {
  const aboutPages = ['evidence.signature_missing', 'evidence.verdict_contradicted'];
  return reasons.filter(({ code }) => !aboutPages.includes(code));
}

test('taken back by 13: both sides show question, answers and what was destroyed', async () => {
  const [first, second] = pair();
  const id = await life.issue();
  await life.settle();
  await life.call(life.sender.clerk, 'POST', '/api/amendments/outgoing/:id/take-back', {
    params: { id },
    body: { reason: 'Gửi nhầm bản chưa duyệt' },
  });
  await life.settle();
  expect(otherReasons(await sender(id))).toEqual([]);
  await answer(first, id, 'agree');
  await answer(second, id, 'reject');
  const sent = await sender(id);
  expect(otherReasons(sent)).toEqual([]);
  expect(sent.manifest?.deliveries.map(({ state, change }) => [state, change])).toEqual([
    ['recalled', 'agreed'],
    ['arrived', 'rejected'],
  ]);
  const codes = sent.manifest?.messages.map(({ status }) => status?.statusCode ?? 'letter');
  expect(codes?.toSorted()).toEqual(['01', '01', '13', '13', '15', '16', 'letter']);
  const destroyed = await receiver(first, id);
  expect(otherReasons(destroyed)).toEqual([]);
  expect(destroyed.notes.map(({ code }) => code)).toContain('evidence.letter_destroyed');
  expect(destroyed.manifest?.messages.map(({ direction, status }) => [direction, status?.statusCode])).toEqual(
    expect.arrayContaining([
      ['received', '13'],
      ['sent', '15'],
    ]),
  );
  expect(otherReasons(await receiver(second, id))).toEqual([]);
});

test.each(['recall', 'replace', 'update'] as const)(
  '%s by a letter of its own: the answers stand in the evidence of the first',
  async (kind) => {
    const [first, second] = pair();
    const target = await life.issue();
    await life.settle();
    const { draftId } = await life.call<{ draftId: string }>(
      life.sender.specialist,
      'POST',
      '/api/amendments/outgoing/:id/draft',
      { params: { id: target }, body: { kind, reason: 'Ban hành sai thẩm quyền' } },
    );
    const letter = await life.issueDraft(draftId);
    await life.settle();
    // A replacement is answered by registering it, everything else by the clerk.
    await (kind === 'replace' ? register(first, letter) : answer(first, target, 'reject'));
    if (kind === 'recall') {
      await answer(second, target, 'agree');
    }
    const code = kind === 'replace' ? '15' : '16';
    const sent = await sender(target);
    expect(otherReasons(sent)).toEqual([]);
    expect(sent.manifest?.document.amendedBy).toHaveLength(1);
    expect(sent.manifest?.deliveries[0]?.events.at(-1)).toMatchObject({ statusCode: code });
    expect(sent.manifest?.messages.map(({ status }) => status?.statusCode)).toContain(code);
    expect(otherReasons(await sender(letter))).toEqual([]);
    for (const who of [first, second]) {
      expect(otherReasons(await receiver(who, target))).toEqual([]);
      expect(otherReasons(await receiver(who, letter))).toEqual([]);
    }
  },
);
