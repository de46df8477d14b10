import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { toPrintable } from '@congvu/nd30/render';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { FormsError } from '../error.ts';
import { fitWords } from './fit-words.ts';
import type { ListPage, PrintedColumn, SheetPage } from './pages.ts';

const FACES = [
  '400Regular/Tinos_400Regular.ttf',
  '400Regular_Italic/Tinos_400Regular_Italic.ttf',
  '700Bold/Tinos_700Bold.ttf',
  '700Bold_Italic/Tinos_700Bold_Italic.ttf',
];
/** A folder that need not exist: the compiler sees only the sources given to it, never the disk. */
const ROOT = join(import.meta.dirname, 'memory');
const FORM = join(ROOT, 'form.json');
const LAYOUTS = { sheet: join(ROOT, 'sheet.typ'), list: join(ROOT, 'list.typ') };
/** Layout caches older than this many forms are dropped, so memory stays level over any number of forms. */
const CACHE_GENERATIONS = 4;

/** A place asked back from the layout, in points from the top left corner of the page. */
export interface Mark {
  kind: string;
  page: number;
  x: number;
  y: number;
  width?: number;
  height?: number;
  /** Rows before the last page of a piece. */
  count?: number;
}

export interface LaidOut {
  pages: number;
  marks: Mark[];
  /** The bytes are only paid for once the layout stands. A long document keeps nothing for the next one. */
  pdf: (isLong?: boolean) => Uint8Array;
}

let warm: NodeCompiler | undefined;

function press(): NodeCompiler {
  if (warm === undefined) {
    const require = createRequire(import.meta.url);
    const fontBlobs = FACES.map((face) => readFileSync(require.resolve(`@expo-google-fonts/tinos/${face}`)));
    warm = NodeCompiler.create({ workspace: ROOT, fontArgs: [{ fontBlobs }] });
    for (const name of ['page.typ', 'sheet.typ', 'list.typ']) {
      warm.addSource(join(ROOT, name), readFileSync(join(import.meta.dirname, name), 'utf8'));
    }
  }
  return warm;
}

const MM = 72 / 25.4;
/** Space on both sides inside a cell, in points, and a little for the widths that are only near. */
const CELL_INSET = 7;

function fitCells(rows: readonly string[][], columns: readonly PrintedColumn[], size: number): string[][] {
  const rooms = columns.map(({ width }) => (width * MM - CELL_INSET) / size);
  return rows.map((row) => row.map((cell, index) => fitWords(cell, rooms[index] ?? 1)));
}

/** Texts as the typeface prints them; in tables no word is wider than its cell. */
function printable(page: SheetPage | ListPage): SheetPage | ListPage {
  const plain = toPrintable(page);
  if (plain.kind === 'sheet') {
    return plain;
  }
  const { totals, size } = plain;
  return {
    ...plain,
    parts: plain.parts.map((part) => ({ ...part, rows: fitCells(part.rows, part.columns, size) })),
    totals: totals === null ? null : { ...totals, rows: fitCells(totals.rows, totals.columns, size) },
  };
}

/** Lays one form out. Synchronous, a few milliseconds once warm. @throws FormsError `forms.layout_failed` */
export function layOut(page: SheetPage | ListPage): LaidOut {
  const typst = press();
  typst.mapShadow(FORM, Buffer.from(JSON.stringify(printable(page))));
  const compiled = typst.compile({ mainFilePath: LAYOUTS[page.kind] });
  const document = compiled.result;
  if (document === null) {
    const failure = compiled.takeError();
    const cause = failure === null ? undefined : JSON.stringify(failure.shortDiagnostics);
    throw new FormsError('forms.layout_failed', 'Không dựng được trang in của mẫu.', { cause });
  }
  // The compiler answers `any`: these are the metadata our own layouts wrote.
  const found: { value: Mark }[] = typst.query(document, { selector: '<anchor>' });
  return {
    pages: document.numOfPages,
    marks: found.map((entry) => entry.value),
    pdf: (isLong = false) => {
      try {
        return typst.pdf(document, { pdfStandard: 'a-2b', pdfTags: false });
      } catch (cause) {
        throw new FormsError('forms.layout_failed', 'Không ghi được tệp PDF/A của mẫu.', { cause });
      } finally {
        typst.evictCache(isLong ? 1 : CACHE_GENERATIONS);
      }
    },
  };
}
