import { CircleAlert, Undo2 } from 'lucide-react';
import { Button } from '../../../shared/ui/button.tsx';
import { ProblemRepair } from '../editor/problem-parts.tsx';
import type { Problem } from '../editor/problems.ts';

interface CellFixProps {
  id: string;
  problems: readonly Problem[];
  /** What may stand in the cell, when it is one of a few. */
  choices: readonly string[];
  hidden: boolean;
  alignEnd: boolean;
  acts: Omit<Parameters<typeof ProblemRepair>[0], 'problem' | 'onUse'>;
  onUse: (value: string) => void;
  onType: () => void;
}

function split(message: string): [lead: string, rest: string] {
  const end = /[.:](?=\s)/.exec(message);
  return end === null ? [message, ''] : [message.slice(0, end.index + 1), message.slice(end.index + 1)];
}

/** What is wrong with the cell, the rule, what to do; the repair is a button. */
export function CellFix({ id, problems, choices, hidden, alignEnd, acts, onUse, onType }: CellFixProps) {
  return (
    <div id={id} className={`cell-fix${hidden ? ' visually-hidden' : ''}${alignEnd ? ' is-end' : ''}`} role="note">
      {problems.map((problem) => {
        const [lead, rest] = split(problem.message);
        const value = problem.fix?.value;
        const Icon = problem.returned ? Undo2 : CircleAlert;
        return (
          <div key={problem.id}>
            <Icon className="icon icon-16" aria-hidden />
            <p>
              {problem.returned && 'Đơn vị đầu mối trả lại: '}
              <b>{lead}</b>
              {rest}
              {problem.passed !== undefined && (
                <span className="quiet">
                  {' '}
                  {problem.passed.by} cho qua: {problem.passed.reason}
                </span>
              )}
            </p>
            {!hidden && (
              <p className="cell-fix-act">
                {value === undefined ? (
                  <ProblemRepair problem={problem} onUse={onUse} {...acts} />
                ) : (
                  <>
                    <Button kind="primary" size="small" onClick={() => onUse(value)}>
                      {problem.fix?.label}
                    </Button>
                    <Button kind="quiet" size="small" onClick={onType}>
                      Chọn khác
                    </Button>
                  </>
                )}
              </p>
            )}
          </div>
        );
      })}
      {!hidden && choices.length > 0 && (
        <p className="cell-fix-choices">
          {choices.map((choice) => (
            <Button key={choice} size="small" onClick={() => onUse(choice)}>
              {choice}
            </Button>
          ))}
        </p>
      )}
    </div>
  );
}
