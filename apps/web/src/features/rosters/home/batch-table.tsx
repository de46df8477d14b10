import type { BatchListItem } from '@congvu/contracts';
import type { ReactNode } from 'react';
import { dateOf, formatDate, formatNumber, formatShortDate } from '../../../shared/text/dates.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { batchTone } from '../rosters.text.ts';

interface BatchTableProps {
  batches: readonly BatchListItem[];
  box: 'own' | 'received';
  ticks?:
    | { able: ReadonlySet<string>; ticked: ReadonlySet<string>; onTicked: (ticked: ReadonlySet<string>) => void }
    | undefined;
  empty: ReactNode;
}

function results(batch: BatchListItem): string {
  const parts = [
    batch.granted > 0 ? `${formatNumber(batch.granted)} đồng ý` : '',
    batch.refused > 0 ? `${formatNumber(batch.refused)} từ chối` : '',
    batch.waiting > 0 ? `${formatNumber(batch.waiting)} chờ` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

function Answer({ batch }: { batch: BatchListItem }) {
  if (batch.sentAt === null) {
    return batch.openFindings > 0 ? (
      <span className="soon">{formatNumber(batch.openFindings)} điểm phải xử lý</span>
    ) : (
      <span className="quiet">Không còn điểm phải xử lý</span>
    );
  }
  return (
    <>
      {results(batch)}
      {batch.answerDueOn !== null && batch.waiting > 0 && (
        <small className={batch.overdue ? 'late' : undefined}>
          {batch.overdue ? 'Quá hạn trả lời' : 'Trả lời trước'} {formatDate(batch.answerDueOn)}
        </small>
      )}
    </>
  );
}

function toggled(ticked: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ticked);
  if (!next.delete(id)) {
    next.add(id);
  }
  return next;
}

/** Lists with their lines, where they went, and what came back. */
export function BatchTable({ batches, box, ticks, empty }: BatchTableProps) {
  if (batches.length === 0) {
    return <div className="sheet">{empty}</div>;
  }
  return (
    <div className="sheet table-frame">
      <table className="table as-cards roster-batches">
        <thead>
          <tr>
            {ticks !== undefined && (
              <th scope="col">
                <span className="visually-hidden">Chọn</span>
              </th>
            )}
            <th scope="col">Danh sách</th>
            <th scope="col" className="r">
              Dòng
            </th>
            <th scope="col" className="r">
              Cơ quan
            </th>
            <th scope="col">{box === 'own' ? 'Gửi đến' : 'Công văn'}</th>
            <th scope="col">Trạng thái</th>
            <th scope="col">{box === 'own' ? 'Phát hiện, kết quả' : 'Kết quả'}</th>
          </tr>
        </thead>
        <tbody>
          {batches.map((batch) => (
            <tr key={batch.id}>
              {ticks !== undefined && (
                <td className="roster-tick">
                  {ticks.able.has(batch.id) && (
                    <input
                      type="checkbox"
                      aria-label={`Chọn ${batch.name}`}
                      checked={ticks.ticked.has(batch.id)}
                      onChange={() => ticks.onTicked(toggled(ticks.ticked, batch.id))}
                    />
                  )}
                </td>
              )}
              <td>
                <AppLink className="roster-name" href={batch.link}>
                  {batch.name}
                </AppLink>
              </td>
              <td className="r" data-label="Dòng">
                {formatNumber(batch.lines)}
              </td>
              <td className="r" data-label="Cơ quan">
                {formatNumber(batch.agencies)}
              </td>
              <td data-label={box === 'own' ? 'Gửi đến' : 'Công văn'}>
                {box === 'own' ? batch.destinationName : batch.numberSymbol}
                {(box === 'received' || batch.numberSymbol !== '') && batch.sentAt !== null && (
                  <small>
                    {box === 'own' && `${batch.numberSymbol}, `}gửi {formatShortDate(dateOf(batch.sentAt))}
                  </small>
                )}
              </td>
              <td>
                <Chip tone={batchTone(batch)}>{batch.stateLabel}</Chip>
              </td>
              <td>
                <Answer batch={batch} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
