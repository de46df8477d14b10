import type { RequestView } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { Paperclip } from 'lucide-react';
import { refreshTopic } from '../../../shared/api/topics.ts';
import { UploadArea } from '../../../shared/fields/upload-area.tsx';
import { formatSize } from '../../../shared/text/names.ts';
import { Button } from '../../../shared/ui/button.tsx';

/** Papers that go along with the form: a decision, minutes. */
export function AttachDialog({ view, onClose }: { view: RequestView; onClose: () => void }) {
  const client = useQueryClient();
  return (
    <Modal open width={560} footer={null} title="Tệp kèm theo" onCancel={onClose}>
      <p className="dialog-text">
        Không bắt buộc: quyết định nghỉ, điều động, biên bản bàn giao thiết bị. Tệp đi cùng đề nghị đến đơn vị đầu mối.
      </p>
      {view.attachments.length > 0 && (
        <ul className="req-files">
          {view.attachments.map((file) => (
            <li key={file.fileId}>
              <Paperclip className="icon icon-16" aria-hidden />
              <span>
                <a href={file.url} download={file.name}>
                  {file.name}
                </a>{' '}
                <small className="quiet">{formatSize(file.size)}</small>
              </span>
            </li>
          ))}
        </ul>
      )}
      <UploadArea<unknown>
        path={`/api/requests/${view.id}/attachments`}
        onUploaded={() => refreshTopic(client, 'requests')}
      />
      <div className="dialog-foot">
        <Button kind="primary" onClick={onClose}>
          Xong
        </Button>
      </div>
    </Modal>
  );
}
