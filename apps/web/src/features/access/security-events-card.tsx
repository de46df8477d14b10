import type { EventDenied, SecurityEventView } from '@congvu/contracts';
import { useRouterState } from '@tanstack/react-router';
import { Modal } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import { useWrite } from '../../shared/api/write.ts';
import { formatMoment } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';

function EventRow({ event, asked, onDeny }: { event: SecurityEventView; asked: boolean; onDeny: () => void }) {
  return (
    <li className={asked ? 'account-row is-asked' : 'account-row'}>
      <span>
        <b>{event.text}</b>
        <small>{formatMoment(event.at)}</small>
      </span>
      <span>
        {event.device}
        <small className="num">{event.ip === '' ? '' : `mạng ${event.ip}`}</small>
      </span>
      {event.denied ? (
        <Chip tone="red">Đã báo</Chip>
      ) : (
        <Button size="small" onClick={onDeny} aria-label={`Không phải tôi: ${event.text}`}>
          Không phải tôi
        </Button>
      )}
    </li>
  );
}

function Deny({ event, onCancel }: { event: SecurityEventView; onCancel: () => void }) {
  const deny = useWrite<void, z.infer<typeof EventDenied>>({
    request: () => ({ path: `/api/me/security-events/${event.id}/not-me` }),
    // The whole page anew: nothing but the form of the new password is open from now on.
    onDone: () => location.assign('/doi-mat-khau'),
  });
  return (
    <div className="form">
      <p className="dialog-text">
        Mọi phiên khác kết thúc ngay, các máy quen bị quên và phải đặt mật khẩu mới trước khi làm tiếp. Nên báo quản trị
        của cơ quan.
      </p>
      {deny.isError && <ErrorNote title="Chưa chặn được" error={deny.error} />}
      <div className="note-actions">
        <Button kind="primary" busy={deny.isPending} onClick={() => deny.mutate()}>
          Không phải tôi, chặn ngay
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          Là tôi
        </Button>
      </div>
    </div>
  );
}

const SHOWN_FIRST = 5;

/** What happened to the account in the last 90 days; a notice opens the page at its line. */
export function SecurityEventsCard({ events }: { events: readonly SecurityEventView[] }) {
  const search = useRouterState({ select: (state) => state.location.searchStr });
  const asked = new URLSearchParams(search).get('su-kien');
  const [all, setAll] = useState(false);
  const [denying, setDenying] = useState<SecurityEventView>();
  const shown = all ? events : events.filter((event, index) => index < SHOWN_FIRST || event.id === asked);
  return (
    <section className="sheet security-wide">
      <div className="facts-state">
        <h2>Việc đã xảy ra với tài khoản</h2>
        {events.length > shown.length && (
          <Button size="small" onClick={() => setAll(true)}>
            {`Xem cả ${events.length} việc`}
          </Button>
        )}
      </div>
      {events.length === 0 ? (
        <p className="quiet pretty">Trong 90 ngày qua không có đăng nhập trên máy lạ hay thay đổi về bảo mật.</p>
      ) : (
        <ul>
          {shown.map((event) => (
            <EventRow key={event.id} event={event} asked={event.id === asked} onDeny={() => setDenying(event)} />
          ))}
        </ul>
      )}
      <Modal
        open={denying !== undefined}
        title={denying?.text ?? ''}
        footer={null}
        onCancel={() => setDenying(undefined)}
        destroyOnHidden
        width={460}
      >
        {denying !== undefined && <Deny event={denying} onCancel={() => setDenying(undefined)} />}
      </Modal>
    </section>
  );
}
