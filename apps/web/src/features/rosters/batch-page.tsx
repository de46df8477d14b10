import type { BatchView } from '@congvu/contracts';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import '../../shared/table/table.css';
import './rosters.css';
import { useMe } from '../../shared/session/me.ts';
import { formatDate, formatInstant, formatNumber } from '../../shared/text/dates.ts';
import { formatSize } from '../../shared/text/names.ts';
import { FactList, FactsSection } from '../../shared/ui/facts.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { ProvedLink } from '../../shared/ui/proved-link.tsx';
import { Timeline } from '../../shared/ui/timeline.tsx';
import { BatchHead } from './batch/batch-head.tsx';
import { Findings } from './batch/findings.tsx';
import { LineTable } from './batch/line-table.tsx';
import { useBatch } from './rosters-api.ts';

interface TotalsProps {
  view: BatchView;
  shown: string | undefined;
  onShow: (agencyId: string | undefined) => void;
}

/** Grouped totals, as the covering letter tells them; pressing one shows its lines. */
function Totals({ view, shown, onShow }: TotalsProps) {
  return (
    <section className="sheet roster-totals" aria-label="Số dòng từng cơ quan">
      <header className="card-head">
        <h2>
          Từng cơ quan
          <small>
            {formatNumber(view.lines)} dòng của {formatNumber(view.agencies)} cơ quan
          </small>
        </h2>
      </header>
      <ul>
        {view.totals.map((total) => (
          <li key={total.agencyId}>
            <button
              type="button"
              aria-pressed={shown === total.agencyId}
              onClick={() => onShow(shown === total.agencyId ? undefined : total.agencyId)}
            >
              <span>
                {total.agencyName}
                {total.late > 0 && <small className="soon">{formatNumber(total.late)} dòng gửi muộn</small>}
              </span>
              <span className="num">{formatNumber(total.count)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Papers({ view }: { view: BatchView }) {
  const exports = view.abilities['requests.roster_export'] === true;
  const records = view.abilities['requests.roster_record'] === true;
  const base = `/api/rosters/${view.id}/export?format=`;
  if (!exports && view.letter === null) {
    return null;
  }
  return (
    <FactsSection title="Công văn và tệp">
      {view.letter !== null && (
        <p className="roster-letter">
          <AppLink href={view.letter.link}>
            {view.numberSymbol === '' ? 'Công văn chuyển danh sách' : `Công văn ${view.numberSymbol}`}
          </AppLink>
          <span className="quiet">{view.letter.stateLabel}</span>
        </p>
      )}
      {exports && (
        <ul className="roster-downloads">
          <li>
            <ProvedLink href={`${base}pdf`}>Danh sách tổng hợp (PDF)</ProvedLink>
          </li>
          <li>
            <ProvedLink href={`${base}xlsx`}>Danh sách tổng hợp (XLSX)</ProvedLink>
          </li>
          {records && (
            <li>
              <ProvedLink href={`${base}results`}>Bảng ghi kết quả (XLSX)</ProvedLink>
            </li>
          )}
        </ul>
      )}
      {view.files.length > 0 && (
        <p className="quiet">
          Tệp đính kèm công văn: {view.files.map((file) => `${file.name} (${formatSize(file.size)})`).join(', ')}
        </p>
      )}
    </FactsSection>
  );
}

function answerDue({ answerDueOn, overdue }: BatchView) {
  if (answerDueOn === null) {
    return '';
  }
  return overdue ? <span className="late">quá hạn {formatDate(answerDueOn)}</span> : `trước ${formatDate(answerDueOn)}`;
}

function campaignLink({ campaignId }: BatchView) {
  return campaignId === null ? '' : <AppLink href={`/dot-thu/${campaignId}`}>Xem bảng theo dõi</AppLink>;
}

function Beside({ view, shown, onShow }: TotalsProps) {
  // The board is the guiding office's own; whom the list was sent to does not see it.
  const isDestination = useMe().acting.agencyName === view.destinationName;
  return (
    <aside className="roster-beside" aria-label="Thông tin danh sách">
      <Totals view={view} shown={shown} onShow={onShow} />
      <div className="sheet">
        <FactsSection title="Thông tin">
          <FactList
            facts={[
              ['Gửi đến', view.destinationName],
              ['Công văn', view.numberSymbol],
              ['Đã gửi', view.sentAt === null ? '' : formatInstant(view.sentAt)],
              ['Trả lời', answerDue(view)],
              ['Đợt thu', isDestination ? '' : campaignLink(view)],
            ]}
          />
        </FactsSection>
        <Papers view={view} />
        <FactsSection title="Luân chuyển">
          <Timeline movements={view.movements} />
        </FactsSection>
      </div>
    </aside>
  );
}

function Batch({ view }: { view: BatchView }) {
  const [agencyId, setAgencyId] = useState<string>();
  return (
    <div className="content content-wide roster-batch">
      <BatchHead view={view} />
      <div className="roster-body">
        <div className="roster-main">
          <Findings view={view} />
          <LineTable view={view} agencyId={agencyId} onAgency={setAgencyId} />
        </div>
        <Beside view={view} shown={agencyId} onShow={setAgencyId} />
      </div>
    </div>
  );
}

/** One merged list: what contradicts, every line, the letter it goes with, and what came back. */
export function BatchPage() {
  const { id = '' } = useParams({ strict: false });
  const batch = useBatch(id);
  if (batch.data !== undefined) {
    return <Batch key={id} view={batch.data} />;
  }
  return (
    <div className="content roster-batch">
      {batch.isPending && <SkeletonRows rows={8} label="Đang mở danh sách" />}
      {batch.isError && (
        <>
          <ErrorNote title="Chưa mở được danh sách" error={batch.error} onRetry={() => void batch.refetch()} />
          <p className="roster-back">
            <AppLink href="/tong-hop?ngan=tong-hop">Về trang tổng hợp</AppLink>
          </p>
        </>
      )}
    </div>
  );
}
