import type { AmendAnswer, CarrierName, DispatchWay } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import './tracking.css';
import { showToast } from '../../shared/feedback/toast.tsx';
import { SmallSelect } from '../../shared/fields/small-select.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { useAmend } from './tracking-api.ts';

export interface AmendTarget {
  id: string;
  receiverName: string;
  receiverCode: string;
  note: string;
  way: DispatchWay;
}

const WAYS: readonly { value: CarrierName | 'auto'; label: string }[] = [
  { value: 'auto', label: 'Hệ thống tự chọn' },
  { value: 'inside', label: 'Trong hệ thống này' },
  { value: 'peer', label: 'Trực tiếp tới hệ thống Công Vụ khác' },
  { value: 'national', label: 'Trục liên thông quốc gia' },
  { value: 'provincial', label: 'Trục liên thông của tỉnh' },
  { value: 'mail', label: 'Thư công vụ' },
];

function sayDone(answer: AmendAnswer, name: string): string {
  if (answer.reason !== '') {
    return answer.reason;
  }
  return `Đang gửi lại đến ${name} qua ${answer.way.label.toLocaleLowerCase('vi')}.`;
}

/** Sửa & gửi lại: what was wrong with the address or the way is put right, and the letter goes again. */
export function AmendDialog({ target, onClose }: { target: AmendTarget; onClose: () => void }) {
  const [code, setCode] = useState(target.receiverCode);
  const [name, setName] = useState(target.receiverName);
  const [carrier, setCarrier] = useState<CarrierName | 'auto'>('auto');
  const amend = useAmend((answer) => {
    showToast(sayDone(answer, name));
    onClose();
  });
  const send = (): void =>
    amend.mutate({
      id: target.id,
      ...(code.trim() !== target.receiverCode && { receiverCode: code.trim() }),
      ...(name.trim() !== target.receiverName && { receiverName: name.trim() }),
      ...(carrier !== 'auto' && { carrier }),
    });
  return (
    <Modal open width={520} title={`Sửa và gửi lại đến ${target.receiverName}`} footer={null} onCancel={onClose}>
      <div className="form">
        {target.note !== '' && <p className="amend-reason">{target.note}</p>}
        <TextField label="Mã định danh nơi nhận" value={code} onChange={setCode} maxLength={64} />
        <TextField label="Tên nơi nhận" value={name} onChange={setName} maxLength={300} />
        <div className="amend-way">
          <span>Gửi qua</span>
          <SmallSelect label="Gửi qua" value={carrier} options={WAYS} onChange={setCarrier} />
        </div>
        <p className="quiet">
          Văn bản, số và chữ ký giữ nguyên. Nơi nhận đã có văn bản sẽ nhận ra và không vào sổ hai lần.
        </p>
        {amend.isError && <ErrorNote title="Chưa gửi lại được" error={amend.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={amend.isPending} disabled={name.trim() === ''} onClick={send}>
          Sửa và gửi lại
        </Button>
      </div>
    </Modal>
  );
}
