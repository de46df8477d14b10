import type { MailDomainReports, MailDomainView } from '@congvu/contracts';
import { useState } from 'react';
import { formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useDomainReports } from './mail-domains-api.ts';

type Source = MailDomainReports['sources'][number];

const NAMED = 3;

function reportersOf({ reporters }: Source): string {
  const more = reporters.length - NAMED;
  return `${reporters.slice(0, NAMED).join(', ')}${more > 0 ? ` và ${formatNumber(more)} nơi khác` : ''}`;
}

/** What was done with what did not pass. */
function fateOf({ letters, passed, quarantined, rejected }: Source): string {
  const parts = [
    rejected > 0 ? `từ chối ${formatNumber(rejected)}` : '',
    quarantined > 0 ? `cách ly ${formatNumber(quarantined)}` : '',
    letters - passed - rejected - quarantined > 0
      ? `vẫn nhận ${formatNumber(letters - passed - rejected - quarantined)}`
      : '',
  ].filter((part) => part !== '');
  return parts.join(', ');
}

function SourceRow({ source }: { source: Source }) {
  const failed = source.letters - source.passed;
  return (
    <tr>
      <td>
        <code>{source.ip}</code>
        <small>{source.known ? 'Máy chủ đã khai' : 'Không có trong khai báo'}</small>
      </td>
      <td data-label="Số thư" className="r num">
        {formatNumber(source.letters)}
      </td>
      <td data-label="Đạt" className="r num">
        {formatNumber(source.passed)}
      </td>
      <td data-label="Không đạt" className="r num">
        {formatNumber(failed)}
        {failed > 0 && <small>{fateOf(source)}</small>}
      </td>
      <td data-label="Nên xem">
        {failed === 0 ? (
          <Chip tone="green">Đúng</Chip>
        ) : (
          <Chip tone={source.known ? 'amber' : 'red'}>
            {source.known ? 'Sửa SPF, DKIM' : 'Mạo danh hoặc quên khai'}
          </Chip>
        )}
      </td>
      <td data-label="Nơi báo">
        {reportersOf(source)}
        <small>Đến {formatDate(source.lastAt)}</small>
      </td>
    </tr>
  );
}

function Sources({ view }: { view: MailDomainReports }) {
  return (
    <div className="table-frame">
      <table className="table as-cards is-dense">
        <thead>
          <tr>
            <th>Máy gửi</th>
            <th className="r">Số thư</th>
            <th className="r">Đạt</th>
            <th className="r">Không đạt</th>
            <th>Nên xem</th>
            <th>Nơi báo</th>
          </tr>
        </thead>
        <tbody>
          {view.sources.map((source) => (
            <SourceRow key={source.ip} source={source} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Connections({ tls }: Pick<MailDomainReports, 'tls'>) {
  if (tls.length === 0) {
    return null;
  }
  return (
    <ul className="md-keys">
      {tls.map(({ reporter, succeeded, failed, failures }) => (
        <li key={reporter}>
          Kết nối mã hóa từ {reporter}: đạt {formatNumber(succeeded)}, hỏng {formatNumber(failed)}
          {failures.length > 0 && (
            <>
              {' '}
              (<code>{failures.join(', ')}</code>)
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Told({ view }: { view: MailDomainReports }) {
  if (view.reports.dmarc + view.reports.tls === 0) {
    return (
      <p className="md-quiet">
        {view.reportAddress === ''
          ? 'Chưa khai địa chỉ nhận báo cáo: bấm “Sửa khai báo”, rồi công bố lại bản ghi DMARC và TLS-RPT.'
          : `Chưa có báo cáo nào trong ${view.days} ngày. Báo cáo gửi đến hộp thư ${view.reportAddress}; hộp thư ấy phải có trong sổ thư.`}
      </p>
    );
  }
  return (
    <>
      <p className="md-quiet">
        {formatNumber(view.reports.dmarc)} báo cáo DMARC, {formatNumber(view.reports.tls)} báo cáo mã hóa trong{' '}
        {view.days} ngày.
        {view.more && ` Chỉ hiện ${formatNumber(view.sources.length)} máy gửi nhiều nhất.`}
      </p>
      {view.sources.length > 0 && <Sources view={view} />}
      <Connections tls={view.tls} />
    </>
  );
}

function Reports({ id }: { id: string }) {
  const query = useDomainReports(id);
  if (query.isPending) {
    return <SkeletonRows rows={2} />;
  }
  return query.isError ? (
    <ErrorNote title="Chưa tải được báo cáo" error={query.error} onRetry={() => void query.refetch()} />
  ) : (
    <Told view={query.data} />
  );
}

/** Who sends mail with our name, as receivers report it; asked for only when somebody looks. */
export function DomainReports({ domain }: { domain: MailDomainView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <h3>Ai gửi thư mang tên miền của ta</h3>
      {open ? (
        <Reports id={domain.id} />
      ) : (
        <div className="md-acts no-print">
          <Button size="small" onClick={() => setOpen(true)}>
            Xem 30 ngày qua
          </Button>
        </div>
      )}
    </>
  );
}
