import { Button } from '../../../shared/ui/button.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useBatches } from '../rosters-api.ts';
import { BatchTable } from './batch-table.tsx';

/** The superior's side: lists the offices below have sent, to be taken in and answered line by line. */
export function ReceivedBatches() {
  const batches = useBatches({ box: 'received' });
  const items = batches.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="content content-wide roster-content">
      {batches.isError && (
        <ErrorNote title="Chưa tải được danh sách" error={batches.error} onRetry={() => void batches.refetch()} />
      )}
      {batches.isPending ? (
        <SkeletonRows rows={5} />
      ) : (
        <BatchTable
          batches={items}
          box="received"
          empty={
            <Empty title="Chưa có danh sách nào gửi đến">
              Danh sách cấp dưới gửi kèm công văn đã ký sẽ nằm ở đây; kết quả ghi từng dòng hoặc bằng bảng tính.
            </Empty>
          }
        />
      )}
      {batches.hasNextPage && (
        <div className="pane-more">
          <Button size="small" busy={batches.isFetchingNextPage} onClick={() => void batches.fetchNextPage()}>
            Xem thêm
          </Button>
        </div>
      )}
    </div>
  );
}
