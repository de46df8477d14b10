import type { SearchAnswer } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import { getJson } from '../../../shared/api/client.ts';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useAttachDocument } from './compose-api.ts';

interface DocumentDialogProps {
  boxId: string;
  draftId: string;
  beforeChange: () => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
}

const DOCUMENTS = ['incoming', 'outgoing'];

/** A document the person may see, found like everywhere else; its files go without loading them down and up again. */
export function DocumentDialog({ boxId, draftId, beforeChange, onDone, onClose }: DocumentDialogProps) {
  const [typed, setTyped] = useState('');
  const q = useDelayed(typed.trim());
  const found = useQuery({
    queryKey: ['search', 'documents', q],
    queryFn: ({ signal }) => getJson<z.infer<typeof SearchAnswer>>('/api/search', { q, limit: 30 }, signal),
    enabled: q.length > 1,
  });
  const attach = useAttachDocument(boxId, draftId, onDone);
  const items = found.data?.items.filter(({ kind }) => DOCUMENTS.includes(kind)) ?? [];
  const choose = async (documentId: string): Promise<void> => {
    await beforeChange();
    attach.mutate({ documentId });
  };
  return (
    <Modal open title="Đính kèm văn bản của cơ quan" footer={null} onCancel={onClose} width={560}>
      <TextField
        label="Số, ký hiệu hoặc trích yếu"
        value={typed}
        onChange={setTyped}
        placeholder="Gõ không dấu cũng được"
        autoFocus
      />
      <ul className="mail-found">
        {items.map((item) => (
          <li key={item.objectId}>
            <div>
              <b>{item.title}</b>
              <small className="quiet">{item.subtitle}</small>
            </div>
            <Button size="small" busy={attach.isPending} onClick={() => void choose(item.objectId)}>
              Đính kèm
            </Button>
          </li>
        ))}
      </ul>
      {q.length > 1 && found.isPending && <SkeletonRows rows={2} label="Đang tìm" />}
      {found.isSuccess && items.length === 0 && (
        <p className="quiet">Không tìm thấy văn bản nào. Thử số văn bản hoặc một từ khác trong trích yếu.</p>
      )}
      {found.error !== null && <ErrorNote title="Chưa tìm được" error={found.error} />}
      {attach.error !== null && <ErrorNote title="Chưa đính kèm được" error={attach.error} />}
    </Modal>
  );
}
