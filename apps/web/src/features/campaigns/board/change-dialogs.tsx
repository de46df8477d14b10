import type { CampaignView } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useCloseCampaign, useEditCampaign, useProposal } from '../campaigns-api.ts';
import { AgencyChoice } from '../open/agency-choice.tsx';
import { lastDayWords } from '../open/last-day.ts';
import { owing } from './remind-dialog.tsx';

/** Another day, another name, more agencies: with the reason, which all agencies asked can read. */
export function EditDialog({ view, onClose }: { view: CampaignView; onClose: () => void }) {
  const [name, setName] = useState(view.name);
  const [dueBefore, setDueBefore] = useState<string | null>(view.dueBefore);
  const [reason, setReason] = useState('');
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const around = useProposal(undefined);
  const members = new Set(view.items.map((member) => member.agencyId));
  const others = (around.data?.agencies ?? []).filter(({ agencyId }) => !members.has(agencyId));
  const edit = useEditCampaign(view.id, () => {
    showToast('Đã lưu thay đổi của đợt thu.');
    onClose();
  });
  const missing = reason.trim().length < 3;
  const save = (): void => {
    setTried(true);
    if (missing || dueBefore === null || name.trim().length < 3) {
      return;
    }
    edit.mutate({
      ...(name.trim() !== view.name && { name: name.trim() }),
      ...(dueBefore !== view.dueBefore && { dueBefore }),
      ...(added.size > 0 && { addAgencyIds: [...added] }),
      reason: reason.trim(),
    });
  };
  return (
    <Modal open width={640} title="Sửa đợt thu" footer={null} onCancel={onClose}>
      <div className="form">
        <TextField
          label="Tên đợt thu"
          value={name}
          onChange={setName}
          maxLength={200}
          error={tried && name.trim().length < 3 ? 'Chưa có tên đợt thu. Nhập ít nhất 3 ký tự.' : undefined}
        />
        <DateField
          label="Gửi trước ngày"
          value={dueBefore}
          onChange={setDueBefore}
          hint={lastDayWords(dueBefore)}
          error={tried && dueBefore === null ? 'Chưa có hạn. Nhập ngày phải gửi trước.' : undefined}
        />
        {view.nextCursor === null && others.length > 0 && (
          <details className="camp-add">
            <summary>Thêm cơ quan{added.size > 0 && ` (${formatNumber(added.size)})`}</summary>
            <AgencyChoice agencies={others} chosen={added} onChange={setAdded} />
          </details>
        )}
        <TextField
          label="Lý do thay đổi"
          value={reason}
          onChange={setReason}
          rows={2}
          maxLength={500}
          error={tried && missing ? 'Chưa nêu lý do. Các cơ quan được yêu cầu đọc lý do này.' : undefined}
        />
        {edit.isError && <ErrorNote title="Chưa lưu được" error={edit.error} kept="Nội dung vừa sửa vẫn được giữ." />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={edit.isPending} onClick={save}>
          Lưu thay đổi
        </Button>
      </div>
    </Modal>
  );
}

/** Cannot be taken back, so it says how many will be left outside. */
export function CloseDialog({ view, onClose }: { view: CampaignView; onClose: () => void }) {
  const close = useCloseCampaign(view.id, () => {
    showToast('Đợt thu đã kết thúc.');
    onClose();
  });
  const left = owing(view);
  return (
    <Modal open width={520} title="Kết thúc đợt thu" footer={null} onCancel={onClose}>
      <p className="dialog-text">
        {left === 0
          ? 'Mọi cơ quan đã gửi đủ.'
          : `Còn ${formatNumber(left)} cơ quan chưa gửi đủ; sau khi kết thúc, các cơ quan này không gửi vào đợt này được nữa.`}{' '}
        Không mở lại được; cần thu tiếp thì mở đợt mới. Danh sách đã gửi giữ nguyên.
      </p>
      {close.isError && <ErrorNote title="Chưa kết thúc được" error={close.error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={close.isPending} onClick={() => close.mutate()}>
          Kết thúc đợt thu
        </Button>
      </div>
    </Modal>
  );
}
