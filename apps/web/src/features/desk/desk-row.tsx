import type { DeskRow } from '@congvu/contracts';
import { FileText, Inbox, ListChecks, type LucideIcon, Mail, Network, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { keyed } from '../../shared/ui/keyed.ts';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip, UrgencyStamp } from '../../shared/ui/marks.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';

const ICONS: Record<DeskRow['channel'], LucideIcon> = {
  axis: Network,
  paper: FileText,
  mail: Mail,
  outgoing: Send,
  task: ListChecks,
  inside: Inbox,
};

function Sentence({ parts }: { parts: DeskRow['sentence'] }) {
  return (
    <p>
      {keyed(parts, (part) => part.text).map(({ key, item }) =>
        item.strong === true ? <b key={key}>{item.text}</b> : <span key={key}>{item.text}</span>,
      )}
    </p>
  );
}

interface TodoRowProps {
  row: DeskRow;
  /** What opens below the row to be done in place; `undefined` = the action leads to the thing itself. */
  peek: ReactNode | undefined;
  open: boolean;
  onToggle: () => void;
}

function RowAction({ row, peek, open, onToggle }: TodoRowProps) {
  const phone = usePhone();
  if (row.action === undefined) {
    return null;
  }
  if (peek === undefined || phone) {
    return (
      <AppLink className="btn btn-small" href={row.action.link}>
        {row.action.label}
      </AppLink>
    );
  }
  return (
    <Button size="small" aria-expanded={open} onClick={onToggle}>
      {open ? 'Thu lại' : row.action.label}
    </Button>
  );
}

/** One sentence, its proof, at most one chip, one action. */
export function TodoRow(props: TodoRowProps) {
  const { row, peek, open } = props;
  const Icon = ICONS[row.channel];
  return (
    <li className={open ? 'todo is-open' : 'todo'}>
      <span className="todo-channel">
        <Icon className="icon icon-16" aria-hidden />
        {row.channelLabel}
      </span>
      <AppLink className="todo-text" href={row.link}>
        <Sentence parts={row.sentence} />
        <small>{row.proof}</small>
      </AppLink>
      <span className="todo-mark">
        <UrgencyStamp urgency={row.urgency} />
        {row.chip !== undefined && <Chip tone={row.chip.tone}>{row.chip.label}</Chip>}
      </span>
      <span className="todo-act">
        <RowAction {...props} />
      </span>
      {open && peek !== undefined && <div className="todo-open">{peek}</div>}
    </li>
  );
}
