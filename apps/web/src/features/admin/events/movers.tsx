import type { AgencyDetail, AgencyTree, PersonView, PositionTerm } from '@congvu/contracts';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import { formatShortDate } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Empty, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useAgency } from '../admin-api.ts';
import { FormDialog } from '../form-dialog.tsx';
import { EMPTY_POST, isPostComplete, type PostDraft, PostFields } from '../post-fields.tsx';
import { useDraft } from '../use-draft.ts';
import type { EventDraft } from './event-draft.ts';

interface Mover {
  person: PersonView;
  post: PositionTerm;
}

function usePeopleOf(agencyIds: readonly string[]): { movers: Mover[]; pending: boolean } {
  const answers = useQueries({
    queries: agencyIds.map((agencyId) => ({
      queryKey: ['org', 'movers', agencyId],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        getJson<{ items: PersonView[] }>('/api/org/people', { agencyId, limit: 200 }, signal),
    })),
  });
  const movers = answers.flatMap(({ data }, index) =>
    (data?.items ?? []).flatMap((person) =>
      person.positions
        .filter((post) => post.agencyId === agencyIds[index] && post.state === 'in_office')
        .map((post) => ({ person, post })),
    ),
  );
  return { movers, pending: answers.some((answer) => answer.isPending) };
}

function NextPostDialog({
  mover,
  post,
  agency,
  onClose,
  onChoose,
}: {
  mover: Mover;
  post: PostDraft | undefined;
  agency: AgencyDetail;
  onClose: () => void;
  onChoose: (post: PostDraft) => void;
}) {
  const [draft, set] = useDraft<PostDraft>(post ?? { ...EMPTY_POST, title: mover.post.title });
  const [tried, setTried] = useState(false);
  return (
    <FormDialog
      title={`Chức vụ mới của ${mover.person.fullName}`}
      intro={`Hôm nay: ${mover.post.title}, ${mover.post.unitName}. Từ ngày hiệu lực thuộc ${agency.shortName}.`}
      confirmLabel="Chọn chức vụ này"
      busy={false}
      error={null}
      onClose={onClose}
      onConfirm={() => {
        setTried(true);
        if (isPostComplete(draft)) {
          onChoose(draft);
        }
      }}
    >
      <PostFields post={draft} units={agency.units} onChange={set} tried={tried} />
    </FormDialog>
  );
}

interface MoversProps {
  tree: AgencyTree;
  draft: EventDraft;
  onChange: (part: Partial<EventDraft>) => void;
}

/** People of the agencies that end: post of today and post from the day on. Whoever is not named ends with the agency. */
export function Movers({ tree, draft, onChange }: MoversProps) {
  const { movers, pending } = usePeopleOf(draft.merged);
  const agency = useAgency(draft.successorId ?? undefined).data;
  const [asking, setAsking] = useState<Mover>();
  const target = agency?.id === draft.successorId ? agency : undefined;
  const unitName = (id: string): string => target?.units.find((unit) => unit.id === id)?.name ?? '';
  const waiting = movers.filter(({ post }) => draft.posts[post.positionId] === undefined).length;
  const ending = draft.merged.map((id) => tree.agencies.find((line) => line.id === id)?.shortName).join(', ');
  return (
    <aside className="sheet org-panel" aria-label="Người của cơ quan được sáp nhập">
      <header className="card-head">
        <div>
          <h2>{ending === '' ? 'Người của cơ quan được sáp nhập' : ending}</h2>
          <small>{movers.length > 0 ? `${movers.length} chức vụ` : 'Chọn cơ quan để xếp chức vụ mới'}</small>
        </div>
      </header>
      <div className="org-panel-body">
        <p className="movers-head">
          <span>Người, chức vụ hôm nay</span>
          <span>Chức vụ từ {draft.effectiveOn === null ? 'ngày hiệu lực' : formatShortDate(draft.effectiveOn)}</span>
        </p>
        {pending && <SkeletonRows rows={4} />}
        {!pending && movers.length === 0 && (
          <Empty title="Chưa có ai để xếp">Cán bộ của cơ quan được sáp nhập sẽ hiện ở đây.</Empty>
        )}
        <ul>
          {movers.map((mover) => {
            const next = draft.posts[mover.post.positionId];
            return (
              <li key={mover.post.positionId} className="mover">
                <div>
                  <p>{mover.person.fullName}</p>
                  <small>{mover.post.title}</small>
                </div>
                <div>
                  {next !== undefined && (
                    <>
                      <p>{next.title}</p>
                      <small>{unitName(next.unitId)}</small>
                    </>
                  )}
                  <Button
                    size="small"
                    className={next === undefined ? 'is-empty' : undefined}
                    kind={next === undefined ? 'default' : 'quiet'}
                    reason={target === undefined ? 'Chọn cơ quan tiếp nhận trước' : undefined}
                    onClick={() => setAsking(mover)}
                    aria-label={`${next === undefined ? 'Chọn' : 'Đổi'} chức vụ mới của ${mover.person.fullName}`}
                  >
                    {next === undefined ? 'Chọn chức vụ' : 'Đổi'}
                  </Button>
                </div>
              </li>
            );
          })}
        </ul>
      </div>
      <footer className="event-foot">
        <p className="quiet">
          {waiting > 0
            ? `Còn ${waiting} chức vụ chưa xếp: kết thúc cùng cơ quan, người giữ mất quyền vào hệ thống nếu không còn chức vụ khác.`
            : 'Chữ ký, giao quyền và quyền xem theo chức vụ, tự đổi lúc hiệu lực.'}
        </p>
      </footer>
      {asking !== undefined && target !== undefined && (
        <NextPostDialog
          mover={asking}
          post={draft.posts[asking.post.positionId]}
          agency={target}
          onClose={() => setAsking(undefined)}
          onChoose={(post) => {
            setAsking(undefined);
            onChange({ posts: { ...draft.posts, [asking.post.positionId]: post } });
          }}
        />
      )}
    </aside>
  );
}
