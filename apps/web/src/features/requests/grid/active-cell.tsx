import type { RequestKind } from '@congvu/contracts';
import { type ListColumn, normalizeField } from '@congvu/forms';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { ProblemRepair } from '../editor/problem-parts.tsx';
import type { Problem } from '../editor/problems.ts';
import { CellFix } from './cell-fix.tsx';
import { actOfKey, type Step } from './cell-keys.ts';
import { REASON_WORDS, type Suggestion, SuggestionList, useCellSuggestions } from './suggestions.tsx';

const NO_CHOICES: readonly string[] = [];

interface ActiveCellProps {
  kind: RequestKind;
  column: ListColumn;
  /** "Họ và tên, dòng 5". */
  label: string;
  value: string;
  problems: readonly Problem[];
  /** Takes the focus when it becomes the active one; not when the page opens. */
  focused: boolean;
  alignEnd: boolean;
  onCommit: (value: string) => void;
  onMove: (step: Step) => void;
  onLeave: () => void;
  onPick: (item: Suggestion) => void;
  onPaste: (text: string) => boolean;
  onDeleteRow: () => void;
  problemActs: Omit<Parameters<typeof ProblemRepair>[0], 'problem' | 'onUse'>;
}

/**
 * The cell one is in. It is a real text field with its text chosen: typing replaces it, so that UniKey and the input methods of the
 * system work from the first letter on; F2 or a second click goes on with what stands there.
 */
export function ActiveCell(props: ActiveCellProps) {
  const { kind, column, label, value, problems, focused, onCommit, onMove } = props;
  const [text, setText] = useState(value);
  const [editing, setEditing] = useState(false);
  const [marked, setMarked] = useState(-1);
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const suggestions = useCellSuggestions(kind, column, text, editing);
  const invalid = problems.some(({ severity }) => severity === 'error');
  /** Given on already: a field that is taken away while it has the focus may say so once more. */
  const given = useRef<string>(undefined);
  useEffect(() => {
    given.current = undefined;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (focused) {
      field.current?.focus({ preventScroll: true });
      field.current?.select();
      field.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }, [focused]);
  const commit = (): void => {
    setEditing(false);
    setMarked(-1);
    const usual = normalizeField(column.type, text);
    if (usual !== value && usual !== given.current) {
      given.current = usual;
      onCommit(usual);
    }
  };
  const leaveTo = (step: Step): void => {
    commit();
    onMove(step);
  };
  const pick = (item: Suggestion): void => {
    setEditing(false);
    setMarked(-1);
    props.onPick(item);
  };
  const edit = (): void => {
    setEditing(true);
    field.current?.setSelectionRange(text.length, text.length);
  };
  const revert = (): void => {
    if (editing) {
      setText(value);
      setEditing(false);
      field.current?.select();
    } else {
      props.onLeave();
    }
  };
  const pressInList = (key: string): boolean => {
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      const step = key === 'ArrowDown' ? 1 : -1;
      setMarked((now) => Math.min(suggestions.length - 1, Math.max(-1, now + step)));
      return true;
    }
    const item = suggestions[marked];
    if (item !== undefined && (key === 'Enter' || key === 'Tab')) {
      pick(item);
      onMove(key === 'Enter' ? { row: 1 } : { column: 1 });
      return true;
    }
    return false;
  };
  const press = (event: KeyboardEvent): void => {
    const act = actOfKey(event, { composing: event.nativeEvent.isComposing, editing });
    const taken = !event.nativeEvent.isComposing && suggestions.length > 0 && pressInList(event.key);
    if (taken || act !== undefined) {
      event.preventDefault();
      event.stopPropagation();
    }
    if (taken || act === undefined) {
      return;
    }
    if ('step' in act) {
      leaveTo(act.step);
      return;
    }
    const acts = { revert, edit, clear: () => onCommit(''), delete_row: props.onDeleteRow };
    acts[act.act]();
  };
  const paste = (event: ClipboardEvent): void => {
    const pasted = event.clipboardData.getData('text/plain');
    if (/[\t\n]/.test(pasted.trim()) && props.onPaste(pasted)) {
      event.preventDefault();
    }
  };
  const isOpen = suggestions.length > 0;
  return (
    <>
      <div className={`cell-edit${editing ? ' is-editing' : ''}`} data-text={text}>
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={label}
          aria-invalid={invalid || undefined}
          aria-describedby={problems.length > 0 ? `${listId}-said` : undefined}
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={isOpen && marked >= 0 ? `${listId}-${marked}` : undefined}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setEditing(true);
            setMarked(-1);
            setText(event.target.value.replaceAll('\n', ' '));
          }}
          onDoubleClick={edit}
          onKeyDown={press}
          onPaste={paste}
          onBlur={commit}
        />
      </div>
      {isOpen && <SuggestionList id={listId} items={suggestions} marked={marked} onPick={pick} />}
      {problems.length > 0 && !isOpen && (
        <CellFix
          id={`${listId}-said`}
          problems={problems}
          choices={column.type === 'reason' && value === '' ? REASON_WORDS : NO_CHOICES}
          hidden={!focused || editing}
          alignEnd={props.alignEnd}
          acts={props.problemActs}
          onUse={onCommit}
          onType={() => {
            setText('');
            setEditing(true);
            field.current?.focus();
          }}
        />
      )}
    </>
  );
}
