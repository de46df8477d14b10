import type { AmendmentReceiver, AmendmentView } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { ReasonDialog } from '../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../shared/feedback/toast.tsx';
import { DateField } from '../../shared/fields/date-field.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { formatDate, formatInstant, formatWhen, officeToday } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { ASK_TONES } from './amendments.text.ts';
import { useAskAgain, usePaperBack } from './amendments-api.ts';

interface OneProps {
  amendment: AmendmentView;
  receiver: AmendmentReceiver;
}

function PaperDialog({ amendment, receiver, onClose }: OneProps & { onClose: () => void }) {
  const [backOn, setBackOn] = useState<string | null>(officeToday());
  const [note, setNote] = useState('');
  const mark = usePaperBack(amendment.id, receiver.dispatchId, () => {
    showToast(`Đã ghi thu bản giấy từ ${receiver.name}.`);
    onClose();
  });
  return (
    <Modal open title="Đã thu bản giấy" footer={null} onCancel={onClose} width={440} destroyOnHidden>
      <div className="form">
        <p>{receiver.name}</p>
        <DateField label="Ngày thu" value={backOn} onChange={setBackOn} />
        <TextField label="Ghi chú" value={note} onChange={setNote} />
        {mark.isError && <ErrorNote title="Chưa ghi được" error={mark.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button
          kind="primary"
          busy={mark.isPending}
          disabled={backOn === null}
          onClick={() => backOn !== null && mark.mutate({ backOn, note: note.trim() })}
        >
          Đã thu
        </Button>
      </div>
    </Modal>
  );
}

function AskAgainDialog({ amendment, receiver, onClose }: OneProps & { onClose: () => void }) {
  const ask = useAskAgain(amendment.id, () => {
    showToast(`Đã yêu cầu lại ${receiver.name}.`);
    onClose();
  });
  return (
    <ReasonDialog
      open
      title={`Yêu cầu lại ${receiver.name}`}
      consequence="Nơi nhận thấy yêu cầu lần nữa cùng lý do này và trả lời lại."
      confirmLabel="Yêu cầu lại"
      busy={ask.isPending}
      error={ask.error}
      onCancel={onClose}
      onConfirm={(reason) => ask.mutate({ dispatchIds: [receiver.dispatchId], reason })}
    />
  );
}

function paperText({ paper, paperBackOn, paperNote }: AmendmentReceiver): string {
  if (paper === 'back' && paperBackOn !== null) {
    return `Đã thu bản giấy ngày ${formatDate(paperBackOn)}${paperNote === '' ? '' : `, ${paperNote}`}`;
  }
  return paper === 'due' ? 'Còn bản giấy phải thu' : '';
}

/** What was said, newest first; an unanswered asking says nothing yet. Of a single answer the mark beside it says which. */
function Said({ receiver }: { receiver: AmendmentReceiver }) {
  const answers = receiver.rounds.filter((round) => round.answer !== null).reverse();
  const many = receiver.rounds.length > 1;
  return (
    <>
      {answers.map(({ round, answer, note, answeredAt }) => (
        <p key={round} className="asked-said">
          {many && `Lần ${round} ${answer === 'agreed' ? 'đồng ý' : 'từ chối'}${note === '' ? '' : ': '}`}
          {note}
          {answeredAt !== null && (
            <time dateTime={answeredAt} title={formatInstant(answeredAt)}>
              {' '}
              {formatWhen(answeredAt)}
            </time>
          )}
        </p>
      ))}
    </>
  );
}

function AskedReceiver({ amendment, receiver }: OneProps) {
  const [open, setOpen] = useState<'again' | 'paper'>();
  const close = (): void => setOpen(undefined);
  const paper = paperText(receiver);
  const mayAsk = receiver.abilities['amendments.ask_again'] === true;
  const mayTick = receiver.abilities['amendments.paper_back'] === true;
  return (
    <li>
      <span className="asked-name">{receiver.name}</span>
      <Chip tone={ASK_TONES[receiver.state]}>{receiver.stateLabel}</Chip>
      <div className="asked-more">
        <Said receiver={receiver} />
        {paper !== '' && <p className={receiver.paper === 'due' ? 'soon' : undefined}>{paper}</p>}
        {(mayAsk || mayTick) && (
          <span className="note-actions">
            {mayAsk && (
              <Button size="small" onClick={() => setOpen('again')}>
                Yêu cầu lại
              </Button>
            )}
            {mayTick && (
              <Button size="small" onClick={() => setOpen('paper')}>
                Đã thu bản giấy
              </Button>
            )}
          </span>
        )}
      </div>
      {open === 'again' && <AskAgainDialog amendment={amendment} receiver={receiver} onClose={close} />}
      {open === 'paper' && <PaperDialog amendment={amendment} receiver={receiver} onClose={close} />}
    </li>
  );
}

const SHOWN = 5;

/** Those who refused or owe something first; the rest unfolds. */
export function AskedReceivers({ amendment }: { amendment: AmendmentView }) {
  const [all, setAll] = useState(false);
  const needs = (one: AmendmentReceiver): boolean => one.state === 'rejected' || one.paper === 'due';
  const sorted = [...amendment.receivers].sort((one, other) => Number(needs(other)) - Number(needs(one)));
  const shown = all ? sorted : sorted.slice(0, SHOWN);
  return (
    <>
      <ul className="asked">
        {shown.map((receiver) => (
          <AskedReceiver key={receiver.dispatchId} amendment={amendment} receiver={receiver} />
        ))}
      </ul>
      {sorted.length > SHOWN && (
        <button type="button" className="link" onClick={() => setAll(!all)}>
          {all ? 'Thu gọn' : `Xem cả ${sorted.length} nơi`}
        </button>
      )}
    </>
  );
}
