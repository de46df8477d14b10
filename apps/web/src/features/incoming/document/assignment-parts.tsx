import type { AssignmentView, IncomingView } from '@congvu/contracts';
import { useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { FactsSection } from '../../../shared/ui/facts.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { useIncomingAct } from '../incoming-api.ts';

function toneOf({ state, deadline }: AssignmentView): Tone {
  if (state === 'done') {
    return 'green';
  }
  if (deadline !== null && (deadline.tone === 'red' || deadline.tone === 'amber')) {
    return deadline.tone;
  }
  return 'neutral';
}

/** Each part of the line ends with a full stop of its own. */
function withoutStop(words: string): string {
  return words.trim().replace(/[.;]+$/u, '');
}

function PartRow({ part, below, id }: { part: AssignmentView; below: boolean; id: string }) {
  const [asking, setAsking] = useState(false);
  const approve = useIncomingAct<{ assignmentId: string; note: string }>(id, 'approve-result', () =>
    showToast(`Đã duyệt kết quả của ${part.displayName}.`),
  );
  const redo = useIncomingAct<{ assignmentId: string; reason: string }>(id, 'return-result', () => {
    setAsking(false);
    showToast(`Đã yêu cầu ${part.displayName} làm lại.`);
  });
  const decides = part.parentId !== null && part.abilities['tasks.approve_result'] === true;
  return (
    <li className={below ? 'part is-below' : 'part'}>
      <span>{part.displayName}</span>
      <Chip tone={toneOf(part)}>
        {part.state === 'done' || part.deadline === null ? part.stateLabel : part.deadline.label}
      </Chip>
      <small>
        {part.roleLabel}
        {part.personName !== null && part.unitName !== part.displayName ? `, ${part.unitName}` : ''}
        {part.note === '' ? '' : `. ${withoutStop(part.note)}`}
        {part.result === '' ? '' : `. Kết quả: ${withoutStop(part.result)}`}
        {part.returnedReason === '' || part.state === 'done' ? '' : `. Làm lại: ${withoutStop(part.returnedReason)}`}
        {part.openedAt === null ? '. Chưa mở' : `. Mở ${formatMoment(part.openedAt)}`}
      </small>
      {decides && (
        <span className="part-acts">
          <Button
            size="small"
            busy={approve.isPending}
            onClick={() => approve.mutate({ assignmentId: part.id, note: '' })}
          >
            Duyệt kết quả
          </Button>
          <Button size="small" kind="quiet" onClick={() => setAsking(true)}>
            Yêu cầu làm lại
          </Button>
        </span>
      )}
      <ReasonDialog
        open={asking}
        title={`Yêu cầu ${part.displayName} làm lại`}
        consequence="Phần việc trở về người thực hiện kèm lý do này."
        confirmLabel="Yêu cầu làm lại"
        least={3}
        busy={redo.isPending}
        error={redo.error}
        onCancel={() => setAsking(false)}
        onConfirm={(reason) => redo.mutate({ assignmentId: part.id, reason })}
      />
    </li>
  );
}

/** Parts under their parents, in the order they were given. */
function ordered(parts: readonly AssignmentView[]): { part: AssignmentView; below: boolean }[] {
  const shown = parts.filter((part) => part.state !== 'withdrawn');
  const top = shown.filter((part) => part.parentId === null || !shown.some((other) => other.id === part.parentId));
  return top.flatMap((part) => [
    { part, below: false },
    ...shown.filter((child) => child.parentId === part.id).map((child) => ({ part: child, below: true })),
  ]);
}

/** Who has which part and how far it is; hidden while there is only one. */
export function AssignmentParts({ view }: { view: IncomingView }) {
  const rows = ordered(view.assignments);
  if (rows.length < 2) {
    return null;
  }
  return (
    <FactsSection title="Phân công">
      <ul className="parts">
        {rows.map(({ part, below }) => (
          <PartRow key={part.id} part={part} below={below} id={view.id} />
        ))}
      </ul>
    </FactsSection>
  );
}
