import type { ConnectionList, ConnectionStep, ConnectionView } from '@congvu/contracts';
import { Drawer } from 'antd';
import { PlugZap } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { useDraft } from '../use-draft.ts';
import { type AxisDraft, type AxisKind, draftOf, freshDraft, KIND_NAMES, problemsOf, toInput } from './axis-draft.ts';
import { AxisFields } from './axis-fields.tsx';
import { useSaveConnection } from './connections-api.ts';
import { TestSteps } from './test-steps.tsx';
import { useLiveTest } from './use-live-test.ts';

const AXIS_STEPS: readonly ConnectionStep[] = ['address', 'tls', 'credentials', 'codes', 'list', 'clock'];

const INTROS: Record<AxisKind, string> = {
  national:
    'Gửi nhận với mọi bộ, ngành, tỉnh qua trục của Văn phòng Chính phủ (VXP). Địa chỉ, mã hệ thống và mã bí mật do đơn vị vận hành trục cấp khi đăng ký kết nối.',
  provincial:
    'Gửi nhận với các cơ quan trong tỉnh qua nền tảng tích hợp của tỉnh (LGSP). Địa chỉ, tài khoản và mã bí mật do Sở quản lý nền tảng cấp.',
};

interface AxisDrawerProps {
  kind: AxisKind;
  /** Undefined: a new one. */
  connection: ConnectionView | undefined;
  scope: Pick<ConnectionList, 'agencies' | 'mayShareWithAll'>;
  onClose: () => void;
  onSaved: (id: string, isNew: boolean) => void;
}

/** Add or change an axis; what is typed can be tried before it is saved. */
export function AxisDrawer({ kind, connection, scope, onClose, onSaved }: AxisDrawerProps) {
  const phone = usePhone();
  const [draft, set] = useDraft<AxisDraft>(
    connection === undefined ? freshDraft(kind, scope.mayShareWithAll) : draftOf(connection, kind),
  );
  const [tried, setTried] = useState(false);
  const { live, start, forget, isRunning } = useLiveTest(AXIS_STEPS);
  const save = useSaveConnection(connection?.id, (id) => {
    showToast(connection === undefined ? 'Đã lưu kết nối, đang tắt.' : 'Đã lưu kết nối.');
    onSaved(id, connection === undefined);
  });
  const savedAt = connection?.secretSavedAt ?? null;
  const problems = problemsOf(draft, savedAt !== null);
  const errorOf = (key: keyof AxisDraft, path?: string): string | undefined =>
    (tried ? problems[key] : undefined) ?? fieldError(save.error, path ?? key);
  const change = (part: Partial<AxisDraft>): void => {
    forget();
    set(part);
  };
  const whenComplete = (act: () => void): void => {
    setTried(true);
    if (Object.keys(problems).length === 0) {
      act();
    }
  };
  const typed = () => ({ ...(connection !== undefined && { id: connection.id }), draft: toInput(draft) });
  const isTested = live.results.length > 0 || isRunning || live.error !== undefined;
  return (
    <Drawer
      open
      placement={phone ? 'bottom' : 'right'}
      size={phone ? 'large' : 600}
      title={connection === undefined ? `Thêm: ${KIND_NAMES[kind]}` : connection.name}
      onClose={onClose}
      className="conn-drawer"
      footer={
        <div className="conn-foot">
          <Button icon={PlugZap} busy={isRunning} onClick={() => whenComplete(() => void start(typed()))}>
            Thử kết nối
          </Button>
          <span />
          <Button onClick={onClose}>Hủy</Button>
          <Button kind="primary" busy={save.isPending} onClick={() => whenComplete(() => save.mutate(toInput(draft)))}>
            Lưu
          </Button>
        </div>
      }
    >
      <p className="dialog-text">{INTROS[kind]}</p>
      {isTested && <TestSteps steps={AXIS_STEPS} live={live} />}
      <div className="form">
        <AxisFields
          draft={draft}
          set={change}
          errorOf={errorOf}
          secretSaved={savedAt === null ? undefined : `Đã lưu ${formatMoment(savedAt)}`}
          scope={scope}
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
