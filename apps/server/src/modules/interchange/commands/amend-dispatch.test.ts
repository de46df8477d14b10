import { parseEdxml } from '@congvu/edxml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseWays } from '#modules/carriers';
import type { IssuedLetter } from '#modules/outgoing';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { insideCarrier } from '../carriers/inside-carrier.ts';
import { noConnections } from '../interchange.ports.ts';
import type { DispatchRow } from '../interchange.tables.ts';
import {
  auditActions,
  buildExchange,
  countIncoming,
  dispatchesOf,
  inboxOf,
  type TestExchange,
  type TestReceiver,
} from '../interchange.testing.ts';
import { sendDue } from '../outbox/send-due.ts';
import { carrierWithout, outboxOf, REFUSED, watchedCarrier } from '../parcels.testing.ts';
import { amendDispatch } from './amend-dispatch.ts';
import { resendDispatches } from './resend-dispatches.ts';

let office: TestOffice;
let all: TestExchange;
let first: TestReceiver;
let second: TestReceiver;
let third: TestReceiver;

beforeAll(async () => {
  office = await createTestOffice();
  all = await buildExchange(office, 3);
  all.exchange.chooseWays = chooseWays;
  const [one, two, three] = all.receivers;
  if (one === undefined || two === undefined || three === undefined) {
    throw new Error('three receivers were built');
  }
  [first, second, third] = [one, two, three];
});
afterAll(() => office.close());

type Named = Pick<TestReceiver, 'name' | 'code'> & Partial<Pick<TestReceiver, 'agencyId'>>;

const to = (...receivers: Named[]) => receivers.map(({ agencyId = null, name, code }) => ({ agencyId, name, code }));

/** To the first two; the first one's code is refused for good, the second has it. */
async function issueFailed(): Promise<{ letter: IssuedLetter; failed: DispatchRow }> {
  const letter = await all.issue({ receivers: to(first, second) });
  const refusing = carrierWithout(insideCarrier, [first.code], REFUSED);
  await sendDue({ ...all.exchange, carriers: [refusing] }, office);
  await all.settle();
  const failed = (await dispatchesOf(office, letter)).find((row) => row.state === 'failed');
  if (failed === undefined) {
    throw new Error('one receiver was refused');
  }
  return { letter, failed };
}

const amend = (id: string, wanted: Parameters<typeof amendDispatch>[3], clerk = all.clerk) =>
  amendDispatch(all.exchange, office.as(clerk), id, wanted);

async function messagesOf(letter: IssuedLetter) {
  return rawQuery<{ id: string; version: number; sha256: string; envelope_document_id: string }>(
    office.db,
    `select id, version, sha256, envelope_document_id from interchange_message
     where document_id = $1 and kind = 'document' order by version`,
    [letter.documentId],
  );
}

async function lastOf(receiver: TestReceiver) {
  return (await inboxOf(office, receiver.agencyId)).filter((row) => row.kind === 'document').at(-1);
}

async function addAlias(receiver: TestReceiver): Promise<string> {
  const code = `000.${newId().slice(-8).toUpperCase()}.H35`;
  const row = `insert into org_agency_code (agency_id, scheme, value, value_key) values ($1, 'qcvn102', $2, $2)`;
  await rawQuery(office.db, row, [receiver.agencyId, code]);
  return code;
}

describe('the envelope names the receiver', () => {
  test('the very same bytes go once more, with a trace and without a notice left', async () => {
    const { letter, failed } = await issueFailed();
    const before = await countIncoming(office, first.agencyId);
    const answer = await amend(failed.id, {});
    expect(answer).toMatchObject({ newEnvelope: false, state: 'pending', way: { carrier: 'inside' }, reason: '' });
    await all.settle();
    const rows = await dispatchesOf(office, letter);
    expect(rows.map((row) => row.state)).toEqual(['arrived', 'arrived']);
    expect(new Set(rows.map((row) => row.message_id)).size).toBe(1);
    expect(await messagesOf(letter)).toHaveLength(1);
    expect((await lastOf(first))?.sha256).toBe((await lastOf(second))?.sha256);
    expect((await countIncoming(office, first.agencyId)).documents).toBe(before.documents + 1);
    expect(await auditActions(office, all.senderId)).toContain('interchange.dispatch_amended');
    const unread = await rawQuery(
      office.db,
      'select 1 from notification where person_id = $1 and link = $2 and read_at is null',
      [all.clerk.personId, `/van-ban-di/${letter.documentId}`],
    );
    expect(unread).toEqual([]);
  });

  test('over another way: the same bytes, the connection that was named, and nothing asked of the former one', async () => {
    const { letter, failed } = await issueFailed();
    const peer = watchedCarrier('peer');
    const connection = { id: newId(), kind: 'peer' as const, attachmentForm: 'zip' as const };
    all.exchange.listConnections = async () => [connection];
    all.exchange.carriers = [insideCarrier, peer];
    await rawQuery(office.db, 'update interchange_outbox set in_doubt = true where message_id = $1', [
      failed.message_id,
    ]);
    const answer = await amend(failed.id, { carrier: 'peer' });
    expect(answer).toMatchObject({ newEnvelope: false, way: { carrier: 'peer', connectionId: connection.id } });
    await all.settle();
    const [message] = await messagesOf(letter);
    expect(peer.parcels).toMatchObject([
      { connectionId: connection.id, receiverCode: first.code, sha256: message?.sha256, inDoubt: false },
    ]);
    expect((await dispatchesOf(office, letter)).map((row) => [row.carrier, row.state])).toEqual([
      ['peer', 'sent'],
      ['inside', 'arrived'],
    ]);
    Object.assign(all.exchange, { listConnections: noConnections, carriers: [insideCarrier] });
  });

  test('over the same way an earlier attempt stays in doubt (the control of the above)', async () => {
    const { failed } = await issueFailed();
    await rawQuery(office.db, 'update interchange_outbox set in_doubt = true where message_id = $1', [
      failed.message_id,
    ]);
    await amend(failed.id, {});
    const watching = watchedCarrier('inside');
    await sendDue({ ...all.exchange, carriers: [watching] }, office);
    expect(watching.parcels).toMatchObject([{ receiverCode: first.code, inDoubt: true }]);
  });
});

describe('the envelope does not name the receiver', () => {
  test('another code: a further version with the same DocumentId, number and files that names this one alone', async () => {
    const { letter, failed } = await issueFailed();
    const before = await countIncoming(office, first.agencyId);
    const [written] = await messagesOf(letter);
    const answer = await amend(failed.id, { receiverCode: third.code, receiverName: third.name });
    expect(answer).toMatchObject({ newEnvelope: true, state: 'pending', way: { carrier: 'inside' } });
    await all.settle();
    const versions = await messagesOf(letter);
    expect(versions).toMatchObject([
      { ...written, version: 1 },
      { version: 2, envelope_document_id: written?.envelope_document_id },
    ]);
    const [original, amended] = await Promise.all(
      versions.map(async ({ sha256 }) => parseEdxml(await office.blobs.readBytes(sha256))),
    );
    expect(amended?.message).toEqual({
      ...original?.message,
      to: [expect.objectContaining({ agencyCode: third.code, name: third.name })],
    });
    expect(amended?.attachments.map(({ sha256 }) => sha256)).toEqual(original?.attachments.map(({ sha256 }) => sha256));
    expect((await dispatchesOf(office, letter))[0]).toMatchObject({
      receiver_code: third.code,
      receiver_agency_id: third.agencyId,
      state: 'arrived',
    });
    expect(await lastOf(third)).toMatchObject({ state: 'done', sha256: versions[1]?.sha256 });
    expect(await countIncoming(office, first.agencyId)).toEqual(before);
  });

  test('how files travel is part of the envelope: another packing is another version', async () => {
    const { failed, letter } = await issueFailed();
    const mail = watchedCarrier('mail');
    all.exchange.listConnections = async () => [{ id: newId(), kind: 'mail', attachmentForm: 'raw' }];
    all.exchange.carriers = [insideCarrier, mail];
    expect(await amend(failed.id, { carrier: 'mail' })).toMatchObject({ newEnvelope: true, way: { carrier: 'mail' } });
    await all.settle();
    expect(mail.parcels).toHaveLength(1);
    expect(await messagesOf(letter)).toHaveLength(2);
    Object.assign(all.exchange, { listConnections: noConnections, carriers: [insideCarrier] });
  });

  test('a receiver that shares the installation by now gets it there instead of paper', async () => {
    const letter = await all.issue({ receivers: to({ name: 'UBND xã Chưa Rõ', code: '' }, second) });
    const [manual] = await dispatchesOf(office, letter);
    expect(manual?.state).toBe('manual');
    expect(await amend(manual?.id ?? '', { receiverCode: third.code })).toMatchObject({ newEnvelope: true });
    await all.settle();
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(['arrived', 'arrived']);
  });

  test('a code nobody knows ends on paper, says why, and nothing goes where it went before', async () => {
    const letter = await all.issue({ receivers: to(first) });
    const [row] = await dispatchesOf(office, letter);
    await sendDue({ ...all.exchange, carriers: [watchedCarrier('inside')] }, office);
    await resendDispatches(office.as(all.clerk), [row?.id ?? '']);
    const answer = await amend(row?.id ?? '', { receiverCode: 'H99.KHONG.CO' });
    expect(answer).toMatchObject({ newEnvelope: false, way: { carrier: null }, state: 'pending' });
    expect(answer.reason).not.toBe('');
    expect(await sendDue(all.exchange, office)).toEqual({ taken: 0, sent: 0 });
    expect((await dispatchesOf(office, letter))[0]).toMatchObject({ state: 'manual', receiver_agency_id: null });
  });

  test('what waited for the former receiver is dropped, its codes and lateness with it', async () => {
    const letter = await all.issue({ receivers: to(first) });
    const [row] = await dispatchesOf(office, letter);
    await sendDue({ ...all.exchange, carriers: [watchedCarrier('inside')] }, office);
    await rawQuery(
      office.db,
      `update interchange_dispatch set alias_codes = '{H35.CU}', late_told = 'sent' where id = $1`,
      [row?.id],
    );
    await resendDispatches(office.as(all.clerk), [row?.id ?? '']);
    await amend(row?.id ?? '', { receiverCode: third.code });
    const parcels = (await outboxOf(office, all.senderId)).filter((parcel) => parcel.state === 'queued');
    expect(parcels.map((parcel) => parcel.receiver_code)).toEqual([third.code]);
    const [amended] = await rawQuery(office.db, 'select * from interchange_dispatch where id = $1', [row?.id]);
    expect(amended).toMatchObject({ alias_codes: [], late_told: '', state: 'queued' });
    await all.settle();
  });

  test('the same body under another code recognises the letter it has', async () => {
    const letter = await all.issue({ receivers: to(first) });
    await sendDue(all.exchange, office);
    const [row] = await dispatchesOf(office, letter);
    const before = await countIncoming(office, first.agencyId);
    expect(await amend(row?.id ?? '', { receiverCode: await addAlias(first) })).toMatchObject({ newEnvelope: true });
    await all.settle();
    expect((await countIncoming(office, first.agencyId)).documents).toBe(before.documents + 1);
    expect((await inboxOf(office, first.agencyId)).filter((one) => one.kind === 'document').slice(-2)).toMatchObject([
      { state: 'done' },
      { state: 'duplicate' },
    ]);
    expect((await dispatchesOf(office, letter))[0]?.state).toBe('arrived');
  });
});

describe('refused', () => {
  test.each([
    ['a carrier without a connection', () => ({ carrier: 'national' as const })],
    ['another connection than the agency has', () => ({ carrier: 'peer' as const, connectionId: newId() })],
    ['inside, to a body that is not hosted', () => ({ carrier: 'inside' as const, receiverCode: 'H98.KHONG.CO' })],
  ])('%s: 422, and nothing has moved', async (_name, wanted) => {
    const { letter, failed } = await issueFailed();
    all.exchange.listConnections = async () => [{ id: newId(), kind: 'peer', attachmentForm: 'zip' }];
    await expect(amend(failed.id, wanted())).rejects.toMatchObject({ code: 'interchange.no_way', status: 422 });
    all.exchange.listConnections = noConnections;
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(['failed', 'arrived']);
    // The control: the way that there is, named as a page names it.
    expect(await amend(failed.id, { carrier: 'inside', connectionId: null })).toMatchObject({ newEnvelope: false });
    await all.settle();
  });

  test('who is no clerk, and who is not of the agency', async () => {
    const { failed } = await issueFailed();
    await expect(amend(failed.id, {}, all.specialist)).rejects.toMatchObject({
      code: 'interchange.amend.forbidden',
      status: 403,
    });
    await expect(amend(failed.id, {}, second.clerk)).rejects.toMatchObject({
      code: 'interchange.dispatch_not_found',
      status: 404,
    });
  });

  test('a letter that arrived, one that is on its way, and one that was recalled', async () => {
    const { letter, failed } = await issueFailed();
    const arrived = (await dispatchesOf(office, letter)).find((row) => row.state === 'arrived');
    await expect(amend(arrived?.id ?? '', {})).rejects.toMatchObject({ code: 'interchange.amend.forbidden' });
    await rawQuery(
      office.db,
      `update interchange_dispatch set change = 'requested', change_kind = 'recall' where id = $1`,
      [failed.id],
    );
    await expect(amend(failed.id, {})).rejects.toMatchObject({ code: 'interchange.amend.forbidden' });
    const [queued] = await dispatchesOf(office, await all.issue({ receivers: to(first) }));
    await expect(amend(queued?.id ?? '', {})).rejects.toMatchObject({ code: 'interchange.amend.forbidden' });
    await all.settle();
  });

  test('a receiver that has the letter in another line, under any of its codes', async () => {
    const { letter, failed } = await issueFailed();
    for (const code of [second.code.toLowerCase(), await addAlias(second)]) {
      await expect(amend(failed.id, { receiverCode: code })).rejects.toMatchObject({
        code: 'interchange.same_receiver',
        status: 409,
      });
    }
    expect(await messagesOf(letter)).toHaveLength(1);
  });

  test('the second of two clerks at once', async () => {
    const { letter, failed } = await issueFailed();
    const tries = await Promise.allSettled([1, 2].map(() => amend(failed.id, { receiverCode: third.code })));
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await all.settle();
    expect((await messagesOf(letter)).map(({ version }) => version)).toEqual([1, 2]);
    expect((await dispatchesOf(office, letter)).map((row) => row.state)).toEqual(['arrived', 'arrived']);
  });
});
