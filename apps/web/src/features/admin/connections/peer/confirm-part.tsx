import type { PeerList, PeerView } from '@congvu/contracts';
import { useState } from 'react';
import { fieldError } from '../../../../shared/api/errors.ts';
import { showToast } from '../../../../shared/feedback/toast.tsx';
import { TextField } from '../../../../shared/fields/text-field.tsx';
import { Button } from '../../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../../shared/ui/notes.tsx';
import { CodePicks, usualCodes } from './code-picks.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { useConfirmPeer } from './peers-api.ts';

interface ConfirmPartProps {
  peer: PeerView;
  own: PeerList['own'];
  onConfirmed: () => void;
}

/** Two people on the telephone, each reading the print of the own screen: only this makes a key the right one. */
export function ConfirmPart({ peer, own, onConfirmed }: ConfirmPartProps) {
  const isNew = peer.state === 'proposed';
  const [heard, setHeard] = useState('');
  const [tried, setTried] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => usualCodes(peer.agencies, isNew));
  const confirm = useConfirmPeer(() => {
    showToast(`Đã ghép nối với “${peer.name}”.`);
    onConfirmed();
  });
  const isHeard = heard.replaceAll(/[^0-9a-z]/gi, '').length === 16;
  const submit = (): void => {
    setTried(true);
    if (isHeard) {
      confirm.mutate({ id: peer.id, heard, codes: [...chosen] });
    }
  };
  return (
    <section className="peer-confirm">
      <ol>
        <li>
          <p>Gọi cho quản trị bên kia theo số điện thoại đã biết từ trước.</p>
        </li>
        <li>
          <p>
            Đề nghị họ mở <b>Quản trị, Kết nối liên thông</b> và đọc “Dấu vân tay của hệ thống này” trên màn hình của
            họ. Phải giống từng nhóm:
          </p>
          <Fingerprint label={`Dấu vân tay của ${peer.title}`} value={peer.offeredFingerprint ?? peer.fingerprint} />
        </li>
        <li>
          <p>Đọc cho họ dấu vân tay của hệ thống này để họ làm tương tự:</p>
          <Fingerprint label={`Dấu vân tay của hệ thống này (${own.title})`} value={own.fingerprint} marksEnd />
        </li>
      </ol>
      <TextField
        label="Bốn nhóm cuối nghe bên kia đọc"
        hint="Gõ lại 16 ký tự cuối do họ đọc, không chép từ màn hình này"
        value={heard}
        onChange={setHeard}
        maxLength={40}
        numeric
        placeholder="VD: 12F0 88D3 7C1E 90AB"
        error={
          (tried && !isHeard ? 'Nhập đủ bốn nhóm, mỗi nhóm 4 ký tự.' : undefined) ?? fieldError(confirm.error, 'heard')
        }
      />
      <CodePicks agencies={peer.agencies} chosen={chosen} onChange={setChosen} />
      {confirm.error !== null && <ErrorNote title="Chưa xác nhận được" error={confirm.error} />}
      <Button kind="primary" busy={confirm.isPending} onClick={submit}>
        Đã đối chiếu, xác nhận ghép nối
      </Button>
    </section>
  );
}
