import type { AmendmentBoard } from '@congvu/contracts';
import { X } from 'lucide-react';
import { useState } from 'react';
import { showToast } from '../../shared/feedback/toast.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { AgencyPick } from '../../shared/pickers/org-picks.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { useChangeReceivers } from './amendments-api.ts';
import { ReceiverChecks } from './take-back-form.tsx';

interface Added {
  id: string;
  name: string;
}

function AddedList({ added, onDrop }: { added: readonly Added[]; onDrop: (id: string) => void }) {
  return (
    <ul className="amend-added">
      {added.map(({ id, name }) => (
        <li key={id}>
          <span>{name}</span>
          <Button kind="ghost" size="small" icon={X} aria-label={`Bỏ ${name}`} onClick={() => onDrop(id)} />
        </li>
      ))}
    </ul>
  );
}

/** The letter to those who were forgotten; asked back from those who should not have got it. */
export function ReceiversForm({ board, onClose }: { board: AmendmentBoard; onClose: () => void }) {
  const [added, setAdded] = useState<Added[]>([]);
  const [dropped, setDropped] = useState<string[]>([]);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const change = useChangeReceivers(board.documentId, (ack) => {
    showToast(`Đã cập nhật ${ack.receivers} nơi nhận.`);
    onClose();
  });
  const missing = reason.trim().length < 5;
  const nothing = added.length + dropped.length === 0;
  const start = (): void => {
    setTried(true);
    if (!missing && !nothing) {
      change.mutate({ add: added.map(({ id }) => id), dropDispatchIds: dropped, reason: reason.trim() });
    }
  };
  return (
    <>
      <AgencyPick
        label="Thêm nơi nhận"
        placeholder="Gõ tên hoặc mã cơ quan"
        value={null}
        onPick={(id, item) => {
          if (id !== null && item !== null && !added.some((one) => one.id === id)) {
            setAdded([...added, { id, name: item.name }]);
          }
        }}
      />
      {added.length > 0 && <AddedList added={added} onDrop={(id) => setAdded(added.filter((one) => one.id !== id))} />}
      {board.askable.length > 0 && (
        <ReceiverChecks board={board} chosen={dropped} onChange={setDropped} label="Bỏ nơi nhận gửi nhầm" />
      )}
      <TextField
        label="Lý do"
        value={reason}
        onChange={setReason}
        rows={2}
        error={tried && missing ? 'Chưa nêu lý do. Cần ít nhất 5 ký tự.' : undefined}
        onSubmit={start}
      />
      <p className="quiet">
        Nơi thêm vào nhận đúng văn bản đã phát hành. Nơi bị bỏ nhận yêu cầu trả lại và hủy; các nơi khác không thay đổi
        gì.
      </p>
      {change.isError && (
        <ErrorNote title="Chưa cập nhật được" error={change.error} kept="Các nơi đã chọn vẫn được giữ." />
      )}
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={change.isPending} disabled={nothing} onClick={start}>
          Cập nhật nơi nhận
        </Button>
      </div>
    </>
  );
}
