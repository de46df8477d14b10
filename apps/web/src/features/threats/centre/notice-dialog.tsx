import type { WarningWords } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useSendNotice, useWarningWords } from '../threats-api.ts';

function Form({ clusterId, words, onClose }: { clusterId: string; words: WarningWords; onClose: () => void }) {
  const [title, setTitle] = useState(words.title);
  const [text, setText] = useState(words.text);
  const [until, setUntil] = useState<string | null>(words.until);
  const send = useSendNotice(clusterId, () => {
    showToast(`Đã gửi cảnh báo đến ${formatNumber(words.people)} người.`);
    onClose();
  });
  const missing = title.trim().length < 5 || text.trim().length < 10 || until === null;
  return (
    <>
      <div className="form">
        <p className="dialog-text">
          Cảnh báo hiện ở Bàn làm việc của <b className="num">{formatNumber(words.people)} người</b> thuộc{' '}
          <b className="num">{formatNumber(words.agencies)} cơ quan</b> cho đến khi từng người bấm “Đã đọc”. Không gửi
          lại được lần thứ hai cho cùng một thư.
        </p>
        <TextField label="Tiêu đề" value={title} onChange={setTitle} maxLength={200} />
        <TextField label="Nội dung" value={text} onChange={setText} rows={6} maxLength={2000} />
        <DateField label="Hiện đến hết ngày" value={until} onChange={setUntil} />
        {send.isError && <ErrorNote title="Chưa gửi được cảnh báo" error={send.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button
          kind="primary"
          busy={send.isPending}
          disabled={missing}
          onClick={() => send.mutate({ title: title.trim(), text: text.trim(), until: until ?? words.until })}
        >
          Gửi cảnh báo
        </Button>
      </div>
    </>
  );
}

export function NoticeDialog({ clusterId, onClose }: { clusterId: string; onClose: () => void }) {
  const words = useWarningWords(clusterId);
  return (
    <Modal open width={560} title="Gửi cảnh báo đến mọi người" footer={null} onCancel={onClose}>
      {words.data !== undefined ? (
        <Form clusterId={clusterId} words={words.data} onClose={onClose} />
      ) : words.isError ? (
        <ErrorNote title="Chưa tải được lời cảnh báo" error={words.error} onRetry={() => void words.refetch()} />
      ) : (
        <SkeletonRows rows={3} />
      )}
    </Modal>
  );
}
