import type { AddToken, TokenView } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Check, TextField } from '../../../shared/fields/text-field.tsx';
import { ColleaguePick } from '../../../shared/pickers/colleague-pick.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';

/** The office has received a device; in whose hands it goes is a hand-over of its own. */
export function AddTokenDialog({ onClose }: { onClose: () => void }) {
  const [serial, setSerial] = useState('');
  const [model, setModel] = useState('');
  const [place, setPlace] = useState('');
  const [ofOrganisation, setOfOrganisation] = useState(false);
  const [holder, setHolder] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const add = useWrite<AddToken, TokenView>({
    request: (body) => ({ path: '/api/tokens', body }),
    topics: ['certificates'],
    onDone: (token) => {
      showToast(`Đã ghi thiết bị ${token.serial} vào sổ.`);
      onClose();
    },
  });
  const missing = serial.trim() === '';
  const confirm = (): void => {
    setTried(true);
    if (!missing) {
      add.mutate({
        serial: serial.trim(),
        model: model.trim(),
        place: place.trim(),
        ofOrganisation,
        ...(holder !== null && !ofOrganisation && { holderPersonId: holder }),
      });
    }
  };
  return (
    <Modal open title="Tiếp nhận thiết bị lưu khóa" footer={null} width={520} onCancel={onClose}>
      <div className="form">
        <TextField
          label="Số hiệu khắc trên thiết bị"
          value={serial}
          onChange={setSerial}
          maxLength={40}
          autoFocus
          error={tried && missing ? 'Chưa ghi số hiệu.' : fieldError(add.error, 'serial')}
        />
        <TextField label="Loại thiết bị" aside="(không bắt buộc)" value={model} onChange={setModel} maxLength={100} />
        <Check label="Thiết bị lưu khóa của cơ quan, văn thư giữ" on={ofOrganisation} onChange={setOfOrganisation} />
        {!ofOrganisation && (
          <ColleaguePick label="Cấp cho ai" aside="(không bắt buộc)" value={holder} onPick={(id) => setHolder(id)} />
        )}
        <TextField label="Để ở đâu" aside="(không bắt buộc)" value={place} onChange={setPlace} maxLength={200} />
        {add.isError && (
          <ErrorNote title="Chưa ghi được thiết bị" error={add.error} kept="Nội dung đã nhập vẫn được giữ." />
        )}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={add.isPending} onClick={confirm}>
          Ghi vào sổ
        </Button>
      </div>
    </Modal>
  );
}
