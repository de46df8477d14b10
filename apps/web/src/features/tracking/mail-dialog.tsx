import { Modal } from 'antd';
import { useState } from 'react';
import { hasCode } from '../../shared/api/errors.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { ChoiceField, TextField } from '../../shared/fields/text-field.tsx';
import { Pick } from '../../shared/pickers/pick.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { useAddressesOf, useMailApprovers, useOwnBoxes, useSendByMail } from './mail-api.ts';

interface MailDialogProps {
  target: { id: string; receiverName: string };
  onClose: () => void;
}

const LEAST = 5;

interface Citizen {
  reason: string;
  approver: string | null;
}

/** Asked after free mail was refused: a document goes there to a citizen only, with a reason and a leader who has agreed. */
function CitizenPart({ citizen, onChange }: { citizen: Citizen; onChange: (citizen: Citizen) => void }) {
  const approvers = useMailApprovers(true);
  const options = (approvers.data?.items ?? []).map((item) => ({
    value: item.personId,
    label: item.title === '' ? item.name : `${item.name}, ${item.title}`,
    item,
  }));
  return (
    <>
      <TextField
        label="Lý do gửi cho công dân"
        value={citizen.reason}
        onChange={(reason) => onChange({ ...citizen, reason })}
        rows={2}
      />
      <Pick
        label="Lãnh đạo đồng ý"
        value={citizen.approver}
        options={options}
        loading={approvers.isPending}
        onPick={(approver) => onChange({ ...citizen, approver })}
      />
    </>
  );
}

function problemOf(address: string, asked: boolean, { reason, approver }: Citizen): string | undefined {
  if (!/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(address.trim())) {
    return 'Ghi địa chỉ thư điện tử của nơi nhận.';
  }
  if (!asked) {
    return undefined;
  }
  return reason.trim().length < LEAST || approver === null ? 'Ghi lý do và chọn lãnh đạo đã đồng ý.' : undefined;
}

/** Gửi thư điện tử công vụ: the issued document and its files to a receiver no carrier reaches. */
export function MailDialog({ target, onClose }: MailDialogProps) {
  const { data, isPending, error } = useOwnBoxes();
  const boxes = (data?.items ?? []).filter(({ abilities }) => abilities['webmail.send'] === true);
  const [picked, setPicked] = useState<string>();
  const box = boxes.find(({ id }) => id === picked) ?? boxes.find(({ kind }) => kind !== 'person') ?? boxes[0];
  const [address, setAddress] = useState('');
  const [text, setText] = useState('');
  const [citizen, setCitizen] = useState<Citizen>({ reason: '', approver: null });
  const found = useAddressesOf(box?.id, target.receiverName);
  const send = useSendByMail((answer) => {
    showToast(`Đang gửi thư tới ${answer.address}. Không đến nơi thì dòng này trở lại chờ gửi.`);
    onClose();
  });
  // Only for the address that was refused: another one is asked nothing.
  const before = send.variables;
  const asked =
    before?.address === address.trim() &&
    (hasCode(send.error, 'webmail.free_mail_document') || before.citizen !== undefined);
  const wrong = problemOf(address, asked, citizen);
  if (box === undefined) {
    return (
      <Modal open width={520} title="Gửi thư điện tử công vụ" footer={null} onCancel={onClose}>
        {isPending && <SkeletonRows rows={2} label="Đang mở hộp thư" />}
        {error !== null && <ErrorNote title="Chưa mở được hộp thư" error={error} />}
        {data !== undefined && (
          <Empty title="Chưa có hộp thư nào gửi được từ đây">
            Hộp thư của cơ quan mở cho văn thư ở <AppLink href="/so-thu">Sổ thư công vụ</AppLink>.
          </Empty>
        )}
      </Modal>
    );
  }
  const submit = (): void =>
    send.mutate({
      id: target.id,
      mailboxId: box.id,
      address: address.trim(),
      text: text.trim(),
      ...(asked &&
        citizen.approver !== null && {
          citizen: { reason: citizen.reason.trim(), approverPersonId: citizen.approver },
        }),
    });
  return (
    <Modal open width={520} title="Gửi thư điện tử công vụ" footer={null} onCancel={onClose}>
      <p className="dialog-text">
        Văn bản đã ký và tệp kèm theo gửi đến {target.receiverName} bằng thư; tệp vượt mức của thư thành liên kết tải có
        hạn.
      </p>
      <div className="form">
        <ChoiceField
          label="Gửi từ"
          value={box.id}
          options={boxes.map((one) => ({ value: one.id, label: one.address }))}
          onChange={setPicked}
        />
        <TextField
          label="Địa chỉ thư của nơi nhận"
          value={address}
          onChange={setAddress}
          inputMode="email"
          hint={found.data?.items.map((contact) => (
            <button
              key={contact.address}
              type="button"
              className="link track-contact"
              onClick={() => setAddress(contact.address)}
            >
              {contact.address}
            </button>
          ))}
        />
        <TextField
          label="Lời thư"
          aside="(để trống thì ghi theo mẫu: số, ngày, trích yếu)"
          value={text}
          onChange={setText}
          rows={3}
          maxLength={4_000}
        />
        {asked && <CitizenPart citizen={citizen} onChange={setCitizen} />}
        {send.error !== null && <ErrorNote title="Chưa gửi được" error={send.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={send.isPending} reason={wrong} onClick={submit}>
          Gửi thư
        </Button>
      </div>
    </Modal>
  );
}
