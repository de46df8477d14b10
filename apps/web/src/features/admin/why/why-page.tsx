import { useState } from 'react';
import '../../../shared/readers/readers.css';
import { useMe } from '../../../shared/session/me.ts';
import { Empty, ErrorNote } from '../../../shared/ui/notes.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { usePeople } from '../admin-api.ts';
import { AdminFrame } from '../admin-frame.tsx';
import { PostPick } from '../delegations/post-pick.tsx';
import { AskPart } from './ask-part.tsx';
import { RightsPart } from './rights-part.tsx';

const AMONG = [
  { key: 'serving', label: 'Đang làm việc' },
  { key: 'left', label: 'Đã thôi' },
] as const;

function Choice({ agencyId }: { agencyId: string }) {
  const [among, setAmong] = useState<'serving' | 'left'>('serving');
  const [positionId, setPositionId] = useState<string | null>(null);
  return (
    <>
      <div className="admin-bar">
        <PostPick
          key={among}
          label="Người, chức vụ"
          agencyId={agencyId}
          value={positionId}
          onPick={setPositionId}
          past={among === 'left' ? 'people' : 'posts'}
        />
        <Segments
          label="Chọn trong"
          tabs={AMONG}
          active={among}
          onChange={(next) => {
            setAmong(next);
            setPositionId(null);
          }}
        />
      </div>
      {positionId === null ? (
        <Empty title="Chọn một người">
          Vai, đơn vị, việc giao quyền ký của người ấy hiện ở đây, rồi hỏi được về một văn bản theo số, ký hiệu.
        </Empty>
      ) : (
        <div className="why-grid" key={positionId}>
          <RightsPart positionId={positionId} />
          <AskPart positionId={positionId} />
        </div>
      )}
    </>
  );
}

/** Why somebody of the agency may or may not, for whoever administers or inspects it. */
export function WhyPage() {
  const { agencyId } = useMe().acting;
  // What the field below asks first: whoever may not look into the agency is told here.
  const { error, refetch } = usePeople({ agencyId });
  return (
    <AdminFrame
      part="why"
      title="Vì sao được / không"
      sentence="Một người trong cơ quan có quyền gì, từ đâu mà có; và có xem được một văn bản không, vì sao."
    >
      {error === null ? (
        <Choice agencyId={agencyId} />
      ) : (
        <ErrorNote title="Chưa tải được cán bộ" error={error} onRetry={() => void refetch()} />
      )}
    </AdminFrame>
  );
}
