import type { ImportedRows, RequestKind } from '@congvu/contracts';
import { columnsOf, type FormDefinition, type FormRow, partOf } from '@congvu/forms';
import { Modal } from 'antd';
import { CircleAlert, CircleCheck, Download } from 'lucide-react';
import '../../../shared/table/table.css';
import { UploadArea } from '../../../shared/fields/upload-area.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Note } from '../../../shared/ui/notes.tsx';

export interface ReadRows {
  rows: readonly FormRow[];
  /** Row of the sheet for each of them. */
  sheetRows: readonly number[];
  findings: ImportedRows['findings'];
  ignoredColumns: readonly string[];
}

export interface CheckedRows extends ReadRows {
  /** Rows, from 0, that have something to correct. */
  wrong: ReadonlySet<number>;
}

const SHOWN_MESSAGES = 100;

export function ignoredText(columns: readonly string[]): string {
  if (columns.length === 0) {
    return '';
  }
  const names = columns.map((name) => `“${name}”`).join(', ');
  return `Cột ${names} không có trong mẫu, đã bỏ qua.`;
}

/** Rows by the rules of the form as they would stand in it. */
export function checkedRows(form: FormDefinition, read: ReadRows, rules: ImportedRows['rules']): CheckedRows {
  const wrong = new Set<number>();
  const inPart = new Map<string, number>();
  const at = new Map<string, number>();
  read.rows.forEach((row, index) => {
    const part = partOf(form, row);
    const no = (inPart.get(part) ?? 0) + 1;
    inPart.set(part, no);
    at.set(`${part} ${no}`, index);
  });
  const first = form.layout.kind === 'list' ? (form.layout.parts[0]?.key ?? 'list') : 'list';
  for (const { row, part, severity } of rules) {
    const index = row === null ? undefined : at.get(`${part ?? first} ${row}`);
    if (index !== undefined && severity === 'error') {
      wrong.add(index);
    }
  }
  for (const { row, severity } of read.findings) {
    const index = read.sheetRows.indexOf(row);
    if (index >= 0 && severity === 'error') {
      wrong.add(index);
    }
  }
  return { ...read, wrong };
}

function Messages({
  form,
  checked,
  rules,
}: {
  form: FormDefinition;
  checked: CheckedRows;
  rules: ImportedRows['rules'];
}) {
  const sheetRowOf = (row: number | null): string => {
    const at = row === null ? undefined : checked.sheetRows[row - 1];
    return at === undefined ? '' : formatNumber(at);
  };
  const labels = new Set(
    form.layout.kind === 'list'
      ? form.layout.parts.flatMap(({ key }) => columnsOf(form, key).map(({ label }) => label))
      : [],
  );
  const all = [
    ...checked.findings.map((one) => ({
      key: `${one.code} ${one.row} ${one.column} ${one.label}`,
      row: formatNumber(one.row),
      column: one.column === '' ? '' : `${one.column}${labels.has(one.label) ? ` (${one.label})` : ''}`,
      message: one.message,
      bad: one.severity === 'error',
    })),
    ...rules.map((one) => ({
      key: `${one.code} ${one.part ?? ''} ${one.row ?? ''} ${one.field}`,
      row: sheetRowOf(one.row),
      column: one.label,
      message: one.message,
      bad: one.severity === 'error',
    })),
  ];
  if (all.length === 0) {
    return null;
  }
  return (
    <div className="req-import-list">
      <table className="table is-dense">
        <thead>
          <tr>
            <th scope="col">Dòng</th>
            <th scope="col">Cột</th>
            <th scope="col">Cần xem</th>
          </tr>
        </thead>
        <tbody>
          {all.slice(0, SHOWN_MESSAGES).map((one) => (
            <tr key={one.key}>
              <td className="nb">{one.row}</td>
              <td>{one.column}</td>
              <td className={one.bad ? 'soon' : undefined}>{one.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > SHOWN_MESSAGES && (
        <p className="quiet">Và {formatNumber(all.length - SHOWN_MESSAGES)} điểm nữa; thêm vào bảng rồi sửa tại ô.</p>
      )}
    </div>
  );
}

interface ImportDialogProps {
  form: FormDefinition;
  kind: RequestKind;
  /** What was read: from a file, or pasted with something to look at; absent while no file was chosen. */
  read: { checked: CheckedRows; rules: ImportedRows['rules']; name: string } | undefined;
  onRead: (answer: ImportedRows, name: string) => void;
  onTake: (rows: readonly FormRow[]) => void;
  onClose: () => void;
}

/** Nothing goes into the list before somebody has seen what was read; the good rows can be kept alone. */
export function ImportDialog({ form, kind, read, onRead, onTake, onClose }: ImportDialogProps) {
  const good = read?.checked.rows.filter((_row, index) => !read.checked.wrong.has(index)) ?? [];
  const all = read?.checked.rows ?? [];
  return (
    <Modal open title={`Nhập danh sách vào ${form.label}`} footer={null} width={760} onCancel={onClose}>
      {read === undefined ? (
        <>
          <UploadArea<ImportedRows>
            path={`/api/requests/import/${kind}`}
            accept=".xlsx,.csv"
            multiple={false}
            title="Tệp Excel hoặc CSV"
            hint="Hàng tiêu đề như mẫu; thứ tự cột thế nào cũng đọc được. Xem trước rồi mới thêm vào bảng."
            onUploaded={(answer, file) => onRead(answer, file.name)}
          />
          <p className="req-import-template">
            <a href={`/api/requests/template/${kind}`} download>
              <Download className="icon icon-16" aria-hidden /> Tải bảng mẫu để điền
            </a>
          </p>
        </>
      ) : (
        <>
          <p className="req-sum">
            <span>
              Đọc được <b className="num">{formatNumber(all.length)}</b> dòng
            </span>
            <span className="req-good">
              <CircleCheck className="icon icon-16" aria-hidden />
              {formatNumber(good.length)} dòng đúng
            </span>
            {read.checked.wrong.size > 0 && (
              <span className="req-wrong">
                <CircleAlert className="icon icon-16" aria-hidden />
                {formatNumber(read.checked.wrong.size)} dòng cần sửa
              </span>
            )}
          </p>
          {read.checked.ignoredColumns.length > 0 && (
            <Note tone="plain">
              <p>{ignoredText(read.checked.ignoredColumns)}</p>
            </Note>
          )}
          <Messages form={form} checked={read.checked} rules={read.rules} />
          <div className="dialog-foot">
            <Button onClick={onClose}>Bỏ qua</Button>
            {read.checked.wrong.size > 0 && all.length > 0 && (
              <Button onClick={() => onTake(all)}>Thêm cả {formatNumber(all.length)} dòng, sửa sau</Button>
            )}
            {good.length > 0 && (
              <Button kind="primary" onClick={() => onTake(good)}>
                Thêm {formatNumber(good.length)} dòng đúng
              </Button>
            )}
          </div>
        </>
      )}
    </Modal>
  );
}
