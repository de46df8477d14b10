import type { FilledContent } from '@congvu/contracts';
import { columnsOf, type FormDefinition, type FormRow } from '@congvu/forms';
import { useMemo } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import type { Keeper } from '../../../shared/keeping/keeper.ts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { rowsOf } from '../editor/problems.ts';
import { keyOfRow } from '../editor/row-keys.ts';
import { rowsOfPart } from '../printed/printed-list.tsx';
import { emptyRow, overwritten, type Place, putBack, withManyCells, withoutRows, withRows } from './grid-model.ts';

function cellsOf({ part: _part, ...cells }: FormRow): Record<string, string> {
  return cells;
}

export interface ListActs {
  edit: (key: number, cells: Readonly<Record<string, string>>) => void;
  /** A row with these cells at the end of its table; its key. */
  add: (part: string, cells: Readonly<Record<string, string>>) => number;
  addMany: (rows: readonly FormRow[], said: string) => void;
  /** A pasted block over the cells from a place on. */
  fill: (part: string, from: Place, cells: readonly (readonly string[])[]) => void;
  remove: (keys: readonly number[]) => void;
}

/** Every change of the list; what takes rows away or brings many can be taken back for ten seconds. */
export function useListActs(form: FormDefinition, keeper: Keeper<FilledContent>, unit: string): ListActs {
  return useMemo(() => {
    const change = (act: (rows: readonly FormRow[]) => FormRow[]): void =>
      keeper.change((now) => ({ ...now, rows: act(rowsOf(now)) }));
    const take = (keys: ReadonlySet<number>): void => change((rows) => withoutRows(rows, keys));
    return {
      edit: (key, cells) => change((rows) => withManyCells(rows, new Map([[key, cells]]))),
      add: (part, cells) => {
        const row = { ...emptyRow(form, part, columnsOf(form, part), unit), ...cells };
        const key = keyOfRow(row);
        change((rows) => withRows(form, rows, [row]));
        return key;
      },
      addMany: (rows, said) => {
        const keys = new Set(rows.map(keyOfRow));
        change((now) => withRows(form, now, rows));
        showToast(said, { undo: () => take(keys) });
      },
      fill: (part, from, cells) => {
        const columns = columnsOf(form, part);
        const before = rowsOf(keeper.read().content);
        const { changed, beyond } = overwritten(rowsOfPart(form, before, part), columns, from, cells);
        const added = beyond.map((line) => ({ ...emptyRow(form, part, columns, unit), ...line }));
        const byKey = new Map(changed.map((one) => [one.key, one.cells]));
        change((rows) => withRows(form, withManyCells(rows, byKey), added));
        const was = new Map(
          before.filter((row) => byKey.has(keyOfRow(row))).map((row) => [keyOfRow(row), cellsOf(row)]),
        );
        const gone = new Set(added.map(keyOfRow));
        showToast(`Đã dán ${formatNumber(cells.length)} dòng vào cột đang chọn.`, {
          undo: () => change((rows) => withManyCells(withoutRows(rows, gone), was)),
        });
      },
      remove: (keys) => {
        const before = rowsOf(keeper.read().content);
        const gone = new Set(keys);
        take(gone);
        showToast(`Đã xóa ${formatNumber(gone.size)} dòng.`, {
          undo: () => change((rows) => putBack(rows, before, gone)),
        });
      },
    };
  }, [form, keeper, unit]);
}
