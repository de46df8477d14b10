import type { AssigneeOptions } from '@congvu/contracts';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { Check, TextField } from '../../../shared/fields/text-field.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { text } from '../incoming.text.ts';
import { useReadDueDate } from '../incoming-api.ts';
import { AssigneeField } from './assignee-field.tsx';
import { type DirectiveDraft, directiveProblem, withAssignee } from './directive-draft.ts';

/** The due date: typed, else read from the words, else what the phrase has set. */
export function useDeadline(draft: DirectiveDraft) {
  const words = useDelayed(draft.text, 400);
  const read = useReadDueDate(words);
  const found = words.trim().length > 3 ? read.data : undefined;
  if (draft.dueOn !== undefined) {
    return { dueOn: draft.dueOn, sentence: undefined, found: '' };
  }
  return {
    dueOn: found === undefined ? draft.phraseDueOn : found.dueOn,
    sentence: found?.deadline?.sentence,
    found: found?.found ?? '',
  };
}

interface ComposeProps {
  draft: DirectiveDraft;
  scope: 'agency' | 'unit';
  options: AssigneeOptions | undefined;
  onChange: (draft: DirectiveDraft) => void;
  tried: boolean;
  onSubmit: () => void;
}

/** The words of a directive and whom they go to. */
export function ComposeFields({ draft, scope, options, onChange, tried, onSubmit }: ComposeProps) {
  const deadline = useDeadline(draft);
  const problem = tried ? directiveProblem(draft, scope) : undefined;
  const hint = deadline.sentence === undefined ? text.directiveHint : `Hạn đọc được: ${deadline.sentence}`;
  return (
    <>
      <TextField
        label={scope === 'unit' ? 'Yêu cầu (không bắt buộc)' : 'Ý kiến chỉ đạo'}
        value={draft.text}
        onChange={(value) => onChange({ ...draft, text: value })}
        rows={3}
        hint={hint}
        error={problem?.includes('ý kiến') === true ? problem : undefined}
        autoFocus={draft.text === ''}
        onSubmit={onSubmit}
      />
      <AssigneeField
        label="Chủ trì"
        options={options}
        value={draft.lead === null ? [] : [draft.lead]}
        multiple={false}
        error={problem?.includes('ý kiến') === false ? problem : undefined}
        onChange={(keys) => onChange(withAssignee(draft, 'lead', keys))}
      />
      <AssigneeField
        label="Phối hợp"
        options={options}
        value={draft.coordinating}
        multiple
        onChange={(keys) => onChange(withAssignee(draft, 'coordinating', keys))}
      />
      <AssigneeField
        label="Để biết"
        options={options}
        value={draft.informed}
        multiple
        onChange={(keys) => onChange(withAssignee(draft, 'informed', keys))}
      />
      <DateField
        label="Hạn xử lý"
        value={deadline.dueOn}
        hint={
          draft.dueOn === undefined && deadline.found !== ''
            ? `Đọc từ “${deadline.found}”`
            : 'Gõ +5 là sau 5 ngày làm việc'
        }
        onChange={(dueOn) => onChange({ ...draft, dueOn })}
      />
      {scope === 'agency' && (
        <div className="check-row">
          <Check
            label="Duyệt kết quả trước khi kết thúc"
            on={draft.needsApproval}
            onChange={(needsApproval) => onChange({ ...draft, needsApproval })}
          />
          <Check
            label="Lưu làm câu mẫu"
            on={draft.rememberPhrase}
            onChange={(rememberPhrase) => onChange({ ...draft, rememberPhrase })}
          />
        </div>
      )}
    </>
  );
}
