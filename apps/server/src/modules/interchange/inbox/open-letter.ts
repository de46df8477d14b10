import type { VerdictView } from '@congvu/contracts';
import {
  acceptanceOf,
  type EdxmlAttachment,
  type EdxmlDocument,
  EdxmlError,
  type ParsedEdxml,
  parseEdxml,
} from '@congvu/edxml';
import { findStateSecret, type SecrecyReason } from '#modules/documents';
import { cleanFileName, type PdfText, readWords, type StoredBlob } from '#modules/files';
import type { Services } from '../../../platform/context.ts';
import { type Arena, returnArena, takeArena } from '../envelope/arena.ts';
import { filesAtHand } from '../envelope/files-at-hand.ts';
import { spoolDir } from '../envelope/forget-spool.ts';
import { contentHash, readNotes } from '../envelope/read-facts.ts';
import { spoolStore } from '../envelope/spool-store.ts';
import type { InspectAttachments } from '../interchange.ports.ts';
import type { InboxRow } from '../interchange.tables.ts';
import { RefusedMessage } from './quarantine.ts';

/** A letter out of its envelope: every readable file durable in the blob store. */
export interface OpenedLetter {
  message: EdxmlDocument;
  main: StoredBlob | null;
  /** The words of the main page, read when they were looked through. */
  mainText: PdfText | undefined;
  attachments: StoredBlob[];
  broken: { name: string; reason: string }[];
  notes: string[];
  contentHash: string;
  /** Marks of a state secret; when there are any, nothing was stored. */
  secrecy: SecrecyReason[];
  verdict: VerdictView;
  /** A file whose signature does not hold any more, and what is said of it. */
  tampered: { name: string; sentence: string } | undefined;
}

/** What reading asks of others; the same bytes are judged once for all who get them. */
export interface LetterChecks {
  inspectAttachments: InspectAttachments;
  judge(
    services: Services,
    file: { agencyId: string; sha256: string; read(): Promise<Uint8Array> },
  ): Promise<VerdictView>;
}

const PDF = 'application/pdf';

/** Up to here a message is read in one go; beyond, it goes by in pieces. */
const SMALL_BYTES = 1024 * 1024;

async function* piecesOf(services: Services, sha256: string): AsyncGenerator<Uint8Array> {
  for await (const piece of services.blobs.read(sha256)) {
    yield typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
  }
}

type StoredMessage = Pick<InboxRow, 'content' | 'sha256' | 'size'>;

async function* bytesOf(services: Services, row: StoredMessage): AsyncGenerator<Uint8Array> {
  if (row.content !== null) {
    yield row.content;
  } else if (row.size <= SMALL_BYTES) {
    yield await services.blobs.readBytes(row.sha256);
  } else {
    yield* piecesOf(services, row.sha256);
  }
}

/** @throws RefusedMessage when the bytes cannot be read as edXML, with the reason of the codec in Vietnamese */
export async function parseInbox(services: Services, row: StoredMessage, arena?: Arena): Promise<ParsedEdxml> {
  try {
    const parsed = await parseEdxml(bytesOf(services, row), { store: spoolStore(spoolDir(services), arena) });
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

function marksAround(message: EdxmlDocument, parsed: ParsedEdxml): SecrecyReason[] {
  return findStateSecret({
    texts: [
      { place: 'Trích yếu', text: message.abstract ?? '' },
      { place: 'Nội dung', text: message.content ?? '' },
    ],
    fileNames: parsed.attachments.map((attachment) => attachment.name),
  });
}

interface ReadPages {
  marks: SecrecyReason[];
  /** By hash of the file. */
  texts: Map<string, PdfText>;
}

/** Reads the pages where they wait, so that a marked one never reaches the store of files, not even to be taken out again. */
async function readPages(opening: Opening): Promise<ReadPages> {
  const { services, row, parsed } = opening;
  const texts = new Map<string, PdfText>();
  for (const [index, { content, sha256, mediaType }] of parsed.attachments.entries()) {
    if (content === undefined || mediaType !== PDF) {
      continue;
    }
    const text = await readWords(services, {
      agencyId: row.agency_id,
      bytes: await opening.files.bytesOf({ sha256, content }),
    });
    texts.set(sha256, text);
    const marks = findStateSecret({ pages: text.pages });
    if (marks.length > 0) {
      return { marks: marks.map(({ code, place }) => ({ code, place: `${place} của tệp thứ ${index + 1}` })), texts };
    }
  }
  return { marks: [], texts };
}

/**
 * What has no place on anybody's desk (malware, programs) sets the whole letter aside; what is only doubtful is said beside it.
 * @throws RefusedMessage
 */
async function inspect(
  services: Services,
  inspectAttachments: InspectAttachments,
  row: InboxRow,
  parsed: ParsedEdxml,
): Promise<string[]> {
  const waiting = parsed.attachments.flatMap(({ content, name, mediaType, sha256 }) =>
    content === undefined
      ? []
      : [{ name: cleanFileName(name), mediaType, sha256, size: content.size, read: () => content.read() }],
  );
  const findings = await inspectAttachments(services, row, waiting);
  const [danger] = findings.filter(({ severity }) => severity === 'danger');
  if (danger !== undefined) {
    throw new RefusedMessage(
      'interchange.infected',
      `${danger.reason}. Gói tin bị giữ lại, không ai mở được tệp; báo nơi gửi và quản trị.`,
    );
  }
  return findings.map(({ reason }) => `Lưu ý tệp kèm: ${reason}`);
}

async function storeAttachment(services: Services, attachment: EdxmlAttachment): Promise<StoredBlob | undefined> {
  if (attachment.content === undefined) {
    return undefined;
  }
  const { sha256, size } = await services.blobs.put(attachment.content.read());
  return { sha256, size, name: cleanFileName(attachment.name), mediaType: attachment.mediaType };
}

interface StoredFiles {
  stored: StoredBlob[];
  broken: OpenedLetter['broken'];
}

/** Side by side: the disk syncs several files in the time of one. */
async function storeFiles(services: Services, parsed: ParsedEdxml): Promise<StoredFiles> {
  const blobs = await Promise.all(parsed.attachments.map((attachment) => storeAttachment(services, attachment)));
  const answer: StoredFiles = { stored: [], broken: [] };
  for (const [index, blob] of blobs.entries()) {
    const attachment = parsed.attachments[index];
    if (blob !== undefined) {
      answer.stored.push(blob);
    } else if (attachment !== undefined) {
      answer.broken.push({ name: attachment.name, reason: attachment.error?.text ?? 'Tệp không có nội dung' });
    }
  }
  return answer;
}

const NO_PDF: VerdictView = {
  verdict: 'unsigned',
  sentence: 'Gói tin không có tệp PDF nào đọc được nên không có chữ ký số để kiểm tra.',
  signers: [],
};

function isTampered({ signers }: VerdictView): boolean {
  return signers.some(({ integrity }) => integrity === 'broken' || integrity === 'changed_after_signing');
}

/** Judges the page and every other PDF: a separate file carries a signature of its own (Decree 30/2020 Art. 13). */
async function judgeAll(
  opening: Opening,
  main: StoredBlob | null,
): Promise<Pick<OpenedLetter, 'verdict' | 'tampered'>> {
  const { services, checks, row, parsed } = opening;
  const verdicts = await Promise.all(
    parsed.attachments.flatMap(({ content, mediaType, sha256, name }) =>
      content === undefined || mediaType !== PDF
        ? []
        : checks
            .judge(services, {
              agencyId: row.agency_id,
              sha256,
              read: () => opening.files.bytesOf({ sha256, content }),
            })
            .then((verdict) => ({ name, sha256, verdict })),
    ),
  );
  const changed = verdicts.find(({ verdict }) => isTampered(verdict));
  return {
    verdict: verdicts.find(({ sha256 }) => sha256 === main?.sha256)?.verdict ?? NO_PDF,
    tampered: changed === undefined ? undefined : { name: changed.name, sentence: changed.verdict.sentence },
  };
}

interface Opening {
  services: Services;
  checks: LetterChecks;
  row: InboxRow;
  parsed: ParsedEdxml;
  files: ReturnType<typeof filesAtHand>;
}

async function openDocument(opening: Opening, message: EdxmlDocument): Promise<OpenedLetter> {
  const { services, row, parsed } = opening;
  const { isAcceptable, missing } = acceptanceOf(parsed, { transportFrom: row.sender_code });
  const doubts = await inspect(services, opening.checks.inspectAttachments, row, parsed);
  const around = marksAround(message, parsed);
  const { marks, texts } = around.length > 0 ? { marks: around, texts: new Map() } : await readPages(opening);
  const unstored = {
    message,
    main: null,
    mainText: undefined,
    attachments: [],
    broken: [],
    notes: [],
    contentHash: '',
    verdict: NO_PDF,
    tampered: undefined,
  };
  if (marks.length > 0) {
    return { ...unstored, secrecy: marks };
  }
  const { stored, broken } = await storeFiles(services, parsed);
  if (!isAcceptable && broken.length === 0) {
    throw new RefusedMessage('interchange.incomplete', `Gói tin thiếu phần bắt buộc: ${missing.join('; ')}.`);
  }
  const main = stored.find((blob) => blob.mediaType === PDF) ?? null;
  return {
    ...(await judgeAll(opening, main)),
    message,
    main,
    mainText: main === null ? undefined : texts.get(main.sha256),
    attachments: stored.filter((blob) => blob !== main),
    broken,
    notes: [...readNotes(parsed, message, missing), ...doubts],
    contentHash: contentHash(parsed, message),
    secrecy: [],
  };
}

/**
 * Reads a letter and makes its files durable, outside any transaction (architecture.md §2.6). What is wrong with one attachment
 * (bomb, cut base64) is said of that attachment and the letter stands.
 * @throws RefusedMessage
 */
export async function openLetter(services: Services, checks: LetterChecks, row: InboxRow): Promise<OpenedLetter> {
  const arena = takeArena();
  try {
    const parsed = await parseInbox(services, row, arena);
    try {
      if (parsed.message.kind !== 'document') {
        throw new RefusedMessage('interchange.not_a_letter', 'Gói tin gửi như văn bản nhưng bên trong là trạng thái.');
      }
      return await openDocument({ services, checks, row, parsed, files: filesAtHand() }, parsed.message);
    } finally {
      await discardAll(parsed);
    }
  } finally {
    returnArena(arena);
  }
}
