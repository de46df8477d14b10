import { Dropdown } from 'antd';
import { Columns3, Download, NotebookPen, Printer, Rows3 } from 'lucide-react';
import { useState } from 'react';
import { useRoles } from '../../shared/session/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import type { BookPage } from './book-sheet.tsx';
import type { Column } from './columns.tsx';
import { type Book, type BookFilter, exportUrl, writeFilter } from './registers-api.ts';

const PRINT_ABILITY: Record<Book, string> = { den: 'incoming.print_book', di: 'outgoing.print_register' };

/** Columns put away on this computer, per book. */
export function useHidden(book: Book): [ReadonlySet<string>, (key: string) => void] {
  const name = `congvu.columns.${book}`;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set(readStored(name)));
  const toggle = (key: string): void => {
    const next = new Set(hidden);
    if (!next.delete(key)) {
      next.add(key);
    }
    setHidden(next);
    try {
      localStorage.setItem(name, [...next].join(' '));
    } catch {
      // Without a store the choice lasts until the page is left.
    }
  };
  return [hidden, toggle];
}

function readStored(name: string): string[] {
  try {
    return (localStorage.getItem(name) ?? '').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}

/** Columns, density, export, print; the clerk's next act on the right. */
export function BookActions<R>({
  book,
  page,
  columns,
  hidden,
  dense,
  filter,
  onDense,
  onColumn,
}: {
  book: Book;
  page: BookPage<R> | undefined;
  columns: readonly Column<R>[];
  hidden: ReadonlySet<string>;
  dense: boolean;
  filter: BookFilter;
  onDense: () => void;
  onColumn: (key: string) => void;
}) {
  const clerk = useRoles().has('clerk');
  const prints = page?.abilities[PRINT_ABILITY[book]];
  const tail = new URLSearchParams({ so: book });
  for (const [word, value] of Object.entries(writeFilter({ ...filter, year: filter.year ?? page?.year }))) {
    if (value !== undefined) {
      tail.set(word, value);
    }
  }
  return (
    <div className="page-actions">
      <Dropdown
        trigger={['click']}
        menu={{
          selectable: true,
          multiple: true,
          selectedKeys: columns.filter((column) => !hidden.has(column.key)).map((column) => column.key),
          items: columns.map((column) => ({ key: column.key, label: column.title, disabled: column.fixed === true })),
          onClick: ({ key }) => onColumn(key),
        }}
      >
        <Button icon={Columns3} className="only-wide">
          Cột
        </Button>
      </Dropdown>
      <Button icon={Rows3} className="only-wide" aria-pressed={dense} onClick={onDense}>
        {dense ? 'Dòng thưa' : 'Dòng dày'}
      </Button>
      {prints === true && (
        <>
          <a className="btn" href={exportUrl(book, { ...filter, download: true })} download>
            <Download className="icon" aria-hidden />
            Xuất
          </a>
          <AppLink className="btn" href={`/so-va-ho-so/in?${tail.toString()}`}>
            <Printer className="icon" aria-hidden />
            In sổ
          </AppLink>
        </>
      )}
      {book === 'den' && clerk && (
        <AppLink className="btn btn-primary" href="/van-ban-den/vao-so">
          <NotebookPen className="icon" aria-hidden />
          Vào sổ <kbd>F4</kbd>
        </AppLink>
      )}
    </div>
  );
}
