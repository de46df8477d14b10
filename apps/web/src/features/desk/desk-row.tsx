import type { DeskRow } from '@congvu/contracts';
import { FileText, Inbox, ListChecks, type LucideIcon, Mail, Network, Send } from 'lucide-react';
import { keyed } from '../../shared/ui/keyed.ts';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip, UrgencyStamp } from '../../shared/ui/marks.tsx';

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

/** One sentence, its proof, at most one chip, one action. */
export function TodoRow({ row }: { row: DeskRow }) {
  const Icon = ICONS[row.channel];
  return (
    <li className="todo">
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
        {row.action !== undefined && (
          <AppLink className="btn btn-small" href={row.action.link}>
            {row.action.label}
          </AppLink>
        )}
      </span>
    </li>
  );
}
