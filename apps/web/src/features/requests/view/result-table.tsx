import type { ItemView, RequestView } from '@congvu/contracts';
import { columnsOf, type FormDefinition } from '@congvu/forms';
import { useInfiniteQuery } from '@tanstack/react-query';
import '../../../shared/table/table.css';
import { getJson } from '../../../shared/api/client.ts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { ITEM_TONES } from '../requests.text.ts';

interface ItemsAnswer {
  items: ItemView[];
  nextCursor: string | null;
}

/** The view brings the first 500; the rest comes page by page. */
function useItems(view: RequestView) {
  return useInfiniteQuery({
    queryKey: ['requests', 'items', view.id],
    queryFn: ({ pageParam, signal }) =>
      getJson<ItemsAnswer>(`/api/requests/${view.id}/items`, { cursor: pageParam, limit: 200 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled: view.moreItems,
  });
}

/** What became of each line. */
export function ResultTable({ view, form }: { view: RequestView; form: FormDefinition }) {
  const more = useItems(view);
  const items = view.moreItems ? (more.data?.pages.flatMap((page) => page.items) ?? view.items) : view.items;
  const parts = form.layout.kind === 'list' ? form.layout.parts.map(({ key }) => key) : [];
  const columns = parts
    .flatMap((part) => columnsOf(form, part))
    .filter((column, index, all) => all.findIndex(({ key }) => key === column.key) === index && column.key !== 'note')
    .slice(0, 4);
  return (
    <div className="req-results-pane">
      {more.isError && (
        <ErrorNote title="Chưa tải được danh sách" error={more.error} onRetry={() => void more.refetch()} />
      )}
      <div className="sheet table-frame">
        <table className="table as-cards">
          <thead>
            <tr>
              <th scope="col" className="c">
                STT
              </th>
              {columns.map((column) => (
                <th key={column.key} scope="col">
                  {column.label}
                </th>
              ))}
              <th scope="col">Kết quả</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id}>
                <td className="c" data-label="STT">
                  {formatNumber(item.no)}
                </td>
                {columns.map((column) => (
                  <td key={column.key} data-label={column.label}>
                    {item.values[column.key] ?? ''}
                  </td>
                ))}
                <td data-label="Kết quả">
                  <Chip tone={ITEM_TONES[item.state]}>{item.stateLabel}</Chip>
                  {item.result !== '' && <small>{item.result}</small>}
                  {item.reason !== '' && <small>{item.reason}</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more.hasNextPage && (
        <div className="pane-more">
          <Button size="small" busy={more.isFetchingNextPage} onClick={() => void more.fetchNextPage()}>
            Xem thêm
          </Button>
        </div>
      )}
    </div>
  );
}
