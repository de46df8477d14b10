import { createSandbox } from '../../platform/sandbox.ts';

export type OfficeKind = 'docx' | 'xlsx' | 'pptx' | 'odf' | 'plain' | 'doc' | 'zip';

export interface OfficeQuestion {
  kind: OfficeKind;
  bytes: Uint8Array;
  /** Letters read of all parts together. */
  length: number;
}

export interface OfficeAnswer {
  kind: 'words';
  /** One line a paragraph or cell; one entry a part of the file. */
  pages: string[];
  /** Of an archive: of all files in it. */
  names: string[];
  /** Of an archive: the PDFs in it, whose words are read elsewhere. */
  pdfs: Uint8Array[];
}

const KINDS: Readonly<Record<string, OfficeKind>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.oasis.opendocument.text': 'odf',
  'application/vnd.oasis.opendocument.spreadsheet': 'odf',
  'text/plain': 'plain',
  'text/csv': 'plain',
  'application/msword': 'doc',
  'application/zip': 'zip',
  'application/x-zip-compressed': 'zip',
};
const LONGEST = 2_000_000;

const sandbox = createSandbox<OfficeQuestion, OfficeAnswer>({
  script: new URL('./office-words.worker.ts', import.meta.url),
  limits: { cpuMs: 6_000, wallMs: 30_000, memoryMb: 256 },
  idleMs: 60_000,
});

export function officeKind(mediaType: string): OfficeKind | undefined {
  return KINDS[mediaType];
}

export type OfficeContent = Omit<OfficeAnswer, 'kind'>;

/** Words of a Word (also before 2007), Excel, PowerPoint, OpenDocument or text file, and of those in a ZIP; what cannot be opened has none. */
export async function readOfficeContent(kind: OfficeKind, bytes: Uint8Array): Promise<OfficeContent> {
  const answer = await sandbox.ask({ kind, bytes, length: LONGEST });
  return answer.kind === 'words' ? answer : { pages: [], names: [], pdfs: [] };
}

/** The words alone. */
export async function readOfficeWords(kind: OfficeKind, bytes: Uint8Array): Promise<string[]> {
  return (await readOfficeContent(kind, bytes)).pages;
}
