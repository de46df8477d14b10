import type { FilledContent, RequestKind, RequestView } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import type { Keeper } from '../../../shared/keeping/keeper.ts';
import { useGo } from '../../../shared/ui/link.tsx';
import { useOverride, useRequestAct, useSendRequest } from '../requests-api.ts';
import { AttachDialog } from './attach-dialog.tsx';
import type { Problem } from './problems.ts';
import type { Regular } from './sheet-editor.tsx';

interface EditorActsOptions {
  view: RequestView;
  keeper: Keeper<FilledContent>;
  onSent: (view: RequestView) => void;
}

/** Sending on, letting a warning pass, giving up: what leaves the draft, with the dialogs it needs. */
export function useEditorActs({ view, keeper, onSent }: EditorActsOptions) {
  const go = useGo();
  const client = useQueryClient();
  const [saving, setSaving] = useState(false);
  const [overriding, setOverriding] = useState<Problem>();
  const [withdrawing, setWithdrawing] = useState(false);
  const [attaching, setAttaching] = useState(false);
  const send = useSendRequest(view.id, (sent) => {
    client.setQueryData(['requests', 'view', view.id], sent);
    onSent(sent);
  });
  const override = useOverride(view.id, () => setOverriding(undefined));
  const act = useRequestAct(view.id, () => {
    showToast('Đã bỏ đề nghị này.');
    go('/de-nghi');
  });
  const start = async (regular: Regular): Promise<void> => {
    setSaving(true);
    try {
      if (!(await keeper.flush())) {
        return;
      }
    } finally {
      setSaving(false);
    }
    send.mutate({
      version: keeper.read().version,
      ...(view.form === 'M01' && { signsRegularly: regular.signs }),
      ...(view.form === 'M01' && regular.signs && regular.what !== '' && { signsWhat: regular.what }),
    });
  };
  const dialogs: ReactNode = (
    <>
      {attaching && <AttachDialog view={view} onClose={() => setAttaching(false)} />}
      {overriding !== undefined && (
        <ReasonDialog
          open
          title="Vẫn giữ như đã ghi"
          consequence={`${overriding.label}: ${overriding.message} Lý do dưới đây đi cùng đề nghị để thủ trưởng và đơn vị đầu mối xem.`}
          confirmLabel="Vẫn giữ"
          least={3}
          busy={override.isPending}
          error={override.error}
          onCancel={() => setOverriding(undefined)}
          onConfirm={(reason) =>
            override.mutate({ code: overriding.code, field: overriding.field, row: overriding.row, reason })
          }
        />
      )}
      {withdrawing && (
        <ReasonDialog
          open
          title="Bỏ đề nghị này"
          consequence="Đề nghị không gửi đi nữa, chỉ còn để tra cứu. Muốn đề nghị lại thì lập đề nghị mới."
          confirmLabel="Bỏ đề nghị"
          least={3}
          busy={act.isPending}
          error={act.error}
          onCancel={() => setWithdrawing(false)}
          onConfirm={(reason) => act.mutate({ act: 'withdraw', reason })}
        />
      )}
    </>
  );
  return {
    start,
    busy: saving || send.isPending,
    sendError: send.error,
    override: setOverriding,
    attach: () => setAttaching(true),
    withdraw: () => setWithdrawing(true),
    startKind: (kind: RequestKind) => go(`/de-nghi/moi/${kind}`),
    dialogs,
  };
}
