import type { AgencyEventView } from '@congvu/contracts';
import { formatDate } from '../../../shared/text/dates.ts';
import { Chip } from '../../../shared/ui/marks.tsx';

/** What happened to the agencies and what is decided for later, the latest day first. */
export function EventList({ events, onShow }: { events: readonly AgencyEventView[]; onShow: (id: string) => void }) {
  return (
    <section className="sheet org-events">
      <header className="card-head">
        <h2>Biến động</h2>
      </header>
      {events.length === 0 ? (
        <p className="org-none">
          Chưa ghi biến động. Đổi tên, sáp nhập, chia, giải thể ghi ở đây với căn cứ và ngày hiệu lực; cây tự đổi vào
          ngày đó.
        </p>
      ) : (
        <ul>
          {events.map((event) => (
            <li key={event.id}>
              <button type="button" className="org-event" onClick={() => onShow(event.agencyId)}>
                <span>
                  <b>{event.text}</b>
                  <small>
                    Hiệu lực {formatDate(event.effectiveOn)}. Căn cứ: {event.basis}
                  </small>
                </span>
                <Chip tone={event.inForce ? 'neutral' : 'blue'}>
                  {event.inForce ? 'Đã có hiệu lực' : 'Sắp có hiệu lực'}
                </Chip>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
