import { CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';

export interface FieldProps {
  label: string;
  /** Beside the label, quiet: "(không bắt buộc)", "theo 4 lần trước". */
  aside?: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  /** Under the error: a button that puts it right. */
  repair?: ReactNode;
}

interface FieldIds {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FieldFrameProps extends FieldProps {
  children: (ids: FieldIds) => ReactNode;
}

/** Label above, hint or error below, tied to the control for screen readers. */
export function Field({ label, aside, hint, error, repair, children }: FieldFrameProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = error !== undefined || (hint !== undefined && hint !== null && hint !== '');
  return (
    <div className={error === undefined ? 'field' : 'field has-error'}>
      <label className="field-label" htmlFor={id}>
        <span>{label}</span>
        {aside !== undefined && <small>{aside}</small>}
      </label>
      {children({
        id,
        'aria-describedby': hasNote ? noteId : undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined ? (
        <div className="field-error" id={noteId}>
          <CircleAlert className="icon" aria-hidden />
          <span>{error}</span>
          {repair !== undefined && <div className="field-repair">{repair}</div>}
        </div>
      ) : (
        hasNote && (
          <div className="field-hint" id={noteId}>
            {hint}
          </div>
        )
      )}
    </div>
  );
}
