import type { MailVacation, SaveMailVacation } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { showToast } from '../feedback/toast.tsx';
import { DateField } from '../fields/date-field.tsx';
import { Switch, TextField } from '../fields/text-field.tsx';
import { ColleaguePick } from '../pickers/colleague-pick.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../ui/notes.tsx';
import { useSaveVacation, useVacation } from './vacation-api.ts';

interface AwayDialogProps {
  boxId: string;
  onClose: () => void;
}

const START =
  'Tôi đi công tác, chưa đọc được thư trong những ngày này. Việc cần giải quyết ngay, xin liên hệ người được giao theo dõi hộp thư.';

function AwayForm({ boxId, now, onClose }: AwayDialogProps & { now: MailVacation }) {
  const { delegateName: _name, ...kept } = now;
  const [draft, setDraft] = useState<SaveMailVacation>({ ...kept, text: kept.text === '' ? START : kept.text });
  const save = useSaveVacation(boxId, () => {
    showToast(draft.enabled ? 'Đã đặt thư trả lời khi vắng mặt.' : 'Đã tắt thư trả lời khi vắng mặt.');
    onClose();
  });
  const put = (part: Partial<SaveMailVacation>): void => setDraft((before) => ({ ...before, ...part }));
  return (
    <div className="form">
      <Switch label="Trả lời tự động khi vắng mặt" on={draft.enabled} onChange={(enabled) => put({ enabled })} />
      <div className="field-row">
        <DateField label="Từ ngày" value={draft.from} onChange={(from) => put({ from })} />
        <DateField label="Đến hết ngày" value={draft.until} onChange={(until) => put({ until })} />
      </div>
      <TextField
        label="Nội dung trả lời"
        value={draft.text}
        onChange={(text) => put({ text })}
        rows={4}
        maxLength={4_000}
        hint="Mỗi người gửi nhận một lần trong bảy ngày; thư hàng loạt và thư của máy không được trả lời."
      />
      <ColleaguePick
        label="Người theo dõi thay"
        aside="(không bắt buộc)"
        value={draft.delegatePersonId}
        onPick={(delegatePersonId) => put({ delegatePersonId })}
      />
      {save.error !== null && (
        <ErrorNote title="Chưa lưu được" error={save.error} kept="Nội dung đã nhập vẫn còn ở đây." />
      )}
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={save.isPending} onClick={() => save.mutate(draft)}>
          Lưu
        </Button>
      </div>
    </div>
  );
}

/** Out of office: the days, the words, who looks after the box meanwhile. */
export function AwayDialog({ boxId, onClose }: AwayDialogProps) {
  const { data, error, refetch } = useVacation(boxId);
  return (
    <Modal open title="Báo vắng mặt" footer={null} onCancel={onClose} width={560}>
      {data !== undefined && <AwayForm boxId={boxId} now={data} onClose={onClose} />}
      {data === undefined && error === null && <SkeletonRows rows={3} />}
      {error !== null && <ErrorNote title="Chưa mở được" error={error} onRetry={() => void refetch()} />}
    </Modal>
  );
}
