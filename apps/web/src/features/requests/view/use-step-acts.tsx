import type { RequestView } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { refreshTopic } from '../../../shared/api/topics.ts';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { may } from '../abilities.ts';
import { AttestDialog } from '../attest-dialog.tsx';
import { type PlainAct, useRequestAct } from '../requests-api.ts';
import { ScanDialog } from '../scan-dialog.tsx';
import type { RenderSign } from '../sign-ask.ts';

type Mode = RequestView['declareModes'][number];
type Step = 'declare' | 'approve' | 'seal';

export interface NextStep {
  step: Step;
  modes: readonly Mode[];
}

/** The signature this person is asked for now. */
export function nextStepOf(view: RequestView): NextStep | undefined {
  if (may(view, 'declare')) {
    return { step: 'declare', modes: view.declareModes };
  }
  if (may(view, 'approve')) {
    return { step: 'approve', modes: view.approveModes };
  }
  if (may(view, 'seal')) {
    return { step: 'seal', modes: ['digital'] };
  }
  // Whoever prepared the form may hand in the declarant's paper.
  return may(view, 'scan') ? { step: 'declare', modes: ['wet_scan'] } : undefined;
}

const REASONED: Record<
  Exclude<PlainAct, 'correct'>,
  { title: string; consequence: string; label: string; done: string }
> = {
  'give-back': {
    title: 'Trả về cho người lập',
    consequence: 'Đề nghị về bản nháp cùng lý do này; chữ ký đã có không còn giá trị, sửa xong phải ký lại.',
    label: 'Trả về',
    done: 'Đã trả về cho người lập.',
  },
  withdraw: {
    title: 'Rút đề nghị',
    consequence: 'Đề nghị không được giải quyết nữa, chỉ còn để tra cứu. Muốn đề nghị lại thì lập đề nghị mới.',
    label: 'Rút đề nghị',
    done: 'Đã rút đề nghị.',
  },
};

function firstWay(next: NextStep | undefined): { mode: Mode; step: Step } | undefined {
  const [mode] = next?.modes ?? [];
  return next === undefined || mode === undefined ? undefined : { mode, step: next.step };
}

/** Signing in each of its ways, giving back, withdrawing, correcting: with the windows they need. */
export function useStepActs(view: RequestView, sign: RenderSign, signsAtOnce: boolean) {
  const client = useQueryClient();
  const next = nextStepOf(view);
  // Kept with its step: what was signed stays shown with its results though the request has moved on meanwhile.
  const [open, setOpen] = useState(() => (signsAtOnce ? firstWay(next) : undefined));
  const [asking, setAsking] = useState<Exclude<PlainAct, 'correct'>>();
  const act = useRequestAct(view.id, (done) => {
    setAsking(undefined);
    showToast(done === 'correct' ? 'Đã mở lại để sửa; sửa xong thì ký và gửi lại.' : REASONED[done].done);
  });
  const close = (): void => {
    setOpen(undefined);
    refreshTopic(client, 'requests');
  };
  const words = asking === undefined ? undefined : REASONED[asking];
  const dialogs: ReactNode = (
    <>
      {open?.mode === 'digital' && sign({ purpose: `requests.${open.step}`, ids: [view.id], onClose: close })}
      {open?.mode === 'attested' && open.step !== 'seal' && (
        <AttestDialog
          act={open.step}
          requests={[{ id: view.id, name: `${view.formLabel}, ${view.subject}` }]}
          onClose={() => setOpen(undefined)}
          onDone={(answer) => {
            if (answer.done > 0) {
              showToast(open.step === 'declare' ? 'Đã xác nhận, chuyển thủ trưởng duyệt.' : 'Đã duyệt đề nghị.');
            }
            close();
          }}
        />
      )}
      {open?.mode === 'wet_scan' && <ScanDialog view={view} onClose={() => setOpen(undefined)} onDone={close} />}
      {asking !== undefined && words !== undefined && (
        <ReasonDialog
          open
          title={words.title}
          consequence={words.consequence}
          confirmLabel={words.label}
          least={3}
          busy={act.isPending}
          error={act.error}
          onCancel={() => setAsking(undefined)}
          onConfirm={(reason) => act.mutate({ act: asking, reason })}
        />
      )}
    </>
  );
  return {
    next,
    begin: (mode: Mode) => setOpen(next === undefined ? undefined : { mode, step: next.step }),
    ask: setAsking,
    correct: () => act.mutate({ act: 'correct' }),
    correcting: act.isPending && act.variables.act === 'correct',
    error: asking === undefined ? act.error : null,
    dialogs,
  };
}
