import { buildEdxml, parseEdxml } from '@congvu/edxml';
import { rawQuery } from '../../platform/sql.ts';
import type { Dice } from './dice.testing.ts';
import type { Network, Side } from './network.testing.ts';
import type { ChaosOffice, Pair } from './offices.testing.ts';

/** Names of messages that nobody we know has sent, with the code under which each must be set aside. */
export type Forgeries = Record<Side, Map<string, string>>;

/** A body that exists and has nothing to do with the letters. */
const STRANGER = 'H77.13';

interface Parcel {
  sha256: string;
  receiver_code: string;
}

/** A letter that was built, for one of its receivers. */
async function pickLetter(
  sender: ChaosOffice,
  dice: Dice,
): Promise<{ bytes: Buffer; receiverCode: string } | undefined> {
  const rows = await rawQuery<Parcel>(
    sender.office.db,
    `select message.sha256, dispatch.receiver_code from interchange_dispatch dispatch
     join interchange_message message on message.agency_id = dispatch.agency_id and message.id = dispatch.message_id
     where message.sha256 is not null and dispatch.state not in ('failed', 'recalled') and dispatch.change = 'none'
     order by dispatch.document_id, dispatch.sort_order`,
    [],
  );
  if (rows.length === 0) {
    return undefined;
  }
  const row = dice.pick(rows);
  return { bytes: await sender.office.blobs.readBytes(row.sha256), receiverCode: row.receiver_code };
}

/** The letter in the same words of another hand: sender, number and date stay, what it says does not. */
async function altered(bytes: Buffer): Promise<Buffer> {
  const { message } = await parseEdxml(bytes);
  if (message.kind !== 'document') {
    throw new Error('a letter was picked');
  }
  const other = [{ name: 'Công văn.pdf', content: Buffer.from('%PDF-1.7 nội dung khác') }];
  return Buffer.from(await buildEdxml({ ...message, abstract: 'V/v chuyển tiền vào tài khoản khác' }, other));
}

function nameOf(forged: Forgeries): string {
  return `forged-${forged.receiver.size + forged.sender.size}`;
}

/** While the storm is on, often before the letter itself: somebody else brings it altered, or reports about it. */
export async function forgeDuring(pair: Pair, network: Network, forged: Forgeries, dice: Dice): Promise<void> {
  const letter = await pickLetter(pair.sender, dice);
  if (letter === undefined) {
    return;
  }
  const messageId = nameOf(forged);
  const { receiverCode } = letter;
  const common = { line: 'national' as const, messageId, senderCode: STRANGER };
  if (dice.chance(0.5)) {
    forged.receiver.set(messageId, 'interchange.sender_mismatch');
    network.put({ ...common, to: 'receiver', kind: 'document', receiverCode, bytes: await altered(letter.bytes) });
    return;
  }
  const { message } = await parseEdxml(letter.bytes);
  const documentId = message.kind === 'document' ? message.documentId : '';
  const claims = dice.chance(0.5) ? receiverCode : STRANGER;
  const bytes = await buildEdxml({
    kind: 'status',
    from: { agencyCode: claims },
    responseTo: { agencyCode: pair.from.code, documentId },
    statusCode: '06',
    at: '2021-03-22T09:00:00+07:00',
  });
  forged.sender.set(messageId, claims === STRANGER ? 'interchange.not_a_receiver' : 'interchange.sender_mismatch');
  network.put({ ...common, to: 'sender', kind: 'status', receiverCode: pair.from.code, bytes: Buffer.from(bytes) });
}

/** When the letters are there: the same sender, number and date with other words, which must not replace the first. */
export async function forgeAfter(pair: Pair, network: Network, forged: Forgeries, dice: Dice): Promise<void> {
  const letter = await pickLetter(pair.sender, dice);
  if (letter === undefined) {
    return;
  }
  const messageId = nameOf(forged);
  forged.receiver.set(messageId, 'interchange.conflict');
  network.put({
    to: 'receiver',
    line: 'national',
    messageId,
    kind: 'document',
    senderCode: pair.from.code,
    receiverCode: letter.receiverCode,
    bytes: await altered(letter.bytes),
  });
}
