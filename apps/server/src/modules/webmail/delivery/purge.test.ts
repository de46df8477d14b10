import { afterAll, beforeAll, expect, test } from 'vitest';
import { record } from '#modules/audit';
import { command, systemContext } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency } from '../../org/org.testing.ts';
import { sweepBins } from '../sweep-bins.ts';
import { buildMailbox, deliverTo, storeRaw, writeMail } from '../webmail.testing.ts';
import { eraseMessages } from './erase-box.ts';
import { PURGE_JOB, purgeItems, purgeWaiting } from './purge.ts';

let office: TestOffice;
let box: { agencyId: string; mailboxId: string };
let other: { agencyId: string; mailboxId: string };

beforeAll(async () => {
  office = await createTestOffice();
  const { id: agencyId } = await buildAgency(office.db);
  const named = async (address: string) => ({
    agencyId,
    mailboxId: await buildMailbox(office.db, { agencyId, address }),
  });
  box = await named('mot@tamduong.laichau.gov.vn');
  other = await named('hai@tamduong.laichau.gov.vn');
});
afterAll(() => office.close());

const bin = (itemId: string) =>
  rawQuery(office.db, 'update mail_item set binned_at = $2 where id = $1', [itemId, office.clock.now()]);
const rows = async (messageId: string) =>
  (await rawQuery(office.db, 'select 1 from mail_message where id = $1', [messageId])).length;

test('the bytes go with the last copy, and come in again when they are sent again', async () => {
  const raw = writeMail();
  const message = await storeRaw(office, raw);
  const [first, second] = [await deliverTo(office, message, box), await deliverTo(office, message, other)];
  await bin(first.itemId);
  office.clock.advance(31 * 86_400_000);
  await sweepBins(office);
  expect([await rows(first.messageId), office.blobs.has(message.rawSha256)]).toEqual([1, true]);
  await bin(second.itemId);
  office.clock.advance(31 * 86_400_000);
  await sweepBins(office);
  expect([await rows(first.messageId), office.blobs.has(message.rawSha256)]).toEqual([0, false]);
  // Whoever was about to deliver the very bytes is refused instead of losing them, and repeats.
  await expect(deliverTo(office, message, box)).rejects.toThrow('are gone');
  expect(await rows(first.messageId)).toBe(0);
  await office.blobs.put(raw);
  const again = await deliverTo(office, message, box);
  expect([again.isNew, await rows(again.messageId)]).toEqual([true, 1]);
});

test('what the queue may still send on waits for it', async () => {
  const message = await storeRaw(office, writeMail());
  const { itemId, messageId } = await deliverTo(office, message, box);
  office.clock.advance(2 * 86_400_000);
  const system = systemContext(office);
  await command(system, async (tx) => {
    await purgeItems(tx, system, [itemId]);
    await record(tx, system, { action: 'test', agencyId: box.agencyId, objectKind: 'mail_item', objectId: itemId });
  });
  expect([await rows(messageId), office.blobs.has(message.rawSha256)]).toEqual([1, true]);
  const [job] = await rawQuery<{ n: number }>(
    office.db,
    'select count(*)::int as n from graphile_worker.jobs where task_identifier = $1',
    [PURGE_JOB],
  );
  expect(job?.n).toBe(1);
  office.clock.advance(7 * 86_400_000);
  await purgeWaiting(office, { agencyId: box.agencyId, messageIds: [messageId] });
  expect([await rows(messageId), office.blobs.has(message.rawSha256)]).toEqual([0, false]);
});

test('bytes of a mail that is still on its way out stay', async () => {
  const message = await storeRaw(office, writeMail());
  const { itemId, messageId } = await deliverTo(office, message, box);
  await rawQuery(
    office.db,
    `insert into mail_submission (agency_id, id, mailbox_id, sent_by, from_address, subject, raw_sha256, size, facts, undo_status, send_at, created_at)
     values ($1, $2, $3, '', '', '', $4, 1, '{}', 'pending', now(), now())`,
    [box.agencyId, newId(), box.mailboxId, message.rawSha256],
  );
  await bin(itemId);
  office.clock.advance(31 * 86_400_000);
  await sweepBins(office);
  expect([await rows(messageId), office.blobs.has(message.rawSha256)]).toEqual([0, true]);
});

test('a deleted mailbox loses its letters, drafts and what tells of them; what others hold stays', async () => {
  const only = await storeRaw(office, writeMail());
  const both = await storeRaw(office, writeMail());
  const own = await deliverTo(office, only, box);
  const [shared] = [await deliverTo(office, both, box), await deliverTo(office, both, other)];
  const draftFile = await office.blobs.put(Buffer.from('tệp của thư nháp'));
  const documentFile = await office.blobs.put(Buffer.from('tệp của văn bản'));
  const [draftId, documentId] = [newId(), newId()];
  await rawQuery(
    office.db,
    `insert into file (agency_id, id, sha256, size, name, media_type, created_at)
     values ($1, $2, $3, 1, 'a', 'text/plain', now()), ($1, $4, $5, 1, 'b', 'text/plain', now())`,
    [box.agencyId, draftId, draftFile.sha256, documentId, documentFile.sha256],
  );
  await rawQuery(
    office.db,
    `insert into mail_draft (agency_id, id, mailbox_id, author_person_id, kind, state, version, content, attachments, saved_at, saved_by, created_at)
     values ($1, $2, $3, $2, 'new', 'draft', 1, '{}', $4::jsonb, now(), '', now())`,
    [
      box.agencyId,
      newId(),
      box.mailboxId,
      JSON.stringify([
        { fileId: draftId, fromDocument: false },
        { fileId: documentId, fromDocument: true },
      ]),
    ],
  );
  office.clock.advance(400 * 86_400_000);
  await eraseMessages(office, box.mailboxId);
  await eraseMessages(office, box.mailboxId);
  expect([await rows(own.messageId), await rows(shared?.messageId ?? '')]).toEqual([0, 1]);
  const left = [only.rawSha256, both.rawSha256, draftFile.sha256, documentFile.sha256];
  expect(left.map((sha256) => office.blobs.has(sha256))).toEqual([false, true, false, true]);
  const still = await rawQuery<{ n: number }>(
    office.db,
    `select (select count(*) from mail_item where mailbox_id = $1)::int + (select count(*) from mail_draft where mailbox_id = $1)::int
       + (select count(*) from mail_folder where mailbox_id = $1)::int as n`,
    [box.mailboxId],
  );
  expect(still).toEqual([{ n: 0 }]);
  const said = await rawQuery<{ facts: unknown }>(
    office.db,
    'select facts from mail_submission where mailbox_id = $1',
    [box.mailboxId],
  );
  expect(said.every(({ facts }) => JSON.stringify(facts) === '{}')).toBe(true);
});
