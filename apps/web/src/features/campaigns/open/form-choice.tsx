import { FORMS, isListForm } from '@congvu/forms';

function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(item)) {
    next.add(item);
  }
  return next;
}

interface ChoiceProps<T> {
  chosen: ReadonlySet<T>;
  onChange: (chosen: ReadonlySet<T>) => void;
}

const PARTS = [
  { title: 'Danh sách', forms: FORMS.filter((form) => isListForm(form)) },
  { title: 'Đề nghị từng người, từng cơ quan', forms: FORMS.filter((form) => !isListForm(form)) },
];

/** The ten forms with their names; the lists, which campaigns are mostly about, first. */
export function FormChoice({ chosen, onChange, error }: ChoiceProps<string> & { error: string | undefined }) {
  return (
    <fieldset className={error === undefined ? 'field camp-fieldset' : 'field camp-fieldset has-error'}>
      <legend className="field-label">Mẫu phải gửi</legend>
      {PARTS.map(({ title, forms }) => (
        <div key={title} className="camp-formset">
          <small className="quiet">{title}</small>
          {forms.map((form) => (
            <label key={form.code} className="check">
              <input
                type="checkbox"
                checked={chosen.has(form.code)}
                onChange={() => onChange(toggled(chosen, form.code))}
              />
              <span>
                <b>{form.label}</b> <span>{form.shortTitle}</span>
              </span>
            </label>
          ))}
        </div>
      ))}
      {error !== undefined && <p className="field-error is-plain">{error}</p>}
    </fieldset>
  );
}

const STEPS: readonly { step: number; label: string }[] = [
  { step: -10, label: 'Trước 10 ngày' },
  { step: -5, label: 'Trước 5 ngày' },
  { step: -3, label: 'Trước 3 ngày' },
  { step: -2, label: 'Trước 2 ngày' },
  { step: -1, label: 'Trước 1 ngày' },
  { step: 0, label: 'Ngày cuối' },
  { step: 1, label: 'Quá 1 ngày' },
  { step: 3, label: 'Quá 3 ngày' },
];

/** When the system reminds by itself, counted in working days from the last good one. */
export function StepChoice({ chosen, onChange }: ChoiceProps<number>) {
  return (
    <fieldset className="field camp-fieldset">
      <legend className="field-label">
        <span>Tự nhắc cơ quan chưa gửi</span>
      </legend>
      <div className="camp-steps">
        {STEPS.map(({ step, label }) => (
          <label key={step} className={chosen.has(step) ? 'camp-step is-on' : 'camp-step'}>
            <input type="checkbox" checked={chosen.has(step)} onChange={() => onChange(toggled(chosen, step))} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      <p className="field-hint">Ngày làm việc, tính từ ngày cuối; mỗi mốc nhắc một lần, buổi sáng.</p>
    </fieldset>
  );
}
