import type { FormDefinition, FormRow, ListPart } from '@congvu/forms';
import { normalizeField } from '@congvu/forms';
import { Modal } from 'antd';
import { ChevronRight, CircleAlert, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import type { Problem } from '../editor/problems.ts';
import { keyOfRow } from '../editor/row-keys.ts';
import { emptyRow, isEmptyRow } from './grid-model.ts';
import type { ListActs } from './use-list.ts';

interface RowCardsProps {
  form: FormDefinition;
  part: ListPart;
  rows: readonly FormRow[];
  problems: ReadonlyMap<string, readonly Problem[]>;
  acts: ListActs;
  unit: string;
  /** Number of the row that is open; one more than there are is a new one. */
  open: number | undefined;
  onOpen: (no: number | undefined) => void;
}

interface RowFormProps extends Omit<RowCardsProps, 'open' | 'onOpen'> {
  row: FormRow | undefined;
  no: number;
  onClose: () => void;
}

/** One row as a small form, for the thumb. */
function RowForm({ form, part, row, no, problems, acts, unit, onClose }: RowFormProps) {
  const [cells, setCells] = useState<FormRow>(() => row ?? emptyRow(form, part.key, part.columns, unit));
  const save = (): void => {
    const usual = Object.fromEntries(
      part.columns.map((column) => [column.key, normalizeField(column.type, cells[column.key] ?? '')]),
    );
    if (row !== undefined) {
      acts.edit(keyOfRow(row), usual);
    } else if (!isEmptyRow(usual, part.columns)) {
      acts.add(part.key, usual);
    }
    onClose();
  };
  return (
    <Modal open title={`Dòng ${no}`} footer={null} onCancel={onClose}>
      <div className="form">
        {part.columns.map((column) => {
          const said = problems.get(`${no} ${column.key}`)?.[0];
          const same = row !== undefined && (row[column.key] ?? '') === (cells[column.key] ?? '');
          return (
            <TextField
              key={column.key}
              label={column.label}
              {...(column.need === 'optional' && { aside: '(không bắt buộc)' })}
              value={cells[column.key] ?? ''}
              hint={column.hint}
              error={same && said?.severity === 'error' ? said.message : undefined}
              onChange={(text) => setCells({ ...cells, [column.key]: text })}
            />
          );
        })}
      </div>
      <div className="dialog-foot">
        {row !== undefined && (
          <Button
            icon={Trash2}
            onClick={() => {
              acts.remove([keyOfRow(row)]);
              onClose();
            }}
          >
            Xóa dòng
          </Button>
        )}
        <Button kind="primary" onClick={save}>
          {row === undefined ? 'Thêm' : 'Xong'}
        </Button>
      </div>
    </Modal>
  );
}

const SHOWN = 50;

/** The list on a phone: a card a row, opened to be changed. */
export function RowCards(props: RowCardsProps) {
  const { part, rows, problems, open, onOpen } = props;
  const [limit, setLimit] = useState(SHOWN);
  const [first, ...rest] = part.columns;
  return (
    <>
      <ul className="sheet req-cards">
        {rows.slice(0, limit).map((row, index) => {
          const no = index + 1;
          const said = part.columns.flatMap((column) => problems.get(`${no} ${column.key}`) ?? []);
          const wrong = said.find(({ severity }) => severity === 'error');
          const name = row[first?.key ?? ''] ?? '';
          return (
            <li key={keyOfRow(row)}>
              <button type="button" onClick={() => onOpen(no)}>
                <span className="num">{no}</span>
                <span>
                  <b>{name === '' ? 'Chưa có tên' : name}</b>
                  <small>
                    {rest
                      .map(({ key }) => row[key] ?? '')
                      .filter(Boolean)
                      .join(' · ')}
                  </small>
                  {wrong !== undefined && (
                    <span className="req-note is-amber">
                      <CircleAlert className="icon icon-16" aria-hidden />
                      <span>{wrong.message}</span>
                    </span>
                  )}
                </span>
                <ChevronRight className="icon" aria-hidden />
              </button>
            </li>
          );
        })}
        <li>
          <button type="button" className="is-add" onClick={() => onOpen(rows.length + 1)}>
            <Plus className="icon" aria-hidden />
            <span>Thêm dòng</span>
          </button>
        </li>
      </ul>
      {rows.length > limit && (
        <div className="pane-more">
          <Button size="small" onClick={() => setLimit(limit + SHOWN)}>
            Xem thêm
          </Button>
        </div>
      )}
      {open !== undefined && (
        <RowForm key={open} {...props} row={rows[open - 1]} no={open} onClose={() => onOpen(undefined)} />
      )}
    </>
  );
}
