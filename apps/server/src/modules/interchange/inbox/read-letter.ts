import type { VerdictView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { findDuplicates } from '#modules/documents';
import { type Context, command, type Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { businessKeys, numberSymbolOf, readFacts } from '../envelope/read-facts.ts';
import { type Exchange, systemContext } from '../exchange.ts';
import type { InboxRow, Origin } from '../interchange.tables.ts';
import { queueStatus } from '../outbox/report-status.ts';
import { checkParties, type Issuer } from './check-parties.ts';
import { finishInbox, lockUnread } from './inbox.store.ts';
import { addVersion, claimKeys, finishTakenIn, nameDocument, releaseKeys } from './intake.store.ts';
import { type OpenedLetter, openLetter } from './open-letter.ts';
import { quarantine, type Refusal, RefusedMessage } from './quarantine.ts';

/** Reads bytes once for all receivers of this process. */
type ReadOnce<T> = (key: string, read: () => Promise<T>) => Promise<T>;

export interface LetterReader {
  exchange: Exchange;
  openOnce: ReadOnce<OpenedLetter>;
  judgeOnce: ReadOnce<VerdictView>;
}

const NO_PDF: VerdictView = {
  verdict: 'unsigned',
  sentence: 'Gói tin không có tệp PDF nào đọc được nên không có chữ ký số để kiểm tra.',
  signers: [],
};

/** Names places, never words of the letter: the sentence travels back and stands in lists. */
function describeSecret({ secrecy }: OpenedLetter): string {
  const places = [...new Set(secrecy.map(({ place }) => place))].slice(0, 3).join(', ');
  return (
    `Văn bản có dấu hiệu mang độ mật (${places}) nên không được nhận qua hệ thống (Luật Bảo vệ bí mật nhà nước). ` +
    'Gửi theo đường văn bản mật.'
  );
}

interface Reading {
  row: InboxRow;
  letter: OpenedLetter;
  issuer: Issuer;
  verdict: VerdictView;
}

function originOf({ row, letter }: Reading, documentId: string): Origin {
  return {
    agency_id: row.agency_id,
    document_id: documentId,
    carrier: row.carrier,
    connection_id: row.connection_id,
    sender_agency_id: row.sender_agency_id,
    sender_code: row.sender_code,
    receiver_code: row.receiver_code,
    envelope_document_id: letter.message.documentId,
    number_symbol: numberSymbolOf(letter.message),
    issued_on: letter.message.issuedOn ?? '',
    inbox_id: row.id,
  };
}

/** The letter is here already: its keys and its message point to the document it became the first time. */
async function finishRepetition(
  tx: Tx,
  context: Context,
  row: InboxRow,
  known: { keys: readonly string[]; documentId: string },
): Promise<void> {
  await nameDocument(tx, row.agency_id, known.keys, { placeholder: row.id, documentId: known.documentId });
  await finishInbox(tx, row, {
    state: 'duplicate',
    document_id: known.documentId,
    done_at: context.clock.now(),
    error_code: '',
    error_text: '',
  });
  await record(tx, context, {
    action: 'interchange.repetition_recognised',
    agencyId: row.agency_id,
    objectKind: 'document',
    objectId: known.documentId,
    detail: { carrier: row.carrier, messageId: row.message_id, sha256: row.sha256 },
  });
}

/** A marked letter is turned away by the system itself: the sender learns why, nothing of it is stored here. */
async function refuseSecret(tx: Tx, context: Context, reading: Reading): Promise<void> {
  const reason = describeSecret(reading.letter);
  await queueStatus(tx, context, originOf(reading, reading.row.id), { code: '02', note: reason });
  await quarantine(tx, context, reading.row, { code: 'documents.state_secret', reason });
}

async function receive(
  reader: LetterReader,
  tx: Tx,
  context: Context,
  reading: Reading,
  keys: string[],
): Promise<void> {
  const { row, letter, issuer, verdict } = reading;
  const { message } = letter;
  const { documentId, duplicate } = await reader.exchange.peers.receiveLetter(tx, context, {
    agencyId: row.agency_id,
    source: row.carrier === 'mail' ? 'mail' : 'axis',
    carrier: row.carrier,
    senderAgencyId: row.sender_agency_id,
    senderCode: row.sender_code,
    envelopeDocumentId: message.documentId,
    arrivedAt: row.received_at,
    facts: readFacts(message, issuer),
    verdict,
    envelopeNotes: letter.notes,
    paperCopyFollows: message.business?.paperCopyFollows ?? false,
    main: letter.main,
    attachments: letter.attachments,
    brokenAttachments: letter.broken,
  });
  if (duplicate) {
    await finishRepetition(tx, context, row, { keys, documentId });
    return;
  }
  const origin = originOf(reading, documentId);
  await finishTakenIn(tx, row, { keys, documentId, origin, verdict, at: context.clock.now() });
  if (row.accept_conflict) {
    await addVersion(tx, row.agency_id, keys, { contentHash: letter.contentHash, documentId });
  }
  await queueStatus(tx, context, origin, { code: '01', note: '' });
}

/** Everything that a letter changes, in one transaction (spec interchange §10, inbox 2 and 3). */
async function takeIn(reader: LetterReader, tx: Tx, context: Context, reading: Reading): Promise<void> {
  const { row, letter } = reading;
  if (letter.secrecy.length > 0) {
    await refuseSecret(tx, context, reading);
    return;
  }
  const keys = businessKeys(letter.message, row.sender_agency_id ?? row.sender_code);
  const earlier = await claimKeys(tx, row.agency_id, keys, { contentHash: letter.contentHash, documentId: row.id });
  const same = earlier.find((entry) => entry.contentHash === letter.contentHash);
  if (same !== undefined) {
    await finishRepetition(tx, context, row, { keys, documentId: same.documentId });
    return;
  }
  if (earlier.length > 0 && !row.accept_conflict) {
    await releaseKeys(tx, row.agency_id, keys, row.id);
    await quarantine(tx, context, row, await conflictOf(tx, reading));
    return;
  }
  await receive(reader, tx, context, reading, keys);
}

async function conflictOf(tx: Tx, { row, letter, issuer }: Reading): Promise<Refusal> {
  const numberSymbol = numberSymbolOf(letter.message);
  const [known] = await findDuplicates(tx, {
    agencyId: row.agency_id,
    numberSymbol,
    issuingAgencyName: issuer.name,
    issuedOn: null,
  });
  const about = known === undefined ? 'một văn bản đã nhận' : `văn bản ${known.number_symbol} đã nhận`;
  return {
    code: 'interchange.conflict',
    reason: `Trùng mã hoặc số, ký hiệu với ${about} từ ${issuer.name} nhưng nội dung khác. Hỏi nơi gửi rồi chọn nhận thêm hoặc loại bỏ.`,
  };
}

async function prepare(reader: LetterReader, services: Services, row: InboxRow): Promise<Reading> {
  const letter = await reader.openOnce(row.sha256, () => openLetter(services, row));
  const issuer = await checkParties(services, row, letter.message);
  const { main } = letter;
  if (main === null) {
    return { row, letter, issuer, verdict: NO_PDF };
  }
  const verdict = await reader.judgeOnce(main.sha256, async () =>
    reader.exchange.peers.judgePdf(services, {
      agencyId: row.agency_id,
      bytes: await services.blobs.readBytes(main.sha256),
    }),
  );
  return { row, letter, issuer, verdict };
}

/**
 * Reads one stored letter: parse and judge outside, one transaction inside. Repeating it after a crash at any point has the
 * effect of doing it once.
 */
export async function readLetter(reader: LetterReader, services: Services, leased: InboxRow): Promise<void> {
  const context: Context = { ...systemContext(services), meta: { requestId: newId(), ip: '', userAgent: 'job' } };
  let reading: Reading | RefusedMessage;
  try {
    reading = await prepare(reader, services, leased);
  } catch (error) {
    if (!(error instanceof RefusedMessage)) {
      throw error;
    }
    reading = error;
  }
  await command(context, async (tx) => {
    const row = await lockUnread(tx, leased);
    if (row === undefined) {
      return;
    }
    if (reading instanceof RefusedMessage) {
      await quarantine(tx, context, row, reading.refusal);
    } else {
      await takeIn(reader, tx, context, { ...reading, row });
    }
  });
}
