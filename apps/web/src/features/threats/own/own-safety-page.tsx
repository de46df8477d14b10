import type { MyReport } from '@congvu/contracts';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import '../../../shared/table/table.css';
import '../threats.css';
import { formatMoment } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { Tabs } from '../../../shared/ui/tabs.tsx';
import { HeldPanel } from '../centre/held-panel.tsx';
import { useMyReports } from '../threats-api.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { ReportableMails } from './reportable-mails.tsx';

type Place = 'da-bao' | 'cach-ly';

const PLACES: { key: Place; label: string }[] = [
  { key: 'da-bao', label: 'Thư đã báo' },
  { key: 'cach-ly', label: 'Thư bị giữ' },
];
const STATE_TONES = { waiting: 'neutral', forged: 'red', genuine: 'green' } as const;
const STATE_WORDS = { waiting: 'Chờ kết luận', forged: 'Giả mạo', genuine: 'Thư thật' } as const;

function Reports() {
  const query = useMyReports();
  if (query.isError) {
    return <ErrorNote title="Chưa tải được thư đã báo" error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) {
    return <SkeletonRows rows={3} />;
  }
  const { items, reportable = [] } = query.data;
  return (
    <>
      <Answered items={items} />
      <ReportableMails mails={reportable} />
    </>
  );
}

function MailName({ link, subject }: Pick<MyReport, 'link' | 'subject'>) {
  const name = subject === '' ? 'Thư không có tiêu đề' : subject;
  return link === '' ? <b>{name}</b> : <AppLink href={link}>{name}</AppLink>;
}

function Answered({ items }: { items: readonly MyReport[] }) {
  if (items.length === 0) {
    return (
      <Empty title="Chưa báo thư nào">
        Thấy thư lạ đòi mật khẩu, giục bấm liên kết thì bấm “Báo thư giả mạo” trong thư. Kết quả trả lời ở đây.
      </Empty>
    );
  }
  return (
    <ul className="threats-held">
      {items.map((report) => (
        <li key={report.reportId}>
          <div>
            <p>
              <MailName {...report} />
            </p>
            <small className="num">
              {report.fromAddress}, báo {formatMoment(report.reportedAt)}
            </small>
            <small>{report.outcomeText}</small>
          </div>
          <Chip tone={STATE_TONES[report.state]}>{STATE_WORDS[report.state]}</Chip>
        </li>
      ))}
    </ul>
  );
}

/** What concerns oneself: reports and their answers, mail held back, and the way out of a typed password. */
export function OwnSafetyPage() {
  const { params, put } = useAddress();
  const [asking, setAsking] = useState(params.get('lo') === 'mat-khau');
  const place: Place = params.get('muc') === 'cach-ly' ? 'cach-ly' : 'da-bao';
  return (
    <div className="content threats threats-own">
      <header className="page-head">
        <div>
          <h1>An toàn thư của tôi</h1>
          <p>Thư đã báo và câu trả lời, thư bị giữ lại, việc cần làm khi lỡ nhập mật khẩu.</p>
        </div>
        <div className="page-actions">
          <Button icon={KeyRound} onClick={() => setAsking(true)}>
            Tôi đã lỡ nhập mật khẩu
          </Button>
        </div>
      </header>
      <Tabs label="An toàn thư" tabs={PLACES} active={place} onChange={(muc) => put({ muc })} />
      <div className="sheet threats-pad">{place === 'da-bao' ? <Reports /> : <HeldPanel scope="mine" />}</div>
      {asking && <PasswordDialog emailId={params.get('thu') ?? undefined} onClose={() => setAsking(false)} />}
    </div>
  );
}
