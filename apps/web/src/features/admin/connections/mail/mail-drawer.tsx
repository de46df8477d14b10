import type { ConnectionStep, ConnectionView } from '@congvu/contracts';
import { ConnectionDrawer } from '../connection-drawer.tsx';
import type { SharingScope } from '../sharing-fields.tsx';
import { MAIL_NAME, mailDraftOf, mailInput, mailProblems } from './mail-draft.ts';
import { MailFields } from './mail-fields.tsx';

const MAIL_STEPS: readonly ConnectionStep[] = ['address', 'tls', 'credentials', 'list'];

const INTRO =
  'Đường cuối cùng, khi nơi nhận không ở trên trục và không ghép nối trực tiếp: gói tin kèm bản PDF gửi đến thư công vụ của họ. Thư đến chỉ được nhận khi chứng minh được là của thư công vụ nơi gửi (DKIM); thư khác nằm lại hộp thư kèm lý do cho văn thư.';

interface MailDrawerProps {
  /** Undefined: a new one. */
  connection: ConnectionView | undefined;
  scope: SharingScope;
  onClose: () => void;
}

export function MailDrawer({ connection, scope, onClose }: MailDrawerProps) {
  return (
    <ConnectionDrawer
      kindName={MAIL_NAME}
      intro={INTRO}
      steps={MAIL_STEPS}
      connection={connection}
      start={mailDraftOf(connection)}
      problemsOf={mailProblems}
      toInput={mailInput}
      fields={(props) => <MailFields {...props} scope={scope} />}
      onClose={onClose}
      onSaved={onClose}
    />
  );
}
