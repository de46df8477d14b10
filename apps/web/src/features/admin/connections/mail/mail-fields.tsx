import { ChoiceField, TextField } from '../../../../shared/fields/text-field.tsx';
import { PemField } from '../../pem-field.tsx';
import type { ConnectionFieldsProps } from '../connection-drawer.tsx';
import { FoldedFields } from '../folded-fields.tsx';
import { SecretField } from '../secret-field.tsx';
import { SharingFields, type SharingScope } from '../sharing-fields.tsx';
import type { MailDraft } from './mail-draft.ts';

export interface MailFieldsProps extends ConnectionFieldsProps<MailDraft> {
  scope: SharingScope;
}

const SECURITIES: readonly { value: MailDraft['smtpSecurity']; label: string }[] = [
  { value: 'starttls', label: 'STARTTLS (thường cổng 587, 143)' },
  { value: 'tls', label: 'TLS từ đầu (thường cổng 465, 993)' },
];
const MATCHES: readonly { value: MailDraft['senderMatch']; label: string }[] = [
  { value: 'address', label: 'Đúng địa chỉ thư công vụ trong sổ địa chỉ' },
  { value: 'domain', label: 'Mọi địa chỉ cùng tên miền với thư công vụ' },
];

function Server({ draft, set, errorOf, way }: MailFieldsProps & { way: 'smtp' | 'imap' }) {
  const host = `${way}Host` as const;
  const port = `${way}Port` as const;
  const security = `${way}Security` as const;
  const words = way === 'smtp' ? 'Máy chủ gửi (SMTP)' : 'Máy chủ nhận (IMAP)';
  return (
    <>
      <div className="field-row">
        <TextField
          label={words}
          value={draft[host]}
          onChange={(value) => set({ [host]: value })}
          error={errorOf(host, `settings.${host}`)}
        />
        <TextField
          label={`Cổng ${way.toUpperCase()}`}
          value={draft[port]}
          onChange={(value) => set({ [port]: value })}
          inputMode="numeric"
          numeric
          error={errorOf(port, `settings.${port}`)}
        />
      </div>
      <ChoiceField
        label={`Mã hóa ${way.toUpperCase()}`}
        value={draft[security]}
        options={SECURITIES}
        onChange={(value) => set({ [security]: value })}
      />
    </>
  );
}

function Technical({ draft, set, errorOf }: MailFieldsProps) {
  return (
    <>
      <ChoiceField
        label="Nhận gói tin khi người gửi là"
        hint="Trong cả hai trường hợp, thư phải có chữ ký DKIM của tên miền gửi."
        value={draft.senderMatch}
        options={MATCHES}
        onChange={(senderMatch) => set({ senderMatch })}
      />
      <div className="field-row">
        <TextField
          label="Đọc hộp thư mỗi, giây"
          value={draft.pollSeconds}
          onChange={(pollSeconds) => set({ pollSeconds })}
          inputMode="numeric"
          numeric
          error={errorOf('pollSeconds', 'settings.pollSeconds')}
        />
        <TextField
          label="Thư lớn nhất, MB"
          hint="Theo mức của máy chủ thư"
          value={draft.maxMailMb}
          onChange={(maxMailMb) => set({ maxMailMb })}
          inputMode="numeric"
          numeric
          error={errorOf('maxMailMb', 'settings.maxMailMb')}
        />
      </div>
      <div className="field-row">
        <TextField
          label="Tên đăng nhập"
          aside="(để trống: địa chỉ thư)"
          value={draft.username}
          onChange={(username) => set({ username })}
        />
        <TextField label="Thư mục" value={draft.folder} onChange={(folder) => set({ folder })} />
      </div>
      <TextField
        label="Tên hiện ở người gửi"
        aside="(để trống: tên cơ quan)"
        value={draft.displayName}
        onChange={(displayName) => set({ displayName })}
      />
      <PemField
        label="Chứng thư nơi cấp riêng"
        hint="Chỉ khi máy chủ thư dùng chứng thư không do nơi cấp công cộng cấp."
        value={draft.ca}
        onChange={(ca) => set({ ca })}
        error={errorOf('ca', 'settings.ca')}
      />
    </>
  );
}

/** One mailbox: where it is, the password, and how strict to be with senders. */
export function MailFields(props: MailFieldsProps) {
  const { draft, set, errorOf, secretSaved, scope } = props;
  return (
    <>
      <TextField
        label="Tên gọi"
        value={draft.name}
        onChange={(name) => set({ name })}
        maxLength={120}
        error={errorOf('name')}
      />
      <TextField
        label="Hộp thư công vụ của cơ quan"
        hint="Nơi nhận đối chiếu địa chỉ này với sổ địa chỉ của họ"
        value={draft.address}
        onChange={(address) => set({ address })}
        inputMode="email"
        error={errorOf('address', 'settings.address')}
      />
      <SecretField
        label="Mật khẩu"
        value={draft.password}
        onChange={(password) => set({ password })}
        saved={secretSaved}
        error={errorOf('password', 'secret.password') ?? errorOf('password', 'secret')}
      />
      <Server {...props} way="smtp" />
      <Server {...props} way="imap" />
      <SharingFields draft={draft} set={set} error={errorOf('share', 'share')} scope={scope} />
      <FoldedFields label="Thông số khác" hint="kiểm tra người gửi, dung lượng, thư mục">
        <Technical {...props} />
      </FoldedFields>
    </>
  );
}
