import { dateOf, formatDate } from '../text/dates.ts';
import { AppLink } from '../ui/link.tsx';
import { Note } from '../ui/notes.tsx';
import { SECOND_PERSON_PAGE, useWaiting } from './second-person-api.ts';

/** Beside a setting: somebody has proposed to change it, and it waits for another. */
export function WaitingNote({ kinds }: { kinds: readonly string[] }) {
  const waiting = useWaiting(kinds);
  return waiting.map(({ id, title, proposedBy, expiresAt }) => (
    <Note
      key={id}
      tone="plain"
      title="Đang chờ người thứ hai"
      actions={
        <AppLink className="btn btn-small" href={`${SECOND_PERSON_PAGE}?viec=${id}`}>
          Xem đề nghị
        </AppLink>
      }
    >
      <p>
        {title}. {proposedBy} đề nghị, hết hạn ngày {formatDate(dateOf(expiresAt))}.
      </p>
    </Note>
  ));
}
