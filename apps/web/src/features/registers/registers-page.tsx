import type { IncomingRegisterRow, OutgoingRegisterRow } from '@congvu/contracts';
import { useState } from 'react';
import '../../shared/table/table.css';
import './registers.css';
import { SmallSelect } from '../../shared/fields/small-select.tsx';
import { RegisterLinks } from '../../shared/shell/register-links.tsx';
import { formatNumber, formatShortDate } from '../../shared/text/dates.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { useHotkeys } from '../../shared/ui/hotkeys.ts';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { Segments } from '../../shared/ui/tabs.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';
import { BookActions, useHidden } from './book-actions.tsx';
import { type BookPage, type BookProps, BookSheet, isNarrowed } from './book-sheet.tsx';
import { INCOMING_COLUMNS, OUTGOING_COLUMNS } from './columns.tsx';
import {
  type Book,
  type BookFilter,
  readFilter,
  useIncomingBook,
  useOutgoingBook,
  writeFilter,
} from './registers-api.ts';

const BOOKS: { key: Book; label: string }[] = [
  { key: 'den', label: 'Văn bản đến' },
  { key: 'di', label: 'Văn bản đi' },
];

function Totals({ page, filter }: { page: BookPage<unknown>; filter: BookFilter }) {
  const range =
    filter.from === undefined && filter.to === undefined
      ? ''
      : ` Đang xem${filter.from === undefined ? '' : ` từ ngày ${formatShortDate(filter.from)}`}${filter.to === undefined ? '' : ` đến ngày ${formatShortDate(filter.to)}`}.`;
  return (
    <p>
      Đã cấp đến số <span className="num">{page.lastNumber}</span>
      {(page.overdue ?? 0) > 0 && (
        <>
          {', '}
          <span className="late">
            <span className="num">{formatNumber(page.overdue ?? 0)}</span> quá hạn
          </span>
        </>
      )}
      {(page.cancelled ?? 0) > 0 && (
        <>
          {', '}
          <span className="num">{page.cancelled}</span> số hủy
        </>
      )}
      .{range}
    </p>
  );
}

const CLEAR: BookFilter = {
  fromNumber: undefined,
  toNumber: undefined,
  from: undefined,
  to: undefined,
  documentType: undefined,
  issuer: undefined,
  unit: undefined,
  signatory: undefined,
  q: undefined,
};

function BookView<R>({ book, result, columns, filter, keyOf, isVoid, hrefOf, onFilter, onBook }: BookProps<R>) {
  const phone = usePhone();
  const [dense, setDense] = useState(false);
  const [hidden, toggle] = useHidden(book);
  const page = result.data?.pages[0];
  const rows = result.data?.pages.flatMap((one) => one.items) ?? [];
  const shown = phone
    ? columns.filter((column) => ['arrivalNumber', 'numberSymbol', 'abstract'].includes(column.key))
    : columns.filter((column) => column.fixed === true || !hidden.has(column.key));
  const year = String(filter.year ?? page?.year ?? '');
  return (
    <div className="content content-wide reg">
      <RegisterLinks here="/so-va-ho-so" />
      <header className="page-head">
        <div>
          <h1>
            {page?.registerName ?? (book === 'den' ? 'Sổ đăng ký văn bản đến' : 'Sổ đăng ký văn bản đi')}
            {page !== undefined && (
              <SmallSelect
                label="Năm của sổ"
                className="reg-year"
                value={year}
                options={page.years.map((one) => ({ value: String(one), label: `Năm ${one}` }))}
                onChange={(value) => onFilter({ year: Number(value) })}
              />
            )}
          </h1>
          {page !== undefined && <Totals page={page} filter={filter} />}
        </div>
        <BookActions
          book={book}
          page={page}
          columns={columns}
          hidden={hidden}
          dense={dense}
          filter={filter}
          onDense={() => setDense(!dense)}
          onColumn={toggle}
        />
      </header>
      <div className="reg-books">
        <Segments label="Sổ" tabs={BOOKS} active={book} onChange={onBook} />
        {isNarrowed(filter) && (
          <button type="button" className="link" onClick={() => onFilter(CLEAR)}>
            Bỏ mọi lọc
          </button>
        )}
        <AppLink className="link reg-check" href="/kiem-tra-chu-ky">
          Kiểm tra chữ ký một tệp
        </AppLink>
      </div>
      <BookSheet
        book={book}
        result={result}
        columns={shown}
        filter={filter}
        dense={dense}
        keyOf={keyOf}
        isVoid={isVoid}
        hrefOf={hrefOf}
        onFilter={onFilter}
      />
      <footer className="table-foot reg-foot">
        <span>
          Đang hiện <span className="num">{formatNumber(rows.length)}</span> văn bản
          {result.hasNextPage ? ', kéo xuống để xem thêm' : ''}
        </span>
      </footer>
    </div>
  );
}

/** Sổ và hồ sơ: the two legal books, as they stand. */
export function RegistersPage() {
  const { params, put } = useAddress();
  const go = useGo();
  const book: Book = params.get('so') === 'di' ? 'di' : 'den';
  const filter = readFilter(params);
  const incoming = useIncomingBook(filter, book === 'den');
  const outgoing = useOutgoingBook(filter, book === 'di');
  const onFilter = (part: BookFilter): void => put(writeFilter({ ...filter, ...part }));
  const onBook = (key: Book): void => go(`/so-va-ho-so?so=${key}`);
  const register = (): void => go('/van-ban-den/vao-so');
  useHotkeys({ F4: register });
  return book === 'den' ? (
    <BookView<IncomingRegisterRow>
      book="den"
      result={incoming}
      columns={INCOMING_COLUMNS}
      filter={filter}
      keyOf={(row) => `${row.documentId} ${row.arrivalNumber}`}
      isVoid={(row) => row.state === 'returned'}
      hrefOf={(row) => `/van-ban-den/${row.documentId}`}
      onFilter={onFilter}
      onBook={onBook}
    />
  ) : (
    <BookView<OutgoingRegisterRow>
      book="di"
      result={outgoing}
      columns={OUTGOING_COLUMNS}
      filter={filter}
      keyOf={(row) => `${row.documentId} ${row.number}`}
      isVoid={(row) => row.cancelled}
      hrefOf={(row) => `/van-ban-di/${row.documentId}?ngan=da-phat-hanh`}
      onFilter={onFilter}
      onBook={onBook}
    />
  );
}
