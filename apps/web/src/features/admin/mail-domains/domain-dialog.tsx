import type { MailDomainInput, MailDomainView } from '@congvu/contracts';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { useDraft } from '../use-draft.ts';
import { useSaveDomain } from './mail-domains-api.ts';

const DMARC: { value: MailDomainInput['dmarcPolicy']; label: string }[] = [
  { value: 'none', label: 'Bước 1: chỉ theo dõi (none)' },
  { value: 'quarantine', label: 'Bước 2: cách ly thư mạo danh (quarantine)' },
  { value: 'reject', label: 'Bước 3: từ chối thư mạo danh (reject)' },
];

const STS: { value: MailDomainInput['stsMode']; label: string }[] = [
  { value: 'none', label: 'Chưa dùng' },
  { value: 'testing', label: 'Thử, chỉ báo cáo (testing)' },
  { value: 'enforce', label: 'Bắt buộc (enforce)' },
];

interface Draft {
  domain: string;
  parked: boolean;
  dmarcPolicy: MailDomainInput['dmarcPolicy'];
  stsMode: MailDomainInput['stsMode'];
  mxHosts: string;
  senderIps: string;
  reportAddress: string;
}

function draftOf(domain: MailDomainView | undefined, name: string): Draft {
  return {
    domain: domain?.domain ?? name,
    parked: domain?.parked ?? false,
    dmarcPolicy: domain?.dmarcPolicy ?? 'none',
    stsMode: domain?.stsMode ?? 'none',
    mxHosts: (domain?.mxHosts ?? []).join('\n'),
    senderIps: (domain?.senderIps ?? []).join('\n'),
    reportAddress: domain?.reportAddress ?? '',
  };
}

function linesOf(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function toInput(draft: Draft): MailDomainInput {
  return { ...draft, mxHosts: linesOf(draft.mxHosts), senderIps: linesOf(draft.senderIps) };
}

interface DomainDialogProps {
  /** Undefined: a new one. */
  domain: MailDomainView | undefined;
  name: string;
  onClose: () => void;
}

/** One domain: who receives, who sends, how strict the world is to be with mail in our name. */
export function DomainDialog({ domain, name, onClose }: DomainDialogProps) {
  const [draft, set] = useDraft<Draft>(draftOf(domain, name));
  const save = useSaveDomain(domain?.id, (saved) => {
    showToast(`Đã lưu ${saved.domain}. Công bố các bản ghi đã đổi rồi kiểm tra.`);
    onClose();
  });
  const listError = (path: string): string | undefined =>
    fieldError(save.error, path) ?? [0, 1, 2, 3, 4].map((no) => fieldError(save.error, `${path}.${no}`)).find(Boolean);
  return (
    <FormDialog
      title={domain === undefined ? 'Thêm tên miền thư' : domain.domain}
      confirmLabel="Lưu"
      busy={save.isPending}
      error={save.error}
      onClose={onClose}
      onConfirm={() => save.mutate(toInput(draft))}
    >
      <TextField
        label="Tên miền"
        value={draft.domain}
        onChange={(value) => set({ domain: value })}
        placeholder="donvi.tinh.gov.vn"
        error={fieldError(save.error, 'domain')}
        autoFocus={domain === undefined}
      />
      <Check label="Tên miền không bao giờ gửi thư" on={draft.parked} onChange={(on) => set({ parked: on })} />
      {!draft.parked && (
        <>
          <TextField
            label="Máy chủ nhận thư (MX)"
            hint="Mỗi dòng một máy chủ, máy chủ chính trước."
            rows={2}
            value={draft.mxHosts}
            onChange={(value) => set({ mxHosts: value })}
            error={listError('mxHosts')}
          />
          <TextField
            label="Địa chỉ IP được gửi thư"
            hint="Mỗi dòng một địa chỉ. Để trống nếu chính máy chủ nhận thư gửi đi."
            rows={2}
            value={draft.senderIps}
            onChange={(value) => set({ senderIps: value })}
            error={listError('senderIps')}
          />
          <ChoiceField
            label="Thư mạo danh tên miền này (DMARC)"
            hint="Đi từng bước, mỗi bước theo dõi báo cáo khoảng 2 tuần."
            value={draft.dmarcPolicy}
            options={DMARC}
            onChange={(value) => set({ dmarcPolicy: value })}
          />
          <ChoiceField
            label="Bắt buộc mã hóa khi nhận (MTA-STS)"
            hint="Cần chứng thư hợp lệ trên máy chủ nhận thư."
            value={draft.stsMode}
            options={STS}
            onChange={(value) => set({ stsMode: value })}
          />
        </>
      )}
      <TextField
        label="Hộp thư nhận báo cáo"
        hint="Nơi các hệ thống khác gửi báo cáo DMARC và TLS."
        value={draft.reportAddress}
        onChange={(value) => set({ reportAddress: value })}
        error={fieldError(save.error, 'reportAddress')}
      />
    </FormDialog>
  );
}
