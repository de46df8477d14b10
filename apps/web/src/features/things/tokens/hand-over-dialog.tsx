import type { HandOverToken, TokenView } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { type Colleague, ColleaguePick } from '../../../shared/pickers/colleague-pick.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { NO_PROOF, ProveFields, proofBody } from '../prove-fields.tsx';

/** The giver's side: to whom, with which papers; the own password is the signature on the log. */
export function HandOverDialog({ token, onClose }: { token: TokenView; onClose: () => void }) {
  const [taker, setTaker] = useState<Colleague | null>(null);
  const [place, setPlace] = useState('');
  const [permission, setPermission] = useState('');
  const [minutes, setMinutes] = useState('');
  const [proof, setProof] = useState(NO_PROOF);
  const [tried, setTried] = useState(false);
  const act = useWrite<HandOverToken, TokenView>({
    request: (body) => ({ path: `/api/tokens/${token.id}/hand-over`, body }),
    topics: ['certificates'],
    onDone: () => {
      showToast(`Đã giao thiết bị ${token.serial}; chờ ${taker?.fullName ?? 'người nhận'} xác nhận đã nhận.`);
      onClose();
    },
  });
  const noPapers = token.ofOrganisation && (permission.trim() === '' || minutes.trim() === '');
  const confirm = (): void => {
    setTried(true);
    if (taker !== null && proof.password !== '' && !noPapers) {
      act.mutate({
        toPersonId: taker.personId,
        place: place.trim(),
        permission: permission.trim(),
        minutes: minutes.trim(),
        ...proofBody(proof),
      });
    }
  };
  const needed = (value: string, message: string): string | undefined =>
    tried && token.ofOrganisation && value.trim() === '' ? message : undefined;
  const aside = token.ofOrganisation ? undefined : '(không bắt buộc)';
  return (
    <Modal open title={`Bàn giao thiết bị ${token.serial}`} footer={null} width={560} onCancel={onClose}>
      <p className="dialog-text">
        Thiết bị tính là đã bàn giao khi cả hai bên xác nhận. Người nhận được báo để xác nhận bằng mật khẩu của mình.
      </p>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <ColleaguePick
          label="Người nhận"
          value={taker?.personId ?? null}
          onPick={(_id, colleague) => setTaker(colleague)}
          error={tried && taker === null ? 'Chưa chọn người nhận.' : fieldError(act.error, 'toPersonId')}
        />
        <TextField
          label="Văn bản cho phép"
          aside={aside}
          placeholder="Số, ký hiệu, ngày"
          value={permission}
          onChange={setPermission}
          maxLength={200}
          error={
            needed(
              permission,
              'Thiết bị của cơ quan chỉ bàn giao khi được phép bằng văn bản (Nghị định 30/2020/NĐ-CP, Điều 32).',
            ) ?? fieldError(act.error, 'permission')
          }
        />
        <TextField
          label="Biên bản bàn giao"
          aside={aside}
          placeholder="Số, ngày"
          value={minutes}
          onChange={setMinutes}
          maxLength={200}
          error={needed(minutes, 'Ghi số, ngày của biên bản bàn giao.') ?? fieldError(act.error, 'minutes')}
        />
        <TextField label="Giao ở đâu" aside="(không bắt buộc)" value={place} onChange={setPlace} maxLength={200} />
        <ProveFields proof={proof} tried={tried} onChange={setProof} />
        {act.isError && (
          <ErrorNote title="Chưa bàn giao được" error={act.error} kept="Thiết bị vẫn ở tay người đang giữ." />
        )}
        <div className="dialog-foot">
          <Button onClick={onClose}>Hủy</Button>
          <Button type="submit" kind="primary" busy={act.isPending}>
            Xác nhận giao
          </Button>
        </div>
      </form>
    </Modal>
  );
}
