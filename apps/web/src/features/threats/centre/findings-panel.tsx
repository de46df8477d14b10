import type { FindingRescanned, FindingView } from '@congvu/contracts';
import { useState } from 'react';
import { formatMoment } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useFindings, useRescanFinding } from './findings-api.ts';

const TONES = { refused: 'neutral', locked: 'red', cleared: 'green' } as const;

function resultWords({ outcome, finding }: FindingRescanned): string {
  return outcome === 'clean'
    ? 'Máy quét nói tệp sạch: tệp đã mở khóa, những người đã được báo sẽ được báo lại.'
    : `Máy quét vẫn nhận ra mã độc ${finding.malware}: tệp vẫn bị khóa.`;
}

/** Each keeps the answer it got, so that one pressed after another does not wipe it out. */
function Row({ finding, asked }: { finding: FindingView; asked: boolean }) {
  const [result, setResult] = useState<FindingRescanned>();
  const rescan = useRescanFinding(setResult);
  return (
    <li className={asked ? 'is-selected' : undefined}>
      <div>
        <p>
          <b>{finding.name}</b> <Chip tone={TONES[finding.state]}>{finding.stateLabel}</Chip>
        </p>
        <small className="num">{finding.malware}</small>
        <small>
          {[finding.agencyName, finding.broughtBy].filter((part) => part !== '').join(', ')}, nhận ra{' '}
          {formatMoment(finding.foundAt)}
        </small>
        {finding.clearedAt !== null && (
          <small className="num">
            Mở lại {formatMoment(finding.clearedAt)} theo {finding.clearedEngine}
          </small>
        )}
        <div role="status">
          {result !== undefined && (
            <small className={result.outcome === 'clean' ? undefined : 'late'}>{resultWords(result)}</small>
          )}
          {rescan.isError && <small className="late">{rescan.error.message}</small>}
        </div>
      </div>
      {finding.abilities['threats.rescan_finding'] === true && (
        <Button size="small" busy={rescan.isPending} onClick={() => rescan.mutate(finding.id)}>
          Quét lại ngay
        </Button>
      )}
    </li>
  );
}

/** Malware in files of the agencies of the office; what is locked opens only when the antivirus calls it clean. */
export function FindingsPanel() {
  const query = useFindings();
  const { params } = useAddress();
  if (query.isError) {
    return <ErrorNote title="Chưa tải được tệp có mã độc" error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) {
    return <SkeletonRows rows={4} />;
  }
  const findings = query.data.pages.flatMap((page) => page.items);
  if (findings.length === 0) {
    return (
      <Empty title="Không có tệp nào có mã độc">
        Tệp có mã độc bị từ chối khi tải lên, hoặc bị khóa khi bộ chữ ký mới nhận ra sau đó, được liệt kê ở đây.
      </Empty>
    );
  }
  return (
    <div className="threats-panel">
      <p className="quiet">
        Tệp đang khóa chỉ mở khi máy quét nói sạch; không ai tự mở được. Có bộ chữ ký mới thì máy tự quét lại. Nghi máy
        quét báo nhầm: quản trị cập nhật chữ ký rồi bấm quét lại.
      </p>
      <ul className="threats-held">
        {findings.map((finding) => (
          <Row key={finding.id} finding={finding} asked={finding.id === params.get('tep')} />
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
