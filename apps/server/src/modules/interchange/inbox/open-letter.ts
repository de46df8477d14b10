import {
  acceptanceOf,
  type EdxmlAttachment,
  type EdxmlDocument,
  EdxmlError,
  type ParsedEdxml,
  parseEdxml,
  readAll,
} from '@congvu/edxml';
import { findStateSecret, findStateSecretInPdf, type SecrecyReason } from '#modules/documents';
import { cleanFileName, type StoredBlob } from '#modules/files';
import type { Services } from '../../../platform/context.ts';
import { spoolDir } from '../envelope/forget-spool.ts';
import { contentHash, readNotes } from '../envelope/read-facts.ts';
import { spoolStore } from '../envelope/spool-store.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { RefusedMessage } from './quarantine.ts';

/** A letter out of its envelope: every readable file durable in the blob store. */
export interface OpenedLetter {
  message: EdxmlDocument;
  main: StoredBlob | null;
  attachments: StoredBlob[];
  broken: { name: string; reason: string }[];
  notes: string[];
  contentHash: string;
  /** Marks of a state secret; when there are any, nothing was stored. */
  secrecy: SecrecyReason[];
}

const PDF = 'application/pdf';

async function* bytesOf(services: Services, row: Pick<InboxRow, 'content' | 'sha256'>): AsyncGenerator<Uint8Array> {
  if (row.content !== null) {
    yield row.content;
    return;
  }
  for await (const piece of services.blobs.read(row.sha256)) {
    yield typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
  }
}

/** @throws RefusedMessage when the bytes cannot be read as edXML, with the reason of the codec in Vietnamese */
export async function parseInbox(services: Services, row: Pick<InboxRow, 'content' | 'sha256'>): Promise<ParsedEdxml> {
  try {
    const parsed = await parseEdxml(bytesOf(services, row), {
      store: spoolStore(spoolDir(services)),
    });
    if (parsed.sha256 !== row.sha256) {
      throw new RefusedMessage(
        'interchange.bytes_changed',
        'Gói tin không còn giống lúc gửi (mã băm SHA-256 khác). Đề nghị nơi gửi gửi lại.',
      );
    }
    return parsed;
  } catch (error) {
    // A source that fails is a fault of our disk, not of the message: it is tried again.
    if (error instanceof EdxmlError && error.code !== 'edxml.source_failed') {
      throw new RefusedMessage(error.code, `Không đọc được gói tin: ${error.message}`);
    }
    throw error;
  }
}

async function discardAll(parsed: ParsedEdxml): Promise<void> {
  for (const attachment of parsed.attachments) {
    await attachment.content?.discard();
  }
}

async function storeAttachment(services: Services, attachment: EdxmlAttachment): Promise<StoredBlob | undefined> {
  if (attachment.content === undefined) {
    return undefined;
  }
  const { sha256, size } = await services.blobs.put(attachment.content.read());
  return { sha256, size, name: cleanFileName(attachment.name), mediaType: attachment.mediaType };
}

function marksAround(message: EdxmlDocument, parsed: ParsedEdxml): SecrecyReason[] {
  return findStateSecret({
    texts: [
      { place: 'Trích yếu', text: message.abstract ?? '' },
      { place: 'Nội dung', text: message.content ?? '' },
    ],
    fileNames: parsed.attachments.map((attachment) => attachment.name),
  });
}

/** Reads the pages where they wait, so that a marked one never reaches the store of files, not even to be taken out again. */
async function marksOnPages(services: Services, row: InboxRow, parsed: ParsedEdxml): Promise<SecrecyReason[]> {
  for (const [index, { content, sha256, mediaType }] of parsed.attachments.entries()) {
    if (content === undefined) {
      continue;
    }
    const waiting: Services = {
      ...services,
      blobs: { ...services.blobs, readBytes: async () => Buffer.from(await readAll(content)) },
    };
    const marks = await findStateSecretInPdf(waiting, { agencyId: row.agency_id, sha256, mediaType });
    if (marks.length > 0) {
      return marks.map(({ code, place }) => ({ code, place: `${place} của tệp thứ ${index + 1}` }));
    }
  }
  return [];
}

async function findMarks(
  services: Services,
  row: InboxRow,
  message: EdxmlDocument,
  parsed: ParsedEdxml,
): Promise<SecrecyReason[]> {
  const around = marksAround(message, parsed);
  return around.length > 0 ? around : marksOnPages(services, row, parsed);
}

async function storeLetter(services: Services, parsed: ParsedEdxml, message: EdxmlDocument): Promise<OpenedLetter> {
  const stored: StoredBlob[] = [];
  const broken: OpenedLetter['broken'] = [];
  for (const attachment of parsed.attachments) {
    const blob = await storeAttachment(services, attachment);
    if (blob === undefined) {
      broken.push({ name: attachment.name, reason: attachment.error?.text ?? 'Tệp không có nội dung' });
    } else {
      stored.push(blob);
    }
  }
  const main = stored.find((blob) => blob.mediaType === PDF) ?? null;
  return {
    message,
    main,
    attachments: stored.filter((blob) => blob !== main),
    broken,
    notes: [],
    contentHash: contentHash(parsed, message),
    secrecy: [],
  };
}

/**
 * Reads a letter and makes its files durable, outside any transaction (architecture.md §2.6). What is wrong with one attachment
 * (bomb, cut base64) is said of that attachment and the letter stands.
 * @throws RefusedMessage
 */
export async function openLetter(services: Services, row: InboxRow): Promise<OpenedLetter> {
  const parsed = await parseInbox(services, row);
  try {
    const { message } = parsed;
    if (message.kind !== 'document') {
      throw new RefusedMessage('interchange.not_a_letter', 'Gói tin gửi như văn bản nhưng bên trong là trạng thái.');
    }
    const secrecy = await findMarks(services, row, message, parsed);
    if (secrecy.length > 0) {
      return { message, main: null, attachments: [], broken: [], notes: [], contentHash: '', secrecy };
    }
    const { isAcceptable, missing } = acceptanceOf(parsed, { transportFrom: row.sender_code });
    const letter = await storeLetter(services, parsed, message);
    if (!isAcceptable && letter.broken.length === 0) {
      throw new RefusedMessage('interchange.incomplete', `Gói tin thiếu phần bắt buộc: ${missing.join('; ')}.`);
    }
    return { ...letter, notes: readNotes(parsed, message, missing) };
  } finally {
    await discardAll(parsed);
  }
}
