import type { HandOverReason } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { fieldError } from '../../shared/api/errors.ts';
import { DateField } from '../../shared/fields/date-field.tsx';
import { ChoiceField, TextField } from '../../shared/fields/text-field.tsx';
import { ColleaguePick } from '../../shared/pickers/colleague-pick.tsx';
import { AgencyPick } from '../../shared/pickers/org-picks.tsx';
import { officeToday } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useGo } from '../../shared/ui/link.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { REASONS } from './hand-over.text.ts';
import { useStartHandOver } from './hand-over-api.ts';

/** Who leaves, why, on which day, and where to: that decides what is prepared. */
export function StartDialog({ onClose }: { onClose: () => void }) {
  const go = useGo();
  const [personId, setPersonId] = useState<string | null>(null);
  const [reason, setReason] = useState<HandOverReason>('transferred');
  const [lastDay, setLastDay] = useState<string | null>(officeToday());
  const [agencyId, setAgencyId] = useState<string | null>(null);
  const [destination, setDestination] = useState('');
  const [tried, setTried] = useState(false);
  const start = useStartHandOver((view) => go(`/ban-giao/${view.id}`));
  const confirm = (): void => {
    setTried(true);
    if (personId !== null && lastDay !== null) {
      start.mutate({
        personId,
        reason,
        lastDay,
        ...(reason === 'transferred' && agencyId !== null && { destinationAgencyId: agencyId }),
        destinationName: destination.trim(),
      });
    }
  };
  return (
    <Modal open title="Bắt đầu bàn giao" footer={null} width={560} onCancel={onClose}>
      <p className="dialog-text">
        Mọi thứ người này đang giữ được liệt kê để chọn từng việc; chưa khóa hay thu hồi gì lúc này.
      </p>
      <div className="form">
        <ColleaguePick
          label="Người bàn giao"
          value={personId}
          onPick={(id) => setPersonId(id)}
          error={tried && personId === null ? 'Chưa chọn người bàn giao.' : fieldError(start.error, 'personId')}
        />
        <ChoiceField label="Vì sao" value={reason} options={REASONS} onChange={setReason} />
        <DateField
          label="Ngày làm việc cuối"
          value={lastDay}
          onChange={setLastDay}
          error={tried && lastDay === null ? 'Chưa ghi ngày làm việc cuối.' : fieldError(start.error, 'lastDay')}
          hint="Hết ngày này tài khoản tạm ngừng, chứng thư không ký được nữa nếu chọn thu hồi."
        />
        {reason === 'transferred' && (
          <AgencyPick
            label="Chuyển đến cơ quan"
            aside="(nếu có trong hệ thống)"
            value={agencyId}
            allowClear
            onPick={(id) => setAgencyId(id)}
          />
        )}
        {(reason === 'transferred' || reason === 'transferred_party') && agencyId === null && (
          <TextField
            label="Nơi đến"
            aside="(không bắt buộc)"
            value={destination}
            onChange={setDestination}
            maxLength={300}
          />
        )}
        {start.isError && (
          <ErrorNote title="Chưa bắt đầu được" error={start.error} kept="Nội dung đã nhập vẫn được giữ." />
        )}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={start.isPending} onClick={confirm}>
          Liệt kê những thứ cần bàn giao
        </Button>
      </div>
    </Modal>
  );
}
