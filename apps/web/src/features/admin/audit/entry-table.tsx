import type { AuditLine } from '@congvu/contracts';
import { dateOf, formatDate, formatNumber, formatTime } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import type { useEntries } from './audit-api.ts';
import { detailLines, objectWords } from './entry-words.ts';
import { actionWords } from './words/action-words.ts';

function Detail({ line }: { line: AuditLine }) {
  return (
    <details className="audit-detail">
      <summary>Chi tiết</summary>
      <dl>
        {detailLines(line.detail).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Địa chỉ mạng</dt>
          <dd className="num">{line.ip === '' ? 'Hệ thống' : line.ip}</dd>
        </div>
        <div>
          <dt>Thao tác</dt>
          <dd>{line.action}</dd>
        </div>
        <div>
          <dt>Thứ tự</dt>
          <dd className="num">{line.seq === null ? 'đang xếp' : formatNumber(line.seq + 1)}</dd>
        </div>
        <div>
          <dt>Mã băm</dt>
          <dd className="num">{line.leafHash}</dd>
        </div>
      </dl>
      <a className="link" href={`/api/audit/proof/${line.objectKind}/${encodeURIComponent(line.objectId)}`} download>
        Bằng chứng nhật ký của đối tượng này
      </a>
    </details>
  );
}

function Line({ line }: { line: AuditLine }) {
  return (
    <tr>
      <td data-label="Lúc" className="num">
        {formatDate(dateOf(line.at))} {formatTime(line.at)}
      </td>
      <td data-label="Người">{line.actorName}</td>
      <td data-label="Việc">{actionWords(line.action)}</td>
      <td data-label="Đối tượng">
        {line.objectName === '' ? objectWords(line.objectKind) : line.objectName}
        <small className="audit-id">{line.objectId}</small>
      </td>
      <td>
        <Detail line={line} />
      </td>
    </tr>
  );
}

/** Who did what when, newest first. */
export function EntryTable({ entries }: { entries: ReturnType<typeof useEntries> }) {
  const lines = entries.data?.pages.flatMap((page) => page.items) ?? [];
  if (lines.length === 0) {
    return (
      <div className="sheet">
        <Empty title="Không có dòng nào khớp">Bỏ bớt một điều kiện hoặc mở rộng khoảng ngày.</Empty>
      </div>
    );
  }
  return (
    <>
      <div className={entries.isPlaceholderData ? 'sheet audit-frame is-stale' : 'sheet audit-frame'}>
        <table className="table as-cards audit-table">
          <thead>
            <tr>
              <th scope="col">Lúc</th>
              <th scope="col">Người</th>
              <th scope="col">Việc</th>
              <th scope="col">Đối tượng</th>
              <th scope="col">Chi tiết</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </tbody>
        </table>
      </div>
      <footer className="table-foot">
        <span>
          <span className="num">{formatNumber(lines.length)}</span> dòng mới nhất khớp điều kiện
        </span>
        {entries.hasNextPage && (
          <Button
            kind="quiet"
            size="small"
            className="no-print"
            busy={entries.isFetchingNextPage}
            onClick={() => void entries.fetchNextPage()}
          >
            Xem thêm 50 dòng
          </Button>
        )}
      </footer>
    </>
  );
}
