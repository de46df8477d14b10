import type { ConnectionHealth, ConnectionView } from '@congvu/contracts';
import { Download, Pencil, PlugZap, Power, PowerOff, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { type MenuAct, MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { useReceiveNow, useSwitchConnection } from './connections-api.ts';
import { TestSteps } from './test-steps.tsx';
import { useLiveTest } from './use-live-test.ts';

const TONES: Record<ConnectionHealth['state'], Tone> = {
  off: 'plain',
  unknown: 'plain',
  ok: 'green',
  failing: 'amber',
  resting: 'red',
};

function sharedWords({ share, agencies, operator, abilities }: ConnectionView): string {
  if (abilities['carriers.change'] !== true) {
    return `Do ${operator.name} vận hành, cho dùng chung`;
  }
  if (share === 'all') {
    return `Mọi cơ quan dùng hệ thống (${formatNumber(agencies.length)} cơ quan có mã)`;
  }
  return share === 'own' ? 'Chỉ cơ quan mình' : `${formatNumber(agencies.length)} cơ quan dùng chung`;
}

function codesWords({ agencies }: ConnectionView): string {
  const codes = agencies.flatMap((agency) => agency.codes);
  if (codes.length === 0) {
    return 'Chưa có mã định danh nào';
  }
  const more = codes.length - 3;
  return more > 0 ? `${codes.slice(0, 3).join(', ')} và ${formatNumber(more)} mã khác` : codes.join(', ');
}

/** What is wrong now; a trouble of the past that is over is not shown as one. */
function Trouble({ health }: { health: ConnectionHealth }) {
  const { state, lastError, restingUntil } = health;
  if ((state !== 'failing' && state !== 'resting') || lastError === null) {
    return null;
  }
  return (
    <p className="conn-trouble">
      <b>Lỗi lúc {formatMoment(lastError.at)}.</b> {lastError.message}
      {restingUntil !== null &&
        ` Hệ thống thử lại lúc ${formatMoment(restingUntil)}; văn bản đi vẫn nằm trong hàng chờ.`}
    </p>
  );
}

function Facts({ connection }: { connection: ConnectionView }) {
  const { secretSavedAt } = connection;
  return (
    <dl className="conn-facts">
      <div>
        <dt>Dùng cho</dt>
        <dd>{sharedWords(connection)}</dd>
      </div>
      <div>
        <dt>Mã của ta</dt>
        <dd className="num">{codesWords(connection)}</dd>
      </div>
      {secretSavedAt !== null && (
        <div>
          <dt>Mã bí mật</dt>
          <dd>Đã lưu {formatMoment(secretSavedAt)}</dd>
        </div>
      )}
    </dl>
  );
}

interface ConnectionCardProps {
  connection: ConnectionView;
  onEdit: () => void;
  onRemove: () => void;
}

const fail = { onError: (error: Error) => showToast(describeError(error).message) };

function Acts({
  connection,
  onEdit,
  onRemove,
  onTest,
  testing,
}: ConnectionCardProps & { onTest: () => void; testing: boolean }) {
  const { id, name, enabled, abilities } = connection;
  const receive = useReceiveNow(() => showToast('Đang hỏi, văn bản mới sẽ vào hộp nhận sau ít giây.'));
  const turn = useSwitchConnection((on) => showToast(on ? `Đã bật “${name}”.` : `Đã tắt “${name}”.`));
  const flip = () => turn.mutate({ id, enabled: !enabled }, fail);
  const mayReceive = abilities['carriers.receive'];
  const receiveAgain: MenuAct = {
    key: 'again',
    label: 'Nhận lại cả gói trục đã báo nhận',
    icon: RotateCcw,
    onSelect: () => receive.mutate({ id, includeSettled: true }, fail),
  };
  return (
    <footer className="no-print">
      {connection.kind !== 'peer' && (
        <Button
          size="small"
          icon={Download}
          busy={receive.isPending}
          reason={mayReceive === true ? undefined : mayReceive}
          onClick={() => receive.mutate({ id, includeSettled: false }, fail)}
        >
          Nhận ngay
        </Button>
      )}
      <Button size="small" icon={PlugZap} busy={testing} onClick={onTest}>
        Thử
      </Button>
      <Button size="small" icon={Pencil} onClick={onEdit}>
        {connection.kind === 'peer' ? 'Ghép nối' : 'Sửa'}
      </Button>
      <span />
      {!enabled && (
        <Button size="small" kind="primary" icon={Power} busy={turn.isPending} onClick={flip}>
          Bật
        </Button>
      )}
      <MoreMenu
        label={`Việc khác với ${name}`}
        acts={[
          ...(enabled ? [{ key: 'off', label: 'Tắt kết nối', icon: PowerOff, onSelect: flip }] : []),
          ...(mayReceive === true && connection.kind !== 'mail' ? [receiveAgain] : []),
          { key: 'remove', label: 'Xóa kết nối', icon: Trash2, onSelect: onRemove },
        ]}
      />
    </footer>
  );
}

/** One connection: how it does in plain words, and what can be done with it. */
export function ConnectionCard(props: ConnectionCardProps) {
  const { connection } = props;
  const { id, name, kindLabel, host, health, enabled } = connection;
  const [tested, setTested] = useState(false);
  const { live, start, isRunning } = useLiveTest(connection.steps);
  const test = (): void => {
    setTested(true);
    void start({ id });
  };
  return (
    <article className={enabled ? 'sheet conn-card' : 'sheet conn-card is-off'} aria-label={name}>
      <header>
        <div>
          <h2>{name}</h2>
          <p>
            {kindLabel === name ? '' : `${kindLabel} · `}
            <span className="num">{host}</span>
          </p>
        </div>
        <Chip tone={TONES[health.state]}>{health.stateLabel}</Chip>
      </header>
      {health.state !== 'off' && <p className="conn-health">{health.sentence}</p>}
      <Trouble health={health} />
      {health.waiting > 0 && (
        <p className="conn-quiet">{formatNumber(health.waiting)} gói tin trục đã báo, đang lấy về.</p>
      )}
      <Facts connection={connection} />
      {tested && <TestSteps steps={connection.steps} live={live} />}
      {connection.abilities['carriers.change'] === true && <Acts {...props} onTest={test} testing={isRunning} />}
    </article>
  );
}
