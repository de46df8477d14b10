import type { RequestKind, RowSuggestions } from '@congvu/contracts';
import { LEAVE_REASONS, type ListColumn } from '@congvu/forms';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { matchesWords } from '../../../shared/text/names.ts';
import { useSuggestions } from '../requests-api.ts';

export type Suggestion = RowSuggestions['items'][number];

const ASKED: readonly ListColumn['type'][] = ['name', 'accountName', 'mailboxName'];
const SHOWN = 8;

export const REASON_WORDS: readonly string[] = LEAVE_REASONS.map(({ label }) => label);
const REASONS: readonly Suggestion[] = REASON_WORDS.map((label) => ({ label, hint: '', values: { reason: label } }));

/** What may be meant by the letters typed so far: people the registers know, reasons as offices write them. */
export function useCellSuggestions(
  kind: RequestKind,
  column: ListColumn,
  typed: string,
  editing: boolean,
): Suggestion[] {
  const q = useDelayed(typed.trim());
  const asked = editing && ASKED.includes(column.type) && q !== '';
  const known = useSuggestions(kind, q, asked);
  if (!editing) {
    return [];
  }
  if (column.type === 'reason') {
    return REASONS.filter((one) => matchesWords(one.label, typed)).filter((one) => one.label !== typed);
  }
  return asked && typed.trim() !== '' ? (known.data?.items ?? []).slice(0, SHOWN) : [];
}

interface SuggestionListProps {
  id: string;
  items: readonly Suggestion[];
  marked: number;
  onPick: (item: Suggestion) => void;
}

export function SuggestionList({ id, items, marked, onPick }: SuggestionListProps) {
  return (
    <div className="req-suggest" id={id} role="listbox" aria-label="Gợi ý">
      {items.map((item, index) => (
        <div
          key={`${item.label} ${item.hint}`}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === marked}
          className={index === marked ? 'is-marked' : undefined}
          // Before the field loses the focus, else what is typed would be taken as final.
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(item);
          }}
        >
          <span>{item.label}</span>
          {item.hint !== '' && <small>{item.hint}</small>}
        </div>
      ))}
    </div>
  );
}
