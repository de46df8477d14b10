import type { ClusterHolder, ClusterView } from '@congvu/contracts';
import { useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useCluster, useConclude, useMoveMail } from '../threats-api.ts';

type Act = 'forged' | 'genuine' | 'retract' | 'restore';

const ACTS: Record<Act, { title: string; consequence: string; confirm: string; ideas: string[] }> = {
  forged: {
    title: 'Kết luận là thư giả mạo',
    consequence:
      'Thư được thu lại khỏi mọi hộp thư của các cơ quan (trả lại được), thư cùng loại gửi đến sau bị giữ, người đã báo được trả lời.',
    confirm: 'Kết luận giả mạo và thu lại',
    ideas: ['Trang đăng nhập giả nhằm lấy mật khẩu.', 'Tệp kèm theo có mã độc.'],
  },
  genuine: {
    title: 'Kết luận là thư thật',
    consequence: 'Người đã báo được trả lời. Nếu thư đã bị thu lại thì trả về đúng chỗ cũ và gỡ luật chặn.',
    confirm: 'Kết luận thư thật',
    ideas: ['Đã xác minh qua điện thoại với cơ quan gửi.'],
  },
  retract: {
    title: 'Thu lại khỏi mọi hộp thư',
    consequence: 'Thư không còn thấy trong hộp thư của mọi người. Trả lại được đúng chỗ cũ.',
    confirm: 'Thu lại',
    ideas: [],
  },
  restore: {
    title: 'Trả thư về các hộp thư',
    consequence: 'Thư trở lại đúng thư mục cũ, đã đọc hay chưa đọc như trước. Luật chặn giữ nguyên.',
    confirm: 'Trả về',
    ideas: [],
  },
};

function Asking({ cluster, act, onClose }: { cluster: ClusterView; act: Act; onClose: () => void }) {
  const done = (text: string) => () => {
    showToast(text);
    onClose();
  };
  const conclude = useConclude(cluster.id, done('Đã kết luận. Người báo được trả lời.'));
  const move = useMoveMail(
    cluster.id,
    act === 'restore' ? 'restore' : 'retract',
    done('Đang thực hiện trên các hộp thư.'),
  );
  const { title, consequence, confirm, ideas } = ACTS[act];
  const isVerdict = act === 'forged' || act === 'genuine';
  const write = isVerdict ? conclude : move;
  return (
    <ReasonDialog
      open
      title={title}
      consequence={consequence}
      confirmLabel={confirm}
      suggestions={ideas}
      busy={write.isPending}
      error={write.error}
      onCancel={onClose}
      onConfirm={(reason) =>
        isVerdict ? conclude.mutate({ verdict: act, reason, retract: true }) : move.mutate(reason)
      }
    />
  );
}

function actsOf(cluster: ClusterView): { act: Act; label: string }[] {
  const may = (action: string) => cluster.abilities[action] === true;
  return [
    ...(may('threats.conclude') && cluster.state !== 'forged' ? [{ act: 'forged' as const, label: 'Giả mạo' }] : []),
    ...(may('threats.conclude') && cluster.state !== 'genuine' ? [{ act: 'genuine' as const, label: 'Thư thật' }] : []),
    ...(may('threats.retract') ? [{ act: 'retract' as const, label: 'Thu lại' }] : []),
    ...(may('threats.restore') ? [{ act: 'restore' as const, label: 'Trả về' }] : []),
  ];
}

function Progress({ cluster }: { cluster: ClusterView }) {
  const { retraction } = cluster;
  if (retraction === null) {
    return null;
  }
  const moving = retraction.state === 'running' || retraction.state === 'restoring';
  const total = Math.max(retraction.total, retraction.moved, 1);
  return (
    <div className="threats-progress" role="status">
      <p>
        <b>{retraction.stateLabel}</b>{' '}
        <span className="num">
          {formatNumber(retraction.moved)}
          {moving && ` trên ${formatNumber(total)}`}
        </span>{' '}
        bản{moving ? ', chạy nền, có thể rời trang' : ''}
      </p>
      {moving && (
        <div className="progress">
          <i style={{ width: `${Math.min(100, Math.round((retraction.moved / total) * 100))}%` }} />
        </div>
      )}
    </div>
  );
}

function stateOf(holder: ClusterHolder): { tone: 'red' | 'amber' | 'neutral' | 'green'; label: string } {
  if (holder.enteredPassword) {
    return { tone: 'red', label: 'Nhập mật khẩu' };
  }
  if (holder.openedLinkAt !== null) {
    return { tone: 'amber', label: 'Đã mở liên kết' };
  }
  if (holder.retracted) {
    return { tone: 'green', label: holder.read ? 'Đã đọc, đã thu' : 'Đã thu lại' };
  }
  return { tone: 'neutral', label: holder.read ? 'Đã đọc' : 'Chưa đọc' };
}

function Holders({ cluster }: { cluster: ClusterView }) {
  return (
    <section aria-labelledby="cluster-holders">
      <h3 id="cluster-holders">
        Có ở <span className="num">{formatNumber(cluster.boxes)}</span> hộp thư,{' '}
        <span className="num">{formatNumber(cluster.units.length)}</span> cơ quan
      </h3>
      <p className="quiet">Ai đọc, ai mở liên kết chỉ cán bộ phụ trách và thủ trưởng đơn vị được biết.</p>
      <ul className="threats-holders">
        {cluster.holders.map((holder) => {
          const state = stateOf(holder);
          return (
            <li key={holder.mailboxId}>
              <div>
                <p>{holder.holderName}</p>
                <small className="num">
                  {holder.address}, {holder.agencyName}
                </small>
                {holder.registered !== null && <small className="late">Đã vào sổ: {holder.registered}</small>}
              </div>
              <Chip tone={state.tone}>{state.label}</Chip>
            </li>
          );
        })}
      </ul>
      {cluster.holdersShown < cluster.boxes && (
        <p className="quiet">
          Hiện {formatNumber(cluster.holdersShown)} trên {formatNumber(cluster.boxes)} hộp thư, người cần giúp xếp
          trước.
        </p>
      )}
    </section>
  );
}

function Lines({ cluster }: { cluster: ClusterView }) {
  return (
    <>
      <section>
        <h3>Người báo</h3>
        <ul className="threats-lines">
          {cluster.reports.map((report) => (
            <li key={`${report.name} ${report.at}`}>
              <span>
                {report.name}, {report.agencyName}
                {report.kind === 'genuine' && ': cho là thư thật'}
              </span>
              <time>{formatMoment(report.at)}</time>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>Diễn biến</h3>
        <ul className="threats-lines">
          {cluster.history.map((line) => (
            <li key={`${line.at} ${line.text}`}>
              <span>
                {line.actorName}: {line.text}
              </span>
              <time>{formatMoment(line.at)}</time>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Cluster({ cluster }: { cluster: ClusterView }) {
  const [act, setAct] = useState<Act>();
  return (
    <div className="threats-panel">
      <header>
        <h2>{cluster.subject === '' ? 'Thư không có tiêu đề' : cluster.subject}</h2>
        <Chip tone={cluster.state === 'forged' ? 'red' : cluster.state === 'genuine' ? 'green' : 'blue'}>
          {cluster.stateLabel}
        </Chip>
      </header>
      <dl className="facts">
        <dt>Báo cáo số</dt>
        <dd className="num">{cluster.number}</dd>
        <dt>Gửi từ</dt>
        <dd className="num">{cluster.fromAddress}</dd>
        <dt>Liên kết mở</dt>
        <dd className="num">{cluster.hosts.length === 0 ? 'không có' : cluster.hosts.join(', ')}</dd>
        <dt>Trích nội dung</dt>
        <dd>{cluster.preview}</dd>
        {cluster.conclusion !== null && (
          <>
            <dt>Kết luận</dt>
            <dd>
              {cluster.conclusion.reason} ({cluster.conclusion.byName}, {formatMoment(cluster.conclusion.at)})
            </dd>
          </>
        )}
      </dl>
      {cluster.reasons.length > 0 && (
        <Note tone="danger" title="Dấu hiệu máy nhận ra">
          <ul>
            {cluster.reasons.map((reason) => (
              <li key={reason.code}>{reason.text}</li>
            ))}
          </ul>
        </Note>
      )}
      <Progress cluster={cluster} />
      <div className="threats-acts no-print">
        {actsOf(cluster).map(({ act: one, label }, index) => (
          <Button
            key={one}
            kind={index === 0 && cluster.state === 'waiting' ? 'primary' : 'default'}
            onClick={() => setAct(one)}
          >
            {label}
          </Button>
        ))}
      </div>
      <Holders cluster={cluster} />
      <Lines cluster={cluster} />
      {act !== undefined && <Asking cluster={cluster} act={act} onClose={() => setAct(undefined)} />}
    </div>
  );
}

/** Everybody who has it, once; the conclusion and what follows from it. */
export function ClusterPanel({ id }: { id: string }) {
  const query = useCluster(id);
  if (query.data !== undefined) {
    return <Cluster cluster={query.data} />;
  }
  return query.isError ? (
    <ErrorNote title="Chưa tải được thư bị báo" error={query.error} onRetry={() => void query.refetch()} />
  ) : (
    <SkeletonRows rows={5} />
  );
}
