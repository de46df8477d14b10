import { type FieldValue, type FormDefinition, type FormField, fieldsOf, REVOKE_REASONS } from '@congvu/forms';
import { FieldControl } from './field-control.tsx';
import { ProblemNote, ProblemRepair } from './problem-parts.tsx';
import { type Problem, stops } from './problems.ts';
import { groupsOf } from './sheet-groups.ts';

type Fields = Readonly<Record<string, FieldValue>>;

function isOptional({ need }: FormField): boolean {
  return need === 'optional' || (typeof need === 'object' && 'together' in need);
}

/** What a note of the form limits to another case stays away until that case is chosen; what was filled in always shows. */
export function isShown({ need, key }: FormField, fields: Fields): boolean {
  if (typeof need !== 'object' || !('when' in need)) {
    return true;
  }
  const filled = fields[key];
  if (filled !== undefined && filled !== '' && (typeof filled !== 'object' || filled.length > 0)) {
    return true;
  }
  const value = fields[need.when];
  return (
    need.is.includes(typeof value === 'boolean' || value === undefined ? String(value ?? '') : String(value)) ||
    (value === undefined && need.is.includes('false'))
  );
}

function reasonLabel(code: FieldValue): string {
  return REVOKE_REASONS.find(({ value }) => value === code)?.label ?? '';
}

/** The reason in words follows the one chosen, unless somebody has written his own. */
export function withField(fields: Fields, key: string, value: FieldValue): Record<string, FieldValue> {
  const next = { ...fields, [key]: value };
  if (key === 'reasonCode') {
    const written = fields['reason'] ?? '';
    if (written === '' || written === reasonLabel(fields['reasonCode'] ?? '')) {
      next['reason'] = reasonLabel(value);
    }
  }
  const changes = fields['changes'];
  if (key === 'change' && value === true && (!Array.isArray(changes) || changes.length === 0)) {
    next['changes'] = [{ attribute: '', newValue: '' }];
  }
  return next;
}

interface SheetFieldsProps {
  form: FormDefinition;
  fields: Fields;
  problems: readonly Problem[];
  onChange: (key: string, value: FieldValue) => void;
  onOverride: ((problem: Problem) => void) | undefined;
  onStart: (kind: NonNullable<NonNullable<Problem['fix']>['kind']>) => void;
}

/** Fields of Mẫu 01–05 in groups with plain headings, each with what is wrong under it. */
export function SheetFields({ form, fields, problems, onChange, onOverride, onStart }: SheetFieldsProps) {
  const known = new Map(fieldsOf(form).map((field) => [field.key, field]));
  const byField = new Map<string, Problem[]>();
  for (const problem of problems) {
    byField.set(problem.field, [...(byField.get(problem.field) ?? []), problem]);
  }
  const control = (field: FormField): React.ReactNode => {
    const said = byField.get(field.key) ?? [];
    const error = said.find((problem) => problem.severity === 'error' && stops(problem));
    const rest = said.filter((problem) => problem !== error);
    return (
      <div key={field.key} data-field={field.key} className="req-field">
        <FieldControl
          field={field}
          value={fields[field.key]}
          optional={isOptional(field)}
          error={error?.message}
          repair={
            error?.fix === undefined ? undefined : (
              <ProblemRepair
                problem={error}
                onUse={(value) => onChange(field.key, value)}
                onStart={onStart}
                onOverride={undefined}
              />
            )
          }
          note={
            rest.length === 0
              ? undefined
              : rest.map((problem) => (
                  <ProblemNote
                    key={problem.id}
                    problem={problem}
                    onUse={(value) => onChange(field.key, value)}
                    onStart={onStart}
                    onOverride={onOverride}
                  />
                ))
          }
          onChange={(value) => onChange(field.key, value)}
        />
      </div>
    );
  };
  return groupsOf(form).map((group, index) => {
    const rows = group.rows
      .map((row) =>
        row.flatMap(([key, share]) => {
          const field = known.get(key);
          return field !== undefined && isShown(field, fields) ? [{ field, share }] : [];
        }),
      )
      .filter((row) => row.length > 0);
    return (
      <fieldset key={group.title} className="req-group">
        <legend>
          <h2>{group.title}</h2>
          {index === 0 && <small>Cần điền mọi mục, trừ mục ghi “không bắt buộc”</small>}
        </legend>
        {rows.map((row) => (
          <div
            key={row.map(({ field }) => field.key).join()}
            className="req-row"
            style={{ gridTemplateColumns: row.map(({ share }) => `minmax(0, ${share}fr)`).join(' ') }}
          >
            {row.map(({ field }) => control(field))}
          </div>
        ))}
      </fieldset>
    );
  });
}
