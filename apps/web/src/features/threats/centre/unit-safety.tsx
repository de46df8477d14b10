import type { IncidentView } from '@congvu/contracts';
import { formatInstant } from '../../../shared/text/dates.ts';
import { Chip } from '../../../shared/ui/marks.tsx';
import { useIncidents } from '../threats-api.ts';
import { TemplatesToApprove } from './drill-panel.tsx';
import { DrillResults } from './drill-results.tsx';
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

/** The side of a unit: its drills, its scans, and privately its people who need help. */
export function UnitSafety() {
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
        <section className="sheet threats-pad" aria-labelledby="unit-scans">
          <h2 id="unit-scans">Rà quét máy tính</h2>
          <ScanPanel />
        </section>
        <section className="sheet threats-pad" aria-labelledby="unit-drills">
          <h2 id="unit-drills">Diễn tập thư giả mạo</h2>
          <DrillResults />
        </section>
        <TemplatesToApprove />
      </div>
    </>
  );
}
