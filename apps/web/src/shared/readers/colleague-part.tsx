import type { ColleagueAnswer } from '@congvu/contracts';
import { useState } from 'react';
import { PositionPick } from '../pickers/org-picks.tsx';
import { ErrorNote, SkeletonRows } from '../ui/notes.tsx';
import { type AskedDocument, useColleagueAnswer } from './readers-api.ts';
import { YesNo } from './reasons.tsx';

type Acts = ColleagueAnswer['acts'];

/** Acts that are refused for the same reason stand together; the reason is said once. */
export function byReason(acts: Acts): { reason: string; labels: string }[] {
  const refused = acts.filter(({ allowed }) => !allowed);
  return [...Map.groupBy(refused, ({ reason }) => reason ?? '')].map(([reason, same]) => ({
    reason,
    labels: same.map(({ label }) => label).join(', '),
  }));
}

function ActsNow({ acts }: { acts: Acts }) {
  const allowed = acts.filter((act) => act.allowed);
  const refused = byReason(acts);
  return (
    <>
      <h3 className="why-head">Làm được lúc này</h3>
      <p className={allowed.length === 0 ? 'quiet' : 'why-may'}>
        {allowed.length === 0 ? 'Không có việc nào.' : allowed.map(({ label }) => label).join(', ')}
      </p>
      {refused.length > 0 && (
        <>
          <h3 className="why-head">Không làm được lúc này</h3>
          <ul className="why-acts">
            {refused.map(({ reason, labels }) => (
              <li key={reason}>
                <b>{labels}</b>
                <span>{reason}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Answer({ answer }: { answer: ColleagueAnswer }) {
  const { read, acts } = answer;
  return (
    <section aria-label={`Quyền của ${answer.fullName}`}>
      <YesNo
        allowed={read.allowed}
        yes={`${answer.fullName} xem được văn bản này`}
        no={`${answer.fullName} không xem được văn bản này`}
        reasons={read.reasons}
      />
      <ActsNow acts={acts} />
    </section>
  );
}

/** "Hỏi về một người": a colleague, whether he may read and what he may do, each with the reason. */
export function ColleaguePart({ document }: { document: AskedDocument }) {
  const [positionId, setPositionId] = useState<string | null>(null);
  const { data, error, isFetching, refetch } = useColleagueAnswer(document, positionId);
  return (
    <div className="why-part">
      <PositionPick
        label="Người trong cơ quan"
        placeholder="Gõ tên, chức vụ hoặc đơn vị, không cần dấu"
        value={positionId}
        allowClear
        onPick={setPositionId}
      />
      {error !== null && <ErrorNote title="Chưa hỏi được" error={error} onRetry={() => void refetch()} />}
      {positionId !== null && data === undefined && isFetching && <SkeletonRows rows={3} />}
      {positionId !== null && data !== undefined && <Answer answer={data} />}
      {positionId === null && (
        <p className="quiet">
          Chọn một người để biết người ấy có xem được văn bản này không, làm được việc gì, vì sao.
        </p>
      )}
    </div>
  );
}
