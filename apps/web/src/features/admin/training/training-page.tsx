import type { TrainingView } from '@congvu/contracts';
import { PlugZap, Send } from 'lucide-react';
import { useState } from 'react';
import './training.css';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { LetterDialog } from './letter-dialog.tsx';
import { MessagesSection } from './messages-section.tsx';
import { AgenciesSection, FaultsSection } from './side-sections.tsx';
import { useConnectTraining, useTraining } from './training-api.ts';

function ConnectNote({ connection }: { connection: TrainingView['connection'] }) {
  const connect = useConnectTraining(() => showToast('Đã nối trục mô phỏng.'));
  const press = (): void => connect.mutate(undefined, { onError: (error) => showToast(describeError(error).message) });
  return (
    <Note
      title="Văn bản chưa đi lại được"
      actions={
        <Button kind="primary" size="small" icon={PlugZap} busy={connect.isPending} onClick={press}>
          {connection.state === 'missing' ? 'Nối trục mô phỏng' : 'Nối lại'}
        </Button>
      }
    >
      <p>{connection.sentence}</p>
    </Note>
  );
}

function Ground({ view }: { view: TrainingView }) {
  return (
    <div className="admin-stack">
      {view.connection.state !== 'on' && <ConnectNote connection={view.connection} />}
      <div className="admin-grid trn-grid">
        <MessagesSection />
        <div className="admin-stack trn-side">
          <FaultsSection faults={view.faults} />
          <AgenciesSection view={view} />
        </div>
      </div>
    </div>
  );
}

function sentenceOf(view: TrainingView | undefined) {
  if (view === undefined) {
    return 'Đang xem trục mô phỏng.';
  }
  if (!view.running || view.connection.state !== 'on') {
    return 'Chỉ có ở bản chạy thử: để tập gửi nhận với cơ quan ngoài mà không cần trục thật.';
  }
  return (
    <>
      {view.connection.sentence} <AppLink href="/quan-tri/ket-noi">Xem kết nối</AppLink>
    </>
  );
}

/** Trục mô phỏng: agencies outside that write and answer, and faults on the way; in the demo only. */
export function TrainingPage() {
  const { data: view, error, isPending, refetch } = useTraining();
  const [writing, setWriting] = useState(false);
  const isReady = view?.running === true;
  return (
    <AdminFrame
      part="training"
      title="Trục mô phỏng"
      sentence={sentenceOf(view)}
      actions={
        isReady ? (
          <Button className="no-print" kind="primary" icon={Send} onClick={() => setWriting(true)}>
            Gửi một văn bản từ cơ quan ngoài
          </Button>
        ) : undefined
      }
    >
      {isPending && <SkeletonRows rows={6} />}
      {error !== null && <ErrorNote title="Chưa mở được trục mô phỏng" error={error} onRetry={() => void refetch()} />}
      {view?.running === false && (
        <Note title="Trục mô phỏng chưa chạy">
          <p>{view.problem}</p>
        </Note>
      )}
      {isReady && <Ground view={view} />}
      {writing && view !== undefined && <LetterDialog view={view} onClose={() => setWriting(false)} />}
    </AdminFrame>
  );
}
