import { columnsOf, type FormRow, formByCode } from '@congvu/forms';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editRow, keyOfRow } from '../editor/row-keys.ts';
import { actOfKey } from './cell-keys.ts';
import { asBlock, moved, overwritten, putBack, withManyCells, withoutRows, withRows } from './grid-model.ts';

function rows(count: number): FormRow[] {
  return Array.from({ length: count }, (_, index) => ({ fullName: `Người ${index}` }));
}

describe('rows', () => {
  it('come back to where they were, whatever was taken', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (taken) => {
        const before = rows(taken.length);
        const keys = new Set(before.filter((_row, index) => taken[index]).map(keyOfRow));
        expect(putBack(withoutRows(before, keys), before, keys)).toEqual(before);
      }),
    );
  });

  it('keep what was typed meanwhile when others come back', () => {
    const before = rows(4);
    const [, second, , fourth] = before;
    const keys = new Set([second, fourth].map((row) => keyOfRow(row ?? {})));
    const left = withoutRows(before, keys).map((row, index) => (index === 1 ? editRow(row, { fullName: 'Sửa' }) : row));
    const added = { fullName: 'Mới' };
    expect(putBack([...left, added], before, keys).map((row) => row['fullName'])).toEqual([
      'Người 0',
      'Người 1',
      'Sửa',
      'Mới',
      'Người 3',
    ]);
  });

  it('stay the same row when a cell changes', () => {
    const [first = {}] = rows(1);
    const [edited = {}] = withManyCells([first], new Map([[keyOfRow(first), { fullName: 'Sửa' }]]));
    expect(edited['fullName']).toBe('Sửa');
    expect(keyOfRow(edited)).toBe(keyOfRow(first));
  });

  it('go to their own table of Mẫu số 10', () => {
    const form = formByCode('M10');
    const people = { part: 'people', fullName: 'Giàng A Páo' };
    const units = { part: 'units', unitName: 'Trường Mầm non' };
    expect(withRows(form, [people], [units]).map((row) => row.part)).toEqual(['units', 'people']);
  });
});

describe('a block of cells', () => {
  const columns = columnsOf(formByCode('M07'));

  it('is a column or two without headings; a table is more', () => {
    expect(asBlock('Nghỉ hưu\nChuyển công tác\n', 2, columns.length)).toEqual([['Nghỉ hưu'], ['Chuyển công tác']]);
    expect(asBlock('a\tb\tc\td', 6, columns.length)).toBeUndefined();
    expect(asBlock('a\tb', 1, columns.length)).toBeUndefined();
  });

  it('is written in the usual spelling and goes on below the last row', () => {
    const own = rows(1);
    const { changed, beyond } = overwritten(own, columns, { row: 0, column: 0 }, [['SÙNG A DẾ'], ['lý a tủa']]);
    expect(changed).toEqual([{ key: keyOfRow(own[0] ?? {}), cells: { fullName: 'Sùng A Dế' } }]);
    expect(beyond).toEqual([{ fullName: 'Lý A Tủa' }]);
  });
});

describe('the keyboard', () => {
  it.each([
    [{ row: 0, column: 0 }, { column: -1 }, { row: 0, column: 0 }],
    [{ row: 0, column: 2 }, { column: 1 }, { row: 1, column: 0 }],
    [{ row: 1, column: 0 }, { column: -1 }, { row: 0, column: 2 }],
    [{ row: 3, column: 2 }, { column: 1 }, { row: 3, column: 2 }],
    [{ row: 3, column: 1 }, { row: 1 }, { row: 3, column: 1 }],
    [{ row: 2, column: 1 }, { row: 1 }, { row: 3, column: 1 }],
  ])('from %j by %j comes to %j', (from, step, to) => {
    expect(moved(from, step, 4, 3)).toEqual(to);
  });

  const plain = { ctrlKey: false, altKey: false, metaKey: false, shiftKey: false };
  const press = (key: string, editing: boolean, more: Partial<typeof plain> = {}, composing = false) =>
    actOfKey({ key, ...plain, ...more }, { editing, composing });

  it('leaves the arrows to the sides and Delete to the text that is being typed', () => {
    expect(press('ArrowLeft', true)).toBeUndefined();
    expect(press('Delete', true)).toBeUndefined();
    expect(press('ArrowLeft', false)).toEqual({ step: { column: -1 } });
    expect(press('Delete', false)).toEqual({ act: 'clear' });
    expect(press('ArrowDown', true)).toEqual({ step: { row: 1 } });
  });

  it('goes back with Shift, and nowhere while an input method composes', () => {
    expect(press('Tab', true, { shiftKey: true })).toEqual({ step: { column: -1 } });
    expect(press('Enter', false, { shiftKey: true })).toEqual({ step: { row: -1 } });
    expect(press('Enter', true, {}, true)).toBeUndefined();
  });

  it('takes no letters and no keys of the browser', () => {
    expect(press('d', false)).toBeUndefined();
    expect(press('c', false, { ctrlKey: true })).toBeUndefined();
    expect(press('Delete', false, { ctrlKey: true })).toEqual({ act: 'delete_row' });
  });
});
