import type { BookItem, BookPage } from '@congvu/contracts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import type { useBook } from './address-book-api.ts';

function Codes({ code }: { code: string | null }) {
  return code === null ? <span className="quiet">Không có</span> : <span className="num">{code}</span>;
}

/** Why nothing reaches it is long: it stands in the detail. */
function Way({ item: { way, state } }: { item: BookItem }) {
  if (way === null || state === 'closed') {
    return null;
  }
  return way.carrier === null ? <span className="quiet">Chưa có đường gửi</span> : way.text;
}

function BookLine({ item, onOpen }: { item: BookItem; onOpen: () => void }) {
  const other = item.codeQd20 === null && item.codeQcvn102 === null ? item.code : item.codeQd20;
  return (
    <tr className={item.state === 'closed' ? 'is-past' : undefined} onClick={onOpen}>
      <td>
        <button type="button" className="row-pick" onClick={onOpen}>
          {item.name}
        </button>
        {item.path !== '' && <small>{item.path}</small>}
      </td>
      <td data-label="Mã QĐ 20">
        <Codes code={other} />
      </td>
      <td data-label="Mã QCVN 102">
        <Codes code={item.codeQcvn102} />
      </td>
      <td data-label="Thư công vụ">{item.mail === '' ? <span className="quiet">Không có</span> : item.mail}</td>
      <td data-label="Gửi qua" title={item.way?.text}>
        <Way item={item} />
      </td>
      <td>
        <Chip tone={item.state === 'open' ? 'green' : 'plain'}>{item.stateLabel}</Chip>
        {item.disputed && <small className="soon">Trùng mã với cơ quan khác</small>}
        {item.successor !== null && <small>{item.successor.name}</small>}
      </td>
    </tr>
  );
}

interface BookTableProps {
  book: ReturnType<typeof useBook>;
  first: BookPage;
  isFiltered: boolean;
  onOpen: (id: string) => void;
}

export function BookTable({ book, first, isFiltered, onOpen }: BookTableProps) {
  const items = book.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) {
    return (
      <div className="sheet">
        <Empty title="Không có cơ quan nào khớp">
          Thử bớt một từ, gõ chữ viết tắt (ubnd, tttt), hoặc mã của chuẩn kia.
        </Empty>
      </div>
    );
  }
  const total = `${first.totalIsLeast ? 'hơn ' : ''}${formatNumber(first.total)}`;
  return (
    <>
      <div className={book.isPlaceholderData ? 'sheet book-frame is-stale' : 'sheet book-frame'}>
        <table className="table as-cards book-table">
          <colgroup>
            <col className="book-col-name" />
            <col className="book-col-code" />
            <col className="book-col-code" />
            <col />
            <col />
            <col className="book-col-state" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Tên cơ quan</th>
              <th scope="col">Mã QĐ 20</th>
              <th scope="col">Mã QCVN 102</th>
              <th scope="col">Thư công vụ</th>
              <th scope="col">Gửi qua</th>
              <th scope="col">Tình trạng</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <BookLine key={item.id} item={item} onOpen={() => onOpen(item.id)} />
            ))}
          </tbody>
        </table>
      </div>
      <footer className="table-foot">
        <span>
          <span className="num">{formatNumber(items.length)}</span> trong <span className="num">{total}</span> cơ quan
          {isFiltered ? ' khớp với lọc' : ''}
        </span>
        {book.hasNextPage && (
          <Button
            kind="quiet"
            size="small"
            className="no-print"
            busy={book.isFetchingNextPage}
            onClick={() => void book.fetchNextPage()}
          >
            Xem thêm 50 cơ quan
          </Button>
        )}
      </footer>
    </>
  );
}
