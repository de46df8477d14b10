import { type FormDefinition, type FormRow, type ListPart, partOf, printValue } from '@congvu/forms';
import { keyed } from '../../../shared/ui/keyed.ts';

/** More columns than that lie across the page, as the print has them. */
const UPRIGHT_COLUMNS = 6;
const BLANK_ROWS = 3;
/** How many rows one page shows; the signed print breaks its pages by what is written. */
export const ROWS_SHOWN = { upright: 22, across: 13 };

export function liesAcross(form: FormDefinition): boolean {
  return form.layout.kind === 'list' && form.layout.parts.some((part) => part.columns.length > UPRIGHT_COLUMNS);
}

interface PrintedRow {
  row: FormRow;
  /** From 1 within its part. */
  no: number;
}

export function rowsOfPart(form: FormDefinition, rows: readonly FormRow[], part: string): FormRow[] {
  return rows.filter((row) => partOf(form, row) === part);
}

function Part({
  form,
  part,
  rows,
  bad,
}: {
  form: FormDefinition;
  part: ListPart;
  rows: readonly PrintedRow[];
  bad: ReadonlySet<string>;
}) {
  const total = part.columns.reduce((sum, column) => sum + column.width, 0);
  const blank = rows.length === 0 ? BLANK_ROWS : 0;
  return (
    <>
      {part.heading !== undefined && <p className="fp-part-heading">{part.heading}</p>}
      <table className="fp-table is-list" aria-label={part.heading ?? form.shortTitle}>
        <colgroup>
          <col style={{ width: '7%' }} />
          {part.columns.map((column) => (
            <col key={column.key} style={{ width: `${(column.width / total) * 93}%` }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th>STT</th>
            {part.columns.map((column) => (
              <th key={column.key}>{column.label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, no }) => (
            <tr key={no}>
              <td>{no}</td>
              {part.columns.map((column) => {
                const wrong = bad.has(`${part.key} ${no} ${column.key}`);
                return (
                  <td key={column.key} className={wrong ? 'is-left is-bad' : 'is-left'}>
                    {printValue(column, row[column.key] ?? '')}
                  </td>
                );
              })}
            </tr>
          ))}
          {keyed(
            Array.from({ length: blank }, () => 'blank'),
            (text) => text,
          ).map(({ key }) => (
            <tr key={key}>
              <td>&nbsp;</td>
              {part.columns.map((column) => (
                <td key={column.key} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

interface PrintedListProps {
  form: FormDefinition;
  rows: readonly FormRow[];
  /** `part no column` of the cells to correct. */
  bad: ReadonlySet<string>;
  nil: boolean;
  /** First row shown, from 0 over all parts. */
  from: number;
}

/** Mẫu số 06–10 as they are printed: the page with the rows around the one being filled in. */
export function PrintedList({ form, rows, bad, nil, from }: PrintedListProps) {
  const { layout } = form;
  if (layout.kind !== 'list') {
    return null;
  }
  const across = liesAcross(form);
  const limit = across ? ROWS_SHOWN.across : ROWS_SHOWN.upright;
  const numbered = layout.parts.flatMap((part) =>
    rowsOfPart(form, rows, part.key).map((row, index) => ({ row, no: index + 1, part: part.key })),
  );
  const shown = numbered.slice(from, from + limit);
  const more = from > 0 || numbered.length > from + limit;
  return (
    <article
      className={`fp is-list${across ? ' is-across' : ''}${more ? ' is-stack' : ''}`}
      aria-label={`Bản in ${form.label}`}
    >
      <p className="fp-number">{form.label}</p>
      <h2 className="fp-title">
        {form.title.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </h2>
      {layout.rule && <hr className="fp-rule" />}
      {layout.countLabel !== null && (
        <p className="fp-count">
          {layout.countLabel}: {rows.length === 0 ? '…………………' : <b className="fp-in">{rows.length}</b>}
        </p>
      )}
      {layout.caption !== null && <p className="fp-count">{layout.caption}:</p>}
      {nil ? (
        <p className="fp-nil">Không phát sinh.</p>
      ) : (
        layout.parts.map((part) => (
          <Part key={part.key} form={form} part={part} rows={shown.filter((row) => row.part === part.key)} bad={bad} />
        ))
      )}
    </article>
  );
}
