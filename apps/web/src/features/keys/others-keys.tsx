import type { CertificateView } from '@congvu/contracts';
import { useState } from 'react';
import { SmallSelect } from '../../shared/fields/small-select.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { type CardActs, CertificateCard } from './certificate-card.tsx';
import { useAllCertificates } from './keys-api.ts';

type StateChoice = CertificateView['state'] | 'all';
type KindChoice = CertificateView['kind'] | 'all';

const STATES: readonly { value: StateChoice; label: string }[] = [
  { value: 'all', label: 'Mọi tình trạng' },
  { value: 'usable', label: 'Đang hiệu lực' },
  { value: 'locked', label: 'Bị khóa mã PIN' },
  { value: 'not_yet_valid', label: 'Chưa hiệu lực' },
];

const KINDS: readonly { value: KindChoice; label: string }[] = [
  { value: 'all', label: 'Cá nhân và cơ quan' },
  { value: 'person', label: 'Cá nhân' },
  { value: 'organisation', label: 'Cơ quan' },
];

/** The keys of others, for clerk and administrator who report a loss in their place or open a locked one. */
export function OthersKeys(acts: CardActs) {
  const [state, setState] = useState<StateChoice>('usable');
  const [kind, setKind] = useState<KindChoice>('all');
  const list = useAllCertificates({
    ...(state !== 'all' && { state }),
    ...(kind !== 'all' && { kind }),
  });
  const certificates = list.data?.pages.flatMap((page) => page.certificates) ?? [];
  return (
    <>
      <div className="key-filters">
        <SmallSelect label="Tình trạng" value={state} options={STATES} onChange={setState} />
        <SmallSelect label="Của ai" value={kind} options={KINDS} onChange={setKind} />
      </div>
      {list.isPending && (
        <div className="sheet">
          <SkeletonRows rows={3} />
        </div>
      )}
      {list.isError && (
        <ErrorNote title="Chưa tải được danh sách" error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && certificates.length === 0 && (
        <div className="sheet">
          <Empty title="Không có chứng thư nào như vậy">
            Đổi tình trạng hoặc loại ở trên để xem các chứng thư khác.
          </Empty>
        </div>
      )}
      <div className="key-grid">
        {certificates.map((certificate) => (
          <CertificateCard key={certificate.id} certificate={certificate} chosen={false} {...acts} />
        ))}
      </div>
      {list.hasNextPage && (
        <div className="pane-more">
          <Button size="small" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Xem thêm
          </Button>
        </div>
      )}
    </>
  );
}
