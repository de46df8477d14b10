import type { DraftView } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { ReasonDialog } from '../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../shared/feedback/toast.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { useGo } from '../../shared/ui/link.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { useDraftAct, useHandOver } from './drafting-api.ts';
import type { StepAct } from './page/draft-head.tsx';
import type { DraftKeeper } from './use-kept-draft.ts';

const DONE: Record<Exclude<StepAct, 'hand-over'>, string> = {
  submit: 'Đã trình dự thảo.',
  'approve-content': 'Đã duyệt nội dung, chuyển văn thư kiểm tra thể thức.',
  return: 'Đã trả lại người soạn.',
  'take-back': 'Đã rút dự thảo về.',
  withdraw: 'Đã hủy dự thảo.',
};

const RETURN_REASONS = ['Sửa lại thể thức theo các mục đã nêu.', 'Bổ sung căn cứ.', 'Xem lại nơi nhận.'];

interface Steps {
  busy: StepAct | undefined;
  start: (act: StepAct) => void;
  dialogs: React.ReactNode;
}

/** The steps a draft goes, each with what it leaves unsaved first, and a reason where one is due. */
export function useDraftSteps(view: DraftView, keeper: DraftKeeper): Steps {
  const go = useGo();
  const [asking, setAsking] = useState<'return' | 'withdraw'>();
  const [failed, setFailed] = useState<StepAct>();
  const step = useDraftAct<object>(view.id);
  const handOver = useHandOver(view.id, () => {
    showToast('Đã kiểm tra thể thức và trình ký.', {
      link: { label: 'Xem văn bản', onOpen: () => go(`/van-ban-di/${view.id}`) },
    });
    go('/van-ban-di?ngan=kiem-tra');
  });
  const done = (act: Exclude<StepAct, 'hand-over'>): void => {
    setAsking(undefined);
    showToast(DONE[act]);
    if (act !== 'take-back') {
      go('/van-ban-di');
    }
  };
  const send = (act: Exclude<StepAct, 'hand-over'>, body: object): void => {
    setFailed(undefined);
    step.mutate({ act, body }, { onSuccess: () => done(act), onError: () => setFailed(act) });
  };
  const start = async (act: StepAct): Promise<void> => {
    if (act === 'return' || act === 'withdraw') {
      step.reset();
      setAsking(act);
      return;
    }
    if (act === 'hand-over') {
      handOver.mutate(undefined, { onError: () => setFailed(act) });
      return;
    }
    if (act === 'submit' && !(await keeper.flush())) {
      return;
    }
    const { version } = keeper.read();
    send(act, act === 'take-back' ? {} : { version: act === 'submit' ? version : view.version, note: '' });
  };
  const waiting: StepAct | undefined = step.isPending ? (step.variables.act as StepAct) : undefined; // only step acts are sent here
  return {
    busy: handOver.isPending ? 'hand-over' : waiting,
    start: (act) => void start(act),
    dialogs: (
      <>
        {asking !== undefined && (
          <ReasonDialog
            open
            title={asking === 'return' ? 'Trả lại dự thảo' : 'Hủy dự thảo'}
            consequence={
              asking === 'return'
                ? `${view.drafterName} nhận lại dự thảo cùng lý do này và trình lại sau khi sửa.`
                : 'Dự thảo không dùng được nữa, chỉ còn để tra cứu. Chưa có số nào được cấp.'
            }
            confirmLabel={asking === 'return' ? 'Trả lại' : 'Hủy dự thảo'}
            suggestions={asking === 'return' ? RETURN_REASONS : []}
            busy={step.isPending}
            error={step.error}
            onCancel={() => setAsking(undefined)}
            onConfirm={(reason) => send(asking, { reason })}
          />
        )}
        {failed !== undefined && asking === undefined && (
          <Modal open title="Chưa chuyển được bước" footer={null} width={520} onCancel={() => setFailed(undefined)}>
            <ErrorNote
              title="Dự thảo vẫn ở bước cũ"
              error={failed === 'hand-over' ? handOver.error : step.error}
              kept="Nội dung đã lưu không thay đổi."
            />
            <div className="dialog-foot">
              <Button kind="primary" onClick={() => setFailed(undefined)}>
                Đóng
              </Button>
            </div>
          </Modal>
        )}
      </>
    ),
  };
}
