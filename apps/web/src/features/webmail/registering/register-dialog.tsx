import type { MailRegisterProposal } from '@congvu/contracts';
import { Modal } from 'antd';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { hasCode } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { Pick } from '../../../shared/pickers/pick.tsx';
import { formatSize } from '../../../shared/text/names.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink, useGo } from '../../../shared/ui/link.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { verdictWord } from '../../../shared/ui/verdict.tsx';
import { useRegisterMail, useRegisterOptions, useRegisterProposal } from './register-api.ts';
import { factsProblem, RegisterFacts, useFacts } from './register-facts.tsx';

interface RegisterDialogProps {
  mail: { mailboxId: string; id: string };
  onClose: () => void;
}

const LEAST = 5;

function MainFile({ proposal, onPick }: { proposal: MailRegisterProposal; onPick: (no: number) => void }) {
  const { files, mainNo, verdict, readFromPage } = proposal;
  if (mainNo === null) {
    return (
      <Note tone="plain" title="Thư không kèm tệp">
        <p>
          Lời thư được in thành PDF làm văn bản (người gửi, nơi nhận, ngày, tiêu đề, kết quả xác thực), thư gốc (.eml)
          kèm theo. Nhập các ô dưới đây theo lời thư.
        </p>
      </Note>
    );
  }
  const others = files.length - 1;
  const options = files.map(({ no, name, size }) => ({ value: String(no), label: `${name} (${formatSize(size)})` }));
  return (
    <>
      <ChoiceField
        label="Tệp chính"
        value={String(mainNo)}
        options={options}
        onChange={(no) => onPick(Number(no))}
        hint={others === 0 ? undefined : `${others} tệp còn lại vào văn bản làm tài liệu kèm theo.`}
      />
      <p className="quiet mail-register-page">
        Chữ ký số trong tệp: {verdictWord(verdict.verdict).toLowerCase()}.{' '}
        {readFromPage
          ? 'Các ô dưới đây đọc từ trang đầu, xem lại trước khi vào sổ.'
          : 'Không thấy số, ngày, trích yếu ở trang đầu; nhập các ô dưới đây theo văn bản.'}
      </p>
    </>
  );
}

function Duplicates({ proposal }: { proposal: MailRegisterProposal }) {
  return proposal.duplicates.map((duplicate) => (
    <p key={`${duplicate.kind} ${duplicate.id}`} className="mail-register-warn">
      <TriangleAlert className="icon icon-16" aria-hidden />
      <span>
        {duplicate.text} <AppLink href={duplicate.link}>Mở xem</AppLink>
      </span>
    </p>
  ));
}

function LeaderField({ value, onPick }: { value: string | null; onPick: (positionId: string | null) => void }) {
  const { data, isPending } = useRegisterOptions();
  const options = (data?.leaders ?? []).map((leader) => ({
    value: leader.positionId,
    label: `${leader.name}, ${leader.title}`,
    item: leader,
  }));
  return (
    <Pick
      label="Chuyển cho (có thể để sau)"
      value={value}
      options={options}
      loading={isPending}
      placeholder="Chọn lãnh đạo"
      allowClear
      onPick={onPick}
    />
  );
}

/** Vào sổ from the mail: the file that is the document, what the book asks for, and for free mail why it is a citizen's. */
export function RegisterDialog({ mail, onClose }: RegisterDialogProps) {
  const [mainNo, setMainNo] = useState<number>();
  const [reason, setReason] = useState('');
  const [leader, setLeader] = useState<string | null>(null);
  const go = useGo();
  const proposal = useRegisterProposal(mail, mainNo);
  const { facts, put } = useFacts(proposal.data);
  const register = useRegisterMail(mail, ({ text, link, already }) => {
    const said = already ? `Thư này ${text.charAt(0).toLowerCase()}${text.slice(1)} từ trước.` : `${text}.`;
    showToast(said, { link: { label: 'Mở văn bản', onOpen: () => go(link) } });
    onClose();
  });
  const shown = proposal.data;
  const isDuplicate = hasCode(register.error, 'incoming.duplicate');
  const free = shown?.freeMail ?? null;
  const wrong =
    free !== null && reason.trim().length < LEAST
      ? 'Nêu lý do nhận từ thư miễn phí của công dân.'
      : factsProblem(facts);
  const send = (): void => {
    if (shown !== undefined && wrong === undefined) {
      register.mutate({
        mainNo: shown.mainNo,
        facts,
        ...(free !== null && { citizenReason: reason.trim() }),
        presentTo: leader,
        acceptDuplicate: isDuplicate,
      });
    }
  };
  return (
    <Modal open title="Vào sổ văn bản đến" footer={null} onCancel={onClose} width={620}>
      {proposal.error !== null && <ErrorNote title="Chưa vào sổ được thư này" error={proposal.error} />}
      {proposal.isPending && <SkeletonRows rows={4} label="Đang đọc thư" />}
      {shown !== undefined && (
        <>
          <div className="mail-form mail-register">
            <MainFile proposal={shown} onPick={setMainNo} />
            {free !== null && (
              <Note>
                <p>
                  <b>{free.address}</b>: {free.text}
                </p>
                <TextField label="Lý do nhận của công dân" value={reason} onChange={setReason} rows={2} />
              </Note>
            )}
            <RegisterFacts facts={facts} error={register.error} onChange={put} />
            <LeaderField value={leader} onPick={setLeader} />
            <Duplicates proposal={shown} />
          </div>
          {register.error !== null && (
            <ErrorNote
              title={isDuplicate ? 'Văn bản có thể trùng' : 'Chưa vào sổ được'}
              error={register.error}
              kept="Các ô đã nhập vẫn được giữ."
            />
          )}
          <div className="dialog-foot">
            <Button onClick={onClose}>Hủy</Button>
            <Button kind="primary" busy={register.isPending} reason={wrong} onClick={send}>
              {isDuplicate ? 'Vẫn vào sổ' : 'Vào sổ'}
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}
