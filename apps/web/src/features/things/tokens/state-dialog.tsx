import type { ChangeToken, TokenView } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { TOKEN_ACTS } from './tokens.text.ts';

/** What became of a device, with why; a loss is reported where the key is stopped. */
export function StateDialog({ token, onClose }: { token: TokenView; onClose: () => void }) {
  const possible = TOKEN_ACTS.filter(({ state }) => token.abilities[`to.${state}`] === true);
  const [state, setState] = useState<ChangeToken['state']>(possible[0]?.state ?? 'in_use');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const write = useWrite<ChangeToken, TokenView>({
    request: (body) => ({ path: `/api/tokens/${token.id}/state`, body }),
    topics: ['certificates'],
    onDone: (view) => {
      showToast(`Thiết bị ${view.serial}: ${view.stateLabel}.`);
      onClose();
    },
  });
  const missing = reason.trim().length < 3;
  const confirm = (): void => {
    setTried(true);
    if (!missing) {
      write.mutate({ state, reason: reason.trim() });
    }
  };
  return (
    <Modal open title={`Ghi tình trạng thiết bị ${token.serial}`} footer={null} width={520} onCancel={onClose}>
      <div className="form">
        <ChoiceField
          label="Tình trạng"
          value={state}
          options={possible.map((one) => ({ value: one.state, label: one.label }))}
          onChange={setState}
        />
        {state === 'locked' && (
          <Note tone="plain">
            <p>
              Chỉ nơi cấp mở được. Sau khi ghi, lập{' '}
              <AppLink href="/de-nghi/moi/cert.restore">Mẫu 05 đề nghị khôi phục thiết bị</AppLink>.
            </p>
          </Note>
        )}
        <TextField
          label="Lý do"
          value={reason}
          onChange={setReason}
          rows={2}
          maxLength={300}
          autoFocus
          error={tried && missing ? 'Chưa ghi lý do. Cần ít nhất 3 ký tự.' : undefined}
          onSubmit={confirm}
        />
        {write.isError && <ErrorNote title="Chưa ghi được" error={write.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={write.isPending} onClick={confirm}>
          Ghi tình trạng
        </Button>
      </div>
    </Modal>
  );
}
