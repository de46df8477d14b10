import type { LossReport, ProposalView } from '@congvu/contracts';
import { CircleCheck, PenLine } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatInstant, formatNumber } from '../../shared/text/dates.ts';
import { AppLink } from '../../shared/ui/link.tsx';
import { usePrepared } from './keys-api.ts';

function Done({ children }: { children: ReactNode }) {
  return (
    <li>
      <CircleCheck className="icon icon-18" aria-hidden />
      <span>{children}</span>
    </li>
  );
}

function stoppedText(count: number): string {
  return count === 0
    ? 'Không có lượt ký nào đang chờ bằng khóa này.'
    : `${formatNumber(count)} lượt ký đang chờ đã bị hủy; văn bản chưa ký vẫn còn nguyên.`;
}

function Prepared({ proposal }: { proposal: ProposalView | undefined }) {
  const form = proposal?.prepares.find(({ link }) => link !== null);
  if (proposal === undefined || form?.link === undefined || form.link === null) {
    return null;
  }
  return (
    <>
      <Done>Mẫu 04 đề nghị thu hồi đã điền sẵn, chờ ký.</Done>
      <Done>Thủ trưởng, văn thư và đơn vị đầu mối đã được báo.</Done>
      {proposal.loss?.letterDrafted === true && <Done>Công văn gửi nơi cấp đã soạn, nằm ở đơn vị đầu mối.</Done>}
    </>
  );
}

/** What the system has done by itself the moment the loss was told. */
export function LossDone({ report }: { report: LossReport }) {
  const proposal = usePrepared(report.id);
  const form = proposal?.prepares.find(({ link }) => link !== null);
  return (
    <>
      <ul className="loss-did">
        <Done>
          Chứng thư của <b>{report.certificate.subjectName}</b> ({report.certificate.deviceLabel}) đã khóa lúc{' '}
          <span className="num nb">{formatInstant(report.reportedAt)}</span>. {stoppedText(report.stoppedSessions)}
        </Done>
        <Prepared proposal={proposal} />
      </ul>
      {report.state === 'open' && (
        <AppLink className="btn btn-primary btn-large loss-sign" href={form?.link ?? '/de-nghi/moi/cert.revoke'}>
          <PenLine className="icon" aria-hidden />
          {form?.link == null ? 'Lập Mẫu 04 đề nghị thu hồi' : 'Ký và gửi Mẫu 04'}
        </AppLink>
      )}
    </>
  );
}
