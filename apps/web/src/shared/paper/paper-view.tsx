import { Download, Printer, RotateCw, ZoomIn, ZoomOut } from 'lucide-react';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { numbersTo } from '../ui/keyed.ts';
import { Empty, ErrorNote } from '../ui/notes.tsx';
import { usePhone } from '../ui/use-media.ts';
import type { MarkGoal } from './mark-layer.tsx';
import type { PageMark } from './page-marks.ts';
import { PaperImage } from './paper-image.tsx';
import { type Box, onScreen, PHONE_LEFT, useBox, usePageSizes, useZoom } from './paper-size.ts';
import { PdfPage } from './pdf-page.tsx';
import { printPdf } from './print-pdf.ts';
import { type PdfState, usePdf } from './use-pdf.ts';

export interface PaperFile {
  /** Address on the server; empty while the file is only on this machine. */
  url: string;
  /** The file itself, chosen here and not yet part of a document. */
  local?: globalThis.File;
  name: string;
  mediaType: string;
  /** Found in it since it came: it is handed to nobody. */
  malware?: string | undefined;
}

interface PaperViewProps {
  file: PaperFile | null;
  /** Said on the empty desk when there is no page. */
  none?: string;
  /** Between the zoom and the download: "10 mẫu kèm theo". */
  tools?: ReactNode;
  /** In place of "Trang 1 / 3". */
  lead?: ReactNode;
  rotate?: boolean;
  onPages?: (pages: number) => void;
  /** Drawn over each page, e.g. the place of a signature. */
  over?: (page: PaperPage) => ReactNode;
  /** Words marked on the pages, e.g. the deadlines read from them. */
  marks?: readonly PageMark[];
  /** The mark to bring into sight. */
  goal?: MarkGoal | undefined;
}

export interface PaperPage {
  document: PDFDocumentProxy;
  number: number;
  /** CSS pixels of one point. */
  scale: number;
  /** CSS pixels of the page. */
  size: Box;
}

const NO_MARKS: readonly PageMark[] = [];

/** A page far from the window has no words yet: it is brought near first, then its mark is. */
function useGoalPage(
  goal: MarkGoal | undefined,
  marks: readonly PageMark[],
  pages: RefObject<HTMLElement | null>,
): void {
  const reached = useRef<MarkGoal>(undefined);
  // Before the effect of the mark itself, which has the last word.
  useLayoutEffect(() => {
    const page = marks.find(({ key }) => key === goal?.key)?.page;
    const sheet = pages.current?.querySelector(`[data-page="${page}"]`);
    if (reached.current !== goal && sheet) {
      reached.current = goal;
      sheet.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  });
}

function PaperTools({ file, pdf }: { file: PaperFile; pdf: PdfState['document'] }) {
  const [printing, setPrinting] = useState<number>();
  const download = `${file.url}${file.url.includes('?') ? '&' : '?'}download=true`;
  const print = (): void => {
    if (pdf !== undefined) {
      void printPdf(pdf, setPrinting).finally(() => setPrinting(undefined));
    }
  };
  return (
    <>
      <a className="btn btn-ghost btn-small" href={download} download={file.name} title="Tải về" aria-label="Tải về">
        <Download className="icon" aria-hidden />
        <span className="viewer-word">Tải về</span>
      </a>
      <Button
        kind="ghost"
        size="small"
        icon={Printer}
        aria-label="In"
        busy={printing !== undefined}
        reason={pdf === undefined ? 'Trang chưa mở xong' : undefined}
        onClick={print}
      >
        <span className="viewer-word">{printing === undefined ? 'In' : `Đang chuẩn bị trang ${printing}`}</span>
      </Button>
    </>
  );
}

/** The page on the desk, or why there is none. */
export function PaperView({ file, none, tools, ...rest }: PaperViewProps) {
  if (file === null) {
    return (
      <section className="paper" aria-label="Văn bản">
        <div className="paper-none">
          <Empty title="Chưa có trang để xem">{none ?? 'Văn bản giấy chưa quét; bản giấy lưu tại văn thư.'}</Empty>
        </div>
      </section>
    );
  }
  if (file.malware !== undefined) {
    return (
      <section className="paper" aria-label={`Văn bản: ${file.name}`}>
        <div className="paper-none">
          <Empty title="Tệp đã bị khóa">
            {`“${file.name}” có mã độc ${file.malware}, máy quét nhận ra sau khi tệp đã được lưu. Xin bản sạch từ nơi gửi hoặc nơi soạn; đã mở tệp này thì báo cán bộ an toàn thông tin.`}
          </Empty>
          {tools}
        </div>
      </section>
    );
  }
  return <OpenPaper {...rest} file={file} tools={tools} />;
}

/** Fits as a whole at first, zoom, page count, download, print. */
function OpenPaper({
  file,
  tools,
  lead,
  rotate,
  onPages,
  over,
  marks = NO_MARKS,
  goal,
}: Omit<PaperViewProps, 'file' | 'none'> & { file: PaperFile }) {
  const phone = usePhone();
  const [attempt, setAttempt] = useState(0);
  const [rotation, setRotation] = useState(0);
  const [seen, setSeen] = useState(1);
  const isPdf = file.mediaType === 'application/pdf';
  const isImage = file.mediaType.startsWith('image/');
  const state = usePdf(isPdf ? file : null, attempt);
  const [deskRef, box] = useBox();
  const pagesRef = useRef<HTMLDivElement>(null);
  useGoalPage(goal, marks, pagesRef);
  const sizes = usePageSizes(state, rotation, onPages);
  const zoom = useZoom(box, sizes[0]);
  const pages = state.document?.numPages ?? 0;
  const sheetWidth = onScreen(sizes[0], zoom.scale).width;
  useEffect(() => {
    if (phone && sheetWidth > 0) {
      pagesRef.current?.parentElement?.scrollTo({ left: sheetWidth * PHONE_LEFT });
    }
  }, [phone, sheetWidth]);
  return (
    <section className="paper" aria-label={`Văn bản: ${file.name}`}>
      <div className="viewer-frame">
        <header className="viewer-bar">
          <span className="num">{lead ?? (pages > 0 ? `Trang ${Math.min(seen, pages)} / ${pages}` : 'Trang …')}</span>
          {!phone && isPdf && (
            <span className="viewer-tools">
              <Button kind="ghost" size="small" icon={ZoomOut} onClick={zoom.further} aria-label="Thu nhỏ">
                <span className="viewer-zoom-word">Thu nhỏ</span>
              </Button>
              <button
                type="button"
                className="btn btn-ghost btn-small viewer-zoom num"
                onClick={zoom.fit}
                title="Vừa trang hoặc vừa chiều rộng"
              >
                {zoom.percent} %
              </button>
              <Button kind="ghost" size="small" icon={ZoomIn} onClick={zoom.closer} aria-label="Phóng to">
                <span className="viewer-zoom-word">Phóng to</span>
              </Button>
              {rotate === true && (
                <Button kind="ghost" size="small" icon={RotateCw} onClick={() => setRotation((rotation + 90) % 360)}>
                  Xoay
                </Button>
              )}
            </span>
          )}
          <span className="viewer-tools">
            {tools}
            {file.local === undefined && <PaperTools file={file} pdf={state.document} />}
          </span>
        </header>
      </div>
      <div className="paper-desk" ref={deskRef}>
        {isImage && <PaperImage url={file.url} local={file.local} name={file.name} rotation={rotation} />}
        {!isPdf && !isImage && (
          <div className="paper-none">
            <Empty title="Tệp này không xem được trên trang">Tải tệp về rồi mở bằng chương trình trên máy.</Empty>
          </div>
        )}
        {isPdf && state.error !== undefined && (
          <div className="paper-fault">
            <ErrorNote title="Chưa mở được văn bản" error={state.error} onRetry={() => setAttempt(attempt + 1)} />
          </div>
        )}
        {isPdf && state.error === undefined && state.document === undefined && (
          <div className="paper-wait" role="status">
            <span>Đang mở trang…</span>
            <div className="progress">
              <i style={{ width: `${(state.progress ?? 0.1) * 100}%` }} />
            </div>
          </div>
        )}
        {state.document !== undefined && box !== undefined && (
          <div className="paper-pages" ref={pagesRef}>
            {numbersTo(sizes.length).map((number) => (
              <PdfPage
                key={number}
                document={state.document as NonNullable<typeof state.document>}
                number={number}
                scale={zoom.scale}
                rotation={rotation}
                size={onScreen(sizes[number - 1], zoom.scale)}
                onSeen={setSeen}
                marks={marks}
                goal={goal}
              >
                {over?.({
                  document: state.document as NonNullable<typeof state.document>,
                  number,
                  scale: zoom.scale,
                  size: onScreen(sizes[number - 1], zoom.scale),
                })}
              </PdfPage>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}
