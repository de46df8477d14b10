import type { EmailView } from '@congvu/contracts';
import { type ReactNode, useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { useAskRelease, useHeldMail, useMyReport, useReport, useWithdraw } from './threats-api.ts';

export interface Shield {
  report: ReturnType<typeof useMyReport>['data'];
  held: ReturnType<typeof useHeldMail>['data'];
  sayForged: () => void;
  sayGenuine: () => void;
  withdraw: () => void;
  enteredPassword: () => void;
  askRelease: () => void;
  busy: boolean;
  error: Error | null;
  dialogs: ReactNode;
}

/** What a person may say of a mail: forged, genuine, "I typed my password", "let me have it". */
export function useShield(mailboxId: string, email: EmailView, isHeld: boolean): Shield {
  const [open, setOpen] = useState<'password' | 'release'>();
  const withdraw = useWithdraw();
  const mine = useMyReport(email.id);
  const held = useHeldMail(email.id, isHeld);
  const report = useReport(mailboxId, email.id, ({ reportId, text }) =>
    showToast(text, reportId === null ? {} : { undo: () => withdraw.mutate(reportId) }),
  );
  const release = useAskRelease(email.id, ({ stateLabel }) => {
    setOpen(undefined);
    showToast(`${stateLabel}. Cán bộ an toàn thông tin sẽ xem và trả lời.`);
  });
  return {
    report: mine.data,
    held: held.data,
    sayForged: () => report.mutate('forged'),
    sayGenuine: () => report.mutate('genuine'),
    withdraw: () => mine.data !== undefined && withdraw.mutate(mine.data.reportId),
    enteredPassword: () => setOpen('password'),
    askRelease: () => setOpen('release'),
    busy: report.isPending || withdraw.isPending,
    error: report.error ?? withdraw.error,
    dialogs: (
      <>
        {open === 'password' && (
          <PasswordDialog mailboxId={mailboxId} emailId={email.id} onClose={() => setOpen(undefined)} />
        )}
        <ReasonDialog
          open={open === 'release'}
          title="Đề nghị mở lại thư cách ly"
          consequence="Cán bộ an toàn thông tin xem thư, quyết định và ghi tên vào nhật ký. Thư chỉ vào hộp thư khi được đồng ý."
          label="Vì sao cần thư này"
          confirmLabel="Gửi đề nghị"
          busy={release.isPending}
          error={release.error}
          onCancel={() => setOpen(undefined)}
          onConfirm={(reason) => release.mutate(reason)}
        />
      </>
    ),
  };
}
