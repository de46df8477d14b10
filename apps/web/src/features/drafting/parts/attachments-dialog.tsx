import type { DraftView, UploadAnswer } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { Trash2 } from 'lucide-react';
import type { z } from 'zod';
import { refreshTopic } from '../../../shared/api/topics.ts';
import { UploadArea } from '../../../shared/fields/upload-area.tsx';
import { formatSize } from '../../../shared/text/names.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { LockedName } from '../../../shared/ui/locked-name.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useRemoveAttachment } from '../drafting-api.ts';

export function AttachmentsDialog({ view, onClose }: { view: DraftView; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useRemoveAttachment(view.id);
  return (
    <Modal open width={600} title="Tệp kèm theo" footer={null} onCancel={onClose}>
      <UploadArea<z.infer<typeof UploadAnswer>>
        path={`/api/drafts/${view.id}/attachments`}
        accept=".pdf,.docx,.xlsx,.png,.jpg,.jpeg"
        hint="PDF, Word, Excel hoặc ảnh. Kéo tệp vào đây hoặc chọn từ máy."
        onUploaded={() => refreshTopic(client, 'drafting')}
      />
      <ul className="attach-list">
        {view.attachments.map((file) => (
          <li key={file.fileId}>
            {file.malware === undefined ? (
              <span>{file.name}</span>
            ) : (
              <LockedName name={file.name} malware={file.malware} />
            )}
            <small className="num quiet">{formatSize(file.size)}</small>
            <Button
              kind="ghost"
              size="small"
              icon={Trash2}
              aria-label={`Bỏ ${file.name}`}
              busy={remove.isPending && remove.variables === file.fileId}
              onClick={() => remove.mutate(file.fileId)}
            />
          </li>
        ))}
      </ul>
      {remove.isError && <ErrorNote title="Chưa bỏ được tệp" error={remove.error} />}
      <div className="dialog-foot">
        <Button kind="primary" onClick={onClose}>
          Xong
        </Button>
      </div>
    </Modal>
  );
}
