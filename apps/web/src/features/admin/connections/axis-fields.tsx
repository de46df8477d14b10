import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { PemField } from '../pem-field.tsx';
import { type AxisDraft, isPlain } from './axis-draft.ts';
import type { ConnectionFieldsProps } from './connection-drawer.tsx';
import { FoldedFields } from './folded-fields.tsx';
import { SecretField } from './secret-field.tsx';
import { SharingFields, type SharingScope } from './sharing-fields.tsx';

export interface AxisFieldsProps extends ConnectionFieldsProps<AxisDraft> {
  scope: SharingScope;
}

const FORMS: readonly { value: AxisDraft['attachmentForm']; label: string }[] = [
  { value: 'zip', label: 'Nén từng tệp (như bộ công cụ của trục)' },
  { value: 'raw', label: 'Giữ nguyên tệp' },
];
const RECEIVERS: readonly { value: AxisDraft['receiversFrom']; label: string }[] = [
  { value: 'list', label: 'Trục giao riêng cho từng nơi nhận' },
  { value: 'envelope', label: 'Trục giao một bản, đọc nơi nhận trong phong bì' },
];
const SEND_FORMS: readonly { value: AxisDraft['sendForm']; label: string }[] = [
  { value: 'raw', label: 'Gửi thẳng tệp' },
  { value: 'sdk', label: 'Như bộ công cụ Java của trục' },
  { value: 'multipart', label: 'Biểu mẫu nhiều phần (file_doc)' },
];
const DATE_FORMS: readonly { value: AxisDraft['dateForm']; label: string }[] = [
  { value: 'yyyy/MM/dd HH:mm:ss', label: '2021/03/22 08:00:00' },
  { value: 'yyyy/MM/dd', label: '2021/03/22' },
  { value: 'dd/MM/yyyy', label: '22/03/2021' },
];

function Place({ draft, set, errorOf }: AxisFieldsProps) {
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
        label="Địa chỉ trục"
        hint="Do đơn vị vận hành trục cấp, ví dụ https://truc.example.gov.vn"
        value={draft.endpoint}
        onChange={(endpoint) => set({ endpoint })}
        inputMode="url"
        error={errorOf('endpoint', 'settings.endpoint')}
      />
      {isPlain(draft.endpoint) && (
        <div className={errorOf('plainHttpConfirmed') === undefined ? 'conn-plain' : 'conn-plain has-error'}>
          <Check
            label="Đường truyền này khép kín trong mạng truyền số liệu chuyên dùng; tôi chấp nhận gửi không mã hóa"
            on={draft.plainHttpConfirmed}
            onChange={(plainHttpConfirmed) => set({ plainHttpConfirmed })}
          />
          {errorOf('plainHttpConfirmed') !== undefined && <p>{errorOf('plainHttpConfirmed')}</p>}
        </div>
      )}
    </>
  );
}

function Credentials({ draft, set, errorOf, secretSaved }: AxisFieldsProps) {
  const isNational = draft.kind === 'national';
  return (
    <>
      <TextField
        label="Mã hệ thống"
        aside={isNational ? 'systemid' : 'X-SystemId'}
        value={draft.systemId}
        onChange={(systemId) => set({ systemId })}
        error={errorOf('systemId', 'settings.systemId')}
      />
      {!isNational && (
        <div className="field-row">
          <TextField
            label="Tên đăng nhập"
            value={draft.username}
            onChange={(username) => set({ username })}
            error={errorOf('username', 'settings.username')}
          />
          <TextField
            label="Mã ứng dụng"
            aside="(nếu được cấp)"
            value={draft.applicationCode}
            onChange={(applicationCode) => set({ applicationCode })}
            error={errorOf('applicationCode', 'settings.applicationCode')}
          />
        </div>
      )}
      {!isNational && (
        <SecretField
          label="Mật khẩu"
          value={draft.password}
          onChange={(password) => set({ password })}
          saved={secretSaved}
          error={errorOf('password', 'secret.password')}
        />
      )}
      <SecretField
        label={isNational ? 'Mã bí mật' : 'Mã bí mật (X-SecretKey)'}
        value={draft.secret}
        onChange={(secret) => set({ secret })}
        saved={secretSaved}
        error={errorOf('secret', isNational ? 'secret.secret' : 'secret.secretKey') ?? errorOf('secret', 'secret')}
      />
    </>
  );
}

function Sharing({ draft, set, errorOf, scope }: AxisFieldsProps) {
  return (
    <>
      <SharingFields draft={draft} set={set} error={errorOf('share', 'share')} scope={scope} />
      <TextField
        label="Mã định danh đăng ký trên trục"
        aside="(để trống: mọi mã của cơ quan dùng chung)"
        hint="Mã cũ hay mới đều được, mỗi mã một dòng. Chỉ những mã này gửi và nhận qua kết nối."
        value={draft.codes}
        onChange={(codes) => set({ codes })}
        rows={2}
        error={errorOf('codes', 'codes')}
      />
    </>
  );
}

function Reach({ draft, set, errorOf }: AxisFieldsProps) {
  return (
    <TextField
      label="Luôn gửi qua kết nối này các mã bắt đầu bằng"
      aside="(không bắt buộc)"
      hint={
        draft.kind === 'national'
          ? 'Nơi nhận có trong danh sách của trục thì tự biết, không cần ghi. Ví dụ: G, H'
          : 'Trục cấp tỉnh không cho danh sách đơn vị, nên ghi mã của tỉnh. Ví dụ: H35'
      }
      value={draft.prefixes}
      onChange={(prefixes) => set({ prefixes })}
      error={errorOf('prefixes', 'settings.prefixes')}
    />
  );
}

const LIMITS: readonly {
  key: 'pollSeconds' | 'lookbackHours' | 'parallel' | 'maxMessageMb';
  label: string;
  hint: string;
}[] = [
  { key: 'pollSeconds', label: 'Hỏi trục mỗi, giây', hint: 'Văn bản đến chậm nhất sau chừng này' },
  { key: 'lookbackHours', label: 'Hỏi lùi lại, giờ', hint: 'Phòng giờ lệch và văn bản đến muộn' },
  { key: 'parallel', label: 'Số gói cùng lúc', hint: 'Trục thường cho 1 đến 10' },
  { key: 'maxMessageMb', label: 'Gói lớn nhất, MB', hint: 'Theo mức của trục, thường 50' },
];

function Technical({ draft, set, errorOf }: AxisFieldsProps) {
  return (
    <>
      <div className="field-row">
        {LIMITS.map(({ key, label, hint }) => (
          <TextField
            key={key}
            label={label}
            hint={hint}
            value={draft[key]}
            onChange={(value) => set({ [key]: value })}
            inputMode="numeric"
            numeric
            error={errorOf(key, `settings.${key}`)}
          />
        ))}
      </div>
      <ChoiceField
        label="Tệp kèm theo"
        value={draft.attachmentForm}
        options={FORMS}
        onChange={(attachmentForm) => set({ attachmentForm })}
      />
      <ChoiceField
        label="Văn bản đến cho nhiều cơ quan của ta"
        value={draft.receiversFrom}
        options={RECEIVERS}
        onChange={(receiversFrom) => set({ receiversFrom })}
      />
      <Check
        label="Văn bản đi nhiều nơi: gộp thành một gói trên trục"
        on={draft.grouped}
        onChange={(grouped) => set({ grouped })}
      />
      {draft.kind === 'national' ? (
        <div className="field-row">
          <ChoiceField
            label="Cách gửi tệp"
            value={draft.sendForm}
            options={SEND_FORMS}
            onChange={(sendForm) => set({ sendForm })}
          />
          <ChoiceField
            label="Cách ghi ngày khi hỏi"
            value={draft.dateForm}
            options={DATE_FORMS}
            onChange={(dateForm) => set({ dateForm })}
          />
        </div>
      ) : (
        <TextField
          label="Từ báo đã nhận"
          hint="Trục mẫu dùng done, có nơi dùng 03"
          value={draft.doneValue}
          onChange={(doneValue) => set({ doneValue })}
          error={errorOf('doneValue', 'settings.doneValue')}
        />
      )}
      <PemField
        label="Chứng thư nơi cấp riêng"
        hint="Chỉ khi trục dùng chứng thư TLS không do nơi cấp công cộng cấp."
        value={draft.ca}
        onChange={(ca) => set({ ca })}
        error={errorOf('ca', 'settings.ca')}
      />
    </>
  );
}

/** Everything an axis wants to know, the usual first. */
export function AxisFields(props: AxisFieldsProps) {
  return (
    <>
      <Place {...props} />
      <Credentials {...props} />
      <Sharing {...props} />
      <Reach {...props} />
      <FoldedFields label="Thông số kỹ thuật" hint="giữ nguyên nếu đơn vị vận hành không dặn khác">
        <Technical {...props} />
      </FoldedFields>
    </>
  );
}
