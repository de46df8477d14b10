import type { CentreView, IncidentView } from '@congvu/contracts';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { dateOf, formatNumber, formatShortDate, formatTime } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { percent } from '../threats.text.ts';
import { useCloseIncident } from '../threats-api.ts';
import { byMessage } from './held-groups.ts';

/** Who typed a password: private, on top, with the clock of 24 hours. */
export function IncidentRows({ incidents, asked }: { incidents: readonly IncidentView[]; asked: string | null }) {
  const [closing, setClosing] = useState<IncidentView>();
  const close = useCloseIncident(() => {
    setClosing(undefined);
    showToast('Đã kết thúc sự cố.');
  });
  if (incidents.length === 0) {
    return null;
  }
  return (
    <section className="sheet threats-incidents" aria-label="Sự cố lộ mật khẩu">
      <ul>
        {incidents.map((incident) => (
          <li key={incident.id} className={incident.id === asked ? 'is-selected' : undefined}>
            <TriangleAlert className="icon" aria-hidden />
            <div>
              <p>
                <b>{incident.personName}</b>, {incident.agencyName}, đã nhập mật khẩu
                {incident.sentSince.length > 0 && (
                  <>
                    ; từ đó đã gửi <span className="num">{formatNumber(incident.sentSince.length)}</span> thư
                  </>
                )}
              </p>
              <small>
                {incident.steps
                  .filter((step) => !step.done)
                  .map((step) => step.text)
                  .join('; ')}
              </small>
            </div>
            <Chip
              tone={incident.overdue ? 'red' : 'amber'}
            >{`Báo cáo trước ${formatTime(incident.reportBy)}, ${formatShortDate(dateOf(incident.reportBy))}`}</Chip>
            <Button size="small" onClick={() => setClosing(incident)}>
              Kết thúc
            </Button>
          </li>
        ))}
      </ul>
      {closing !== undefined && (
        <ReasonDialog
          open
          title={`Kết thúc sự cố của ${closing.personName}`}
          consequence="Ghi kết quả xử lý và nơi đã báo cáo. Nội dung này vào nhật ký, chỉ cán bộ phụ trách và thủ trưởng đơn vị xem được."
          label="Kết quả xử lý"
          confirmLabel="Kết thúc sự cố"
          suggestions={['Đã báo cáo cơ quan chuyên trách, không phát hiện đăng nhập lạ.']}
          busy={close.isPending}
          error={close.error}
          onCancel={() => setClosing(undefined)}
          onConfirm={(reason) => close.mutate({ id: closing.id, reason })}
        />
      )}
    </section>
  );
}

export function HeldCard({ held, onOpen }: { held: CentreView['quarantine']; onOpen: () => void }) {
  return (
    <section className="sheet" aria-labelledby="threats-held">
      <header className="card-head">
        <h2 id="threats-held">
          Cách ly <span className="num quiet">{formatNumber(held.total)}</span>
        </h2>
        {held.total > 0 && (
          <button className="link" type="button" onClick={onOpen}>
            Xem cả {formatNumber(held.total)}
          </button>
        )}
      </header>
      {held.items.length === 0 ? (
        <p className="threats-none">Không có thư nào đang bị giữ. Thư bị giữ quá 30 ngày thì không mở lại được.</p>
      ) : (
        <ul className="quar">
          {byMessage(held.items).map((copies) => (
            <li key={copies[0].messageId}>
              <div>
                <p>{copies[0].subject === '' ? 'Thư không có tiêu đề' : copies[0].subject}</p>
                <small className="num">{copies[0].fromAddress}</small>
              </div>
              {copies.some(({ state }) => state === 'asked') ? (
                <button type="button" className="link quar-why" onClick={onOpen}>
                  Duyệt mở lại
                </button>
              ) : (
                <small className="quar-why">{copies[0].reason}</small>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Line({ label, now, before }: { label: string; now: string; before: string | undefined }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <b className="num">{now}</b>
        <small className="quiet num">{before === undefined ? '' : `lần trước ${before}`}</small>
      </dd>
    </div>
  );
}

function minutes(value: number | null): string {
  return value === null ? 'chưa có' : `${formatNumber(value)} phút`;
}

export function DrillCard({ drill, onOpen }: { drill: CentreView['drill']; onOpen: (muc: string) => void }) {
  if (drill === null) {
    return (
      <section className="sheet drill" aria-labelledby="threats-drill">
        <header className="card-head">
          <h2 id="threats-drill">Diễn tập</h2>
        </header>
        <p className="threats-none">
          Gửi thư giả mạo tập cho người của mình theo mẫu lãnh đạo đã duyệt, đo tỷ lệ báo và bấm theo đơn vị.
        </p>
        <p className="drill-next">
          <span className="quiet">Chưa diễn tập lần nào</span>
          <button className="link" type="button" onClick={() => onOpen('dien-tap')}>
            Lập diễn tập
          </button>
        </p>
      </section>
    );
  }
  const { last, before } = drill;
  return (
    <section className="sheet drill" aria-labelledby="threats-drill">
      <header className="card-head">
        <h2 id="threats-drill">Diễn tập ngày {formatShortDate(dateOf(last.startedAt))}</h2>
        <Chip>{last.difficultyLabel}</Chip>
      </header>
      <dl>
        <Line
          label="Báo giả mạo"
          now={percent(last.reported, last.sent)}
          before={before === null ? undefined : percent(before.reported, before.sent)}
        />
        <Line
          label="Bấm liên kết"
          now={percent(last.clicked, last.sent)}
          before={before === null ? undefined : percent(before.clicked, before.sent)}
        />
        <Line
          label="Báo đầu tiên sau"
          now={minutes(last.firstReportMinutes)}
          before={before === null ? undefined : minutes(before.firstReportMinutes)}
        />
      </dl>
      <p className="drill-next">
        <button className="link" type="button" onClick={() => onOpen('ket-qua')}>
          {last.stateLabel}, {formatNumber(last.sent)} người
        </button>
        <button className="link" type="button" onClick={() => onOpen('dien-tap')}>
          Lập diễn tập
        </button>
      </p>
    </section>
  );
}
