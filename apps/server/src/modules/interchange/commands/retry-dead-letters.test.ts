import { DeadLetterPage } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IssuedLetter } from '#modules/outgoing';
import type { Subject } from '../../../platform/authorise.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import {
  auditActions,
  buildExchange,
  countIncoming,
  dispatchesOf,
  firstReceiver,
  type TestExchange,
  type TestReceiver,
} from '../interchange.testing.ts';
import { sendDue } from '../outbox/send-due.ts';
import { DOWN, outboxOf, REFUSED, watchedCarrier } from '../parcels.testing.ts';
import { listDeadLetters } from '../queries/list-dead-letters.ts';
import { amendDispatch } from './amend-dispatch.ts';
import { retryDeadLetters } from './retry-dead-letters.ts';

let office: TestOffice;
let all: TestExchange;
let receiver: TestReceiver;

beforeAll(async () => {
  office = await createTestOffice();
  all = await buildExchange(office, 2);
  receiver = firstReceiver(all);
});
afterAll(() => office.close());

const one = () => [{ agencyId: receiver.agencyId, name: receiver.name, code: receiver.code }];

async function list(subject: Subject = all.clerk, cursor?: string) {
  return DeadLetterPage.parse(await listDeadLetters(office.as(subject), { limit: 50, cursor }));
}

const refusing = () => ({ ...all.exchange, carriers: [watchedCarrier('inside', () => REFUSED)] });

async function issueDead(): Promise<{ letter: IssuedLetter; id: string }> {
  const letter = await all.issue({ receivers: one() });
  await sendDue(refusing(), office);
  const item = (await list()).items.find(({ documentId }) => documentId === letter.documentId);
  return { letter, id: item?.id ?? '' };
}

/** The letter is there, its confirmation could not be handed over. */
async function deadStatus(): Promise<{ letter: IssuedLetter; id: string }> {
  const letter = await all.issue({ receivers: one() });
  await sendDue(all.exchange, office);
  await all.read(office);
  await sendDue(refusing(), office);
  const [item] = (await list(receiver.clerk)).items;
  return { letter, id: item?.id ?? '' };
}

describe('the list', () => {
  test('says what could not go, to whom, over which way, why and since when', async () => {
    const { letter, id } = await issueDead();
    office.clock.advance(2 * 86_400_000 + 3_600_000);
    const { items } = await list();
    expect(items.find((item) => item.id === id)).toMatchObject({
      kind: 'document',
      documentId: letter.documentId,
      what: `Công văn ${letter.numberSymbol}`,
      receiverName: receiver.name,
      receiverCode: receiver.code,
      way: { carrier: 'inside' },
      errorCode: 'test.refused',
      reason: 'Mã định danh đã khóa',
      attempts: 1,
      ageDays: 2,
      link: `/van-ban-di/${letter.documentId}`,
      abilities: { 'interchange.resend': true, 'interchange.amend': true },
    });
    await retryDeadLetters(office.as(all.clerk), [id]);
    await all.settle();
  });

  test('has only what is tried no more: a connection that is down comes back, until the last attempt', async () => {
    const letter = await all.issue({ receivers: one() });
    const down = { ...all.exchange, carriers: [watchedCarrier('inside', () => DOWN)] };
    const isListed = async () => (await list()).items.some((item) => item.documentId === letter.documentId);
    let attempts = 0;
    while (attempts < 40 && !(await isListed())) {
      attempts += (await sendDue(down, office)).taken;
      office.clock.advance(2 * 3_600_000);
    }
    // 1, 5, 15, 60 minutes, then hourly for a day (spec interchange §10, outbox 3).
    expect(attempts).toBe(28);
    const [item] = (await list()).items;
    expect(item).toMatchObject({ errorCode: 'test.down', attempts: 28 });
    await retryDeadLetters(office.as(all.clerk), [item?.id ?? '']);
    await all.settle();
  });

  test('shows a status with the letter it is about, newest first, page by page', async () => {
    const older = await deadStatus();
    office.clock.advance(60_000);
    const newer = await deadStatus();
    const { items } = await list(receiver.clerk);
    expect(items.map(({ id, kind, what, dispatchId }) => [id, kind, what, dispatchId])).toEqual(
      [newer, older].map(({ id, letter }) => [id, 'status', `Trạng thái 01 về văn bản ${letter.numberSymbol}`, null]),
    );
    expect(items[0]?.abilities).toEqual({ 'interchange.resend': true });
    const page = await listDeadLetters(office.as(receiver.clerk), { limit: 1 });
    expect(page.items.map(({ id }) => id)).toEqual([newer.id]);
    const rest = await listDeadLetters(office.as(receiver.clerk), { limit: 1, cursor: page.nextCursor ?? '' });
    expect([rest.items.map(({ id }) => id), rest.nextCursor]).toEqual([[older.id], null]);
    await retryDeadLetters(
      office.as(receiver.clerk),
      items.map(({ id }) => id),
    );
    await all.settle();
  });

  test('loses a letter that went another way, and one that was settled by other means', async () => {
    const [amended, settled] = [await issueDead(), await issueDead()];
    const ids = (await list()).items.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([amended.id, settled.id]));
    const [row] = await dispatchesOf(office, amended.letter);
    await amendDispatch(all.exchange, office.as(all.clerk), row?.id ?? '', { receiverCode: 'H99.KHONG.CO' });
    // Given up for good: the clerk of the receiver was called.
    await rawQuery(office.db, 'update interchange_dispatch set settled_at = $2 where document_id = $1', [
      settled.letter.documentId,
      office.clock.now(),
    ]);
    const left = (await list()).items.map(({ id }) => id);
    expect(left).not.toContain(amended.id);
    expect(left).not.toContain(settled.id);
    await expect(retryDeadLetters(office.as(all.clerk), [amended.id])).rejects.toMatchObject({ status: 404 });
  });

  test('is for those who follow the letters of the agency', async () => {
    await expect(list(all.specialist)).rejects.toMatchObject({ code: 'interchange.list.forbidden', status: 403 });
    const { id } = await issueDead();
    expect((await list(receiver.clerk)).items.map((item) => item.id)).not.toContain(id);
    await retryDeadLetters(office.as(all.clerk), [id]);
    await all.settle();
  });
});

describe('once more', () => {
  test('the same bytes of a letter, once however often the request comes, with a trace', async () => {
    const before = await countIncoming(office, receiver.agencyId);
    const dead = await issueDead();
    const bytesOf = async () =>
      (
        await rawQuery<{ sha256: string }>(
          office.db,
          `select sha256 from interchange_message where document_id = $1 and kind = 'document'`,
          [dead.letter.documentId],
        )
      )[0]?.sha256;
    const once = await bytesOf();
    const key = office.as(all.clerk, 'retry-letter');
    expect(await retryDeadLetters(key, [dead.id, dead.id])).toEqual({ queued: 1 });
    // The browser sends the request again: the same answer, nothing done twice.
    expect(await retryDeadLetters(office.as(all.clerk, 'retry-letter'), [dead.id, dead.id])).toEqual({ queued: 1 });
    await all.settle();
    expect(await bytesOf()).toBe(once);
    expect((await dispatchesOf(office, dead.letter)).map((row) => row.state)).toEqual(['arrived']);
    expect((await countIncoming(office, receiver.agencyId)).documents).toBe(before.documents + 1);
    expect((await list()).items.map(({ id }) => id)).not.toContain(dead.id);
    expect(await auditActions(office, all.senderId)).toContain('interchange.resent');
  });

  test('a status reaches the sender of the letter', async () => {
    const dead = await deadStatus();
    expect((await dispatchesOf(office, dead.letter)).map((row) => row.state)).toEqual(['sent']);
    expect(await retryDeadLetters(office.as(receiver.clerk), [dead.id])).toEqual({ queued: 1 });
    await all.settle();
    expect((await dispatchesOf(office, dead.letter)).map((row) => row.state)).toEqual(['arrived']);
    expect(await auditActions(office, receiver.agencyId)).toContain('interchange.status_resent');
  });

  test('letters and statuses of one agency together, all of them, though the request has one key', async () => {
    const status = await deadStatus();
    const [row] = (await outboxOf(office, receiver.agencyId)).filter((parcel) => parcel.id === status.id);
    // An agency that issues and reports has both in its list.
    await rawQuery(
      office.db,
      `with message as (
         insert into interchange_message (agency_id, id, kind, document_id, status_code, envelope_document_id, source, sha256, size,
           content, created_at)
         select $1, id, kind, document_id, status_code, envelope_document_id, source, sha256, size, content, created_at
         from interchange_message where agency_id = $2 and id = $3 returning id)
       insert into interchange_outbox (agency_id, id, message_id, kind, carrier, sender_code, receiver_agency_id, receiver_code, state,
         next_at, failed_at, created_at)
       select $1, $4, id, 'status', 'inside', $5, $6, $7, 'failed', $8, $8, $8 from message`,
      [
        all.senderId,
        receiver.agencyId,
        row?.message_id,
        status.id,
        all.senderCode,
        receiver.agencyId,
        receiver.code,
        office.clock.now(),
      ],
    );
    const letter = await issueDead();
    const answer = await retryDeadLetters(office.as(all.clerk, 'retry-both'), [status.id, letter.id]);
    expect(answer).toEqual({ queued: 2 });
    expect((await outboxOf(office, all.senderId)).filter((parcel) => parcel.state === 'queued')).toHaveLength(2);
    await retryDeadLetters(office.as(receiver.clerk), [status.id]);
    await all.settle();
  });

  test('by two clerks at once goes out once', async () => {
    for (const [dead, clerk] of [
      [await deadStatus(), receiver.clerk],
      [await issueDead(), all.clerk],
    ] as const) {
      const tries = await Promise.allSettled([1, 2].map(() => retryDeadLetters(office.as(clerk), [dead.id])));
      expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await all.settle();
    }
  });

  test('not of another agency, not by who is no clerk, not what has gone since', async () => {
    const { id } = await issueDead();
    await expect(retryDeadLetters(office.as(receiver.clerk), [id])).rejects.toMatchObject({
      code: 'interchange.dispatch_not_found',
      status: 404,
    });
    await expect(retryDeadLetters(office.as(all.specialist), [id])).rejects.toMatchObject({
      code: 'interchange.resend.forbidden',
      status: 403,
    });
    await retryDeadLetters(office.as(all.clerk), [id]);
    await all.settle();
    await expect(retryDeadLetters(office.as(all.clerk), [id])).rejects.toMatchObject({ status: 404 });
  });
});
