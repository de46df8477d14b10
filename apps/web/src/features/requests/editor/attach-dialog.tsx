import type { RequestView } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { refreshTopic } from '../../../shared/api/topics.ts';
import { UploadArea } from '../../../shared/fields/upload-area.tsx';
import { AttachmentList } from '../../../shared/requests/request-facts.tsx';
import { Button } from '../../../shared/ui/button.tsx';

/** Papers that go along with the form: a decision, minutes. */
export function AttachDialog({ view, onClose }: { view: RequestView; onClose: () => void }) {
  const client = useQueryClient();
  return (
    <Modal open width={560} footer={null} title="Tệp kèm theo" onCancel={onClose}>
      <p className="dialog-text">
        Không bắt buộc: quyết định nghỉ, điều động, biên bản bàn giao thiết bị. Tệp đi cùng đề nghị đến đơn vị đầu mối.
      </p>
      {view.attachments.length > 0 && <AttachmentList attachments={view.attachments} />}
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
