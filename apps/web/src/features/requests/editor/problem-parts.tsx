import type { RequestKind } from '@congvu/contracts';
import { CircleAlert, Undo2 } from 'lucide-react';
import { Button } from '../../../shared/ui/button.tsx';
import type { Problem } from './problems.ts';

interface ProblemActs {
  problem: Problem;
  onUse: (value: string) => void;
  onStart: (kind: RequestKind) => void;
  /** Lets a warning pass with a reason; absent for who may not. */
  onOverride: ((problem: Problem) => void) | undefined;
}

/** The repair when it is known, as a button with the very words of what it does. */
export function ProblemRepair({ problem, onUse, onStart, onOverride }: ProblemActs) {
  const { fix, severity, returned } = problem;
  const value = fix?.value;
  const kind = fix?.kind;
  return (
    <>
      {fix !== undefined && value !== undefined && (
        <Button size="small" onClick={() => onUse(value)}>
          {fix.label}
        </Button>
      )}
      {fix !== undefined && value === undefined && kind !== undefined && (
        <Button size="small" onClick={() => onStart(kind)}>
          {fix.label}
        </Button>
      )}
      {severity === 'warning' && !returned && onOverride !== undefined && problem.passed === undefined && (
        <Button size="small" kind="quiet" onClick={() => onOverride(problem)}>
          Vẫn giữ, nêu lý do
        </Button>
      )}
    </>
  );
}

/** A warning or a reason of a return: beside the field, it does not make the field wrong. */
export function ProblemNote(props: ProblemActs) {
  const { problem } = props;
  const Icon = problem.returned ? Undo2 : CircleAlert;
  return (
    <span className={problem.passed === undefined ? 'req-note is-amber' : 'req-note'}>
      <Icon className="icon icon-16" aria-hidden />
      <span>
        {problem.returned && <b>Đơn vị đầu mối trả lại: </b>}
        {problem.message}
        {problem.passed !== undefined && (
          <>
            {' '}
            <span className="quiet">
              {problem.passed.by} cho qua: {problem.passed.reason}
            </span>
          </>
        )}
        <span className="req-note-acts">
          <ProblemRepair {...props} />
        </span>
      </span>
    </span>
  );
}
