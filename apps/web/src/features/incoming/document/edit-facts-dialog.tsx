import type { IncomingView } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useUpdateFacts } from '../incoming-api.ts';
import { type FactsDraft, factsProblems, fromFacts, toFactsInput } from '../register/facts-draft.ts';
import { FactsFields } from '../register/facts-fields.tsx';

/** Only paper and mail: what came over the exchange is read-only. */
export function EditFactsDialog({ view, onClose }: { view: IncomingView; onClose: () => void }) {
  const [draft, setDraft] = useState<FactsDraft>(() => fromFacts(view.facts));
  const [tried, setTried] = useState(false);
  const update = useUpdateFacts(view.id, () => {
    onClose();
    showToast('Đã sửa thông tin văn bản.');
  });
  const problems = factsProblems(draft);
  const save = (): void => {
    setTried(true);
    if (Object.keys(problems).length === 0) {
      update.mutate({ facts: toFactsInput(draft) });
    }
  };
  return (
    <Modal open title="Sửa thông tin văn bản" footer={null} onCancel={onClose} width={640}>
      <div className="form">
        <FactsFields
          draft={draft}
          problems={tried ? problems : {}}
          error={update.error}
          onChange={(part) => setDraft((now) => ({ ...now, ...part }))}
        />
        {update.isError && <ErrorNote title="Chưa lưu được" error={update.error} kept="Các ô đã nhập vẫn được giữ." />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={update.isPending} onClick={save}>
          Lưu
        </Button>
      </div>
    </Modal>
  );
}
