import { useEffect, useRef } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import type { Column } from './columns.tsx';
import { HeadFilterField } from './head-filter.tsx';
import type { BookFilter } from './registers-api.ts';

interface RegisterTableProps<R> {
  label: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  filter: BookFilter;
  dense: boolean;
  /** Shown dimmed while the next answer comes. */
  stale: boolean;
  keyOf: (row: R) => string;
  isVoid: (row: R) => boolean;
  onFilter: (part: BookFilter) => void;
  onOpen: (row: R) => void;
  more: { wanted: boolean; busy: boolean; onMore: () => void };
}

function useMore({ wanted, busy, onMore }: { wanted: boolean; busy: boolean; onMore: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    const element = mark.current;
    if (element === null || !wanted || busy || typeof IntersectionObserver === 'undefined') {
      return;
    }
    const watch = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && latest.current(),
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [wanted, busy]);
  return mark;
}

/** A legal book on the screen: ten columns, filters in the head, the head stays, a line opens its document. */
export function RegisterTable<R>(props: RegisterTableProps<R>) {
  const { columns, rows, filter, dense, more } = props;
  const mark = useMore(more);
  return (
    <div className={props.stale ? 'reg-frame is-stale' : 'reg-frame'} ref={reachable}>
      <table className={dense ? 'table reg-table is-dense' : 'table reg-table'} aria-label={props.label}>
        <colgroup>
          {columns.map((column) => (
            <col key={column.key} style={column.width === undefined ? undefined : { width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr className="has-filters">
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.className === 'r' ? 'r' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
          <tr className="filters">
            {columns.map((column) =>
              column.filter === undefined ? (
                <td key={column.key} />
              ) : (
                <th key={column.key}>
                  <HeadFilterField head={column.filter} filter={filter} onFilter={props.onFilter} />
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={props.keyOf(row)}
              className={props.isVoid(row) ? 'is-void' : undefined}
              tabIndex={0}
              onClick={() => props.onOpen(row)}
              onKeyDown={(event) => event.key === 'Enter' && props.onOpen(row)}
            >
              {columns.map((column) => (
                <td key={column.key} className={column.className}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more.wanted && (
        <div className="pane-more" ref={mark}>
          <Button size="small" busy={more.busy} onClick={more.onMore}>
            Xem thêm
          </Button>
        </div>
      )}
    </div>
  );
}

/** A region that scrolls must be reachable by keyboard. */
function reachable(element: HTMLElement | null): void {
  if (element !== null) {
    element.tabIndex = 0;
  }
}
