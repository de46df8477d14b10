import { Modal } from 'antd';
import { useState } from 'react';
import { describeError } from '../../shared/api/errors.ts';
import { ReasonDialog } from '../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../shared/feedback/toast.tsx';
import { DateField } from '../../shared/fields/date-field.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { officeToday } from '../../shared/text/dates.ts';
import { type MenuAct, MoreMenu } from '../../shared/ui/action-bar.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { AmendDialog, type AmendTarget } from './amend-dialog.tsx';
import { MailDialog } from './mail-dialog.tsx';
import { useResend, useSentOnPaper, useSettle } from './tracking-api.ts';

interface Target extends AmendTarget {
  abilities: Record<string, string | true>;
}

function PaperDialog({ target, onClose }: { target: Target; onClose: () => void }) {
  const [sentOn, setSentOn] = useState<string | null>(officeToday());
  const [note, setNote] = useState('');
  const mark = useSentOnPaper(() => {
    showToast(`Đã ghi gửi giấy đến ${target.receiverName}.`);
    onClose();
  });
  return (
    <Modal open width={480} title={`Đã gửi giấy đến ${target.receiverName}`} footer={null} onCancel={onClose}>
      <div className="form">
        <DateField label="Ngày gửi" value={sentOn} onChange={setSentOn} />
        <TextField
          label="Cách gửi"
          aside="(không bắt buộc)"
          value={note}
          onChange={setNote}
          maxLength={500}
          placeholder="Bưu điện, trực tiếp, số phiếu gửi"
        />
        {mark.isError && <ErrorNote title="Chưa ghi được" error={mark.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button
          kind="primary"
          busy={mark.isPending}
          disabled={sentOn === null}
          onClick={() => sentOn !== null && mark.mutate({ id: target.id, sentOn, note })}
        >
          Ghi đã gửi giấy
        </Button>
      </div>
    </Modal>
  );
}

export function SettleDialog({ ids, name, onClose }: { ids: string[]; name: string; onClose: () => void }) {
  const settle = useSettle(() => {
    showToast('Đã ghi là đã xử lý.');
    onClose();
  });
  return (
    <ReasonDialog
      open
      title={`Đã xử lý với ${name}`}
      consequence="Dòng này rời danh sách cần xử lý; lịch sử gửi nhận giữ nguyên."
      label="Đã xử lý thế nào"
      confirmLabel="Ghi đã xử lý"
      suggestions={['Đã liên hệ, nơi nhận xác nhận có văn bản.', 'Gửi nhầm, không cần gửi lại.']}
      busy={settle.isPending}
      error={settle.error}
      onCancel={onClose}
      onConfirm={(note) => settle.mutate({ dispatchIds: ids, note })}
    />
  );
}

function may(target: Target, ability: string): boolean {
  return target.abilities[ability] === true;
}

/** The next act of one receiver as a button, the others in the menu; `calm`: nothing is wrong, all in the menu. */
export function DispatchActs({ target, quiet, calm }: { target: Target; quiet?: boolean; calm?: boolean }) {
  const [open, setOpen] = useState<'paper' | 'mail' | 'settle' | 'amend'>();
  const resend = useResend(() => showToast(`Đang gửi lại đến ${target.receiverName}.`));
  const send = (): void => resend.mutate([target.id], { onError: (error) => showToast(describeError(error).message) });
  const acts: MenuAct[] = [
    ...(may(target, 'interchange.amend')
      ? [{ key: 'amend', label: 'Sửa và gửi lại', onSelect: () => setOpen('amend') }]
      : []),
    ...(may(target, 'interchange.resend') ? [{ key: 'resend', label: 'Gửi lại', onSelect: send }] : []),
    ...(may(target, 'interchange.send_by_mail')
      ? [{ key: 'mail', label: 'Gửi thư điện tử công vụ', onSelect: () => setOpen('mail') }]
      : []),
    ...(may(target, 'interchange.mark_on_paper')
      ? [{ key: 'paper', label: 'Ghi đã gửi giấy', onSelect: () => setOpen('paper') }]
      : []),
    ...(may(target, 'interchange.settle')
      ? [{ key: 'settle', label: 'Ghi đã xử lý', onSelect: () => setOpen('settle') }]
      : []),
  ];
  const first = calm === true ? undefined : acts[0];
  const others = first === undefined ? acts : acts.slice(1);
  if (acts.length === 0) {
    return null;
  }
  return (
    <span className="track-acts">
      {first !== undefined && (
        <Button
          size="small"
          kind={quiet === true ? 'quiet' : 'default'}
          busy={resend.isPending}
          onClick={first.onSelect}
        >
          {first.label}
        </Button>
      )}
      <MoreMenu acts={others} label={`Việc khác với ${target.receiverName}`} />
      {open === 'paper' && <PaperDialog target={target} onClose={() => setOpen(undefined)} />}
      {open === 'mail' && <MailDialog target={target} onClose={() => setOpen(undefined)} />}
      {open === 'amend' && <AmendDialog target={target} onClose={() => setOpen(undefined)} />}
      {open === 'settle' && (
        <SettleDialog ids={[target.id]} name={target.receiverName} onClose={() => setOpen(undefined)} />
      )}
    </span>
  );
}
