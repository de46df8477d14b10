import type { IncomingBatchAnswer, IncomingListItem } from '@congvu/contracts';
import { Modal } from 'antd';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useIncomingBatch } from '../incoming-api.ts';
import { LeaderDialog } from './leader-dialog.tsx';

interface BatchBarProps {
  items: readonly IncomingListItem[];
  onDone: () => void;
}

type Asking = 'register-present' | 'present';

interface Outcome {
  title: string;
  answer: IncomingBatchAnswer;
}

function OutcomeDialog({
  outcome,
  items,
  onClose,
}: {
  outcome: Outcome;
  items: readonly IncomingListItem[];
  onClose: () => void;
}) {
  const nameOf = (id: string): string => {
    const item = items.find((one) => one.id === id);
    return item === undefined ? '' : `${item.numberSymbol} ${item.issuingAgencyName}`.trim();
  };
  return (
    <Modal open title={outcome.title} footer={null} onCancel={onClose} width={560}>
      <ul className="batch-results">
        {outcome.answer.items.map((item) => (
          <li key={item.id} className={item.result === 'done' ? 'is-good' : 'is-bad'}>
            {item.result === 'done' ? (
              <CircleCheck className="icon icon-18" aria-hidden />
            ) : (
              <CircleAlert className="icon icon-18" aria-hidden />
            )}
            <span>
              <b>{nameOf(item.id)}</b> {item.message}
            </span>
          </li>
        ))}
      </ul>
      <div className="dialog-foot">
        <Button kind="primary" onClick={onClose}>
          Đóng
        </Button>
      </div>
    </Modal>
  );
}

function may(item: IncomingListItem, ability: string): boolean {
  return item.abilities[ability] === true;
}

/** Acts on many: register in arrival order, present to one leader; each document has its own result. */
export function BatchBar({ items, onDone }: BatchBarProps) {
  const [asking, setAsking] = useState<Asking>();
  const [outcome, setOutcome] = useState<Outcome>();
  const finish = (verb: string) => (answer: IncomingBatchAnswer) => {
    setAsking(undefined);
    if (answer.done === answer.items.length) {
      showToast(`Đã ${verb} ${answer.done} văn bản.`);
      onDone();
    } else {
      setOutcome({ title: `Đã ${verb} ${answer.done} trên ${answer.items.length} văn bản`, answer });
    }
  };
  const register = useIncomingBatch<{ ids: string[]; presentTo: string | null }>('register', finish('vào sổ'));
  const present = useIncomingBatch<{ ids: string[]; positionId: string; note: string }>('present', finish('chuyển'));
  const toRegister = items.filter((item) => may(item, 'incoming.register')).map((item) => item.id);
  const toPresent = items.filter((item) => may(item, 'incoming.present')).map((item) => item.id);
  const error = register.error ?? present.error;
  return (
    <div className="batch-bar">
      <span>{items.length === 0 ? 'Chọn văn bản trong danh sách' : `Đã chọn ${items.length} văn bản`}</span>
      {toRegister.length > 0 && (
        <>
          <Button
            size="small"
            busy={register.isPending}
            onClick={() => register.mutate({ ids: toRegister, presentTo: null })}
          >
            Vào sổ {toRegister.length}
          </Button>
          <Button size="small" kind="primary" onClick={() => setAsking('register-present')}>
            Vào sổ và chuyển
          </Button>
        </>
      )}
      {toPresent.length > 0 && (
        <Button size="small" kind={toRegister.length > 0 ? 'default' : 'primary'} onClick={() => setAsking('present')}>
          Chuyển lãnh đạo {toPresent.length}
        </Button>
      )}
      {error !== null && asking === undefined && <ErrorNote title="Chưa thực hiện được" error={error} />}
      <LeaderDialog
        open={asking !== undefined}
        title={
          asking === 'present'
            ? `Chuyển ${toPresent.length} văn bản cho lãnh đạo`
            : `Vào sổ và chuyển ${toRegister.length} văn bản`
        }
        confirmLabel={asking === 'present' ? 'Chuyển' : 'Vào sổ và chuyển'}
        withNote={asking === 'present'}
        busy={register.isPending || present.isPending}
        error={error}
        onCancel={() => setAsking(undefined)}
        onConfirm={(positionId, note) =>
          asking === 'present'
            ? present.mutate({ ids: toPresent, positionId, note })
            : register.mutate({ ids: toRegister, presentTo: positionId })
        }
      />
      {outcome !== undefined && (
        <OutcomeDialog
          outcome={outcome}
          items={items}
          onClose={() => {
            setOutcome(undefined);
            onDone();
          }}
        />
      )}
    </div>
  );
}
