import type { CertificateView, LossReport } from '@congvu/contracts';
import { Plus, ShieldX } from 'lucide-react';
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
import { LostPage } from './lost-page.tsx';
import { MyKeys } from './my-keys.tsx';
import { OthersKeys } from './others-keys.tsx';

type Part = 'cua-toi' | 'bao-mat';

function mayReport({ abilities }: CertificateView): boolean {
  return abilities['certificates.report_loss'] === true;
}

/** Serials are written with and without colons and blanks. */
function bare(serial: string): string {
  return serial.replaceAll(/[^0-9a-f]/gi, '').toLowerCase();
}

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

type Dialog =
  | { kind: 'loss'; certificates: readonly CertificateView[] }
  | { kind: 'image'; certificate: CertificateView }
  | { kind: 'add' };

interface DialogsProps {
  dialog: Dialog | undefined;
  keeps: boolean;
  onClose: () => void;
  onLost: (report: LossReport) => void;
  entryId: string | undefined;
}

function Dialogs({ dialog, keeps, entryId, onClose, onLost }: DialogsProps) {
  const services = useMyCertificates().data?.remoteServices ?? [];
  switch (dialog?.kind) {
    case 'loss':
      return <LossDialog certificates={dialog.certificates} entryId={entryId} onClose={onClose} onDone={onLost} />;
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

/** `?mat=1` (from Đề nghị): the question stands open on arrival; with a serial, about that one. */
function useLost() {
  const { params, put } = useAddress();
  const mine = useMyCertificates().data;
  const asked = params.get('mat');
  const able = mine === undefined ? [] : [...mine.person, ...mine.organisation].filter(mayReport);
  const named = able.filter(({ serial }) => bare(serial) === bare(asked ?? ''));
  return {
    able,
    entryId: params.get('chung-thu') ?? undefined,
    /** What to ask about at once; undefined when nobody came for that. */
    arriving: asked === null || mine === undefined ? undefined : asked === '1' ? able : named,
    settle: () => put({ mat: undefined, 'chung-thu': undefined }),
  };
}

/** Chứng thư và khóa: what one signs with, and the way out when it is lost. */
export function KeysPage() {
  const { part, parts, keeps, chosenId, choose } = usePart();
  const [dialog, setDialog] = useState<Dialog>();
  const [lost, setLost] = useState<LossReport>();
  const { able, arriving, entryId, settle } = useLost();
  const [others, setOthers] = useState(false);
  const losses = useLosses(parts.includes('bao-mat'));
  const openLosses = losses.data?.reports.filter(({ state }) => state === 'open').length;
  const unlock = useUnlock((certificate) => showToast(`Đã mở khóa của ${certificate.subjectName}.`));
  const acts: CardActs = {
    onLoss: (certificate) => setDialog({ kind: 'loss', certificates: [certificate] }),
    onImage: (certificate) => setDialog({ kind: 'image', certificate }),
    onUnlock: (certificate) =>
      unlock.mutate(certificate.id, { onError: (error) => showToast(describeError(error).message) }),
  };
  const add = (): void => setDialog({ kind: 'add' });
  const close = (): void => {
    setDialog(undefined);
    if (arriving !== undefined) {
      settle();
    }
  };
  const shown: Dialog | undefined =
    dialog ?? (arriving === undefined ? undefined : { kind: 'loss', certificates: arriving });
  if (lost !== undefined) {
    return <LostPage report={lost} onClose={() => setLost(undefined)} />;
  }
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
      {part === 'cua-toi' && able.length > 0 && (
        <Button
          size="large"
          block
          icon={ShieldX}
          className="key-lost"
          onClick={() => setDialog({ kind: 'loss', certificates: able })}
        >
          Mất thiết bị ký: khóa ngay
        </Button>
      )}
      {part === 'cua-toi' && <MyKeys chosenId={chosenId} onAdd={add} {...acts} />}
      {part === 'bao-mat' && <LossList chosenId={chosenId} />}
      {part === 'bao-mat' && keeps && (
        <details className="others-keys" onToggle={(event) => setOthers(event.currentTarget.open)}>
          <summary>Báo mất thay người khác, mở khóa</summary>
          {others && <OthersKeys {...acts} />}
        </details>
      )}
      <Dialogs
        dialog={shown}
        entryId={entryId}
        keeps={keeps}
        onClose={close}
        onLost={(report) => {
          close();
          setLost(report);
        }}
      />
    </div>
  );
}
