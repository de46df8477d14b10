import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildLife, type LifeOffice } from './amendments.testing.ts';
import type { Receiver } from './issued-letter.testing.ts';

let office: TestOffice;
let life: LifeOffice;
let receiver: Receiver;

beforeAll(async () => {
  office = await createTestOffice();
  life = await buildLife(office, 1);
  const [one] = life.receivers;
  if (one === undefined) {
    throw new Error('a receiver was asked for');
  }
  receiver = one;
});
afterAll(() => office.close());

const HOUR = 3_600_000;

/** Everything the sender says about one letter: the letter, three that amend it, and 13. */
async function speak(): Promise<string[]> {
  const target = await life.issue({ to: [receiver] });
  // As if each had been handed over: it may be asked back before the receiver has read anything.
  await rawQuery(office.db, `update interchange_dispatch set state = 'sent' where document_id = $1`, [target]);
  const draft = async (kind: string) => {
    const { draftId } = await life.call<{ draftId: string }>(
      life.sender.specialist,
      'POST',
      '/api/amendments/outgoing/:id/draft',
      { params: { id: target }, body: { kind, reason: `Lý do ${kind}` } },
    );
    return life.issueDraft(draftId, { to: [receiver] });
  };
  const letters = [target, await draft('correct'), await draft('update'), await draft('replace')];
  await life.call(life.sender.leader, 'POST', '/api/amendments/outgoing/:id/take-back', {
    params: { id: target },
    body: { reason: 'Gửi nhầm' },
  });
  return [...letters, await draft('recall')];
}

/** One message at a time goes out and is read, in this order, some of them twice. */
async function bring(order: readonly number[], repeats: readonly number[]): Promise<void> {
  const parcels = await rawQuery<{ id: string }>(
    office.db,
    `select id from interchange_outbox where agency_id = $1 and state = 'queued' order by seq`,
    [life.sender.agencyId],
  );
  const far = new Date(office.clock.now().getTime() + 1_000 * 24 * HOUR);
  await rawQuery(
    office.db,
    `update interchange_outbox set next_at = $2, waits_for = '{}' where agency_id = $1 and state = 'queued'`,
    [life.sender.agencyId, far],
  );
  for (const index of [...order, ...repeats]) {
    const parcel = parcels[index % parcels.length];
    await rawQuery(office.db, `update interchange_outbox set state = 'queued', next_at = $2 where id = $1`, [
      parcel?.id,
      office.clock.now(),
    ]);
    await life.settle();
  }
  for (let looks = 0; looks < 14; looks += 1) {
    office.clock.advance(2 * HOUR);
    await life.settle();
  }
}

interface Seen {
  requests: unknown;
  relations: unknown;
  documents: unknown;
  asked: unknown;
}

/** What stands at the end, told by places in the story and not by ids, which differ from telling to telling. */
async function seen(letters: readonly string[]): Promise<Seen> {
  const ids = await Promise.all(letters.map((letter) => life.incomingOf(receiver, letter)));
  const place = (id: string | null) => (id === null ? null : ids.indexOf(id));
  const requests = await rawQuery<{ kind: string; state: string; target_id: string; letter_id: string | null }>(
    office.db,
    'select kind, state, target_id, letter_id from amendment_request where agency_id = $1 and target_id = any($2::uuid[])',
    [receiver.agencyId, ids],
  );
  const relations = await rawQuery<{ kind: string; document_id: string; related_id: string }>(
    office.db,
    'select kind, document_id, related_id from document_relation where agency_id = $1 and document_id = any($2::uuid[])',
    [receiver.agencyId, ids],
  );
  const documents = await rawQuery<{ id: string; state: string; freeze: string | null }>(
    office.db,
    `select d.id, d.state, (select kind from document_freeze f where f.agency_id = d.agency_id and f.document_id = d.id) as freeze
     from incoming_document d where d.agency_id = $1 and d.id = any($2::uuid[])`,
    [receiver.agencyId, ids],
  );
  const asked = await rawQuery<{ kind: string; state: string }>(
    office.db,
    `select amendment.kind, receiver.state from amendment_receiver receiver
     join amendment on amendment.agency_id = receiver.agency_id and amendment.id = receiver.amendment_id
     where amendment.target_id = $1`,
    [letters[0]],
  );
  const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();
  return {
    requests: sorted(
      requests.map((row) => ({
        kind: row.kind,
        state: row.state,
        target: place(row.target_id),
        letter: place(row.letter_id),
      })),
    ),
    relations: sorted(
      relations.map((row) => ({ kind: row.kind, from: place(row.document_id), to: place(row.related_id) })),
    ),
    documents: sorted(documents.map((row) => ({ place: place(row.id), state: row.state, freeze: row.freeze }))),
    asked: sorted(asked),
  };
}

/** The clerk agrees to the recall: the same end whatever came first. */
async function agreeToRecall(letters: readonly string[]): Promise<void> {
  const [target = ''] = letters;
  const [row] = await rawQuery<{ id: string }>(
    office.db,
    `select id from amendment_request where agency_id = $1 and target_id = $2 and kind = 'recall' and state = 'waiting'`,
    [receiver.agencyId, await life.incomingOf(receiver, target)],
  );
  await life.call(receiver.clerk, 'POST', '/api/amendments/requests/:id/agree', {
    params: { id: row?.id },
    body: { seenParts: 0 },
  });
  await life.settle();
}

async function tell(order: readonly number[], repeats: readonly number[]): Promise<[Seen, Seen]> {
  const letters = await speak();
  await bring(order, repeats);
  const before = await seen(letters);
  await agreeToRecall(letters);
  return [before, await seen(letters)];
}

const ALL = [0, 1, 2, 3, 4, 5];

test('in whatever order and however often a letter and what amends it arrive, the same stands at the end', async () => {
  const [before, after] = await tell(ALL, []);
  // The story as it was meant: nothing is missing from what the others are compared with.
  expect(before.requests).toHaveLength(4);
  expect(before.relations).toHaveLength(3);
  expect(after.documents).toContainEqual(JSON.stringify({ place: 0, state: 'recalled', freeze: 'recalled' }));
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(ALL, { minLength: ALL.length }),
      fc.array(fc.nat({ max: ALL.length - 1 }), { maxLength: 4 }),
      async (order, repeats) => {
        expect(await tell(order, repeats)).toEqual([before, after]);
      },
    ),
    { numRuns: 4, endOnFailure: true },
  );
}, 240_000);
