import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency } from '../../org/org.testing.ts';
import { sweepBins } from '../sweep-bins.ts';
import { buildMailbox, deliverTo, storeRaw, writeMail } from '../webmail.testing.ts';

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
