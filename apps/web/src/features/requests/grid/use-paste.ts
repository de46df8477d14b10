import type { ImportedRows } from '@congvu/contracts';
import { checkForm, type FormDefinition, type FormRow, readFormTable, readPastedTable } from '@congvu/forms';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatNumber, officeToday } from '../../../shared/text/dates.ts';
import { type CheckedRows, checkedRows, ignoredText } from './import-dialog.tsx';

interface Preview {
  checked: CheckedRows;
  rules: ImportedRows['rules'];
  name: string;
}

/** Told in the words after pasting, or not worth stopping for. */
const SAID = new Set(['requests.table_column_ignored']);

function rulesOf(form: FormDefinition, rows: readonly FormRow[]): ImportedRows['rules'] {
  return checkForm({ form: form.code, set: form.set, rows }, { today: officeToday() })
    .filter(({ row }) => row !== null)
    .map(({ part, fix: _fix, ...finding }) => ({ ...finding, ...(part !== undefined && { part }) }));
}

/** A table from the clipboard or a file on its way into the list. */
export function usePaste(form: FormDefinition, onRows: (rows: readonly FormRow[], said: string) => void) {
  const [preview, setPreview] = useState<Preview>();
  const [asksFile, setAsksFile] = useState(false);
  const close = (): void => {
    setPreview(undefined);
    setAsksFile(false);
  };
  const paste = (text: string): boolean => {
    const read = readFormTable(form.code, readPastedTable(text));
    const points = read.findings.filter(({ code }) => !SAID.has(code));
    if (read.rows.length === 0) {
      showToast(points[0]?.message ?? 'Không thấy dòng nào để dán. Chép cả hàng tiêu đề trong Excel rồi dán lại.');
      return true;
    }
    if (points.length > 0) {
      setPreview({ checked: checkedRows(form, read, rulesOf(form, read.rows)), rules: [], name: '' });
      return true;
    }
    onRows(read.rows, `Đã dán ${formatNumber(read.rows.length)} dòng. ${ignoredText(read.ignoredColumns)}`.trim());
    return true;
  };
  return {
    paste,
    preview,
    isOpen: asksFile || preview !== undefined,
    askFile: () => setAsksFile(true),
    close,
    heard: ({ rows, sheetRows, findings, rules, ignoredColumns }: ImportedRows, name: string): void => {
      const read = { rows: rows as readonly FormRow[], sheetRows, findings, ignoredColumns };
      const shown = findings.filter(({ code }) => !SAID.has(code));
      setPreview({ checked: checkedRows(form, { ...read, findings: shown }, rules), rules, name });
    },
    take: (rows: readonly FormRow[]): void => {
      close();
      onRows(rows, `Đã thêm ${formatNumber(rows.length)} dòng vào bảng.`);
    },
  };
}
