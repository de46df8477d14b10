import type { RegisterImport, RegisterImported, RegisterImportRow } from '@congvu/contracts';
import { Modal } from 'antd';
import { Download } from 'lucide-react';
import { useState } from 'react';
import '../table/table.css';
import './imports.css';
import type { z } from 'zod';
import { useWrite } from '../api/write.ts';
import { showToast } from '../feedback/toast.tsx';
import { UploadArea } from '../fields/upload-area.tsx';
import { formatNumber } from '../text/dates.ts';
import { Button } from '../ui/button.tsx';
import { keyed } from '../ui/keyed.ts';
import { Chip, type Tone } from '../ui/marks.tsx';
import { ErrorNote, Note } from '../ui/notes.tsx';

const TONES: Record<RegisterImportRow['effect'], Tone> = {
  new: 'blue',
  update: 'neutral',
  same: 'plain',
  error: 'amber',
};

function PreviewRow({ row }: { row: RegisterImportRow }) {
  return (
    <tr>
      <td className="r">{row.row}</td>
      <td>
        {row.text}
        {row.problems.length > 0 && (
          <ul className="import-problems">
            {keyed(row.problems, (problem) => `${problem.column} ${problem.message}`).map(({ key, item }) => (
              <li key={key} className={item.severity === 'error' ? 'is-wrong' : undefined}>
                {item.label !== '' && (
                  <b>
                    {item.column === '' ? '' : `Cột ${item.column}, `}
                    {item.label}:{' '}
                  </b>
                )}
                {item.message}
              </li>
            ))}
          </ul>
        )}
      </td>
      <td>
        <Chip tone={TONES[row.effect]}>{row.effectLabel}</Chip>
      </td>
    </tr>
  );
}

function countsOf(preview: RegisterImport): string {
  const parts = [
    [preview.fresh, 'dòng mới'],
    [preview.updated, 'dòng thay đổi'],
    [preview.same, 'dòng không đổi'],
    [preview.wrong, 'dòng có lỗi'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${formatNumber(count)} ${word}`);
  return said.length === 0 ? 'Không có dòng nào.' : `${said.join(', ')}.`;
}

interface PreviewProps {
  preview: RegisterImport;
  path: string;
  topic: string;
  onAgain: () => void;
  onDone: () => void;
}

/** Nothing is written yet; good rows may be kept while the others are put right in the file. */
function Preview({ preview, path, topic, onAgain, onDone }: PreviewProps) {
  const confirm = useWrite<{ skipErrors: boolean }, z.infer<typeof RegisterImported>>({
    request: (body) => ({ path: `${path}/import/${preview.id ?? ''}/confirm`, body }),
    topics: [topic],
    onDone: ({ fresh, updated, skipped }) => {
      const left = skipped > 0 ? `, bỏ qua ${formatNumber(skipped)} dòng có lỗi` : '';
      showToast(`Đã ghi ${formatNumber(fresh)} dòng mới, ${formatNumber(updated)} dòng thay đổi${left}.`);
      onDone();
    },
  });
  const good = preview.fresh + preview.updated;
  const nothing = good === 0 ? 'Không có dòng nào để ghi.' : undefined;
  const shown = preview.rows.length;
  const all = preview.fresh + preview.updated + preview.same + preview.wrong;
  return (
    <>
      <p className="dialog-text">
        <b>{preview.fileName}</b>: {countsOf(preview)} Chưa ghi gì vào sổ.
      </p>
      {preview.ignoredColumns.length > 0 && (
        <Note tone="plain">
          <p>Cột không đọc: {preview.ignoredColumns.join(', ')}.</p>
        </Note>
      )}
      <div className="sheet import-preview">
        <table className="table">
          <thead>
            <tr>
              <th className="r">Dòng</th>
              <th>Nội dung, điều cần sửa</th>
              <th>Sẽ ghi</th>
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => (
              <PreviewRow key={row.row} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {all > shown && (
        <p className="quiet">
          Đang hiện {formatNumber(shown)} trong {formatNumber(all)} dòng; dòng cần sửa đứng trước.
        </p>
      )}
      {confirm.isError && <ErrorNote title="Chưa ghi được danh sách" error={confirm.error} kept="Chưa ghi gì." />}
      <div className="dialog-foot">
        <Button onClick={onAgain}>Chọn tệp khác</Button>
        <Button
          kind="primary"
          busy={confirm.isPending}
          reason={preview.id === null ? 'Tệp này không ghi được. Sửa rồi tải lên lại.' : nothing}
          onClick={() => confirm.mutate({ skipErrors: preview.wrong > 0 })}
        >
          {preview.wrong > 0 ? `Ghi ${formatNumber(good)} dòng đúng` : `Ghi ${formatNumber(good)} dòng`}
        </Button>
      </div>
    </>
  );
}

interface ImportDialogProps {
  title: string;
  /** `/api/accounts-register`: import, confirm and template lie below it. */
  path: string;
  topic: string;
  hint: string;
  onClose: () => void;
}

/** What an office has today, from its spreadsheet. */
export function ImportDialog({ title, path, topic, hint, onClose }: ImportDialogProps) {
  const [preview, setPreview] = useState<RegisterImport>();
  return (
    <Modal open title={title} footer={null} width={preview === undefined ? 560 : 920} onCancel={onClose}>
      {preview === undefined ? (
        <>
          <p className="dialog-text">{hint}</p>
          <UploadArea<RegisterImport>
            path={`${path}/import`}
            accept=".xlsx,.csv"
            multiple={false}
            hint="Kéo tệp XLSX hoặc CSV vào đây. Xem trước từng dòng rồi mới ghi."
            onUploaded={setPreview}
          />
          <div className="dialog-foot">
            <a className="btn" href={`${path}/template`} download>
              <Download className="icon" aria-hidden />
              Tải mẫu XLSX
            </a>
          </div>
        </>
      ) : (
        <Preview preview={preview} path={path} topic={topic} onAgain={() => setPreview(undefined)} onDone={onClose} />
      )}
    </Modal>
  );
}
