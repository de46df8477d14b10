import type { CertificateView, LossReport } from '@congvu/contracts';
import { Modal } from 'antd';
import { ShieldCheck, ShieldX } from 'lucide-react';
import { useState } from 'react';
import { DateField } from '../../shared/fields/date-field.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { FactList } from '../../shared/ui/facts.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { useReportLoss } from './keys-api.ts';
import { LossAnswer } from './loss-answer.tsx';

interface LossDialogProps {
  certificate: CertificateView;
  onClose: () => void;
}

/** The day begins in Vietnam, whatever this computer thinks. */
export function startOfDay(date: string): string {
  return `${date}T00:00:00+07:00`;
}

function Ask({ certificate, onDone, onClose }: LossDialogProps & { onDone: (report: LossReport) => void }) {
  const [since, setSince] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const report = useReportLoss(onDone);
  const send = (): void =>
    report.mutate({
      id: certificate.id,
      ...(since !== null && { lostSince: startOfDay(since) }),
      ...(note.trim() !== '' && { note: note.trim() }),
    });
  return (
    <>
      <p className="dialog-text">
        Chứng thư bị khóa ngay lập tức: mọi lượt ký đang chờ bằng khóa này dừng lại, không ai ký được nữa. Chỉ một người
        khác mới rút được báo mất.
      </p>
      <FactList
        facts={[
          ['Chứng thư', <b key="who">{certificate.subjectName}</b>],
          ['Thiết bị', certificate.deviceLabel],
        ]}
      />
      <div className="loss-now">
        <Button kind="primary" size="large" block icon={ShieldX} busy={report.isPending} onClick={send}>
          Khóa ngay chứng thư này
        </Button>
        <Button size="large" block onClick={onClose}>
          Chưa mất, đóng lại
        </Button>
      </div>
      {report.error !== null && <ErrorNote title="Chưa khóa được" error={report.error} onRetry={send} />}
      <details className="loss-more">
        <summary>Ghi thêm trước khi khóa (không bắt buộc)</summary>
        <div className="form">
          <DateField
            label="Chắc chắn còn giữ đến ngày"
            value={since}
            onChange={setSince}
            hint="Văn bản ký từ ngày này được liệt kê để xem lại. Bỏ trống thì tính 30 ngày trước."
          />
          <TextField label="Mất ở đâu, khi nào" value={note} onChange={setNote} rows={2} maxLength={500} />
        </div>
      </details>
    </>
  );
}

/** Two taps: which key, sure. Everything else can be told afterwards. */
export function LossDialog({ certificate, onClose }: LossDialogProps) {
  const [report, setReport] = useState<LossReport>();
  return (
    <Modal
      open
      className="loss-dialog"
      width={560}
      footer={null}
      onCancel={onClose}
      title={
        report === undefined ? (
          'Báo mất khóa ký'
        ) : (
          <span className="loss-done">
            <ShieldCheck className="icon" aria-hidden />
            Đã khóa chứng thư
          </span>
        )
      }
    >
      {report === undefined ? (
        <Ask certificate={certificate} onDone={setReport} onClose={onClose} />
      ) : (
        <>
          <LossAnswer report={report} />
          <div className="dialog-foot">
            <Button kind="primary" onClick={onClose}>
              Đã hiểu
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}
