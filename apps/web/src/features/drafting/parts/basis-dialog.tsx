import type { SearchHitView } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useDocumentSearch } from '../drafting-api.ts';

interface BasisDialogProps {
  taken: ReadonlySet<string>;
  busy: boolean;
  error: unknown;
  onPick: (hit: SearchHitView) => void;
  onCancel: () => void;
}

/** Căn cứ is a document of the office, found by number, words or sender; the sentence is written from its facts. */
export function BasisDialog({ taken, busy, error, onPick, onCancel }: BasisDialogProps) {
  const [typed, setTyped] = useState('');
  const { data, isFetching } = useDocumentSearch(useDelayed(typed));
  const hits = (data?.items ?? []).filter((hit) => hit.kind === 'incoming' || hit.kind === 'outgoing');
  return (
    <Modal open width={640} title="Chèn căn cứ" footer={null} onCancel={onCancel}>
      <TextField
        label="Tìm văn bản làm căn cứ"
        hint="Gõ số, ký hiệu, trích yếu hoặc nơi ban hành; không dấu cũng được."
        value={typed}
        onChange={setTyped}
        autoFocus
      />
      <ul className="basis-hits">
        {hits.map((hit) => (
          <li key={hit.objectId}>
            <div>
              <p>{hit.title}</p>
              <small className="quiet">{hit.subtitle}</small>
            </div>
            <Button size="small" busy={busy} disabled={taken.has(hit.objectId)} onClick={() => onPick(hit)}>
              {taken.has(hit.objectId) ? 'Đã là căn cứ' : 'Chèn'}
            </Button>
          </li>
        ))}
      </ul>
      {isFetching && data === undefined && <SkeletonRows rows={2} />}
      {typed.trim().length > 1 && data !== undefined && hits.length === 0 && (
        <p className="quiet">
          Không thấy văn bản nào. Căn cứ ngoài hệ thống thì gõ thẳng vào trang, chọn kiểu “Căn cứ”.
        </p>
      )}
      {error !== null && error !== undefined && <ErrorNote title="Chưa gắn được căn cứ" error={error} />}
    </Modal>
  );
}
