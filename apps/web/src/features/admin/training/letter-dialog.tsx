import type { TrainingAgencyView, TrainingDefect, TrainingLetter, TrainingView } from '@congvu/contracts';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { Check, ChoiceField, TextField } from '../../../shared/fields/text-field.tsx';
import { Pick } from '../../../shared/pickers/pick.tsx';
import { URGENCY_OPTIONS } from '../../../shared/ui/marks.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { useDraft } from '../use-draft.ts';
import { useSendLetter } from './training-api.ts';

function choices(agencies: readonly TrainingAgencyView[]) {
  return agencies.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }));
}

interface LetterDialogProps {
  view: TrainingView;
  onClose: () => void;
}

/** "Gửi một văn bản từ cơ quan ngoài": who writes to whom about what; the rest is made up. */
export function LetterDialog({ view, onClose }: LetterDialogProps) {
  const outside = choices(view.agencies.filter(({ side }) => side === 'outside'));
  const ours = choices(view.agencies.filter(({ side }) => side === 'ours'));
  const [letter, set] = useDraft<TrainingLetter>({
    from: outside[0]?.value ?? '',
    to: ours.slice(0, 1).map(({ value }) => value),
    abstract: 'V/v góp ý dự thảo kế hoạch chuyển đổi số năm 2021',
    body: '',
    urgency: 'normal',
    dueOn: null,
    defects: [],
  });
  const [tried, setTried] = useState(false);
  const send = useSendLetter(() => {
    showToast('Văn bản đã lên trục; hệ thống nhận trong vòng 15 giây.');
    onClose();
  });
  const flip = (key: TrainingDefect, on: boolean): void =>
    set({ defects: on ? [...letter.defects, key] : letter.defects.filter((other) => other !== key) });
  const submit = (): void => {
    setTried(true);
    if (letter.abstract.trim() !== '' && letter.to.length > 0) {
      send.mutate(letter);
    }
  };
  return (
    <FormDialog
      title="Gửi một văn bản từ cơ quan ngoài"
      intro="Văn bản có tệp PDF đúng thể thức, chưa ký số, đi đúng đường của văn bản thật: trục, hộp nhận, kiểm tra, vào sổ."
      confirmLabel="Gửi lên trục"
      busy={send.isPending}
      error={send.error}
      width={620}
      onClose={onClose}
      onConfirm={submit}
    >
      <ChoiceField label="Cơ quan gửi" value={letter.from} options={outside} onChange={(from) => set({ from })} />
      <Pick
        label="Cơ quan nhận"
        value={letter.to[0] ?? null}
        options={ours}
        onPick={(code) => set({ to: code === null ? [] : [code] })}
        error={tried && letter.to.length === 0 ? 'Chọn cơ quan nhận.' : undefined}
      />
      <TextField
        label="Trích yếu"
        value={letter.abstract}
        onChange={(abstract) => set({ abstract })}
        maxLength={500}
        error={tried && letter.abstract.trim() === '' ? 'Ghi trích yếu của văn bản.' : undefined}
      />
      <TextField
        label="Nội dung"
        hint="Mỗi dòng một đoạn. Để trống thì dùng câu mẫu."
        rows={3}
        value={letter.body}
        onChange={(body) => set({ body })}
        maxLength={5_000}
      />
      <div className="trn-pair">
        <ChoiceField
          label="Độ khẩn"
          value={letter.urgency}
          options={URGENCY_OPTIONS}
          onChange={(urgency) => set({ urgency })}
        />
        <DateField
          label="Hạn trả lời (nếu có)"
          value={letter.dueOn ?? ''}
          onChange={(day) => set({ dueOn: day === '' ? null : day })}
        />
      </div>
      <fieldset className="trn-defects">
        <legend>Lỗi thường gặp của phần mềm nơi gửi</legend>
        {view.defects.map(({ key, label, text }) => (
          <div key={key}>
            <Check label={label} on={letter.defects.includes(key)} onChange={(on) => flip(key, on)} />
            <small>{text}</small>
          </div>
        ))}
      </fieldset>
    </FormDialog>
  );
}
