import type { AgencyDetail, AgencyEventView, PersonView } from '@congvu/contracts';
import { formatDate, formatShortDate } from '../../../shared/text/dates.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { usePeople } from '../admin-api.ts';

interface Move {
  person: PersonView;
  from: PersonView['positions'][number];
  to: PersonView['positions'][number] | undefined;
}

function movesOf(people: readonly PersonView[], agencyId: string, day: string): Move[] {
  return people.flatMap((person) => {
    const from = person.positions.find((post) => post.agencyId === agencyId && post.state === 'in_office');
    const to = person.positions.find(
      (post) => post.agencyId !== agencyId && post.state !== 'ended' && (post.validTo === null || post.validTo >= day),
    );
    return from === undefined ? [] : [{ person, from, to }];
  });
}

/** People of an agency that ends: post of today beside the one they hold from the day on. */
export function PlannedMoves({ detail, event }: { detail: AgencyDetail; event: AgencyEventView }) {
  const { data, error, isPending, refetch } = usePeople({ agencyId: detail.id }, 200);
  const moves = movesOf(data?.pages.flatMap((page) => page.items) ?? [], detail.id, event.effectiveOn);
  const waiting = moves.filter((move) => move.to === undefined).length;
  return (
    <section className="movers" aria-label="Chức vụ trước và sau biến động">
      <p className="movers-note">
        {event.text}, hiệu lực ngày {formatDate(event.effectiveOn)}.{' '}
        {waiting > 0 ? `Còn ${waiting} người chưa có chức vụ mới.` : ''}
      </p>
      <p className="movers-head">
        <span>Người, chức vụ hôm nay</span>
        <span>Chức vụ từ {formatShortDate(event.effectiveOn)}</span>
      </p>
      {isPending && <SkeletonRows rows={3} />}
      {error !== null && <ErrorNote title="Chưa tải được cán bộ" error={error} onRetry={() => void refetch()} />}
      <ul>
        {moves.map(({ person, from, to }) => (
          <li key={from.positionId} className="mover">
            <div>
              <AppLink href={`/quan-tri/can-bo?co-quan=${detail.id}&nguoi=${person.id}`}>{person.fullName}</AppLink>
              <small>{from.title}</small>
            </div>
            {to === undefined ? (
              <div>
                <span className="soon">Chưa có</span>
                <small>Thêm chức vụ ở hồ sơ cán bộ</small>
              </div>
            ) : (
              <div>
                <p>{to.title}</p>
                <small>{to.unitName}</small>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
