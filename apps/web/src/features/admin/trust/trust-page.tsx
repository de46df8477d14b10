import type { TrustAnchor } from '@congvu/contracts';
import { ShieldPlus } from 'lucide-react';
import { useState } from 'react';
import './trust.css';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { AdminFrame } from '../admin-frame.tsx';
import { PrintButton } from '../print-button.tsx';
import { type Decision, useAnchors, useDecideAnchor } from '../trust-api.ts';
import { ANCHOR_TONES, countSentence, inOrder, isWaiting, USAGES, windowOf } from './anchor.text.ts';
import { AnchorPanel } from './anchor-panel.tsx';
import { ProposeDialog } from './propose-dialog.tsx';

const WORDS: Record<Decision, { title: string; consequence: string; confirm: string; done: string }> = {
  approve: {
    title: 'Đồng ý tin cậy',
    consequence: 'Từ bây giờ chữ ký do nơi này cấp chứng thư được coi là có nguồn tin cậy ở cơ quan mình.',
    confirm: 'Đồng ý tin cậy',
    done: 'Đã đồng ý tin cậy.',
  },
  reject: {
    title: 'Không đồng ý',
    consequence: 'Đề nghị đóng lại; nơi cấp này không được tin cậy. Có thể đề nghị lại sau.',
    confirm: 'Không đồng ý',
    done: 'Đã đóng đề nghị.',
  },
  end: {
    title: 'Đề nghị kết thúc tin cậy',
    consequence:
      'Một quản trị khác phải đồng ý thì việc kết thúc mới có hiệu lực. Chữ ký đã có dấu thời gian trước lúc đó vẫn hợp lệ.',
    confirm: 'Gửi đề nghị',
    done: 'Đã gửi đề nghị kết thúc, chờ quản trị thứ hai.',
  },
};

const END_WORDS: Record<'approve' | 'reject', (typeof WORDS)[Decision]> = {
  approve: {
    title: 'Đồng ý kết thúc tin cậy',
    consequence:
      'Chữ ký mới do nơi này cấp chứng thư sẽ không được tin cậy nữa. Chữ ký có dấu thời gian trước lúc này vẫn hợp lệ.',
    confirm: 'Đồng ý kết thúc',
    done: 'Đã kết thúc tin cậy.',
  },
  reject: {
    title: 'Giữ tin cậy',
    consequence: 'Đề nghị kết thúc đóng lại; nơi cấp vẫn được tin cậy như trước.',
    confirm: 'Giữ tin cậy',
    done: 'Đã giữ tin cậy.',
  },
};

function wordsOf(anchor: TrustAnchor, decision: Decision) {
  return anchor.ending !== null && decision !== 'end' ? END_WORDS[decision] : WORDS[decision];
}

function DecideDialog({ anchor, decision, onClose }: { anchor: TrustAnchor; decision: Decision; onClose: () => void }) {
  const words = wordsOf(anchor, decision);
  const act = useDecideAnchor(() => {
    showToast(words.done);
    onClose();
  });
  return (
    <ReasonDialog
      open
      title={`${words.title}: ${anchor.name}`}
      consequence={words.consequence}
      label="Lý do, căn cứ"
      confirmLabel={words.confirm}
      busy={act.isPending}
      error={act.error}
      onCancel={onClose}
      onConfirm={(reason) => act.mutate({ id: anchor.id, decision, reason })}
    />
  );
}

function AnchorRow({ anchor, selected, onSelect }: { anchor: TrustAnchor; selected: boolean; onSelect: () => void }) {
  const classes = [selected && 'is-selected', anchor.state === 'ended' && 'is-past'].filter(Boolean).join(' ');
  const addresses = anchor.tsaUrls.length + anchor.ocspUrls.length + anchor.crlUrls.length;
  return (
    <tr className={classes}>
      <td>
        <button type="button" className="row-pick" aria-pressed={selected} onClick={onSelect}>
          {anchor.name}
        </button>
        <small>{anchor.programmeLabel}</small>
      </td>
      <td data-label="Dùng cho">{anchor.usages.map((usage) => USAGES[usage]).join(', ')}</td>
      <td data-label="Tin cậy">{windowOf(anchor)}</td>
      <td data-label="Dịch vụ">{addresses === 0 ? <span className="quiet">Chưa có</span> : `${addresses} địa chỉ`}</td>
      <td data-label="Hai người">
        {anchor.proposedBy ?? <span className="quiet">Có sẵn trong bản chạy thử</span>}
        {anchor.decidedBy !== null && <small>{anchor.decidedBy} quyết định</small>}
      </td>
      <td>
        <Chip tone={anchor.ending === null ? ANCHOR_TONES[anchor.state] : 'amber'}>
          {isWaiting(anchor) ? 'Chờ người thứ hai' : anchor.stateLabel}
        </Chip>
      </td>
    </tr>
  );
}

interface ListProps {
  anchors: readonly TrustAnchor[];
  chosenId: string | null;
  onChoose: (id: string | undefined) => void;
}

function AnchorTable({ anchors, chosenId, onChoose }: ListProps) {
  return (
    <div className="sheet table-frame">
      <table className="table as-cards">
        <thead>
          <tr>
            <th>Nơi cấp</th>
            <th>Dùng cho</th>
            <th>Thời gian tin cậy</th>
            <th>Dịch vụ</th>
            <th>Đề nghị, quyết định</th>
            <th>Trạng thái</th>
          </tr>
        </thead>
        <tbody>
          {anchors.map((anchor) => (
            <AnchorRow
              key={anchor.id}
              anchor={anchor}
              selected={anchor.id === chosenId}
              onSelect={() => onChoose(anchor.id === chosenId ? undefined : anchor.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Nơi cấp chứng thư tin cậy: whom this office believes, by two persons each time. */
export function TrustPage() {
  const { data, error, isPending, refetch } = useAnchors();
  const { params, put } = useAddress();
  const phone = usePhone();
  const [proposing, setProposing] = useState(false);
  const [asking, setAsking] = useState<Decision>();
  const anchors = inOrder(data?.anchors ?? []);
  const chosen = anchors.find(({ id }) => id === params.get('noi-cap'));
  const mayPropose = data?.abilities['certificates.propose_anchor'] === true;
  const choose = (id: string | undefined): void => put({ 'noi-cap': id });
  const propose = mayPropose && (
    <Button kind="primary" icon={ShieldPlus} onClick={() => setProposing(true)}>
      Đề nghị tin cậy
    </Button>
  );
  return (
    <AdminFrame
      part="trust"
      title="Nơi cấp chứng thư tin cậy"
      sentence={data === undefined ? 'Mọi thay đổi cần hai quản trị.' : countSentence(anchors)}
      actions={
        <>
          <PrintButton />
          {propose}
        </>
      }
    >
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được danh sách" error={error} onRetry={() => void refetch()} />}
      {data !== undefined && anchors.length === 0 && (
        <div className="sheet">
          <Empty title="Chưa tin cậy nơi cấp nào" action={propose}>
            Chữ ký nào cũng sẽ là “Chưa đủ căn cứ”. Đề nghị nơi cấp chứng thư của Ban Cơ yếu Chính phủ trước.
          </Empty>
        </div>
      )}
      {anchors.length > 0 && (
        <div className={chosen === undefined ? undefined : 'admin-grid'}>
          {!(phone && chosen !== undefined) && (
            <AnchorTable anchors={anchors} chosenId={chosen?.id ?? null} onChoose={choose} />
          )}
          {chosen !== undefined && (
            <AnchorPanel key={chosen.id} anchor={chosen} onAsk={setAsking} onClose={() => choose(undefined)} />
          )}
        </div>
      )}
      {proposing && (
        <ProposeDialog
          onClose={() => setProposing(false)}
          onProposed={(anchor) => {
            setProposing(false);
            choose(anchor.id);
            showToast('Đã gửi đề nghị, chờ quản trị thứ hai đồng ý.');
          }}
        />
      )}
      {asking !== undefined && chosen !== undefined && (
        <DecideDialog anchor={chosen} decision={asking} onClose={() => setAsking(undefined)} />
      )}
    </AdminFrame>
  );
}
