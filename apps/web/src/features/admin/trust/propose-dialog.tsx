import type { ProposeAnchor, TrustAnchor } from '@congvu/contracts';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { PemField } from '../pem-field.tsx';
import { useProposeAnchor } from '../trust-api.ts';
import { useDraft } from '../use-draft.ts';

type Kind = 'crlUrls' | 'ocspUrls' | 'tsaUrls';

const PROGRAMMES: readonly { value: ProposeAnchor['programme']; label: string }[] = [
  { value: 'official', label: 'Chữ ký số chuyên dùng công vụ' },
  { value: 'public', label: 'Chữ ký số công cộng' },
];

const ADDRESSES: readonly { key: Kind; label: string }[] = [
  { key: 'tsaUrls', label: 'Địa chỉ dịch vụ dấu thời gian' },
  { key: 'ocspUrls', label: 'Địa chỉ tra cứu thu hồi (OCSP)' },
  { key: 'crlUrls', label: 'Địa chỉ danh sách thu hồi (CRL)' },
];

interface Draft {
  programme: ProposeAnchor['programme'];
  certificate: string;
  trustedFrom: string | null;
  trustedTo: string | null;
  signing: boolean;
  timestamping: boolean;
  crlUrls: string;
  ocspUrls: string;
  tsaUrls: string;
  reason: string;
}

const EMPTY: Draft = {
  programme: 'official',
  certificate: '',
  trustedFrom: null,
  trustedTo: null,
  signing: true,
  timestamping: false,
  crlUrls: '',
  ocspUrls: '',
  tsaUrls: '',
  reason: '',
};

/** One address a line. */
function linesOf(typed: string): string[] {
  return typed
    .split(/\s+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function addressProblem(typed: string): string | undefined {
  const wrong = linesOf(typed).find((line) => !/^https?:\/\/\S+\.?\S*$/.test(line) || !URL.canParse(line));
  return wrong === undefined
    ? undefined
    : `“${wrong}” không phải địa chỉ. Ghi đủ http:// hoặc https://, mỗi dòng một địa chỉ.`;
}

function problemsOf(draft: Draft): Partial<Record<keyof Draft, string>> {
  const problems: Partial<Record<keyof Draft, string | undefined>> = {
    certificate: draft.certificate.trim() === '' ? 'Chưa có chứng thư. Dán nội dung hoặc chọn tệp.' : undefined,
    signing: draft.signing || draft.timestamping ? undefined : 'Chọn ít nhất một: chữ ký số hoặc dấu thời gian.',
    reason: draft.reason.trim() === '' ? 'Chưa nêu lý do. Người thứ hai cần lý do để quyết định.' : undefined,
    crlUrls: addressProblem(draft.crlUrls),
    ocspUrls: addressProblem(draft.ocspUrls),
    tsaUrls: addressProblem(draft.tsaUrls),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));
}

function toBody(draft: Draft): ProposeAnchor {
  return {
    programme: draft.programme,
    certificate: draft.certificate.trim(),
    ...(draft.trustedFrom !== null && { trustedFrom: draft.trustedFrom }),
    ...(draft.trustedTo !== null && { trustedTo: draft.trustedTo }),
    usages: [
      ...(draft.signing ? (['signing'] as const) : []),
      ...(draft.timestamping ? (['timestamping'] as const) : []),
    ],
    crlUrls: linesOf(draft.crlUrls),
    ocspUrls: linesOf(draft.ocspUrls),
    tsaUrls: linesOf(draft.tsaUrls),
    reason: draft.reason.trim(),
  };
}

/** The first of two persons; nothing is trusted by this alone. */
export function ProposeDialog({
  onClose,
  onProposed,
}: {
  onClose: () => void;
  onProposed: (anchor: TrustAnchor) => void;
}) {
  const [draft, set] = useDraft<Draft>(EMPTY);
  const [tried, setTried] = useState(false);
  const act = useProposeAnchor(onProposed);
  const problems = problemsOf(draft);
  const errorOf = (key: keyof Draft): string | undefined =>
    (tried ? problems[key] : undefined) ?? fieldError(act.error, key);
  const confirm = (): void => {
    setTried(true);
    if (Object.keys(problems).length === 0) {
      act.mutate(toBody(draft));
    }
  };
  return (
    <FormDialog
      title="Đề nghị tin cậy một nơi cấp"
      intro="Chưa có hiệu lực ngay: một quản trị khác phải xem và đồng ý. Lấy chứng thư từ trang chính thức của nơi cấp và đối chiếu mã băm qua kênh khác."
      confirmLabel="Gửi đề nghị"
      busy={act.isPending}
      error={act.error}
      width={640}
      onClose={onClose}
      onConfirm={confirm}
    >
      <PemField
        label="Chứng thư của nơi cấp"
        hint="Chứng thư gốc hoặc trung gian, dạng văn bản PEM hoặc tệp .cer, .crt."
        value={draft.certificate}
        onChange={(certificate) => set({ certificate })}
        error={errorOf('certificate')}
      />
      <ChoiceField
        label="Chương trình"
        value={draft.programme}
        options={PROGRAMMES}
        onChange={(programme) => set({ programme })}
      />
      <fieldset className="roles-field">
        <legend>Tin cậy cho</legend>
        <div>
          <Check label="Chữ ký số" on={draft.signing} onChange={(signing) => set({ signing })} />
          <Check label="Dấu thời gian" on={draft.timestamping} onChange={(timestamping) => set({ timestamping })} />
        </div>
        {errorOf('signing') !== undefined && <p>{errorOf('signing')}</p>}
      </fieldset>
      <div className="field-row">
        <DateField
          label="Tin cậy từ ngày"
          aside="(không bắt buộc)"
          value={draft.trustedFrom}
          onChange={(trustedFrom) => set({ trustedFrom })}
          error={errorOf('trustedFrom')}
        />
        <DateField
          label="Đến hết ngày"
          aside="(không bắt buộc)"
          value={draft.trustedTo}
          onChange={(trustedTo) => set({ trustedTo })}
          error={errorOf('trustedTo')}
        />
      </div>
      {ADDRESSES.map(({ key, label }) => (
        <TextField
          key={key}
          label={label}
          aside="(không bắt buộc) mỗi địa chỉ một dòng"
          value={draft[key]}
          onChange={(typed) => set({ [key]: typed })}
          rows={2}
          error={errorOf(key)}
        />
      ))}
      <TextField
        label="Lý do, căn cứ"
        value={draft.reason}
        onChange={(reason) => set({ reason })}
        rows={2}
        maxLength={500}
        error={errorOf('reason')}
      />
    </FormDialog>
  );
}
