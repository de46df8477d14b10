import type { RequestView } from '@congvu/contracts';
import type { FilledForm, FormDefinition } from '@congvu/forms';
import { ChevronLeft, ChevronRight, Download, Printer, ZoomIn, ZoomOut } from 'lucide-react';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { printAddress } from '../../../shared/paper/print-pdf.ts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { liesAcross, PrintedList, ROWS_SHOWN } from '../printed/printed-list.tsx';
import { PrintedSheet } from '../printed/printed-sheet.tsx';

interface PagePaneProps {
  view: RequestView;
  form: FormDefinition;
  filled: FilledForm;
  bad: ReadonlySet<string>;
  /** Lists: the row being filled in, so that the page shows it. */
  activeRow: number;
  /** The server prints what it has: everything is saved first. */
  onPrint: () => Promise<boolean>;
  onField?: (key: string) => void;
}

export function printPath(id: string, format: 'pdf' | 'docx' | 'xlsx'): string {
  return `/api/requests/${id}/print?format=${format}`;
}

function useRowWindow(form: FormDefinition, total: number, activeRow: number) {
  const size = liesAcross(form) ? ROWS_SHOWN.across : ROWS_SHOWN.upright;
  const [turned, setTurned] = useState<{ at: number; active: number }>();
  const active = Math.floor(Math.max(0, activeRow) / size) * size;
  const last = Math.max(0, Math.floor(Math.max(0, total - 1) / size) * size);
  const from = Math.min(turned !== undefined && turned.active === active ? turned.at : active, last);
  return {
    from,
    to: Math.min(total, from + size),
    turn: (step: number) => setTurned({ at: Math.min(last, Math.max(0, from + step * size)), active }),
    isFirst: from === 0,
    isLast: from >= last,
  };
}

/** The printed form beside what is typed, drawn anew with every key; the true print for paper and file. */
export function PagePane({ view, form, filled, bad, activeRow, onPrint, onField }: PagePaneProps) {
  const [close, setClose] = useState(false);
  const [printing, setPrinting] = useState(false);
  const rows = filled.rows ?? [];
  const isList = form.layout.kind === 'list';
  const window = useRowWindow(form, rows.length, activeRow);
  const print = async (): Promise<void> => {
    setPrinting(true);
    try {
      if (await onPrint()) {
        await printAddress(printPath(view.id, 'pdf'));
      } else {
        showToast('Chưa lưu được nên chưa in. Lưu xong rồi in lại.');
      }
    } catch {
      showToast('Chưa in được bản này. Thử lại sau ít phút.');
    } finally {
      setPrinting(false);
    }
  };
  return (
    <section className="pane-page req-page" aria-label="Bản in">
      <div className="viewer-frame">
        <header className="viewer-bar">
          {isList && rows.length > window.to - window.from ? (
            <span className="viewer-tools">
              <Button
                kind="ghost"
                size="small"
                icon={ChevronLeft}
                aria-label="Các dòng trước"
                disabled={window.isFirst}
                onClick={() => window.turn(-1)}
              />
              <span className="num">
                Dòng {formatNumber(window.from + 1)}–{formatNumber(window.to)} / {formatNumber(rows.length)}
              </span>
              <Button
                kind="ghost"
                size="small"
                icon={ChevronRight}
                aria-label="Các dòng sau"
                disabled={window.isLast}
                onClick={() => window.turn(1)}
              />
            </span>
          ) : (
            <span>{isList ? 'Bản in, điền theo bảng' : 'Bản in, điền theo từng mục'}</span>
          )}
          <span className="viewer-tools">
            <Button
              kind="ghost"
              size="small"
              icon={close ? ZoomOut : ZoomIn}
              aria-pressed={close}
              aria-label={close ? 'Xem cả trang' : 'Phóng to trang'}
              onClick={() => setClose(!close)}
            />
            <a
              className="btn btn-ghost btn-small"
              href={printPath(view.id, isList ? 'xlsx' : 'docx')}
              download
              title={isList ? 'Tải về bảng tính' : 'Tải về bản Word'}
              onClick={(event) => {
                event.preventDefault();
                const { href } = event.currentTarget;
                void onPrint().then(() => globalThis.location.assign(href));
              }}
            >
              <Download className="icon" aria-hidden />
              <span className="viewer-word">Tải về</span>
            </a>
            <Button
              kind="ghost"
              size="small"
              icon={Printer}
              busy={printing}
              aria-label="In"
              onClick={() => void print()}
            >
              <span className="viewer-word">In</span>
            </Button>
          </span>
        </header>
      </div>
      {/* A region that scrolls must be reachable by keyboard. */}
      <div
        className={close ? 'fp-desk is-close' : 'fp-desk'}
        ref={(element) => {
          if (element !== null) {
            element.tabIndex = 0;
          }
        }}
      >
        {isList ? (
          <PrintedList form={form} rows={rows} bad={bad} nil={view.nil} from={window.from} />
        ) : (
          <PrintedSheet form={form} filled={filled} bad={bad} {...(onField !== undefined && { onField })} />
        )}
      </div>
    </section>
  );
}
