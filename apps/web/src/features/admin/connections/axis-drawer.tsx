import type { ConnectionStep, ConnectionView } from '@congvu/contracts';
import { type AxisKind, draftOf, freshDraft, KIND_NAMES, problemsOf, toInput } from './axis-draft.ts';
import { AxisFields } from './axis-fields.tsx';
import { ConnectionDrawer } from './connection-drawer.tsx';
import type { SharingScope } from './sharing-fields.tsx';

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
  scope: SharingScope;
  onClose: () => void;
  onSaved: (id: string, isNew: boolean) => void;
}

export function AxisDrawer({ kind, connection, scope, onClose, onSaved }: AxisDrawerProps) {
  return (
    <ConnectionDrawer
      kindName={KIND_NAMES[kind]}
      intro={INTROS[kind]}
      steps={AXIS_STEPS}
      connection={connection}
      start={connection === undefined ? freshDraft(kind, scope.mayShareWithAll) : draftOf(connection, kind)}
      problemsOf={problemsOf}
      toInput={toInput}
      fields={(props) => <AxisFields {...props} scope={scope} />}
      onClose={onClose}
      onSaved={onSaved}
    />
  );
}
