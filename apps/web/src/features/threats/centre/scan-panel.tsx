import { useState } from 'react';
import { formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useScans } from '../threats-api.ts';
import { ScanForm } from './scan-form.tsx';

/** What units declared of the scans of their machines; one more is declared here. */
export function ScanPanel() {
  const query = useScans();
  const [writing, setWriting] = useState(false);
  if (writing) {
    return <ScanForm onDone={() => setWriting(false)} />;
  }
  if (query.isError) {
    return <ErrorNote title="Chưa tải được kết quả rà quét" error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) {
    return <SkeletonRows rows={4} />;
  }
  const scans = query.data.pages.flatMap((page) => page.items);
  const add = (
    <Button kind="primary" onClick={() => setWriting(true)}>
      Khai kết quả rà quét
    </Button>
  );
  if (scans.length === 0) {
    return (
      <Empty title="Chưa khai lần rà quét nào" action={add}>
        Mỗi đơn vị khai số máy, phần mềm diệt vi rút, ngày quét và những gì phát hiện; xuất thành báo cáo theo mẫu quốc
        gia.
      </Empty>
    );
  }
  return (
    <div className="threats-panel">
      <div className="threats-acts">{add}</div>
      <ul className="threats-held">
        {scans.map((scan) => (
          <li key={scan.id}>
            <div>
              <p>
                <b>{scan.agencyName}</b>, {scan.unitName}
              </p>
              <small className="num">
                {formatDate(scan.scannedOn)}, {scan.engine}, {formatNumber(scan.scanned)}/{formatNumber(scan.machines)}{' '}
                máy; {formatNumber(scan.notUpdated15Days)} máy quá 15 ngày chưa cập nhật
              </small>
              {scan.findings.slice(0, 3).map((finding) => (
                <small key={`${finding.machineName} ${finding.name}`} className="num">
                  {finding.machineName}: {finding.name}
                </small>
              ))}
              <small className="quiet">{scan.declaredBy} khai</small>
            </div>
            <Chip tone={scan.findings.length === 0 ? 'green' : 'amber'}>
              {scan.findings.length === 0 ? 'Sạch' : `${formatNumber(scan.findings.length)} phát hiện`}
            </Chip>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <button className="link" type="button" onClick={() => void query.fetchNextPage()}>
          Xem thêm
        </button>
      )}
    </div>
  );
}
