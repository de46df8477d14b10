import type { IncidentView } from '@congvu/contracts';
import { useRoles } from '../../../shared/session/me.ts';
import { formatInstant, formatMoment } from '../../../shared/text/dates.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import { useExposed, useIncidents } from '../threats-api.ts';
import { TemplatesToApprove } from './drill-panel.tsx';
import { DrillResults } from './drill-results.tsx';
import { FreeMail } from './free-mail.tsx';
import { ScanPanel } from './scan-panel.tsx';

function Incident({ incident }: { incident: IncidentView }) {
  return (
    <li>
      <div>
        <p>
          <b>{incident.personName}</b> đã nhập mật khẩu vào trang giả mạo
        </p>
        <small>{incident.steps.map((step) => step.text).join('; ')}</small>
      </div>
      <Chip tone={incident.state === 'closed' ? 'green' : incident.overdue ? 'red' : 'amber'}>
        {incident.state === 'closed' ? incident.stateLabel : `Báo cáo trước ${formatInstant(incident.reportBy)}`}
      </Chip>
    </li>
  );
}

/** Who went on to a forged page: told to the head alone. */
function Exposed() {
  const roles = useRoles();
  const people = useExposed(roles.has('leader') || roles.has('unit_head')).data?.items ?? [];
  if (people.length === 0) {
    return null;
  }
  return (
    <section className="sheet threats-pad" aria-labelledby="unit-exposed">
      <h2 id="unit-exposed">Đã mở liên kết giả mạo</h2>
      <p className="quiet">
        Chỉ thủ trưởng đơn vị và cán bộ phụ trách an toàn thư được biết; để hướng dẫn, không để phê bình.
      </p>
      <ul className="threats-holders">
        {people.map((person) => (
          <li key={`${person.personName} ${person.openedAt}`}>
            <div>
              <p>{person.personName}</p>
              <small className="num">
                {person.host}, {formatMoment(person.openedAt)}
              </small>
            </div>
            <Chip tone={person.enteredPassword ? 'red' : 'amber'}>
              {person.enteredPassword ? 'Nhập mật khẩu' : 'Mở liên kết'}
            </Chip>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** As the server answers (`threats.read_scans`; `threats.read_drill`, `mailbridge.free_mail_stats`). */
const SCANS_FOR = ['focal', 'administrator', 'leader', 'unit_head', 'clerk', 'auditor'] as const;
const DRILLS_FOR = ['focal', 'administrator', 'leader', 'unit_head', 'auditor'] as const;

/** The side of a unit: its drills, its scans, and privately its people who need help. */
export function UnitSafety() {
  const roles = useRoles();
  const seesScans = SCANS_FOR.some((role) => roles.has(role));
  const seesDrills = DRILLS_FOR.some((role) => roles.has(role));
  const incidents = useIncidents().data?.items ?? [];
  return (
    <>
      <header className="page-head">
        <div>
          <h1>An toàn thư của đơn vị</h1>
          <p>Kết quả diễn tập, rà quét máy tính và người cần giúp của cơ quan mình.</p>
        </div>
      </header>
      <div className="threats-unit-grid">
        {incidents.length > 0 && (
          <section className="sheet threats-pad" aria-label="Sự cố lộ mật khẩu">
            <ul className="threats-held">
              {incidents.map((incident) => (
                <Incident key={incident.id} incident={incident} />
              ))}
            </ul>
          </section>
        )}
        <Exposed />
        {!seesScans && !seesDrills && (
          <section className="sheet threats-pad">
            <Empty title="Kết quả của đơn vị dành cho thủ trưởng và văn thư">
              Thư đang bị giữ, thư đã báo và cách tự giúp khi lỡ nhập mật khẩu ở trang An toàn thư của tôi.{' '}
              <AppLink href="/thu/an-toan">Mở trang của tôi</AppLink>
            </Empty>
          </section>
        )}
        {seesScans && (
          <section className="sheet threats-pad" aria-labelledby="unit-scans">
            <h2 id="unit-scans">Rà quét máy tính</h2>
            <ScanPanel />
          </section>
        )}
        {seesDrills && (
          <section className="sheet threats-pad" aria-labelledby="unit-drills">
            <h2 id="unit-drills">Diễn tập thư giả mạo</h2>
            <DrillResults />
          </section>
        )}
        {seesDrills && <FreeMail />}
        <TemplatesToApprove />
      </div>
    </>
  );
}
