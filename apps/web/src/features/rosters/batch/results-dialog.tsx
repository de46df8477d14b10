import type { BatchView, RecordedResults, ResultPreview } from '@congvu/contracts';
import { Modal } from 'antd';
import { CircleCheck, Download } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import { UploadArea } from '../../../shared/fields/upload-area.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { ProvedLink } from '../../../shared/ui/proved-link.tsx';
import { type Recording, useRecordMany } from './use-record-many.ts';

type Preview = z.infer<typeof ResultPreview>;
type Recorded = z.infer<typeof RecordedResults>;

const SHOWN = 100;

function Problems({ preview }: { preview: Preview }) {
  const errors = preview.findings.filter(({ severity }) => severity === 'error').length;
  if (preview.findings.length === 0) {
    return null;
  }
  return (
    <section aria-label="Chỗ cần xem trong bảng">
      <h3>{errors > 0 ? `${formatNumber(errors)} ô cần sửa trong bảng` : 'Chỗ nên xem trong bảng'}</h3>
      <div className="sheet roster-preview">
        <table className="table is-dense">
          <thead>
            <tr>
              <th scope="col">Dòng</th>
              <th scope="col">Cột</th>
              <th scope="col">Nội dung</th>
            </tr>
          </thead>
          <tbody>
            {preview.findings.slice(0, SHOWN).map((finding) => (
              <tr key={`${finding.row} ${finding.column} ${finding.code}`}>
                <td>{formatNumber(finding.row)}</td>
                <td>
                  {finding.column} {finding.label}
                </td>
                <td className={finding.severity === 'error' ? 'soon' : undefined}>{finding.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Unmatched({ preview }: { preview: Preview }) {
  if (preview.unmatched.length === 0) {
    return null;
  }
  return (
    <section aria-label="Dòng không khớp">
      <h3>{formatNumber(preview.unmatched.length)} dòng không khớp với danh sách</h3>
      <p className="quiet">Các dòng này không được ghi; ghi tay từng dòng hoặc sửa bảng rồi tải lại.</p>
      <ul className="sheet roster-unmatched">
        {preview.unmatched.slice(0, SHOWN).map(({ row, text }) => (
          <li key={row}>
            <span className="num">Dòng {formatNumber(row)}</span> {text}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Progress({ state }: { state: Recording }) {
  return (
    <div role="status" className="roster-progress">
      <p>
        Đang ghi kết quả: <b className="num">{formatNumber(state.done)}</b> trên {formatNumber(state.total)} dòng
        {state.secondsLeft !== undefined &&
          state.secondsLeft > 0 &&
          `, còn khoảng ${formatNumber(state.secondsLeft)} giây`}
      </p>
      <div className="progress">
        <i style={{ width: `${state.total === 0 ? 0 : (state.done / state.total) * 100}%` }} />
      </div>
    </div>
  );
}

function Summary({ answer }: { answer: Omit<Recorded, 'state' | 'stateLabel'> }) {
  return (
    <>
      <p className="roster-good is-block">
        <CircleCheck className="icon icon-18" aria-hidden />
        Đã ghi {formatNumber(answer.granted)} đồng ý, {formatNumber(answer.refused)} từ chối,{' '}
        {formatNumber(answer.returned)} trả lại. Sổ, đơn vị và người được đề nghị đã có kết quả.
      </p>
      {answer.failed.length > 0 && (
        <Note title={`${formatNumber(answer.failed.length)} dòng chưa ghi được`}>
          <ul className="roster-failed">
            {answer.failed.slice(0, 20).map(({ lineId, message }) => (
              <li key={lineId}>{message}</li>
            ))}
          </ul>
        </Note>
      )}
    </>
  );
}

/** Results by spreadsheet: download the sheet, fill it in, look at what was read, confirm. */
export function ResultsDialog({ view, onClose }: { view: BatchView; onClose: () => void }) {
  const [preview, setPreview] = useState<Preview>();
  const record = useRecordMany(view.id);
  const running = record.state.phase === 'running';
  const close = (): void => {
    record.stop();
    onClose();
  };
  return (
    <Modal
      open
      width={760}
      title="Ghi kết quả từ bảng tính"
      footer={null}
      onCancel={close}
      maskClosable={!running}
      destroyOnHidden
    >
      {record.state.phase === 'idle' && (
        <>
          <p className="dialog-text">
            Tải bảng ghi kết quả, điền cột Kết quả và các cột bên cạnh, rồi tải lên. Bảng được đọc và đối chiếu trước;
            chưa ghi gì cho đến khi xác nhận.
          </p>
          <p className="roster-sheet">
            <ProvedLink className="btn" href={`/api/rosters/${view.id}/export?format=results`}>
              <Download className="icon" aria-hidden />
              Tải bảng ghi kết quả
            </ProvedLink>
          </p>
          <UploadArea<Preview>
            path={`/api/rosters/${view.id}/results/preview`}
            accept=".xlsx,.csv"
            multiple={false}
            title={preview === undefined ? 'Bảng đã điền' : 'Tải bảng khác'}
            hint="Kéo tệp XLSX hoặc CSV vào đây, hoặc chọn từ máy."
            onUploaded={setPreview}
          />
        </>
      )}
      {preview !== undefined && record.state.phase === 'idle' && (
        <div className="roster-read">
          <p className="roster-matched">
            <b className="num">{formatNumber(preview.matched)}</b> dòng khớp với danh sách
            {preview.unmatched.length > 0 && `, ${formatNumber(preview.unmatched.length)} dòng không khớp`}
          </p>
          <Problems preview={preview} />
          <Unmatched preview={preview} />
        </div>
      )}
      {record.state.phase === 'running' && <Progress state={record.state} />}
      {record.state.phase === 'done' && <Summary answer={record.state.answer} />}
      {record.state.phase === 'failed' && (
        <ErrorNote
          title="Ghi kết quả bị dừng"
          error={record.state.error}
          kept={`Đã ghi ${formatNumber(record.state.done)} trên ${formatNumber(record.state.total)} dòng; ghi tiếp không ghi trùng.`}
          onRetry={() => preview !== undefined && void record.run(preview.results)}
        />
      )}
      <div className="dialog-foot">
        <Button onClick={close}>{record.state.phase === 'done' ? 'Đóng' : running ? 'Dừng' : 'Hủy'}</Button>
        {preview !== undefined && record.state.phase === 'idle' && (
          <Button
            kind="primary"
            disabled={preview.results.length === 0}
            onClick={() => void record.run(preview.results)}
          >
            Ghi {formatNumber(preview.results.length)} kết quả
          </Button>
        )}
      </div>
    </Modal>
  );
}
