import type { CloseLossReport, LossReport } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { showToast } from '../../shared/feedback/toast.tsx';
import { DateField } from '../../shared/fields/date-field.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { formatInstant, formatNumber, officeToday } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chip, type Tone } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { useCloseLoss, useLosses } from './keys-api.ts';
import { LossAnswer } from './loss-answer.tsx';
import { LossWait } from './loss-clock.tsx';
import { startOfDay } from './loss-dialog.tsx';

const TONES: Record<LossReport['state'], Tone> = { open: 'red', revoked: 'neutral', withdrawn: 'green' };

const OUTCOMES = {
  revoked: {
    title: 'Ghi kết quả: nơi cấp đã thu hồi',
    text: 'Chữ ký chứng minh được là ký trước lúc thu hồi vẫn hợp lệ; ký sau lúc đó là không hợp lệ.',
    label: 'Văn bản hoặc thông báo của nơi cấp',
    confirm: 'Ghi đã thu hồi',
    done: 'Đã ghi kết quả thu hồi.',
  },
  withdrawn: {
    title: 'Rút báo mất: đã tìm lại được',
    text: 'Khóa ký dùng lại được ngay. Chỉ rút khi chắc chắn thiết bị chưa qua tay người khác.',
    label: 'Tìm lại ở đâu, vì sao chắc chắn không ai dùng',
    confirm: 'Rút báo mất',
    done: 'Đã rút báo mất; khóa dùng lại được.',
  },
} as const;

type Outcome = CloseLossReport['outcome'];

/** The date the authority named; today's is this very moment, which no clock can call the future. */
function revokedAtOf(date: string | null): { revokedAt?: string } {
  return date === null || date === officeToday() ? {} : { revokedAt: startOfDay(date) };
}

interface CloseDialogProps {
  report: LossReport;
  outcome: Outcome;
  onClose: () => void;
}

function CloseDialog({ report, outcome, onClose }: CloseDialogProps) {
  const words = OUTCOMES[outcome];
  const [note, setNote] = useState('');
  const [date, setDate] = useState<string | null>(officeToday());
  const [tried, setTried] = useState(false);
  const close = useCloseLoss(() => {
    showToast(words.done);
    onClose();
  });
  const missing = note.trim() === '';
  const confirm = (): void => {
    setTried(true);
    if (!missing) {
      close.mutate({
        id: report.id,
        outcome,
        note: note.trim(),
        ...(outcome === 'revoked' && revokedAtOf(date)),
      });
    }
  };
  return (
    <Modal open title={words.title} footer={null} width={520} onCancel={onClose}>
      <p className="dialog-text">
        {report.certificate.subjectName}, số hiệu <span className="num key-serial">{report.certificate.serial}</span>.{' '}
        {words.text}
      </p>
      <div className="form">
        {outcome === 'revoked' && (
          <DateField
            label="Ngày thu hồi"
            value={date}
            onChange={setDate}
            hint="Đúng ngày nơi cấp ghi trong thông báo; là hôm nay thì tính từ lúc này."
          />
        )}
        <TextField
          label={words.label}
          value={note}
          onChange={setNote}
          rows={3}
          maxLength={500}
          autoFocus
          error={tried && missing ? 'Chưa ghi căn cứ. Người kiểm tra sau này chỉ đọc được điều ghi ở đây.' : undefined}
          onSubmit={confirm}
        />
        {close.error !== null && <ErrorNote title="Chưa ghi được" error={close.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={close.isPending} onClick={confirm}>
          {words.confirm}
        </Button>
      </div>
    </Modal>
  );
}

function reasonOf(report: LossReport, ability: string): string | undefined {
  const answer = report.abilities[ability];
  return typeof answer === 'string' ? answer : undefined;
}

interface LossRowProps {
  report: LossReport;
  chosen: boolean;
  onOutcome: (outcome: Outcome) => void;
}

function LossRow({ report, chosen, onOutcome }: LossRowProps) {
  const isOpen = report.state === 'open';
  const mayClose = isOpen && report.abilities['certificates.close_loss'] === true;
  const withdraw = isOpen ? report.abilities['certificates.withdraw_loss'] : false;
  return (
    <li className={chosen ? 'sheet loss-row is-chosen' : 'sheet loss-row'}>
      <div className="loss-row-head">
        <div>
          <h3>{report.certificate.subjectName}</h3>
          <p className="quiet">
            {report.reportedBy} báo mất lúc <span className="num">{formatInstant(report.reportedAt)}</span>
            {report.note === '' ? '' : `: ${report.note}`}
            <LossWait report={report} />
          </p>
        </div>
        <Chip tone={TONES[report.state]}>{report.stateLabel}</Chip>
      </div>
      <details open={chosen}>
        <summary>
          {formatNumber(report.stoppedSessions)} lượt ký đã hủy, {formatNumber(report.signedSince.length)} văn bản cần
          xem lại, việc cần làm
        </summary>
        <LossAnswer report={report} />
      </details>
      {mayClose && (
        <div className="key-acts">
          <Button onClick={() => onOutcome('revoked')}>Nơi cấp đã thu hồi</Button>
          {withdraw !== undefined && withdraw !== false && (
            <Button
              kind="quiet"
              reason={reasonOf(report, 'certificates.withdraw_loss')}
              onClick={() => onOutcome('withdrawn')}
            >
              Rút báo mất
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

/** Losses of the agency, open ones first; each ends with a revocation or with a second person's word. */
export function LossList({ chosenId }: { chosenId: string | null }) {
  const losses = useLosses(true);
  const [closing, setClosing] = useState<{ report: LossReport; outcome: Outcome }>();
  const reports = losses.data?.reports ?? [];
  const ordered = [
    ...reports.filter(({ state }) => state === 'open'),
    ...reports.filter(({ state }) => state !== 'open'),
  ];
  return (
    <>
      {losses.isPending && (
        <div className="sheet">
          <SkeletonRows rows={2} />
        </div>
      )}
      {losses.isError && (
        <ErrorNote title="Chưa tải được việc báo mất" error={losses.error} onRetry={() => void losses.refetch()} />
      )}
      {losses.isSuccess && reports.length === 0 && (
        <div className="sheet">
          <Empty title="Chưa có khóa nào báo mất">
            Ai biết trước thì báo trước: bấm Báo mất khóa ở chứng thư, khóa dừng ký ngay lúc đó.
          </Empty>
        </div>
      )}
      {ordered.length > 0 && (
        <ul className="loss-list">
          {ordered.map((report) => (
            <LossRow
              key={report.id}
              report={report}
              chosen={report.certificate.id === chosenId}
              onOutcome={(outcome) => setClosing({ report, outcome })}
            />
          ))}
        </ul>
      )}
      {closing !== undefined && <CloseDialog {...closing} onClose={() => setClosing(undefined)} />}
    </>
  );
}
