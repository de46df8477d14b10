import type { AmendmentBoard } from '@congvu/contracts';
import { useState } from 'react';
import { Check, TextField } from '../../shared/fields/text-field.tsx';
import { useRoles } from '../../shared/session/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote, Note } from '../../shared/ui/notes.tsx';
import { takeBackConsequence, waitsForLeader } from './amendments.text.ts';
import { useTakeBack } from './amendments-api.ts';
import { ConsentRuleLine } from './consent-rule-line.tsx';

interface ReceiverChecksProps {
  board: AmendmentBoard;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  label: string;
}

export function ReceiverChecks({ board, chosen, onChange, label }: ReceiverChecksProps) {
  const all = board.askable.map((receiver) => receiver.dispatchId);
  return (
    <fieldset className="amend-receivers">
      <legend>
        {label}
        <button type="button" className="link" onClick={() => onChange(chosen.length === all.length ? [] : all)}>
          {chosen.length === all.length ? 'Bỏ chọn tất cả' : `Chọn cả ${all.length}`}
        </button>
      </legend>
      <div className="amend-receiver-list">
        {board.askable.map(({ dispatchId, name, registered }) => (
          <Check
            key={dispatchId}
            label={registered ? `${name} (đã vào sổ)` : name}
            on={chosen.includes(dispatchId)}
            onChange={(on) => onChange(on ? [...chosen, dispatchId] : chosen.filter((id) => id !== dispatchId))}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface TakeBackFormProps {
  board: AmendmentBoard;
  onDone: (text: string) => void;
  onCancel: () => void;
}

/** Status 13: from all who have it, or from some; what it costs is said before. */
export function TakeBackForm({ board, onDone, onCancel }: TakeBackFormProps) {
  const roles = useRoles();
  const [chosen, setChosen] = useState<string[]>(() => board.askable.map((receiver) => receiver.dispatchId));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const ask = useTakeBack(board.documentId, (ack) =>
    onDone(
      ack.state === 'awaiting_consent'
        ? 'Đã trình lãnh đạo; chưa nơi nào được hỏi.'
        : `Đã gửi yêu cầu lấy lại đến ${ack.receivers} nơi nhận.`,
    ),
  );
  const waits = waitsForLeader(board, chosen, roles.has('leader'));
  const missing = reason.trim().length < 5;
  const start = (): void => {
    setTried(true);
    if (!missing && chosen.length > 0) {
      ask.mutate({ dispatchIds: chosen, reason: reason.trim() });
    }
  };
  return (
    <>
      <ReceiverChecks board={board} chosen={chosen} onChange={setChosen} label="Lấy lại từ" />
      <TextField
        label="Lý do"
        hint="Nơi nhận đọc lý do này để quyết định."
        value={reason}
        onChange={setReason}
        rows={2}
        error={tried && missing ? 'Chưa nêu lý do. Cần ít nhất 5 ký tự để nơi nhận hiểu.' : undefined}
        onSubmit={start}
      />
      <Note>
        <p>{takeBackConsequence(chosen.length, board.askable.length, waits)}</p>
      </Note>
      <ConsentRuleLine rule={board.consentRule} />
      {ask.isError && <ErrorNote title="Chưa gửi được yêu cầu" error={ask.error} kept="Lý do đã nhập vẫn được giữ." />}
      <div className="dialog-foot">
        <Button onClick={onCancel}>Hủy</Button>
        <Button kind="primary" busy={ask.isPending} disabled={chosen.length === 0} onClick={start}>
          {waits ? 'Trình lãnh đạo' : `Lấy lại từ ${chosen.length} nơi`}
        </Button>
      </div>
    </>
  );
}
