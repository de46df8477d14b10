import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useGo } from '../../shared/ui/link.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import type { Column } from './columns.tsx';
import { RegisterTable } from './register-table.tsx';
import type { Book, BookFilter } from './registers-api.ts';

export interface BookPage<R> {
  year: number;
  registerName: string;
  years: number[];
  lastNumber: number;
  overdue?: number;
  cancelled?: number;
  items: R[];
  nextCursor: string | null;
  abilities: Record<string, string | true>;
}

type BookResult<R> = UseInfiniteQueryResult<InfiniteData<BookPage<R>>>;

export interface BookProps<R> {
  book: Book;
  result: BookResult<R>;
  columns: readonly Column<R>[];
  filter: BookFilter;
  keyOf: (row: R) => string;
  isVoid: (row: R) => boolean;
  hrefOf: (row: R) => string;
  onFilter: (part: BookFilter) => void;
  onBook: (book: Book) => void;
}

const EMPTY: Record<Book, string> = {
  den: 'Văn bản vào sổ sẽ nằm ở đây theo số đến, đủ mười cột của Phụ lục IV Nghị định 30/2020.',
  di: 'Văn bản được cấp số sẽ nằm ở đây, đủ mười cột của Phụ lục IV Nghị định 30/2020.',
};

export function isNarrowed(filter: BookFilter): boolean {
  return Object.entries(filter).some(([name, value]) => name !== 'year' && value !== undefined);
}

type SheetProps<R> = Omit<BookProps<R>, 'onBook'> & { dense: boolean };

/** The lines of one book, or why there are none. */
export function BookSheet<R>({ book, result, columns, filter, dense, keyOf, isVoid, hrefOf, onFilter }: SheetProps<R>) {
  const go = useGo();
  const narrowed = isNarrowed(filter);
  const rows = result.data?.pages.flatMap((one) => one.items) ?? [];
  return (
    <>
      {result.isError ? (
        <ErrorNote title="Chưa tải được sổ" error={result.error} onRetry={() => void result.refetch()} />
      ) : (
        <div className="sheet reg-sheet">
          <RegisterTable
            label={result.data?.pages[0]?.registerName ?? 'Sổ'}
            columns={columns}
            rows={rows}
            filter={filter}
            dense={dense}
            stale={result.isPlaceholderData}
            keyOf={keyOf}
            isVoid={isVoid}
            onFilter={onFilter}
            onOpen={(row) => go(hrefOf(row))}
            more={{
              wanted: result.hasNextPage,
              busy: result.isFetchingNextPage,
              onMore: () => void result.fetchNextPage(),
            }}
          />
          {result.isPending && <SkeletonRows rows={8} />}
          {result.isSuccess && rows.length === 0 && (
            <Empty title={narrowed ? 'Không có văn bản nào trong khoảng đang lọc' : 'Sổ năm nay chưa có văn bản'}>
              {narrowed ? 'Nới khoảng ngày hoặc bỏ bớt điều kiện ở đầu cột.' : EMPTY[book]}
            </Empty>
          )}
        </div>
      )}
    </>
  );
}
