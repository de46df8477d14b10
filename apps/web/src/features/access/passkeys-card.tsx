import type { AddPasskey, MySecurity, PasskeyAdded, PasskeyList, PasskeyOptions, PasskeyView } from '@congvu/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { newKey, writeJson } from '../../shared/api/client.ts';
import { refreshTopic } from '../../shared/api/topics.ts';
import { useWrite } from '../../shared/api/write.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { formatMoment } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote, Note } from '../../shared/ui/notes.tsx';
import { createPasskey, hasPasskeys } from './passkeys.ts';
import { RecoveryCodeList } from './second-factor-setup.tsx';

async function add(name: string): Promise<PasskeyAdded> {
  const asked = await writeJson<PasskeyOptions>('POST', '/api/me/passkeys/begin', {}, newKey());
  const body: AddPasskey = { name, credential: await createPasskey(asked) };
  return writeJson<PasskeyAdded>('POST', '/api/me/passkeys', body, newKey());
}

/** Name, then the browser's own window, then the recovery codes when this is the first second factor. */
export function AddPasskeyForm({ onDone, back }: { onDone: () => void; back?: ReactNode }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const made = useMutation({
    mutationFn: add,
    onSuccess: ({ recoveryCodes }) => {
      refreshTopic(client, 'security');
      if (recoveryCodes.length === 0) {
        onDone();
      }
    },
  });
  if (made.data !== undefined && made.data.recoveryCodes.length > 0) {
    return <RecoveryCodeList title="Đã thêm khóa truy cập" codes={made.data.recoveryCodes} onDone={onDone} />;
  }
  const missing = name.trim().length < 2;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!missing) {
      made.mutate(name.trim());
    }
  };
  return (
    <form className="form" onSubmit={submit}>
      <p className="dialog-text">
        Trình duyệt sẽ hỏi vân tay, khuôn mặt, mã PIN của máy hoặc khóa bảo mật USB. Dữ liệu sinh trắc không rời khỏi
        thiết bị.
      </p>
      <TextField
        label="Tên thiết bị"
        hint="Ví dụ: Máy tính phòng Văn thư, Khóa USB màu đen"
        value={name}
        onChange={setName}
        maxLength={80}
        autoFocus
      />
      {made.isError && <ErrorNote title="Chưa thêm được khóa truy cập" error={made.error} />}
      <Button type="submit" kind="primary" size="large" block busy={made.isPending} disabled={missing}>
        Tiếp tục
      </Button>
      {back}
    </form>
  );
}

function PasskeyRow({ passkey, onRemove }: { passkey: PasskeyView; onRemove: () => void }) {
  return (
    <li className="account-row">
      <span>
        <b>{passkey.name}</b>
        <small>{passkey.synced ? 'Đồng bộ giữa các thiết bị của mình' : 'Chỉ trên thiết bị này'}</small>
      </span>
      <span>
        Thêm {formatMoment(passkey.createdAt)}
        <small>
          {passkey.lastUsedAt === null ? 'Chưa dùng lần nào' : `Dùng gần nhất ${formatMoment(passkey.lastUsedAt)}`}
        </small>
      </span>
      <Button size="small" onClick={onRemove} aria-label={`Gỡ khóa truy cập ${passkey.name}`}>
        Gỡ
      </Button>
    </li>
  );
}

function RemovePasskey({ passkey, last, onDone }: { passkey: PasskeyView; last: boolean; onDone: () => void }) {
  const remove = useWrite<void, PasskeyList>({
    request: () => ({ path: `/api/me/passkeys/${passkey.id}/remove` }),
    topics: ['security', 'me'],
    onDone: () => {
      onDone();
      showToast('Đã gỡ khóa truy cập.');
    },
  });
  return (
    <div className="form">
      <p className="dialog-text">
        Khóa "{passkey.name}" không đăng nhập được nữa.{' '}
        {last && 'Đây là lớp xác thực thứ hai duy nhất: sau khi gỡ, hệ thống đòi đặt mật khẩu mới dài hơn.'}
      </p>
      {remove.isError && <ErrorNote title="Chưa gỡ được" error={remove.error} />}
      <Button kind="primary" size="large" block busy={remove.isPending} onClick={() => remove.mutate()}>
        Gỡ khóa truy cập
      </Button>
    </div>
  );
}

/** Signing in by finger, face or PIN of the device: nothing to type, nothing a forged page could ask for. */
export function PasskeysCard({ security }: { security: MySecurity }) {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<PasskeyView>();
  const { passkeys } = security;
  const possible = security.passkeysPossible && hasPasskeys();
  return (
    <section className="sheet security-wide">
      <div className="facts-state">
        <h2>Khóa truy cập</h2>
        {passkeys.length > 0 && <Chip tone="green">{`${passkeys.length} khóa`}</Chip>}
      </div>
      {passkeys.length === 0 && (
        <p className="quiet pretty">
          Đăng nhập bằng vân tay, khuôn mặt, mã PIN của máy hoặc khóa bảo mật USB; không phải nhớ mật khẩu và trang giả
          mạo không lấy được. Khóa truy cập cũng là lớp xác thực thứ hai.
        </p>
      )}
      {passkeys.length > 0 && (
        <ul>
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => setRemoving(passkey)} />
          ))}
        </ul>
      )}
      {possible ? (
        <div className="note-actions">
          <Button onClick={() => setAdding(true)}>Thêm khóa truy cập</Button>
        </div>
      ) : (
        <Note tone="plain">
          {security.passkeysPossible
            ? 'Trình duyệt này chưa hỗ trợ khóa truy cập. Dùng bản mới của Chrome, Edge, Cốc Cốc, Firefox hoặc Safari.'
            : 'Khóa truy cập chỉ dùng được khi Công Vụ chạy trên tên miền có https; báo quản trị nếu cần.'}
        </Note>
      )}
      <Modal
        open={adding}
        title="Thêm khóa truy cập"
        footer={null}
        onCancel={() => setAdding(false)}
        destroyOnHidden
        width={460}
      >
        <AddPasskeyForm
          onDone={() => {
            setAdding(false);
            showToast('Đã thêm khóa truy cập.');
          }}
        />
      </Modal>
      <Modal
        open={removing !== undefined}
        title="Gỡ khóa truy cập"
        footer={null}
        onCancel={() => setRemoving(undefined)}
        destroyOnHidden
        width={460}
      >
        {removing !== undefined && (
          <RemovePasskey
            passkey={removing}
            last={passkeys.length === 1 && !security.secondFactor.enabled && security.certificateSince === null}
            onDone={() => setRemoving(undefined)}
          />
        )}
      </Modal>
    </section>
  );
}
