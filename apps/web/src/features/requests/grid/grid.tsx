import type { RequestKind } from '@congvu/contracts';
import type { FormDefinition, FormRow, ListColumn, ListPart } from '@congvu/forms';
import { memo, useCallback, useRef } from 'react';
import { formatNumber } from '../../../shared/text/dates.ts';
import type { ProblemRepair } from '../editor/problem-parts.tsx';
import type { Problem } from '../editor/problems.ts';
import { keyOfRow } from '../editor/row-keys.ts';
import { ActiveCell } from './active-cell.tsx';
import { moved, type Place } from './grid-model.ts';
import { useChunks } from './use-chunks.ts';
import type { ListActs } from './use-list.ts';

type CellProblems = ReadonlyMap<string, readonly Problem[]>;

interface GridProps {
  kind: RequestKind;
  form: FormDefinition;
  part: ListPart;
  rows: readonly FormRow[];
  /** Of this table, by `row field`. */
  problems: CellProblems;
  acts: ListActs;
  place: Place;
  /** The keyboard is in this table. */
  focused: boolean;
  picked: ReadonlySet<number>;
  onPlace: (place: Place, how: { focus: boolean }) => void;
  onPickRow: (key: number, range: boolean) => void;
  onPaste: (text: string, place: Place) => boolean;
  onLeave: () => void;
  problemActs: Omit<Parameters<typeof ProblemRepair>[0], 'problem' | 'onUse'>;
}

const NONE: readonly Problem[] = [];
/** On paper a note may break anywhere; here a date in it stays whole. */
const LEAST_SHARE = 13;

function shareOf({ width }: ListColumn): number {
  return Math.max(width, LEAST_SHARE);
}

function isBad(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error' || problem.returned);
}

/** "Chưa có lý do" in a cell that must be filled. */
function shownText(text: string, problems: readonly Problem[], label: string): { text: string; missing: boolean } {
  const missing = text === '' && problems.some(({ code }) => code.endsWith('_missing'));
  return { text: missing ? `Chưa có ${label.charAt(0).toLowerCase()}${label.slice(1)}` : text, missing };
}

function cellClass(problems: readonly Problem[], active: boolean, key: string): string | undefined {
  const doubtful = problems.some((problem) => problem.passed === undefined);
  return (
    [
      isBad(problems) ? 'is-bad' : problems.length > 0 && doubtful ? 'is-doubtful' : '',
      active ? 'is-active' : '',
      key === 'note' ? 'cell-note' : '',
    ]
      .filter(Boolean)
      .join(' ') || undefined
  );
}

interface RowProps {
  row: FormRow;
  no: number;
  part: ListPart;
  problems: CellProblems;
  picked: boolean;
  onCell: (row: number, column: number) => void;
  onPickRow: (key: number, range: boolean) => void;
  active: { column: number; cell: React.ReactNode } | undefined;
}

const Row = memo(function Row({ row, no, part, problems, picked, onCell, onPickRow, active }: RowProps) {
  return (
    <tr className={picked ? 'is-picked' : undefined} aria-rowindex={no + 1}>
      <th scope="row">
        <button
          type="button"
          tabIndex={-1}
          aria-pressed={picked}
          aria-label={`Chọn dòng ${no}`}
          onClick={(event) => onPickRow(keyOfRow(row), event.shiftKey)}
        >
          {no}
        </button>
      </th>
      {part.columns.map((column, index) => {
        const said = problems.get(`${no} ${column.key}`) ?? NONE;
        const isActive = active?.column === index;
        const { text, missing } = shownText(row[column.key] ?? '', said, column.label);
        return (
          <td key={column.key} className={cellClass(said, isActive, column.key)} data-label={column.label}>
            {isActive ? (
              active?.cell
            ) : (
              <button
                type="button"
                className={missing ? 'cell is-missing' : 'cell'}
                tabIndex={-1}
                aria-label={text === '' ? `${column.label}, dòng ${no}, trống` : undefined}
                onClick={() => onCell(no - 1, index)}
              >
                {text}
              </button>
            )}
          </td>
        );
      })}
    </tr>
  );
});

/** One table of the list, filled in like a spreadsheet. */
export function Grid(props: GridProps) {
  const { kind, part, rows, problems, acts, place, focused, picked, onPlace, onPickRow } = props;
  const table = useRef<HTMLTableElement>(null);
  const { chunks, measure } = useChunks(table, rows.length, place.row);
  // The same two functions for ever: a row that has not changed is not drawn again.
  const latest = useRef({ onPlace, onPickRow });
  latest.current = { onPlace, onPickRow };
  const onCell = useCallback(
    (row: number, column: number) => latest.current.onPlace({ row, column }, { focus: true }),
    [],
  );
  const onPick = useCallback((key: number, range: boolean) => latest.current.onPickRow(key, range), []);
  const total = part.columns.reduce((sum, column) => sum + shareOf(column), 0);
  const move = (step: { row?: number; column?: number }, count: number): void =>
    onPlace(moved(place, step, count, part.columns.length), { focus: true });
  const cellAt = (row: FormRow | undefined, no: number): React.ReactNode => {
    const column = part.columns[place.column];
    if (column === undefined) {
      return null;
    }
    // A row that was added by the first letters is there before the list is drawn anew.
    let added = row === undefined ? 0 : 1;
    const put = (cells: Record<string, string>): void => {
      if (row !== undefined) {
        acts.edit(keyOfRow(row), cells);
      } else if (Object.values(cells).some((text) => text !== '')) {
        added = 1;
        acts.add(part.key, cells);
      }
    };
    return (
      <ActiveCell
        key={`${row === undefined ? 'new' : keyOfRow(row)} ${no} ${column.key}`}
        kind={kind}
        column={column}
        label={`${column.label}, dòng ${no}`}
        value={row?.[column.key] ?? ''}
        problems={problems.get(`${no} ${column.key}`) ?? NONE}
        focused={focused}
        alignEnd={place.column >= part.columns.length / 2}
        onCommit={(text) => put({ [column.key]: text })}
        onMove={(step) => move(step, row === undefined ? rows.length + 1 + added : rows.length + 1)}
        onLeave={props.onLeave}
        onPick={({ values }) => put(knownCells(part, values))}
        onPaste={(text) => props.onPaste(text, place)}
        onDeleteRow={() => row !== undefined && acts.remove([keyOfRow(row)])}
        problemActs={props.problemActs}
      />
    );
  };
  const isNew = place.row >= rows.length;
  return (
    <div className="cells-wrap">
      <table
        className="cells"
        ref={table}
        aria-label={part.heading ?? props.form.shortTitle}
        aria-rowcount={rows.length + 2}
      >
        <colgroup>
          <col className="cells-no" />
          {part.columns.map((column) => (
            <col key={column.key} style={{ width: `${(shareOf(column) / total) * 100}%` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className="c">
              STT
            </th>
            {part.columns.map((column) => (
              <th key={column.key} scope="col" title={column.hint}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        {chunks.map((chunk) =>
          chunk.blank === undefined ? (
            <tbody key={chunk.index} ref={(element) => measure(chunk.index, element)}>
              {rows.slice(chunk.from, chunk.to).map((row, index) => {
                const no = chunk.from + index + 1;
                const isActive = place.row === no - 1;
                return (
                  <Row
                    key={keyOfRow(row)}
                    row={row}
                    no={no}
                    part={part}
                    problems={problems}
                    picked={picked.has(keyOfRow(row))}
                    onCell={onCell}
                    onPickRow={onPick}
                    active={isActive ? { column: place.column, cell: cellAt(row, no) } : undefined}
                  />
                );
              })}
            </tbody>
          ) : (
            <tbody key={chunk.index} aria-hidden>
              <tr>
                <td style={{ height: chunk.blank }} colSpan={part.columns.length + 1} />
              </tr>
            </tbody>
          ),
        )}
        <tbody>
          <tr className="cells-new" aria-rowindex={rows.length + 2}>
            <th scope="row">{formatNumber(rows.length + 1)}</th>
            {isNew ? (
              part.columns.map((column, index) => (
                <td key={column.key} className={index === place.column ? 'is-active' : undefined}>
                  {index === place.column ? (
                    cellAt(undefined, rows.length + 1)
                  ) : (
                    <button type="button" className="cell" tabIndex={-1} onClick={() => onCell(rows.length, index)}>
                      <span className="visually-hidden">{column.label}</span>
                    </button>
                  )}
                </td>
              ))
            ) : (
              <td colSpan={part.columns.length}>
                <button type="button" className="cell" onClick={() => onCell(rows.length, 0)}>
                  Gõ tên hoặc dán tiếp từ Excel vào đây
                </button>
              </td>
            )}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

/** What the registers know of the person, as far as this form asks for it. */
function knownCells(part: ListPart, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    part.columns.flatMap(({ key }) => {
      const value = values[key];
      return value === undefined || value === '' ? [] : [[key, value]];
    }),
  );
}
