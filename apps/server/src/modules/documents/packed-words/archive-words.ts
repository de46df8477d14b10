import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise, type RawEntry } from 'yauzl';

/* What stands in a ZIP, and in the ZIPs inside it: all names, and the files of which words are read. */

/** A ZIP in a ZIP is opened, one in that is known by its name alone. */
const MOST_DEPTH = 2;
const [MOST_NAMES, MOST_FILES, MOST_PDFS] = [5_000, 300, 20];
const [MOST_BYTES, MOST_FILE] = [64 * 1024 * 1024, 24 * 1024 * 1024];
const PACKAGES: readonly [string, PackageKind][] = [
  ['word/document.xml', 'docx'],
  ['xl/workbook.xml', 'xlsx'],
  ['ppt/presentation.xml', 'pptx'],
  ['content.xml', 'odf'],
];
/** The other kinds show what they are by their first bytes. */
const PLAIN = new Set(['.txt', '.csv', '.md']);

type PackageKind = 'docx' | 'xlsx' | 'pptx' | 'odf';
export type PackedKind = PackageKind | 'doc' | 'plain';

export interface ArchiveWords {
  names: string[];
  files: { kind: PackedKind; bytes: Buffer }[];
  /** Read in a sandbox of their own. */
  pdfs: Buffer[];
}

interface Budget extends ArchiveWords {
  left: number;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function nameOf(raw: Buffer): string {
  try {
    return UTF8.decode(raw);
  } catch {
    return raw.toString('latin1');
  }
}

function baseOf(name: string): string {
  return name.split(/[\\/]/).findLast((part) => part !== '') ?? '';
}

async function take(bytes: Buffer, name: string, depth: number, budget: Budget): Promise<void> {
  const start = bytes.toString('latin1', 0, 4);
  if (start === 'PK\x03\x04') {
    await walk(bytes, depth + 1, budget);
  } else if (start === '%PDF' && budget.pdfs.length < MOST_PDFS) {
    budget.pdfs.push(bytes);
  } else if (start === '\xd0\xcf\x11\xe0') {
    budget.files.push({ kind: 'doc', bytes });
  } else if (PLAIN.has(extname(name).toLowerCase())) {
    budget.files.push({ kind: 'plain', bytes });
  }
}

function isWanted(entry: RawEntry, { left, files, pdfs }: Budget): boolean {
  const { uncompressedSize: size } = entry;
  return (
    size > 0 && size <= MOST_FILE && size <= left && files.length + pdfs.length < MOST_FILES && !entry.isEncrypted()
  );
}

async function walk(bytes: Buffer, depth: number, budget: Budget): Promise<void> {
  // Names are read here: one that yauzl finds unfit must not hide all others.
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false });
  try {
    const entries: { name: string; entry: RawEntry }[] = [];
    for await (const entry of zip.eachEntry()) {
      entries.push({ name: nameOf(entry.fileName), entry });
      if (entries.length === MOST_NAMES) {
        break;
      }
    }
    const known = new Set(entries.map(({ name }) => name.replace(/^\//, '')));
    const isPackage = known.has('[Content_Types].xml') || known.has('mimetype');
    const kind = isPackage ? PACKAGES.find(([part]) => known.has(part))?.[1] : undefined;
    if (kind !== undefined) {
      budget.files.push({ kind, bytes });
      return;
    }
    budget.names.push(...[...known].map(baseOf).slice(0, MOST_NAMES - budget.names.length));
    for (const { name, entry } of depth > MOST_DEPTH ? [] : entries.filter((one) => isWanted(one.entry, budget))) {
      await takeEntry(zip, { name, entry }, depth, budget);
    }
  } finally {
    zip.close();
  }
}

async function takeEntry(
  zip: Awaited<ReturnType<typeof fromBufferPromise>>,
  { name, entry }: { name: string; entry: RawEntry },
  depth: number,
  budget: Budget,
): Promise<void> {
  if (!isWanted(entry, budget)) {
    return;
  }
  budget.left -= entry.uncompressedSize;
  try {
    // No more comes than the directory says: yauzl counts.
    await take(await buffer(await zip.openReadStreamPromise(entry)), name, depth, budget);
  } catch {
    // One broken file keeps nobody from reading the next.
  }
}

/** @throws what yauzl says of bytes that are no ZIP */
export async function openArchive(bytes: Buffer): Promise<ArchiveWords> {
  const budget: Budget = { names: [], files: [], pdfs: [], left: MOST_BYTES };
  await walk(bytes, 1, budget);
  return { names: budget.names, files: budget.files, pdfs: budget.pdfs };
}
