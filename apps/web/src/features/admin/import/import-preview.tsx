import type { ImportPreview, ImportSheet } from '@congvu/contracts';
import { useState } from 'react';
import { formatNumber } from '../../../shared/text/dates.ts';
import { keyed } from '../../../shared/ui/keyed.ts';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';

type SheetView = ImportPreview['sheets'][number];

const CHANGES: Record<SheetView['rows'][number]['change'], readonly [label: string, tone: Tone]> = {
  added: ['Thêm mới', 'blue'],
  changed: ['Thay đổi', 'amber'],
  unchanged: ['Giữ nguyên', 'plain'],
  wrong: ['Có lỗi', 'amber'],
};

export const SHEET_NAMES: Record<ImportSheet, string> = {
  agencies: 'cơ quan',
  units: 'đơn vị',
  people: 'cán bộ',
  positions: 'chức vụ',
};

function changesText(counts: ImportPreview['counts'][ImportSheet]): string {
  const parts = [
    counts.added > 0 ? `thêm ${formatNumber(counts.added)}` : '',
    counts.changed > 0 ? `đổi ${formatNumber(counts.changed)}` : '',
    counts.unchanged > 0 ? `giữ ${formatNumber(counts.unchanged)}` : '',
  ];
  return parts.filter(Boolean).join(', ') || 'không có dòng';
}

export function ImportCounts({ preview }: { preview: ImportPreview }) {
  const sheets = preview.sheets.map((sheet) => sheet.sheet);
  return (
    <ul className="import-counts">
      {sheets.map((sheet) => (
        <li key={sheet}>
          <span>
            <b>{formatNumber(preview.counts[sheet].rows)}</b> {SHEET_NAMES[sheet]}
          </span>
          <small>{changesText(preview.counts[sheet])}</small>
        </li>
      ))}
    </ul>
  );
}

/** Every wrong cell: sheet, row as in the file, column, what to do. */
export function ImportErrors({ preview }: { preview: ImportPreview }) {
  return (
    <section aria-label="Lỗi trong tệp" className="import-table">
      <table className="table">
        <thead>
          <tr>
            <th>Trang</th>
            <th className="r">Dòng</th>
            <th>Cột</th>
            <th>Cần sửa</th>
          </tr>
        </thead>
        <tbody>
          {keyed(preview.errors, (error) => `${error.sheet} ${error.row} ${error.column} ${error.message}`).map(
            ({ key, item }) => (
              <tr key={key}>
                <td className="nb">{item.sheet}</td>
                <td className="r">{formatNumber(item.row)}</td>
                <td className="nb">
                  <b>{item.column}</b>
                </td>
                <td>{item.message}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

function SheetTable({ sheet, errors }: { sheet: SheetView; errors: ImportPreview['errors'] }) {
  const wrong = new Set(
    errors.filter((error) => error.sheet === sheet.name).map((error) => `${error.row} ${error.column}`),
  );
  return (
    <section className="import-table" aria-label={`Trang ${sheet.name}`}>
      <table className="table is-dense">
        <thead>
          <tr>
            <th className="r">Dòng</th>
            <th>Kết quả</th>
            {sheet.columns.map((column) => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map((row) => (
            <tr key={row.row} className={row.change === 'wrong' ? 'is-wrong' : undefined}>
              <td className="r">{row.row}</td>
              <td>
                <Chip tone={CHANGES[row.change][1]}>{CHANGES[row.change][0]}</Chip>
              </td>
              {sheet.columns.map((column, index) => (
                <td key={column} className={wrong.has(`${row.row} ${column}`) ? 'soon' : undefined}>
                  {row.cells[index]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The rows as the office read them, sheet by sheet. */
export function ImportRows({ preview }: { preview: ImportPreview }) {
  const filled = preview.sheets.filter((sheet) => sheet.rows.length > 0);
  const [picked, setPicked] = useState<ImportSheet>();
  // What has to be corrected is looked at first.
  const wrong = filled.find((sheet) => sheet.rows.some((row) => row.change === 'wrong'));
  const shown = filled.find((sheet) => sheet.sheet === picked) ?? wrong ?? filled[0];
  if (shown === undefined) {
    return null;
  }
  return (
    <>
      <div className="import-tabs">
        <h3>Các dòng như hệ thống đọc được</h3>
        {filled.length > 1 && (
          <Segments<ImportSheet>
            label="Trang trong tệp"
            tabs={filled.map((sheet) => ({ key: sheet.sheet, label: sheet.name }))}
            active={shown.sheet}
            onChange={setPicked}
          />
        )}
      </div>
      <SheetTable sheet={shown} errors={preview.errors} />
    </>
  );
}
