import type { CertificateView, LossReport } from '@congvu/contracts';
import { Modal } from 'antd';
import { ShieldX } from 'lucide-react';
import { useState } from 'react';
import { DateField } from '../../shared/fields/date-field.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { FactList } from '../../shared/ui/facts.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { useReportLoss } from './keys-api.ts';

interface LossDialogProps {
  /** Entry of the register whose key lies elsewhere: its Mẫu 04 is all that can be done here. */
  entryId?: string | undefined;
  /** Keys that may be meant; the device of one person usually holds one. */
  certificates: readonly CertificateView[];
  onClose: () => void;
  onDone: (report: LossReport) => void;
}

/** The day begins in Vietnam, whatever this computer thinks. */
export function startOfDay(date: string): string {
  return `${date}T00:00:00+07:00`;
}

function nameOf(certificate: CertificateView): string {
  return `${certificate.kind === 'person' ? 'của tôi' : 'của cơ quan'} (${certificate.deviceLabel})`;
}

function Ask({ certificates, onClose, onDone }: LossDialogProps) {
  const [since, setSince] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const report = useReportLoss(onDone);
  const [only] = certificates;
  const many = certificates.length > 1;
  const send = (id: string): void =>
    report.mutate({
      id,
      ...(since !== null && { lostSince: startOfDay(since) }),
      ...(note.trim() !== '' && { note: note.trim() }),
    });
  return (
    <>
      <p className="dialog-text">
        Chứng thư bị khóa ngay lập tức: mọi lượt ký đang chờ bằng khóa này dừng lại, không ai ký được nữa. Chỉ một người
        khác mới rút được báo mất.
      </p>
      {!many && only !== undefined && (
        <FactList
          facts={[
            ['Chứng thư', <b key="who">{only.subjectName}</b>],
            ['Thiết bị', only.deviceLabel],
          ]}
        />
      )}
      <div className="loss-now">
        {certificates.map((certificate) => (
          <Button
            key={certificate.id}
            kind={many ? 'default' : 'primary'}
            size="large"
            block
            icon={ShieldX}
            busy={report.isPending && report.variables?.id === certificate.id}
            onClick={() => send(certificate.id)}
          >
            {many ? `Khóa ngay khóa ${nameOf(certificate)}` : 'Khóa ngay chứng thư này'}
          </Button>
        ))}
        <Button kind={many ? 'quiet' : 'default'} size="large" block onClick={onClose}>
          Chưa mất, đóng lại
        </Button>
      </div>
      {report.error !== null && <ErrorNote title="Chưa khóa được" error={report.error} />}
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

/** Two taps: lost, sure. Everything else can be told afterwards. */
export function LossDialog(props: LossDialogProps) {
  const { certificates, entryId, onClose } = props;
  return (
    <Modal
      open
      className="loss-dialog"
      width={560}
      footer={null}
      onCancel={onClose}
      title={certificates.length > 1 ? 'Mất thiết bị nào' : 'Báo mất khóa ký'}
    >
      {certificates.length === 0 ? (
        <>
          <p className="dialog-text">
            Không có khóa nào đang ký được trong Công Vụ. Chứng thư dùng ở hệ thống khác thì lập Mẫu 04 đề nghị thu hồi
            và gọi văn thư, đơn vị đầu mối ngay.
          </p>
          <div className="dialog-foot">
            <Button onClick={onClose}>Đóng</Button>
            <AppLink
              className="btn btn-primary"
              href={`/de-nghi/moi/cert.revoke${entryId === undefined ? '' : `?chung-thu=${entryId}`}`}
            >
              Lập Mẫu 04
            </AppLink>
          </div>
        </>
      ) : (
        <Ask {...props} />
      )}
    </Modal>
  );
}
