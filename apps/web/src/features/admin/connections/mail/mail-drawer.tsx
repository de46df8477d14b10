import type { ConnectionStep, ConnectionView } from '@congvu/contracts';
import { Drawer } from 'antd';
import { PlugZap } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '../../../../shared/api/errors.ts';
import { showToast } from '../../../../shared/feedback/toast.tsx';
import { formatMoment } from '../../../../shared/text/dates.ts';
import { Button } from '../../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../../shared/ui/notes.tsx';
import { usePhone } from '../../../../shared/ui/use-media.ts';
import { useDraft } from '../../use-draft.ts';
import { useSaveConnection } from '../connections-api.ts';
import { TestSteps } from '../test-steps.tsx';
import { useLiveTest } from '../use-live-test.ts';
import { MAIL_NAME, type MailDraft, mailDraftOf, mailInput, mailProblems } from './mail-draft.ts';
import { MailFields } from './mail-fields.tsx';

const MAIL_STEPS: readonly ConnectionStep[] = ['address', 'tls', 'credentials', 'list'];

interface MailDrawerProps {
  /** Undefined: a new one. */
  connection: ConnectionView | undefined;
  onClose: () => void;
}

/** Add or change the official mailbox; what is typed can be tried before it is saved. */
export function MailDrawer({ connection, onClose }: MailDrawerProps) {
  const phone = usePhone();
  const [draft, set] = useDraft<MailDraft>(mailDraftOf(connection));
  const [tried, setTried] = useState(false);
  const { live, start, forget, isRunning } = useLiveTest(MAIL_STEPS);
  const save = useSaveConnection(connection?.id, () => {
    showToast(connection === undefined ? 'Đã lưu kết nối, đang tắt.' : 'Đã lưu kết nối.');
    onClose();
  });
  const savedAt = connection?.secretSavedAt ?? null;
  const problems = mailProblems(draft, savedAt !== null);
  const errorOf = (key: keyof MailDraft, path?: string): string | undefined =>
    (tried ? problems[key] : undefined) ?? fieldError(save.error, path ?? key);
  const whenComplete = (act: () => void): void => {
    setTried(true);
    if (Object.keys(problems).length === 0) {
      act();
    }
  };
  const typed = () => ({ ...(connection !== undefined && { id: connection.id }), draft: mailInput(draft) });
  const isTested = live.results.length > 0 || isRunning || live.error !== undefined;
  return (
    <Drawer
      open
      placement={phone ? 'bottom' : 'right'}
      size={phone ? 'large' : 600}
      title={connection === undefined ? `Thêm: ${MAIL_NAME}` : connection.name}
      onClose={onClose}
      className="conn-drawer"
      footer={
        <div className="conn-foot">
          <Button icon={PlugZap} busy={isRunning} onClick={() => whenComplete(() => void start(typed()))}>
            Thử kết nối
          </Button>
          <span />
          <Button onClick={onClose}>Hủy</Button>
          <Button
            kind="primary"
            busy={save.isPending}
            onClick={() => whenComplete(() => save.mutate(mailInput(draft)))}
          >
            Lưu
          </Button>
        </div>
      }
    >
      <p className="dialog-text">
        Đường cuối cùng, khi nơi nhận không ở trên trục và không ghép nối trực tiếp: gói tin kèm bản PDF gửi đến thư
        công vụ của họ. Thư đến chỉ được nhận khi chứng minh được là của thư công vụ nơi gửi (DKIM); thư khác nằm lại
        hộp thư kèm lý do cho văn thư.
      </p>
      {isTested && <TestSteps steps={MAIL_STEPS} live={live} />}
      <div className="form">
        <MailFields
          draft={draft}
          set={(part) => {
            forget();
            set(part);
          }}
          errorOf={errorOf}
          secretSaved={savedAt === null ? undefined : `Đã lưu ${formatMoment(savedAt)}`}
        />
      </div>
      {tried && Object.keys(problems).length > 0 && (
        <p className="conn-incomplete">Còn ô chưa đúng, xem các ô được đánh dấu đỏ.</p>
      )}
      {save.error !== null && (
        <ErrorNote title="Chưa lưu được" error={save.error} kept="Nội dung đã nhập vẫn được giữ." />
      )}
    </Drawer>
  );
}
