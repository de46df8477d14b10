import type { CentreView, ClusterListItem } from '@congvu/contracts';
import { Download, Printer, ShieldCheck } from 'lucide-react';
import '../../../shared/table/table.css';
import '../threats.css';
import { ApiError } from '../../../shared/api/errors.ts';
import { FollowingLinks } from '../../../shared/shell/following-links.tsx';
import { formatNumber, formatTime, formatToday, formatWhen, officeNow } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useCentre } from '../threats-api.ts';
import { DrillCard, HeldCard, IncidentRows } from './centre-cards.tsx';
import { CentreDrawers } from './centre-drawers.tsx';
import { FreeMail } from './free-mail.tsx';
import { UnitSafety } from './unit-safety.tsx';
import { UnitTable } from './unit-table.tsx';
import { WarningPanel } from './warning-panel.tsx';

/** Figures of a sentence stand in the digits of the tables. */
function Figured({ text }: { text: string }) {
  const parts = text.matchAll(/(\d+(?:[.:]\d+)*)|\D+/g);
  return Array.from(parts, ({ 0: part, 1: figure, index: place }) =>
    figure === undefined ? (
      part
    ) : (
      <span key={place} className="num">
        {figure}
      </span>
    ),
  );
}

function Head({ centre, onRules }: { centre: CentreView; onRules: () => void }) {
  const now = officeNow().toISOString();
  return (
    <header className="page-head">
      <div>
        <p className="threats-over">
          An toàn thư công vụ, {formatToday(now).toLocaleLowerCase('vi')},{' '}
          <span className="num">{formatTime(now)}</span>
        </p>
        <h1>
          <Figured text={centre.headline} />
        </h1>
        <p>
          <Figured text={centre.lead} />
        </p>
      </div>
      <div className="page-actions no-print">
        <Button icon={Printer} className="threats-print" onClick={() => window.print()}>
          In
        </Button>
        <a className="btn" href="/api/threats/scans/export" download title="Báo cáo diệt vi rút theo đơn vị">
          <Download className="icon" aria-hidden />
          Xuất
        </a>
        <Button icon={ShieldCheck} onClick={onRules}>
          Luật chặn {centre.rules > 0 && <span className="num">{formatNumber(centre.rules)}</span>}
        </Button>
      </div>
    </header>
  );
}

function whereFrom({ fromDomain, fromAddress, hosts }: ClusterListItem): string {
  return hosts.length === 0 ? fromAddress : [...new Set([fromDomain, ...hosts.slice(0, 2)])].join(', ');
}

function ClusterRow({
  cluster,
  selected,
  onOpen,
}: {
  cluster: ClusterListItem;
  selected: boolean;
  onOpen: () => void;
}) {
  const moving = cluster.retraction?.state === 'running' || cluster.retraction?.state === 'restoring';
  return (
    <li className={selected ? 'rep is-selected' : 'rep'}>
      <div className="rep-what">
        <button type="button" className="rep-name" onClick={onOpen}>
          {cluster.subject === '' ? 'Thư không có tiêu đề' : cluster.subject}
        </button>
        <small className="num">{whereFrom(cluster)}</small>
      </div>
      <p className="rep-n">
        <span>
          <b className="num">{formatNumber(cluster.boxes)}</b> hộp thư
        </span>
        <small>
          <span className="num">{formatNumber(cluster.reporters)}</span> người báo,{' '}
          {formatWhen(cluster.firstReportedAt)}
        </small>
      </p>
      {cluster.state === 'waiting' ? (
        <Button size="small" onClick={onOpen}>
          Kết luận
        </Button>
      ) : (
        <Chip tone={cluster.state === 'forged' ? 'red' : 'green'}>
          {moving ? (cluster.retraction?.stateLabel ?? cluster.stateLabel) : cluster.stateLabel}
        </Chip>
      )}
    </li>
  );
}

function Clusters({
  centre,
  chosen,
  onOpen,
}: {
  centre: CentreView;
  chosen: string | null;
  onOpen: (id: string) => void;
}) {
  const shown = centre.warning?.clusterId ?? null;
  return (
    <section className="sheet" aria-labelledby="threats-reports">
      <header className="card-head">
        <h2 id="threats-reports">
          Thư bị báo giả mạo <span className="num quiet">{formatNumber(centre.clusters.length)}</span>
        </h2>
        <small className="quiet">Gộp theo nơi gửi và liên kết</small>
      </header>
      {centre.clusters.length === 0 ? (
        <p className="threats-none">
          Chưa ai báo thư nào. Mọi người bấm “Báo thư giả mạo” trong hộp thư; thư của cùng nơi gửi gộp thành một dòng ở
          đây.
        </p>
      ) : (
        <ul>
          {centre.clusters.map((cluster) => (
            <ClusterRow
              key={cluster.id}
              cluster={cluster}
              selected={cluster.id === (chosen ?? shown)}
              onOpen={() => onOpen(cluster.id)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Centre({ centre }: { centre: CentreView }) {
  const { params, put } = useAddress();
  const open = (muc: string) => put({ muc, cum: undefined });
  return (
    <>
      <Head centre={centre} onRules={() => open('luat')} />
      <div className={centre.warning === null ? 'threats-grid is-alone' : 'threats-grid'}>
        <div className="threats-left">
          <IncidentRows incidents={centre.incidents} asked={params.get('suco')} />
          <Clusters centre={centre} chosen={params.get('cum')} onOpen={(cum) => put({ cum, muc: undefined })} />
          <div className="threats-pair">
            <HeldCard held={centre.quarantine} onOpen={() => open('cach-ly')} />
            <DrillCard drill={centre.drill} onOpen={open} />
          </div>
          <UnitTable units={centre.units} onScans={() => open('ra-quet')} onFindings={() => open('ma-doc')} />
          <FreeMail />
        </div>
        {centre.warning !== null && <WarningPanel key={centre.warning.clusterId} warning={centre.warning} />}
      </div>
      <CentreDrawers />
    </>
  );
}

function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.status === 403;
}

/** The security centre of the guiding office; for the others what concerns their own unit. */
export function CentrePage() {
  const query = useCentre();
  return (
    <div className="content content-wide threats">
      <FollowingLinks here="/theo-doi/an-toan-thu" />
      {query.data !== undefined ? (
        <Centre centre={query.data} />
      ) : isForbidden(query.error) ? (
        <UnitSafety />
      ) : query.isError ? (
        <ErrorNote title="Chưa tải được trang an toàn thư" error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonRows rows={8} label="Đang tải an toàn thư" />
      )}
    </div>
  );
}
