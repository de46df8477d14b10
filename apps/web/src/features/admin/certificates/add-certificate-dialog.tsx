import type { AddCertificate, CertificateView } from '@congvu/contracts';
import { useState } from 'react';
import '../trust/trust.css';
import { fieldError, hasCode } from '../../../shared/api/errors.ts';
import { ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { PemField, splitCertificates } from '../pem-field.tsx';
import { useAddCertificate } from '../trust-api.ts';
import { useDraft } from '../use-draft.ts';

type KeyKind = AddCertificate['keyKind'];

const KEY_KINDS: readonly { value: KeyKind; label: string; example: string }[] = [
  { value: 'token', label: 'Thiết bị USB văn thư giữ', example: 'USB dấu cơ quan số 4F-2081' },
  { value: 'hsm', label: 'Máy chủ lưu khóa của cơ quan', example: 'Máy chủ lưu khóa, phòng máy' },
  { value: 'remote', label: 'Ký số từ xa', example: 'Tài khoản ký số từ xa của cơ quan' },
  { value: 'sim', label: 'SIM ký số', example: 'SIM ký số văn thư giữ' },
];

interface Draft {
  certificate: string;
  keyKind: KeyKind;
  deviceLabel: string;
  serviceId: string;
  keyReference: string;
  confirmedName: string;
}

const EMPTY: Draft = {
  certificate: '',
  keyKind: 'token',
  deviceLabel: '',
  serviceId: '',
  keyReference: '',
  confirmedName: '',
};

function problemsOf(draft: Draft): Partial<Record<keyof Draft, string>> {
  return {
    ...(draft.certificate.trim() === '' && { certificate: 'Chưa có chứng thư. Dán nội dung hoặc chọn tệp.' }),
    ...(draft.deviceLabel.trim() === '' && {
      deviceLabel: 'Chưa ghi thiết bị. Ghi sao cho văn thư nhận ra thiết bị khi ký.',
    }),
  };
}

function given(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}

function toBody(draft: Draft): AddCertificate {
  const serviceId = given(draft.serviceId);
  const keyReference = given(draft.keyReference);
  const confirmedName = given(draft.confirmedName);
  return {
    kind: 'organisation',
    chain: splitCertificates(draft.certificate),
    keyKind: draft.keyKind,
    deviceLabel: draft.deviceLabel.trim(),
    ...(serviceId !== undefined && { serviceId }),
    ...(keyReference !== undefined && { keyReference }),
    ...(confirmedName !== undefined && { confirmedName }),
  };
}

interface AddDialogProps {
  onClose: () => void;
  onAdded: (certificate: CertificateView) => void;
}

/** The organisation's certificate is taken into the register; its key stays where it is. */
export function AddCertificateDialog({ onClose, onAdded }: AddDialogProps) {
  const [draft, set] = useDraft<Draft>(EMPTY);
  const [tried, setTried] = useState(false);
  const act = useAddCertificate(onAdded);
  const problems = problemsOf(draft);
  const errorOf = (key: keyof Draft): string | undefined =>
    (tried ? problems[key] : undefined) ?? fieldError(act.error, key);
  const isOutside = draft.keyKind === 'remote' || draft.keyKind === 'sim';
  const asksName = hasCode(act.error, 'certificates.name_mismatch') || draft.confirmedName !== '';
  const kind = KEY_KINDS.find(({ value }) => value === draft.keyKind);
  const confirm = (): void => {
    setTried(true);
    if (Object.keys(problems).length === 0) {
      act.mutate(toBody(draft));
    }
  };
  return (
    <FormDialog
      title="Thêm chứng thư của cơ quan"
      intro="Chỉ ghi chứng thư để biết và để ký; khóa bí mật vẫn nằm trong thiết bị, hệ thống không bao giờ giữ."
      confirmLabel="Ghi chứng thư"
      busy={act.isPending}
      error={act.error}
      width={600}
      onClose={onClose}
      onConfirm={confirm}
    >
      <PemField
        label="Chứng thư"
        hint="Chứng thư của cơ quan trước, rồi các chứng thư của nơi cấp nếu có."
        value={draft.certificate}
        onChange={(certificate) => set({ certificate })}
        error={errorOf('certificate') ?? fieldError(act.error, 'chain')}
      />
      {asksName && (
        <TextField
          label="Tên cơ quan đọc trên chứng thư"
          hint="Tên trên chứng thư khác tên cơ quan trong hệ thống. Gõ lại đúng tên đọc được trên chứng thư để xác nhận."
          value={draft.confirmedName}
          onChange={(confirmedName) => set({ confirmedName })}
          error={errorOf('confirmedName')}
          maxLength={200}
        />
      )}
      <ChoiceField
        label="Khóa bí mật ở đâu"
        value={draft.keyKind}
        options={KEY_KINDS}
        onChange={(keyKind) => set({ keyKind })}
        error={errorOf('keyKind')}
      />
      <TextField
        label="Tên thiết bị"
        value={draft.deviceLabel}
        onChange={(deviceLabel) => set({ deviceLabel })}
        placeholder={kind?.example ?? ''}
        error={errorOf('deviceLabel')}
        maxLength={100}
      />
      {isOutside && (
        <TextField
          label="Mã dịch vụ"
          hint="Như trong tệp signing-services.json; xem ở trang Dịch vụ ký số."
          value={draft.serviceId}
          onChange={(serviceId) => set({ serviceId })}
          error={errorOf('serviceId')}
          maxLength={40}
        />
      )}
      {draft.keyKind !== 'token' && (
        <TextField
          label={draft.keyKind === 'sim' ? 'Số điện thoại của SIM' : 'Tên khóa ở nơi giữ'}
          aside="(không bắt buộc)"
          value={draft.keyReference}
          onChange={(keyReference) => set({ keyReference })}
          error={errorOf('keyReference')}
          maxLength={200}
        />
      )}
    </FormDialog>
  );
}
