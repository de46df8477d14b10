import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useAuditAct } from './audit-api.ts';

/** The superior's server: address and key as its page shows them. */
export function WitnessForm() {
  const [url, setUrl] = useState('');
  const [verifierKey, setKey] = useState('');
  const act = useAuditAct(() => {
    showToast('Đã thêm nơi làm chứng. Điểm kiểm tra tiếp theo sẽ được gửi đi.');
    setUrl('');
    setKey('');
  });
  return (
    <div className="audit-form no-print">
      <TextField label="Địa chỉ làm chứng" value={url} onChange={setUrl} error={fieldError(act.error, 'url')} />
      <TextField
        label="Khóa làm chứng"
        value={verifierKey}
        onChange={setKey}
        error={fieldError(act.error, 'verifierKey')}
      />
      {act.isError && (
        <ErrorNote title="Chưa thêm được nơi làm chứng" error={act.error} kept="Nội dung đã nhập vẫn được giữ." />
      )}
      <Button
        busy={act.isPending}
        reason={url === '' || verifierKey === '' ? 'Nhập địa chỉ và khóa' : undefined}
        onClick={() => act.mutate({ path: '/api/audit/witnesses', body: { url, verifierKey } })}
      >
        Thêm nơi làm chứng
      </Button>
    </div>
  );
}

/** A subordinate's log; a second key is added on a line of its own when theirs has changed. */
export function WatchForm() {
  const [title, setTitle] = useState('');
  const [keys, setKeys] = useState('');
  const act = useAuditAct(() => {
    showToast('Đã nhận làm chứng.');
    setTitle('');
    setKeys('');
  });
  const verifierKeys = keys
    .split('\n')
    .map((key) => key.trim())
    .filter((key) => key !== '');
  return (
    <div className="audit-form no-print">
      <TextField label="Cơ quan" value={title} onChange={setTitle} error={fieldError(act.error, 'title')} />
      <TextField
        label="Khóa nhật ký của cơ quan đó"
        value={keys}
        rows={2}
        hint="Mỗi dòng một khóa, khóa mới nhất ở cuối"
        onChange={setKeys}
        error={fieldError(act.error, 'verifierKeys')}
      />
      {act.isError && (
        <ErrorNote title="Chưa nhận làm chứng được" error={act.error} kept="Nội dung đã nhập vẫn được giữ." />
      )}
      <Button
        busy={act.isPending}
        reason={title === '' || verifierKeys.length === 0 ? 'Nhập cơ quan và khóa' : undefined}
        onClick={() => act.mutate({ path: '/api/audit/watched', body: { title, verifierKeys } })}
      >
        Nhận làm chứng
      </Button>
    </div>
  );
}
