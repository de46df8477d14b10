import type { MovementView } from '@congvu/contracts';
import { CircleCheck } from 'lucide-react';
import { formatInstant, formatWhen } from '../text/dates.ts';

/** "Lò Văn Sơn bút phê, giao việc": the verb goes on in small letters unless it begins with a name of its own. */
function sayMovement({ actorName, text }: MovementView): string {
  if (actorName === '' || text.includes(actorName)) {
    return text;
  }
  return `${actorName} ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** Luân chuyển: newest first, one line an event. */
export function Timeline({ movements }: { movements: readonly MovementView[] }) {
  const newestFirst = [...movements].sort((one, other) => other.at.localeCompare(one.at));
  return (
    <ol className="timeline">
      {newestFirst.map((movement, index) => (
        <li key={`${movement.at} ${movement.kind} ${movement.text}`} className={index === 0 ? 'is-now' : undefined}>
          <span>{sayMovement(movement)}</span>
          <time dateTime={movement.at} title={formatInstant(movement.at)}>
            {formatWhen(movement.at)}
          </time>
        </li>
      ))}
    </ol>
  );
}

interface Step {
  key: string;
  label: string;
  state: 'done' | 'now' | 'waiting' | 'returned';
}

const STEP_WORD: Record<Step['state'], string> = {
  done: 'đã xong',
  now: 'đang ở bước này',
  waiting: 'chưa tới',
  returned: 'bị trả lại',
};

/** The way of a document through the office, with where it is now. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="steps">
      {steps.map((step, index) => (
        <li key={step.key} className={`is-${step.state}`} aria-current={step.state === 'now' ? 'step' : undefined}>
          {step.state === 'done' ? (
            <CircleCheck className="icon icon-16" aria-hidden />
          ) : (
            <i aria-hidden>{index + 1}</i>
          )}
          {step.label}
          <span className="visually-hidden">, {STEP_WORD[step.state]}</span>
        </li>
      ))}
    </ol>
  );
}
