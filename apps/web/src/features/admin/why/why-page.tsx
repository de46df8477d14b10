import { useState } from 'react';
import '../../../shared/readers/readers.css';
import { useMe } from '../../../shared/session/me.ts';
import { Empty } from '../../../shared/ui/notes.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { PostPick } from '../delegations/post-pick.tsx';
import { AskPart } from './ask-part.tsx';
import { RightsPart } from './rights-part.tsx';

const AMONG = [
  { key: 'serving', label: 'Đang làm việc' },
  { key: 'left', label: 'Đã thôi' },
] as const;

/** Why somebody of the agency may or may not, for whoever administers or inspects it. */
export function WhyPage() {
  const { acting } = useMe();
  const [among, setAmong] = useState<'serving' | 'left'>('serving');
  const [positionId, setPositionId] = useState<string | null>(null);
  return (
    <AdminFrame
      part="why"
      title="Vì sao được / không"
      sentence="Một người trong cơ quan có quyền gì, từ đâu mà có; và có xem được một văn bản không, vì sao."
    >
      <div className="admin-bar">
        <PostPick
          key={among}
          label="Người, chức vụ"
          agencyId={acting.agencyId}
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
    </AdminFrame>
  );
}
