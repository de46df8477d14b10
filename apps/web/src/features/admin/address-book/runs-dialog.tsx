import type { BookSourceView, SyncRun } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { keyed } from '../../../shared/ui/keyed.ts';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useStartSync } from './address-book-api.ts';

function Problems({ run }: { run: SyncRun }) {
  if (run.problems.length === 0) {
    return null;
  }
  const refused = run.counts?.refused ?? run.problems.length;
  return (
    <>
      <h3 className="admin-sub">
        {formatNumber(refused)} hàng của danh sách không dùng được
        {refused > run.problems.length && `, hiện ${formatNumber(run.problems.length)} hàng đầu`}
      </h3>
      <table className="table as-cards">
        <thead>
          <tr>
            <th scope="col">Số hiệu</th>
            <th scope="col">Mã</th>
            <th scope="col">Tên</th>
            <th scope="col">Vì sao</th>
          </tr>
        </thead>
        <tbody>
          {keyed(run.problems, ({ id, code, name }) => `${id} ${code} ${name}`).map(({ key, item }) => (
            <tr key={key}>
              <td data-label="Số hiệu">{item.id}</td>
              <td data-label="Mã">{item.code}</td>
              <td data-label="Tên">{item.name}</td>
              <td data-label="Vì sao">{item.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Earlier runs with what each changed, and the rows the last one could not take. */
export function RunsDialog({ source, onClose }: { source: BookSourceView; onClose: () => void }) {
  const [latest] = source.recent;
  const [chosen, setChosen] = useState(latest?.id);
  const run = source.recent.find((one) => one.id === chosen);
  const whole = useStartSync(source.id, () => {
    showToast('Đã xếp việc lấy lại toàn bộ danh sách.');
    onClose();
  });
  return (
    <Modal open title={`Các lần đồng bộ: ${source.name}`} footer={null} width={820} onCancel={onClose}>
      <ul className="book-runs">
        {source.recent.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={one.id === chosen ? 'is-chosen' : undefined}
              aria-pressed={one.id === chosen}
              onClick={() => setChosen(one.id)}
            >
              <span>{one.sentence}</span>
              <small>
                {one.isFull ? 'Toàn bộ danh sách' : 'Phần thay đổi'}, {one.startedBy}
                {one.error !== null && `. ${one.error.text}`}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {run !== undefined && <Problems run={run} />}
      {whole.isError && <ErrorNote title="Chưa xếp được việc" error={whole.error} />}
      <div className="dialog-foot">
        {source.connected && source.abilities['addressbook.sync'] === true && (
          <Button busy={whole.isPending} onClick={() => whole.mutate({ full: true })}>
            Lấy lại toàn bộ
          </Button>
        )}
        <Button kind="primary" onClick={onClose}>
          Đóng
        </Button>
      </div>
    </Modal>
  );
}
