import type { CertificateView } from '@congvu/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import './keys.css';
import { describeError } from '../../shared/api/errors.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { useRoles } from '../../shared/session/me.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { AddDialog } from './add-dialog.tsx';
import type { CardActs } from './certificate-card.tsx';
import { ImageDialog } from './image-dialog.tsx';
import { useLosses, useMyCertificates, useUnlock } from './keys-api.ts';
import { LossDialog } from './loss-dialog.tsx';
import { LossList } from './loss-list.tsx';
import { MyKeys } from './my-keys.tsx';
import { OthersKeys } from './others-keys.tsx';

type Part = 'cua-toi' | 'bao-mat';

const SENTENCES: Record<Part, string> = {
  'cua-toi': 'Chứng thư dùng để ký, khóa đang ở đâu, còn hạn đến bao giờ. Mất thiết bị thì báo ngay tại đây.',
  'bao-mat': 'Khóa đã báo mất và việc cần làm đến khi nơi cấp thu hồi.',
};

function usePart() {
  const roles = useRoles();
  const { params, put } = useAddress();
  const keeps = roles.has('clerk') || roles.has('administrator');
  const parts: Part[] = keeps || roles.has('leader') ? ['cua-toi', 'bao-mat'] : ['cua-toi'];
  const mine = useMyCertificates().data;
  const asked = params.get('phan');
  const chosenId = params.get('chon');
  // A notice names a key: somebody else's stands among the losses.
  const isOthers =
    chosenId !== null &&
    mine !== undefined &&
    ![...mine.person, ...mine.organisation].some((certificate) => certificate.id === chosenId);
  const part = parts.find((one) => one === (asked ?? (isOthers ? 'bao-mat' : 'cua-toi'))) ?? 'cua-toi';
  return {
    part,
    parts,
    keeps,
    chosenId,
    choose: (next: Part) => put({ phan: next, chon: undefined }),
  };
}

type Dialog = { kind: 'loss' | 'image'; certificate: CertificateView } | { kind: 'add' };

function Dialogs({ dialog, keeps, onClose }: { dialog: Dialog | undefined; keeps: boolean; onClose: () => void }) {
  const services = useMyCertificates().data?.remoteServices ?? [];
  switch (dialog?.kind) {
    case 'loss':
      return <LossDialog certificate={dialog.certificate} onClose={onClose} />;
    case 'image':
      return <ImageDialog certificate={dialog.certificate} onClose={onClose} />;
    case 'add':
      return (
        <AddDialog
          services={services}
          mayOrganisation={keeps}
          onClose={onClose}
          onDone={(certificate) => {
            onClose();
            showToast(`Đã thêm chứng thư của ${certificate.subjectName}.`);
          }}
        />
      );
    default:
      return null;
  }
}

/** Chứng thư và khóa: what one signs with, and the way out when it is lost. */
export function KeysPage() {
  const { part, parts, keeps, chosenId, choose } = usePart();
  const [dialog, setDialog] = useState<Dialog>();
  const [others, setOthers] = useState(false);
  const losses = useLosses(parts.includes('bao-mat'));
  const openLosses = losses.data?.reports.filter(({ state }) => state === 'open').length;
  const unlock = useUnlock((certificate) => showToast(`Đã mở khóa của ${certificate.subjectName}.`));
  const acts: CardActs = {
    onLoss: (certificate) => setDialog({ kind: 'loss', certificate }),
    onImage: (certificate) => setDialog({ kind: 'image', certificate }),
    onUnlock: (certificate) =>
      unlock.mutate(certificate.id, { onError: (error) => showToast(describeError(error).message) }),
  };
  const add = (): void => setDialog({ kind: 'add' });
  const labels: Record<Part, string> = { 'cua-toi': 'Của tôi', 'bao-mat': 'Báo mất' };
  return (
    <div className="content keys">
      <header className="page-head">
        <div>
          <h1>Chứng thư và khóa của tôi</h1>
          <p>{SENTENCES[part]}</p>
        </div>
        {part !== 'bao-mat' && (
          <div className="page-actions">
            <Button icon={Plus} onClick={add}>
              Thêm chứng thư
            </Button>
          </div>
        )}
      </header>
      {parts.length > 1 && (
        <Tabs
          label="Phần đang xem"
          tabs={parts.map((key) => ({
            key,
            label: labels[key],
            count: key === 'bao-mat' && openLosses !== 0 ? openLosses : undefined,
          }))}
          active={part}
          onChange={choose}
        />
      )}
      {part === 'cua-toi' && <MyKeys chosenId={chosenId} onAdd={add} {...acts} />}
      {part === 'bao-mat' && <LossList chosenId={chosenId} />}
      {part === 'bao-mat' && keeps && (
        <details className="others-keys" onToggle={(event) => setOthers(event.currentTarget.open)}>
          <summary>Báo mất thay người khác, mở khóa</summary>
          {others && <OthersKeys {...acts} />}
        </details>
      )}
      <Dialogs dialog={dialog} keeps={keeps} onClose={() => setDialog(undefined)} />
    </div>
  );
}
