import type { ConfirmCustody, CustodyLine, TokenView } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { NO_PROOF, ProveFields, proofBody } from '../prove-fields.tsx';

export type CustodyAct = 'take' | 'refuse' | 'withdraw';

const WORDS: Record<CustodyAct, { title: string; text: string; confirm: string; done: string }> = {
  take: {
    title: 'Xác nhận đã nhận thiết bị',
    text: 'Từ lúc xác nhận, tôi giữ thiết bị này và chịu trách nhiệm về việc dùng khóa trong đó.',
    confirm: 'Xác nhận đã nhận',
    done: 'Đã ghi: hai bên đã xác nhận bàn giao.',
  },
  refuse: {
    title: 'Không nhận thiết bị',
    text: 'Thiết bị vẫn tính là ở tay người giao; người giao được báo kèm lý do.',
    confirm: 'Không nhận',
    done: 'Đã ghi: không nhận thiết bị.',
  },
  withdraw: {
    title: 'Rút lại lần bàn giao',
    text: 'Thiết bị vẫn ở tay tôi; người được ghi là nhận không phải xác nhận nữa.',
    confirm: 'Rút lại',
    done: 'Đã rút lại lần bàn giao.',
  },
};

interface CustodyDialogProps {
  token: TokenView;
  line: CustodyLine;
  act: CustodyAct;
  onClose: () => void;
}

/** The taker's side of a hand-over, and the giver's way back. */
export function CustodyDialog({ token, line, act, onClose }: CustodyDialogProps) {
  const words = WORDS[act];
  const [reason, setReason] = useState('');
  const [proof, setProof] = useState(NO_PROOF);
  const [tried, setTried] = useState(false);
  const write = useWrite<ConfirmCustody, TokenView>({
    request: (body) => ({ path: `/api/tokens/${token.id}/custody/${line.id}`, body }),
    topics: ['certificates'],
    onDone: () => {
      showToast(words.done);
      onClose();
    },
  });
  const needsReason = act !== 'take';
  const missing = needsReason && reason.trim() === '';
  const confirm = (): void => {
    setTried(true);
    if (!missing && proof.password !== '') {
      write.mutate({ accept: act === 'take', ...(needsReason && { reason: reason.trim() }), ...proofBody(proof) });
    }
  };
  return (
    <Modal open title={words.title} footer={null} width={520} onCancel={onClose}>
      <p className="dialog-text">
        Thiết bị <b className="num">{token.serial}</b>, {line.fromName} giao {line.toName}. {words.text}
      </p>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        {needsReason && (
          <TextField
            label="Lý do"
            value={reason}
            onChange={setReason}
            rows={2}
            maxLength={300}
            autoFocus
            error={tried && missing ? 'Chưa ghi lý do; bên kia cần biết để làm tiếp.' : undefined}
          />
        )}
        <ProveFields proof={proof} tried={tried} onChange={setProof} />
        {write.isError && <ErrorNote title="Chưa ghi được" error={write.error} />}
        <div className="dialog-foot">
          <Button onClick={onClose}>Đóng</Button>
          <Button type="submit" kind="primary" busy={write.isPending}>
            {words.confirm}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
