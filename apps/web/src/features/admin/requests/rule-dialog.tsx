import { type AccountRules, type AddAccountRule, BASIS_LEAST, IDLE_DAYS, TARIFF_MOST } from '@congvu/contracts';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { FormDialog } from '../form-dialog.tsx';

export type RuleKind = AddAccountRule['kind'];

interface Draft {
  validFrom: string | null;
  value: string;
  payer: string;
  basis: string;
}

interface Limits {
  title: string;
  label: string;
  least: number;
  most: number;
  confirm: string;
}

const LIMITS: Record<RuleKind, Limits> = {
  tariff: {
    title: 'Đặt mức phí mới',
    label: 'Đồng một tài khoản một năm',
    least: 0,
    most: TARIFF_MOST,
    confirm: 'Đặt mức phí',
  },
  idle: {
    title: 'Đặt hạn không dùng mới',
    label: 'Số ngày không dùng',
    least: IDLE_DAYS.least,
    most: IDLE_DAYS.most,
    confirm: 'Đặt hạn',
  },
};

/** "25.000" as people write it. */
function numberOf(typed: string): number {
  const plain = typed.trim().replace(/(?<=\d)\.(?=\d{3}(?:\.|$))/g, '');
  return /^\d+$/.test(plain) ? Number(plain) : Number.NaN;
}

type Problems = Partial<Record<keyof Draft, string>>;

function problemsOf(kind: RuleKind, draft: Draft, today: string): Problems {
  const { least, most } = LIMITS[kind];
  const value = numberOf(draft.value);
  const problems: Problems = {};
  if (draft.validFrom === null) {
    problems.validFrom = 'Chọn ngày bắt đầu áp dụng.';
  } else if (draft.validFrom < today) {
    problems.validFrom = `Quy định mới áp dụng từ hôm nay (${formatDate(today)}) trở đi.`;
  }
  if (Number.isNaN(value) || value < least || value > most) {
    problems.value = `Nhập số từ ${formatNumber(least)} đến ${formatNumber(most)}.`;
  }
  if (kind === 'tariff' && draft.payer.trim().length < 2) {
    problems.payer = 'Ghi nơi trả phí, ví dụ UBND tỉnh.';
  }
  if (draft.basis.trim().length < BASIS_LEAST) {
    problems.basis = 'Ghi số, ngày và nơi ban hành văn bản làm căn cứ.';
  }
  return problems;
}

function ruleOf(kind: RuleKind, draft: Draft): AddAccountRule {
  const shared = { validFrom: draft.validFrom ?? '', basis: draft.basis };
  const value = numberOf(draft.value);
  return kind === 'tariff'
    ? { kind, ...shared, amountVnd: value, payer: draft.payer }
    : { kind, ...shared, days: value };
}

interface RuleDialogProps {
  kind: RuleKind;
  rules: AccountRules;
  onClose: () => void;
}

/** One rule from a day on; those before it stay. */
export function RuleDialog({ kind, rules, onClose }: RuleDialogProps) {
  const { title, label, confirm } = LIMITS[kind];
  const rows = kind === 'tariff' ? rules.tariffs : rules.idleRules;
  const [draft, setDraft] = useState<Draft>({
    validFrom: rules.today,
    value: '',
    payer: rules.tariffs.find(({ state }) => state === 'current')?.payer ?? '',
    basis: '',
  });
  const [tried, setTried] = useState(false);
  const save = useWrite<AddAccountRule, AccountRules>({
    request: (body) => ({ path: '/api/account-rules', body }),
    topics: ['accounts'],
    onDone: () => {
      showToast(`Đã đặt, áp dụng từ ${formatDate(draft.validFrom)}.`);
      onClose();
    },
  });
  const problems = problemsOf(kind, draft, rules.today);
  const shown: Problems = tried ? problems : {};
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const replaced = rows.find(({ validFrom, state }) => state === 'coming' && validFrom === draft.validFrom);
  const confirmRule = (): void => {
    setTried(true);
    if (Object.keys(problems).length === 0) {
      save.mutate(ruleOf(kind, draft));
    }
  };
  return (
    <FormDialog
      title={title}
      intro="Quy định đang áp dụng giữ đến hết ngày trước đó; bảng rà soát tính theo quy định mới từ ngày đã chọn."
      confirmLabel={confirm}
      busy={save.isPending}
      error={save.error}
      onClose={onClose}
      onConfirm={confirmRule}
    >
      <DateField
        label="Áp dụng từ ngày"
        value={draft.validFrom}
        onChange={(validFrom) => change({ validFrom })}
        onUnreadable={() => change({ validFrom: null })}
        {...(replaced !== undefined && { hint: 'Thay quy định sắp áp dụng cùng ngày này.' })}
        error={shown.validFrom ?? fieldError(save.error, 'validFrom')}
      />
      <TextField
        label={label}
        value={draft.value}
        onChange={(value) => change({ value })}
        error={shown.value ?? fieldError(save.error, kind === 'tariff' ? 'amountVnd' : 'days')}
        inputMode="numeric"
        numeric
      />
      {kind === 'tariff' && (
        <TextField
          label="Nơi trả"
          value={draft.payer}
          onChange={(payer) => change({ payer })}
          maxLength={100}
          error={shown.payer ?? fieldError(save.error, 'payer')}
        />
      )}
      <TextField
        label="Căn cứ"
        value={draft.basis}
        onChange={(basis) => change({ basis })}
        rows={3}
        maxLength={300}
        hint="Tên, số, ngày và nơi ban hành văn bản"
        error={shown.basis ?? fieldError(save.error, 'basis')}
      />
    </FormDialog>
  );
}
