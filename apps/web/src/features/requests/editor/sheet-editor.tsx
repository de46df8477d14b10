import type { FilledContent, RequestKind, RequestView } from '@congvu/contracts';
import type { FieldValue, FormDefinition } from '@congvu/forms';
import { useState } from 'react';
import { moveOnEnter } from '../../../shared/fields/enter-moves.ts';
import { Check, TextField } from '../../../shared/fields/text-field.tsx';
import type { Keeper } from '../../../shared/keeping/keeper.ts';
import { isMissing, ProblemSummary, ReturnedNote } from './problem-summary.tsx';
import { asAnswers, fieldsIn, type Problem } from './problems.ts';
import { SheetFields, withField } from './sheet-fields.tsx';

export interface Regular {
  signs: boolean;
  what: string;
}

interface SheetEditorProps {
  view: RequestView;
  form: FormDefinition;
  content: FilledContent;
  problems: readonly Problem[];
  keeper: Keeper<FilledContent>;
  notes: React.ReactNode;
  regular: Regular;
  onRegular: (regular: Regular) => void;
  onOverride: ((problem: Problem) => void) | undefined;
  onStart: (kind: RequestKind) => void;
  onShow: (key: string) => void;
}

/** Mẫu 01: who asks must sign often (letter, section 2); the unit says so when it sends the form on. */
function SignsRegularly({ regular, onRegular }: Pick<SheetEditorProps, 'regular' | 'onRegular'>) {
  return (
    <fieldset className="req-group">
      <legend>
        <h2>Nhu cầu ký số</h2>
      </legend>
      <Check
        label="Thường xuyên ký bảng tổng hợp, báo cáo tại cơ quan (Công văn, mục 2)"
        on={regular.signs}
        onChange={(signs) => onRegular({ ...regular, signs })}
      />
      {regular.signs && (
        <TextField
          label="Bảng tổng hợp, báo cáo thường ký"
          aside="(không bắt buộc)"
          value={regular.what}
          maxLength={300}
          onChange={(what) => onRegular({ ...regular, what })}
        />
      )}
    </fieldset>
  );
}

/** The form to fill in: what is to correct on top, then the groups. */
export function SheetEditor(props: SheetEditorProps) {
  const { view, form, content, problems, keeper, notes, onShow } = props;
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const fields = fieldsIn(content);
  const change = (key: string, value: FieldValue): void =>
    keeper.change((now) => ({ ...now, fields: asAnswers(withField(fieldsIn(now), key, value)) }));
  // What is not yet filled in is told on top; under the field only once somebody has been there.
  const shown = problems.filter((problem) => !isMissing(problem) || touched.has(problem.field));
  return (
    <form
      className="req-scroll"
      aria-label="Các mục của mẫu"
      autoComplete="off"
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={moveOnEnter}
      onBlur={(event) => {
        const key = event.target.closest('[data-field]')?.getAttribute('data-field') ?? '';
        if (key !== '' && !touched.has(key)) {
          setTouched(new Set([...touched, key]));
        }
      }}
    >
      <div className="req-notes">
        {notes}
        <ReturnedNote returned={view.returned} />
        <ProblemSummary problems={problems} onShow={onShow} />
      </div>
      <SheetFields
        form={form}
        fields={fields}
        problems={shown}
        onChange={change}
        onOverride={props.onOverride}
        onStart={props.onStart}
      />
      {form.kind === 'cert.issue.person' && <SignsRegularly regular={props.regular} onRegular={props.onRegular} />}
    </form>
  );
}
