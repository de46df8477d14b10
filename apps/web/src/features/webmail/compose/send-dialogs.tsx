import type { SendMailDraft } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { Pick } from '../../../shared/pickers/pick.tsx';
import { addDays, formatMoment, officeNow, officeToday } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useApprovers } from './compose-api.ts';

interface LaterDialogProps {
  busy: boolean;
  error: unknown;
  onSend: (sendAt: string) => void;
  onClose: () => void;
}

const HOURS = ['06:00', '07:00', '07:30', '08:00', '09:00', '10:00', '13:30', '14:00', '15:00', '16:00', '17:00'];

/** Vietnam has one zone and no summer time. */
function momentOf(date: string, time: string): string {
  return new Date(`${date}T${time}:00+07:00`).toISOString();
}

/** The hour it leaves by itself; until then it can be taken back from Nháp. */
export function LaterDialog({ busy, error, onSend, onClose }: LaterDialogProps) {
  const [date, setDate] = useState<string | null>(addDays(officeToday(), 1));
  const [time, setTime] = useState('07:30');
  const at = date === null ? undefined : momentOf(date, time);
  const wrong =
    at === undefined
      ? 'Chọn ngày gửi.'
      : at <= officeNow().toISOString()
        ? 'Giờ gửi phải sau bây giờ. Chọn giờ khác hoặc bấm Gửi.'
        : undefined;
  return (
    <Modal open title="Gửi hẹn giờ" footer={null} onCancel={onClose} width={460}>
      <div className="field-row">
        <DateField label="Ngày gửi" value={date} onChange={setDate} />
        <ChoiceField
          label="Giờ gửi"
          value={time}
          options={HOURS.map((value) => ({ value, label: value }))}
          onChange={setTime}
          error={wrong}
        />
      </div>
      <p className="dialog-text mail-later">
        {wrong === undefined && at !== undefined && `Thư gửi lúc ${formatMoment(at)}; `}trước giờ ấy mở lại trong Nháp
        để sửa hoặc thôi gửi.
      </p>
      {error !== null && <ErrorNote title="Chưa hẹn được" error={error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={busy} reason={wrong} onClick={() => at !== undefined && onSend(at)}>
          Hẹn gửi
        </Button>
      </div>
    </Modal>
  );
}

interface CitizenDialogProps {
  /** The words of the rule, as the server refused. */
  rule: string;
  busy: boolean;
  error: unknown;
  onSend: (citizen: NonNullable<SendMailDraft['citizen']>) => void;
  onClose: () => void;
}

const LEAST = 5;

/** A document for a citizen who has free mail only: why, and which leader has agreed; both are recorded. */
export function CitizenDialog({ rule, busy, error, onSend, onClose }: CitizenDialogProps) {
  const [reason, setReason] = useState('');
  const [approver, setApprover] = useState<string | null>(null);
  const approvers = useApprovers();
  const options = (approvers.data?.items ?? []).map((item) => ({
    value: item.personId,
    label: item.title === '' ? item.name : `${item.name}, ${item.title}`,
    item,
  }));
  const wrong =
    reason.trim().length < LEAST
      ? 'Nêu lý do gửi tới địa chỉ này.'
      : approver === null
        ? 'Chọn lãnh đạo đã đồng ý.'
        : undefined;
  return (
    <Modal open title="Văn bản gửi tới hộp thư miễn phí" footer={null} onCancel={onClose} width={540}>
      <p className="dialog-text">{rule}</p>
      <p className="dialog-text">
        Nếu đây là kết quả trả cho công dân chỉ có hộp thư miễn phí, ghi lý do và lãnh đạo đã đồng ý; cả hai vào nhật
        ký.
      </p>
      <div className="mail-form">
        <TextField label="Lý do" value={reason} onChange={setReason} rows={2} autoFocus />
        <Pick
          label="Lãnh đạo đồng ý"
          value={approver}
          options={options}
          loading={approvers.isPending}
          onPick={(personId) => setApprover(personId)}
        />
      </div>
      {error !== null && <ErrorNote title="Chưa gửi được" error={error} kept="Thư nháp vẫn còn nguyên." />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Sửa người nhận</Button>
        <Button
          kind="primary"
          busy={busy}
          reason={wrong}
          onClick={() => approver !== null && onSend({ reason: reason.trim(), approverPersonId: approver })}
        >
          Gửi cho công dân
        </Button>
      </div>
    </Modal>
  );
}
