import type {
  IncomingPage,
  IncomingView,
  IssueAnswer,
  OutgoingView,
  SignBatchAnswer,
  SigningBatch,
} from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { buildDistrictOffice, type DistrictOffice, goodContent } from '../modules/drafting/drafting.testing.ts';
import { countIncoming } from '../modules/interchange/interchange.testing.ts';
import { buildSubject, buildUnit } from '../modules/org/org.testing.ts';
import { buildHandedOver, giveDemoKeys, PIN } from '../modules/outgoing/outgoing.testing.ts';
import type { Subject } from '../platform/authorise.ts';
import { rawQuery } from '../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../platform/testing/test-context.ts';
import { type OfficeProcess, startProcess } from './faults.testing.ts';

type View = z.infer<typeof OutgoingView>;
type Purpose = 'outgoing.sign' | 'outgoing.seal';

let office: TestOffice;
let district: DistrictOffice;
let communeClerks: Subject[];
let running: OfficeProcess;

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
  communeClerks = await Promise.all(
    district.communeIds.map(async (agencyId) => {
      const unit = await buildUnit(office.db, agencyId);
      return buildSubject(office.db, { agencyId, unitId: unit.id, roles: ['clerk'] });
    }),
  );
  running = await startProcess(office);
});
afterAll(async () => {
  await running.stop();
  await office.close();
});

async function open(subject: Subject, purpose: Purpose, documentIds: string[]): Promise<string> {
  const answer = await running.call<SigningBatch>(subject, 'POST', '/api/signing/batches', { purpose, documentIds });
  expect(answer.status).toBe(200);
  return answer.body.id;
}

const finish = (subject: Subject, batch: string) =>
  running.call<SignBatchAnswer>(subject, 'POST', `/api/signing/batches/${batch}/sign`, { pin: PIN });

async function sign(subject: Subject, purpose: Purpose, ids: string[]): Promise<SignBatchAnswer> {
  return (await finish(subject, await open(subject, purpose, ids))).body;
}

const issue = (id: string, key: string) =>
  running.call<IssueAnswer>(district.clerk, 'POST', '/api/outgoing/issue', { documentIds: [id] }, key);
const view = async (id: string): Promise<View> =>
  (await running.call<View>(district.clerk, 'GET', `/api/outgoing/${id}`)).body;

async function numbersOf(ids: readonly string[]): Promise<number[]> {
  const rows = await rawQuery<{ number: number }>(
    office.db,
    'select number from register_entry where document_id = any($1) order by number',
    [ids],
  );
  return rows.map((row) => row.number);
}

async function arrivals(): Promise<number[]> {
  const counts = await Promise.all(district.communeIds.map((agencyId) => countIncoming(office, agencyId)));
  return counts.map((count) => count.documents);
}

/** Everything the exchange still has to do is done, as the timers of the process would see to it. */
async function settle(): Promise<void> {
  const isIdle = async (): Promise<boolean> => {
    await running.sweep();
    const [row] = await rawQuery<{ open: number }>(
      office.db,
      `select (select count(*) from interchange_inbox where state = 'stored')
         + (select count(*) from interchange_outbox where state = 'queued') as open`,
      [],
    );
    return Number(row?.open) === 0;
  };
  await expect.poll(isIdle, { timeout: 60_000, interval: 100 }).toBe(true);
}

describe('at the same time', () => {
  test('two leaders sign both letters: each letter bears its own signer once', async () => {
    const mine = await buildHandedOver(office, district);
    const his = await buildHandedOver(office, district, goodContent(district.chairman.positionId));
    const answers = await Promise.all([
      sign(district.deputy, 'outgoing.sign', [mine, his]),
      sign(district.chairman, 'outgoing.sign', [his, mine]),
    ]);
    expect(answers.map((answer) => answer.signed)).toEqual([1, 1]);
    const signers = await Promise.all([mine, his].map(async (id) => (await view(id)).verdict.signers));
    expect(signers.map((all) => all.map(({ signer }) => signer))).toEqual([
      [district.deputy.displayName],
      [district.chairman.displayName],
    ]);
  });

  test('two clerks number the same letters: one number each, none skipped', async () => {
    const ids: string[] = [];
    for (const _ of [1, 2, 3, 4]) {
      ids.push(await buildHandedOver(office, district));
    }
    await sign(district.deputy, 'outgoing.sign', ids);
    const batches = [
      { clerk: district.clerk, id: await open(district.clerk, 'outgoing.seal', ids) },
      { clerk: district.otherClerk, id: await open(district.otherClerk, 'outgoing.seal', [...ids].reverse()) },
    ];
    await Promise.all(batches.map((batch) => finish(batch.clerk, batch.id)));
    // Whoever lost a race is told and may go on; what is sealed stays as it is.
    const left = (await Promise.all(ids.map(view))).filter((document) => document.state !== 'sealed');
    if (left.length > 0) {
      await sign(
        district.clerk,
        'outgoing.seal',
        left.map((document) => document.id),
      );
    }
    const documents = await Promise.all(ids.map(view));
    expect(documents.map((document) => document.state)).toEqual(ids.map(() => 'sealed'));
    const numbers = await numbersOf(ids);
    const [first = 0] = numbers;
    expect(numbers).toEqual(ids.map((_, index) => first + index));
  });
});

test('a page changed since it was shown is not signed; what is there now is shown next', async () => {
  const id = await buildHandedOver(office, district);
  const batch = await open(district.deputy, 'outgoing.sign', [id]);
  const [row] = await rawQuery<{ sha256: string }>(
    office.db,
    'select current_sha256 as sha256 from outgoing_document where id = $1',
    [id],
  );
  const shown = await office.blobs.readBytes(row?.sha256 ?? '');
  const other = await office.blobs.put(Buffer.concat([shown, Buffer.from('\n% changed\n')]));
  await rawQuery(office.db, 'update outgoing_document set current_sha256 = $2 where id = $1', [id, other.sha256]);
  const answer = await finish(district.deputy, batch);
  expect(answer.body.items).toMatchObject([{ result: 'failed', code: 'outgoing.content_changed' }]);
  expect((await view(id)).state).toBe('awaiting_signature');
  await rawQuery(office.db, 'update outgoing_document set current_sha256 = $2 where id = $1', [id, row?.sha256]);
  expect(await sign(district.deputy, 'outgoing.sign', [id])).toMatchObject({ signed: 1 });
});

describe('a process that goes away', () => {
  let id: string;

  /** Ends the connection of whoever waits for this document, as the end of the process would. */
  async function killWaiting(): Promise<void> {
    const kill = async (): Promise<boolean> => {
      const rows = await rawQuery<{ gone: boolean }>(
        office.db,
        `select pg_terminate_backend(pid) as gone from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
        [],
      );
      return rows.some((row) => row.gone);
    };
    await expect.poll(kill, { timeout: 8_000, interval: 20 }).toBe(true);
  }

  test('between signature and seal, and in the middle of issuing, loses nothing and does nothing twice', async () => {
    id = await buildHandedOver(office, district);
    await sign(district.deputy, 'outgoing.sign', [id]);
    await running.stop();
    running = await startProcess(office);
    expect(await sign(district.clerk, 'outgoing.seal', [id])).toMatchObject({ signed: 1 });

    const cut = await office.db.transaction().execute(async (tx) => {
      await rawQuery(tx, 'select 1 from outgoing_document where id = $1 for update', [id]);
      const answer = issue(id, 'issue-after-kill');
      await killWaiting();
      return answer;
    });
    expect(cut.body).toMatchObject({ issued: 0, items: [{ code: 'outgoing.failed' }] });
    expect((await view(id)).state).toBe('sealed');
    expect(await arrivals()).toEqual([0, 0, 0]);

    await running.stop();
    running = await startProcess(office);
    // The browser repeats the very same request, and once more because it got no answer.
    expect((await issue(id, 'issue-after-kill')).body).toMatchObject({ issued: 1 });
    expect((await issue(id, 'issue-after-kill')).body).toMatchObject({ issued: 1 });
    await settle();
    expect(await view(id)).toMatchObject({ state: 'issued', deliveryCounts: { total: 3, arrived: 3, failed: 0 } });
    expect(await numbersOf([id])).toHaveLength(1);
    expect(await arrivals()).toEqual([1, 1, 1]);
  });

  test('the inbox replayed five times leaves one document, one number, one status', async () => {
    const [clerk] = communeClerks;
    if (clerk === undefined) {
      throw new Error('three communes were built');
    }
    const { body: page } = await running.call<IncomingPage>(clerk, 'GET', '/api/incoming');
    const [letter] = page.items;
    const url = `/api/incoming/${letter?.id}`;
    expect((await running.call(clerk, 'POST', `${url}/register`, { presentTo: null })).status).toBe(200);
    for (let time = 0; time < 5; time += 1) {
      await rawQuery(
        office.db,
        `update interchange_inbox set state = 'stored', leased_until = null, attempts = 0, next_at = received_at
         where agency_id = any($1)`,
        [district.communeIds],
      );
      await settle();
    }
    expect(await arrivals()).toEqual([1, 1, 1]);
    const { body: after } = await running.call<IncomingView>(clerk, 'GET', url);
    expect(after).toMatchObject({ state: 'registered', arrival: { number: 1 } });
    const { deliveryCounts, deliveries } = await view(id);
    expect(deliveryCounts).toMatchObject({ total: 3, arrived: 3, registered: 1, refused: 0, failed: 0 });
    const states = deliveries.map((delivery) => delivery.history.map((event) => event.state));
    expect(states.every((history) => new Set(history).size === history.length)).toBe(true);
  });
});
