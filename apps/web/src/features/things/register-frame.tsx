import { type ReactNode, useState } from 'react';
import { ImportDialog } from '../../shared/imports/import-dialog.tsx';
import { formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/notes.tsx';
import { RegisterFilters } from './register-filters.tsx';
import { RegisterHead } from './register-head.tsx';
import { RegisterSheet } from './register-sheet.tsx';
import type { RegisterPages } from './use-register-pages.ts';

interface Column {
  head: string;
  /** Class of its `col`, where it has a width of its own. */
  col?: string;
  isRight?: boolean;
}

interface RegisterFrameProps {
  pages: RegisterPages<{ items: { agencyName: string }[]; total: number; nextCursor: string | null }>;
  here: string;
  title: string;
  /** "tài khoản", "hộp thư": what the rows are. */
  what: string;
  /** The same at length, for the total. */
  counted?: string;
  /** After the total, to the end of the sentence. */
  said: ReactNode;
  exportUrl?: string;
  /** Present for who may import. */
  imports?: { path: string; topic: string; title: string; hint: string } | undefined;
  actions?: ReactNode;
  /** Between the head and the filters: tabs, a note. */
  between?: ReactNode;
  placeholder: string;
  filters?: ReactNode;
  /** Nothing in the register yet: where its rows come from. */
  empty: { title: string; text: string; action?: ReactNode };
  /** What to try when nothing matches. */
  unmatched: string;
  columns: readonly Column[];
  /** The rows. */
  children: ReactNode;
}

/** The head of a register with its total, the filters, the rows a page at a time, and the way in from a spreadsheet. */
export function RegisterFrame({ pages, here, title, what, said, columns, children, ...props }: RegisterFrameProps) {
  const { query, filtered, first, items } = pages;
  const { imports, empty } = props;
  const [importing, setImporting] = useState(false);
  const importButton = imports !== undefined && <Button onClick={() => setImporting(true)}>Nhập từ Excel</Button>;
  return (
    <>
      <RegisterHead
        here={here}
        title={title}
        exportUrl={props.exportUrl}
        onImport={imports === undefined ? undefined : () => setImporting(true)}
        actions={props.actions}
      >
        {first === undefined ? (
          'Đang mở sổ…'
        ) : (
          <>
            <span className="num">{formatNumber(first.total)}</span> {props.counted ?? what}
            {filtered ? ' khớp với lọc' : ''}
            {said}
          </>
        )}
      </RegisterHead>
      {props.between}
      <RegisterFilters placeholder={props.placeholder} agencyName={items[0]?.agencyName} names={pages.names}>
        {props.filters}
      </RegisterFilters>
      <RegisterSheet
        query={query}
        shown={items.length}
        total={first?.total ?? 0}
        what={what}
        empty={
          filtered ? (
            <Empty title={`Không có ${what} nào khớp`}>{props.unmatched}</Empty>
          ) : (
            <Empty title={empty.title} action={empty.action ?? importButton}>
              {empty.text}
            </Empty>
          )
        }
      >
        <table className="table as-cards is-wide">
          <colgroup>
            {columns.map(({ head, col }) => (
              <col key={head} className={col} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {columns.map(({ head, isRight }) => (
                <th key={head} className={isRight === true ? 'r' : undefined}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </RegisterSheet>
      {importing && imports !== undefined && <ImportDialog {...imports} onClose={() => setImporting(false)} />}
    </>
  );
}
