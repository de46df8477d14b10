import type { ImportPreview, ImportResult, ImportSheet } from '@congvu/contracts';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { UploadArea } from '../../../shared/fields/upload-area.tsx';
import { SaveFault } from '../../../shared/secondperson/save-fault.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Note } from '../../../shared/ui/notes.tsx';
import { ProvedLink } from '../../../shared/ui/proved-link.tsx';
import { useAdminAct } from '../admin-api.ts';
import { AdminFrame } from '../admin-frame.tsx';
import { ImportCounts, ImportErrors, ImportRows, SHEET_NAMES } from './import-preview.tsx';

const SHEETS: readonly { value: ImportSheet; label: string }[] = [
  { value: 'agencies', label: 'Cơ quan' },
  { value: 'units', label: 'Đơn vị' },
  { value: 'people', label: 'Cán bộ' },
  { value: 'positions', label: 'Chức vụ' },
];

function Template() {
  const [sheet, setSheet] = useState<ImportSheet>('people');
  return (
    <section className="sheet import-step">
      <h2>
        <i aria-hidden>1</i>Tải mẫu
      </h2>
      <p>Mẫu có bốn trang: cơ quan, đơn vị, cán bộ, chức vụ; mỗi cột có ghi chú và ví dụ.</p>
      <div className="note-actions">
        <a className="btn" href="/api/org/import/template" download>
          <Download className="icon" aria-hidden />
          Mẫu XLSX
        </a>
      </div>
      <div className="note-actions">
        <SmallSelect label="Trang của mẫu CSV" value={sheet} options={SHEETS} onChange={setSheet} />
        <a className="btn btn-small" href={`/api/org/import/template?format=csv&sheet=${sheet}`} download>
          Mẫu CSV
        </a>
      </div>
    </section>
  );
}

function totalsText(counts: ImportResult['counts']): string {
  const parts = SHEETS.flatMap(({ value }) => {
    const { added, changed } = counts[value];
    return added + changed === 0 ? [] : [`${formatNumber(added + changed)} ${SHEET_NAMES[value]}`];
  });
  return parts.length === 0 ? 'Không có gì thay đổi.' : `Đã ghi ${parts.join(', ')}.`;
}

function Preview({
  preview,
  onDone,
  onDrop,
}: {
  preview: ImportPreview;
  onDone: (text: string) => void;
  onDrop: () => void;
}) {
  const confirm = useAdminAct<Record<string, never>, ImportResult>((answer) => onDone(totalsText(answer.counts)));
  const { importId, errorCount } = preview;
  const more = errorCount - preview.errors.length;
  return (
    <section className="sheet" aria-label="Xem trước danh sách">
      <header className="card-head">
        <div>
          <h2>{preview.fileName}</h2>
          <small>Xem trước, chưa ghi gì vào hệ thống</small>
        </div>
      </header>
      <ImportCounts preview={preview} />
      {errorCount > 0 && <ImportErrors preview={preview} />}
      <ImportRows preview={preview} />
      <footer className="import-foot">
        {errorCount > 0 ? (
          <p className="soon">
            Còn {formatNumber(errorCount)} ô cần sửa
            {more > 0 ? `, đang hiện ${formatNumber(preview.errors.length)}` : ''}. Chưa ghi gì: sửa trong tệp rồi tải
            lên lại.
          </p>
        ) : (
          <p>Tệp không có lỗi. Khi ghi, cả danh sách được ghi một lần, hoặc không ghi gì.</p>
        )}
        <Button onClick={onDrop}>Chọn tệp khác</Button>
        <Button
          kind="primary"
          busy={confirm.isPending}
          reason={importId === null ? 'Sửa hết lỗi trong tệp trước khi ghi' : undefined}
          onClick={() => importId !== null && confirm.mutate({ path: `/api/org/import/${importId}/confirm`, body: {} })}
        >
          Ghi danh sách
        </Button>
      </footer>
      {confirm.isError && (
        <SaveFault
          title="Chưa ghi được danh sách"
          error={confirm.error}
          kept={
            describeError(confirm.error).code.startsWith('org.import')
              ? 'Tải tệp lên lại để xem trước.'
              : 'Chưa ghi gì.'
          }
          asked={importId === null ? undefined : { kind: 'org.import', change: { importId } }}
        />
      )}
    </section>
  );
}

/** Lists from a spreadsheet: look first, write all or nothing. */
export function ImportPage() {
  const [preview, setPreview] = useState<ImportPreview>();
  const [done, setDone] = useState<string>();
  return (
    <AdminFrame
      part="import"
      title="Nhập danh sách"
      sentence="Cơ quan, đơn vị, cán bộ, chức vụ từ bảng tính XLSX hoặc CSV. Còn một ô sai thì chưa ghi gì."
    >
      {done !== undefined && (
        <div className="admin-bar">
          <Note
            tone="done"
            title={done}
            actions={
              <>
                <AppLink className="btn btn-small" href="/quan-tri">
                  Xem cây cơ quan
                </AppLink>
                <AppLink className="btn btn-small" href="/quan-tri/can-bo">
                  Xem cán bộ
                </AppLink>
              </>
            }
          />
        </div>
      )}
      {preview === undefined ? (
        <div className="import-steps">
          <Template />
          <section className="sheet import-step">
            <h2>
              <i aria-hidden>2</i>Tải tệp lên
            </h2>
            <p>Đã điền xong? Tải lên để xem trước từng dòng: thêm mới, thay đổi, giữ nguyên, có lỗi.</p>
            <UploadArea<ImportPreview>
              path="/api/org/import"
              accept=".xlsx,.csv"
              multiple={false}
              hint="Kéo tệp XLSX hoặc CSV vào đây."
              onUploaded={(answer) => {
                setDone(undefined);
                setPreview(answer);
              }}
            />
          </section>
          <section className="sheet import-step">
            <h2>
              <i aria-hidden>3</i>Xem lại và ghi
            </h2>
            <p>
              Mỗi ô sai nêu trang, dòng, cột và cách sửa. Hết lỗi mới ghi được, và ghi tất cả trong một lần. Nhập lại
              cùng tệp không tạo trùng: dòng được tìm theo mã.
            </p>
            <div className="note-actions">
              <ProvedLink className="btn btn-small" href="/api/org/export">
                Xuất danh sách đang có
              </ProvedLink>
            </div>
          </section>
        </div>
      ) : (
        <Preview
          preview={preview}
          onDrop={() => setPreview(undefined)}
          onDone={(text) => {
            setDone(text);
            setPreview(undefined);
          }}
        />
      )}
    </AdminFrame>
  );
}
