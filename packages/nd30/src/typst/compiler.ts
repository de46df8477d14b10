import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { Sheet } from '../compose/sheet.ts';
import { Nd30Error } from '../error.ts';
import { readCoverage } from './font-coverage.ts';
import { makePrintable } from './printable.ts';

const FACES = [
  '400Regular/Tinos_400Regular.ttf',
  '400Regular_Italic/Tinos_400Regular_Italic.ttf',
  '700Bold/Tinos_700Bold.ttf',
  '700Bold_Italic/Tinos_700Bold_Italic.ttf',
];

/** A folder that need not exist: the compiler sees only the sources given to it, never the disk. */
const ROOT = join(import.meta.dirname, 'memory');
const LAYOUT = join(ROOT, 'layout.typ');
const SHEET = join(ROOT, 'sheet.json');
/** Layout caches older than this many letters are dropped, so memory stays level over any number of letters. */
const CACHE_GENERATIONS = 4;

/** A place asked back from the layout, in points from the top left corner of the page. */
export interface LayoutMark {
  kind: string;
  page: number;
  x: number;
  y: number;
  width?: number;
  height?: number;
  isBlank?: boolean;
}

export interface TypstInput extends Sheet {
  /** Where the stamp of `head.cornerStamp` stands, in points from the top right of the text area. */
  cornerStamp: { right: number; top: number; width: number };
  bodySize: number;
  /** Width in points of the slots that stay blank. */
  room: Record<'number' | 'day' | 'month' | 'year', number>;
  /** PDF/A asks for a date of creation; it comes from the letter, so that the same letter gives the same bytes. */
  createdOn: { year: number; month: number; day: number };
  /** Keep the last two lines of text with the signing block. */
  keep: boolean;
  /** Mark of the public check; bars of the QR code in modules from its upper left. */
  check: { address: string; code: string; size: number; bars: [x: number, y: number, width: number][] } | null;
}

interface Press {
  typst: NodeCompiler;
  covers: (codePoint: number) => boolean;
}

let warm: Press | undefined;

function press(): Press {
  if (warm === undefined) {
    const require = createRequire(import.meta.url);
    const fontBlobs = FACES.map((face) => readFileSync(require.resolve(`@expo-google-fonts/tinos/${face}`)));
    const typst = NodeCompiler.create({
      workspace: ROOT,
      fontArgs: [{ fontBlobs }],
    });
    typst.addSource(LAYOUT, readFileSync(join(import.meta.dirname, 'layout.typ'), 'utf8'));
    const faces = fontBlobs.map(readCoverage);
    warm = {
      typst,
      covers: (codePoint) => faces.every((has) => has(codePoint)),
    };
  }
  return warm;
}

/** Whether all faces have a form of a character. */
export function covers(): Press['covers'] {
  return press().covers;
}

/** The laid-out letter; `pdf()` is only paid for once the layout stands. */
export interface Layout {
  pages: number;
  marks: LayoutMark[];
  pdf: () => Uint8Array;
}

/** Runs the layout over one sheet. Synchronous: 2–6 ms once warm. @throws Nd30Error `nd30.layout_failed` */
export function layOut(input: TypstInput): Layout {
  const { typst, covers } = press();
  typst.mapShadow(SHEET, Buffer.from(JSON.stringify(makePrintable(input, covers))));
  const compiled = typst.compile({ mainFilePath: LAYOUT });
  const document = compiled.result;
  if (document === null) {
    const failure = compiled.takeError();
    const cause = failure === null ? undefined : JSON.stringify(failure.shortDiagnostics);
    throw new Nd30Error('nd30.layout_failed', 'Không dựng được trang văn bản', {
      cause,
    });
  }
  // The compiler answers `any`: these are the metadata our own layout wrote.
  const found: { value: LayoutMark }[] = typst.query(document, {
    selector: '<anchor>',
  });
  return {
    pages: document.numOfPages,
    marks: found.map((entry) => entry.value),
    pdf: () => {
      try {
        return typst.pdf(document, { pdfStandard: 'a-2b', pdfTags: false });
      } catch (cause) {
        throw new Nd30Error('nd30.layout_failed', 'Không ghi được tệp PDF/A của văn bản', { cause });
      } finally {
        typst.evictCache(CACHE_GENERATIONS);
      }
    },
  };
}
