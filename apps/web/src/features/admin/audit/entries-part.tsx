import { useState } from 'react';
import { withQuery } from '../../../shared/api/client.ts';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { ProvedLink } from '../../../shared/ui/proved-link.tsx';
import { PrintButton } from '../print-button.tsx';
import { useEntries } from './audit-api.ts';
import { EntryFilters, filterOf } from './entry-filters.tsx';
import { EntryTable } from './entry-table.tsx';

const LEAST_REASON = 10;

/** The lines of the agency: found, shown masked, taken home. Each of these is a line too, and the page says so. */
export function EntriesPart() {
  const { params } = useAddress();
  const filter = filterOf(params);
  const [reason, setReason] = useState<string>();
  const [asking, setAsking] = useState(false);
  const entries = useEntries(filter, reason, true);
  const file = (format: string): string => withQuery('/api/audit/export', { ...filter, reason, format });
  return (
    <>
      <EntryFilters key={params.toString()} filter={filter} />
      <div className="audit-tools no-print">
        {reason === undefined ? (
          <Button size="small" onClick={() => setAsking(true)}>
            Hiện dữ liệu cá nhân
          </Button>
        ) : (
          <Button size="small" onClick={() => setReason(undefined)}>
            Che dữ liệu cá nhân
          </Button>
        )}
        <ProvedLink className="btn btn-small" href={file('csv')}>
          Xuất CSV
        </ProvedLink>
        <ProvedLink className="btn btn-small" href={file('jsonl')}>
          Xuất JSON từng dòng
        </ProvedLink>
        {reason !== undefined && (
          <ProvedLink className="btn btn-small" href={file('log')}>
            Xuất toàn bộ để kiểm tra
          </ProvedLink>
        )}
        <PrintButton />
      </div>
      <Note tone="plain">
        {reason === undefined
          ? 'Số CCCD, CMND, số điện thoại được che. Mỗi lần xem, xuất, lấy bằng chứng đều được ghi vào chính nhật ký này.'
          : `Đang hiện dữ liệu cá nhân. Lý do đã ghi vào nhật ký: ${reason}`}
      </Note>
      {entries.isPending && <SkeletonRows rows={8} />}
      {entries.error !== null && (
        <ErrorNote title="Chưa tải được nhật ký" error={entries.error} onRetry={() => void entries.refetch()} />
      )}
      {entries.data !== undefined && <EntryTable entries={entries} />}
      <ReasonDialog
        open={asking}
        title="Hiện dữ liệu cá nhân trong nhật ký"
        consequence="Số CCCD, CMND, điện thoại hiện đầy đủ. Lý do, thời điểm và người xem được ghi vào nhật ký."
        confirmLabel="Ghi lý do và hiện"
        least={LEAST_REASON}
        busy={false}
        error={null}
        onCancel={() => setAsking(false)}
        onConfirm={(text) => {
          setReason(text);
          setAsking(false);
        }}
      />
    </>
  );
}
