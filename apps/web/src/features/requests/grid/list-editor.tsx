import type { FilledContent, RequestKind, RequestView } from '@congvu/contracts';
import type { FormDefinition, FormRow } from '@congvu/forms';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import './grid.css';
import { showToast } from '../../../shared/feedback/toast.tsx';
import type { Keeper } from '../../../shared/keeping/keeper.ts';
import { Note } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { ReturnedNote } from '../editor/problem-summary.tsx';
import { type Problem, rowsOf } from '../editor/problems.ts';
import { keyOfRow } from '../editor/row-keys.ts';
import { rowsOfPart } from '../printed/printed-list.tsx';
import { Grid } from './grid.tsx';
import { asBlock, type Place } from './grid-model.ts';
import { IdleAccounts } from './idle-accounts.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { ListHead } from './list-head.tsx';
import { type BadRow, sortProblems } from './list-problems.ts';
import { NilNote, NilOffer } from './nil-return.tsx';
import { RowCards } from './row-cards.tsx';
import { useListActs } from './use-list.ts';
import { usePaste } from './use-paste.ts';

interface ListEditorProps {
  view: RequestView;
  form: FormDefinition;
  content: FilledContent;
  problems: readonly Problem[];
  keeper: Keeper<FilledContent>;
  notes: ReactNode;
  onOverride: ((problem: Problem) => void) | undefined;
  onStart: (kind: RequestKind) => void;
  onActiveRow: (row: number) => void;
}

interface Active extends Place {
  part: string;
  /** The keyboard is in the table; not yet when the page has just opened. */
  focused: boolean;
}

/** Rows between the one picked before and this one, with Shift. */
function pickedRange(rows: readonly FormRow[], from: number | undefined, to: number): number[] {
  const keys = rows.map(keyOfRow);
  const start = from === undefined ? -1 : keys.indexOf(from);
  const end = keys.indexOf(to);
  return start < 0 ? [to] : keys.slice(Math.min(start, end), Math.max(start, end) + 1);
}

function usePicked() {
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const last = useRef<number>(undefined);
  return {
    picked,
    clear: () => setPicked(new Set()),
    pick: (rows: readonly FormRow[], key: number, range: boolean) => {
      const keys = range ? pickedRange(rows, last.current, key) : [key];
      const next = new Set(picked);
      if (!range && next.has(key)) {
        next.delete(key);
      } else {
        for (const one of keys) {
          next.add(one);
        }
      }
      last.current = key;
      setPicked(next);
    },
  };
}

/** Mẫu số 06–10 as spreadsheets: type, paste or import; what is wrong stands in its cell. */
export function ListEditor(props: ListEditorProps) {
  const { view, form, content, problems, keeper, notes, onActiveRow } = props;
  const phone = usePhone();
  const rows = rowsOf(content);
  const parts = form.layout.kind === 'list' ? form.layout.parts : [];
  const firstPart = parts[0]?.key ?? 'list';
  const unit = rows.at(-1)?.['unit'] ?? view.agencyName;
  const acts = useListActs(form, keeper, unit);
  const { picked, pick, clear } = usePicked();
  const [active, setActive] = useState<Active>({ part: firstPart, row: 0, column: 0, focused: false });
  const sorted = useMemo(() => sortProblems(form, problems), [form, problems]);
  const paste = usePaste(form, acts.addMany);
  const bar = useRef<HTMLDivElement>(null);
  const goTo = (part: string, place: Place, focused: boolean): void => {
    setActive({ part, ...place, focused });
    const before = parts.slice(
      0,
      parts.findIndex(({ key }) => key === part),
    );
    onActiveRow(place.row + before.reduce((sum, { key }) => sum + rowsOfPart(form, rows, key).length, 0));
  };
  const show = ({ part, no, field }: BadRow): void => {
    const columns = parts.find(({ key }) => key === part)?.columns ?? [];
    goTo(
      part,
      {
        row: no - 1,
        column: Math.max(
          0,
          columns.findIndex(({ key }) => key === field),
        ),
      },
      true,
    );
  };
  const endOf = (part: string): Place => ({ row: rowsOfPart(form, rows, part).length, column: 0 });
  const pasteHere = (text: string, part: string, place: Place): boolean => {
    const columns = parts.find(({ key }) => key === part)?.columns ?? [];
    const block = asBlock(text, columns.length - place.column, columns.length);
    if (block === undefined) {
      return paste.paste(text);
    }
    acts.fill(part, place, block);
    return true;
  };
  const readClipboard = async (): Promise<void> => {
    try {
      paste.paste(await navigator.clipboard.readText());
    } catch {
      // The browser hands the clipboard out only to the keys themselves.
      goTo(active.part, endOf(active.part), true);
      showToast('Bấm Ctrl V để dán vào bảng.');
    }
  };
  const whole = sorted.whole.filter(({ code }) => code !== 'requests.rows_missing');
  const wasted = view.kind === 'account.revoke' && !view.nil && (
    <IdleAccounts agencyId={view.agencyId} rows={rows} onAdd={acts.addMany} />
  );
  if (view.nil) {
    return (
      <div className="req-scroll is-list">
        <div className="req-notes">
          {notes}
          <ReturnedNote returned={view.returned} />
          <NilNote />
        </div>
      </div>
    );
  }
  return (
    <div className="req-scroll is-list" ref={bar}>
      <div className="req-notes">
        {notes}
        <ReturnedNote returned={view.returned} />
        {whole.length > 0 && (
          <Note title={whole[0]?.label ?? ''}>
            {whole.map((problem) => (
              <p key={problem.id}>{problem.message}</p>
            ))}
          </Note>
        )}
        {rows.length === 0 && <NilOffer view={view} />}
      </div>
      <ListHead
        form={form}
        count={rows.length}
        problems={sorted}
        picked={picked.size}
        onShow={show}
        onPaste={() => void readClipboard()}
        onAdd={() => goTo(active.part, endOf(active.part), true)}
        onImport={paste.askFile}
        onRemove={() => {
          acts.remove([...picked]);
          clear();
        }}
      />
      {rows.length > 30 && wasted}
      {parts.map((part) => {
        const own = rowsOfPart(form, rows, part.key);
        const said = sorted.byPart.get(part.key) ?? new Map<string, Problem[]>();
        return (
          <section key={part.key} className="req-part" aria-label={part.heading ?? form.shortTitle}>
            {part.heading !== undefined && <h2>{part.heading}</h2>}
            {phone ? (
              <RowCards
                form={form}
                part={part}
                rows={own}
                problems={said}
                acts={acts}
                unit={unit}
                open={active.part === part.key && active.focused ? active.row + 1 : undefined}
                onOpen={(no) =>
                  no === undefined
                    ? setActive({ ...active, focused: false })
                    : goTo(part.key, { row: no - 1, column: 0 }, true)
                }
              />
            ) : (
              <Grid
                kind={view.kind}
                form={form}
                part={part}
                rows={own}
                problems={said}
                acts={acts}
                place={active.part === part.key ? active : { row: 0, column: 0 }}
                focused={active.part === part.key && active.focused}
                picked={picked}
                onPlace={(place, { focus }) => goTo(part.key, place, focus)}
                onPickRow={(key, range) => pick(own, key, range)}
                onPaste={(text, place) => pasteHere(text, part.key, place)}
                onLeave={() => {
                  setActive({ ...active, focused: false });
                  bar.current?.querySelector<HTMLElement>('.req-tools button')?.focus();
                }}
                problemActs={{ onStart: props.onStart, onOverride: props.onOverride }}
              />
            )}
          </section>
        );
      })}
      {rows.length <= 30 && wasted}
      {!phone && (
        <p className="hints req-hints">
          <span>
            <kbd>Enter</kbd> dòng dưới
          </span>
          <span>
            <kbd>Tab</kbd> ô bên
          </span>
          <span>
            <kbd>F2</kbd> sửa trong ô
          </span>
          <span>
            <kbd>Ctrl</kbd>
            <kbd>Delete</kbd> xóa dòng
          </span>
          <span>
            <kbd>Esc</kbd> ra khỏi bảng
          </span>
        </p>
      )}
      {paste.isOpen && (
        <ImportDialog
          form={form}
          kind={view.kind}
          read={paste.preview}
          onRead={paste.heard}
          onTake={paste.take}
          onClose={paste.close}
        />
      )}
    </div>
  );
}
