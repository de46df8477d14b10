import type { SigningBatch } from '@congvu/contracts';
import { AgentGuide, AgentPageLink } from '../../shared/agent/agent-guide.tsx';
import { describeError } from '../../shared/api/errors.ts';
import { formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useClock } from '../../shared/ui/use-clock.ts';
import { ActWindow } from './act-window.tsx';
import { ProgressBar } from './progress-bar.tsx';
import type { Act } from './use-act.ts';

interface AgentWindowProps {
  act: Act;
  count: number;
  busy: boolean;
  label: string;
  /** What is signed: "văn bản". */
  noun: string;
}

function AtWork({ act, label, noun }: Pick<AgentWindowProps, 'act' | 'label' | 'noun'>) {
  const { progress } = act;
  return (
    <>
      <p>
        Xem danh sách và nhập mã PIN của {label} ở cửa sổ của chương trình ký. Mã PIN chỉ đi tới thiết bị, không qua
        trang này.
      </p>
      {progress === undefined || progress.signed === 0 ? (
        <p className="quiet" role="status">
          {progress === undefined ? `Đang chuẩn bị ${noun} cho thiết bị.` : 'Đang chờ mã PIN ở chương trình ký.'}
        </p>
      ) : (
        <ProgressBar signed={progress.signed} of={progress.total} />
      )}
      <div className="pin-acts">
        {progress !== undefined && progress.pageUrl !== null && <AgentPageLink url={progress.pageUrl} />}
        <Button onClick={act.dismiss}>Dừng</Button>
      </div>
    </>
  );
}

/** The program on this computer: found, paired, at work, or what is wrong with it. */
export function AgentWindow({ act, count, busy, label, noun }: AgentWindowProps) {
  const isReady = act.agent.stage.step === 'ready';
  return (
    <ActWindow label="Chương trình ký số" aside="chạy trên máy này" onEscape={act.dismiss}>
      <div className="pin-body">
        {busy ? (
          <AtWork act={act} label={label} noun={noun} />
        ) : (
          <>
            {act.error !== null && (
              <p className="soon pretty" role="alert">
                {describeError(act.error).message}
              </p>
            )}
            <AgentGuide agent={act.agent} more={<Button onClick={act.dismiss}>Đóng</Button>} />
            {isReady && act.error === null && (
              <p role="status">Đã ghép với chương trình ký số. Cửa sổ nhập mã PIN mở ra khi bấm Ký.</p>
            )}
            {isReady && (
              <div className="pin-acts">
                <Button onClick={act.dismiss}>Để sau</Button>
                <Button kind="primary" onClick={act.signNow}>
                  {act.error === null ? `Ký ${formatNumber(count)} ${noun}` : 'Ký lại'}
                </Button>
              </div>
            )}
          </>
        )}
      </div>
    </ActWindow>
  );
}

/** "4:05" */
export function formatLeft(until: string, now: Date): string {
  const seconds = Math.max(0, Math.round((Date.parse(until) - now.getTime()) / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

interface PhoneWindowProps {
  batch: SigningBatch;
  cancelling: boolean;
  error: unknown;
  onCancel: () => void;
  onLeave: () => void;
}

/** While the person looks at the phone: the code both sides show, and how long it is waited for. */
export function PhoneWindow({ batch, cancelling, error, onCancel, onLeave }: PhoneWindowProps) {
  const { label, verificationCode, waitsUntil } = batch.device;
  const now = useClock(true);
  const isOver = waitsUntil !== null && Date.parse(waitsUntil) <= now.getTime();
  const isLong = (verificationCode?.length ?? 0) > 12;
  return (
    <ActWindow label="Xác nhận trên điện thoại" aside={label} onEscape={onLeave}>
      <div className="pin-body">
        <p>
          {verificationCode === null
            ? `Mở ${label} trên điện thoại để xem và xác nhận.`
            : 'Mã trên điện thoại phải giống hệt mã này thì mới xác nhận:'}
        </p>
        {verificationCode !== null && (
          <output className={isLong ? 'agent-code is-long num' : 'agent-code num'} aria-label="Mã xác nhận">
            {verificationCode}
          </output>
        )}
        <p className="phone-wait" role="status">
          <span>{isOver ? 'Đã hết thời gian chờ, đang hỏi lại dịch vụ.' : 'Đang chờ xác nhận trên điện thoại.'}</span>
          {waitsUntil !== null && !isOver && (
            <span className="num nb" role="timer">
              còn {formatLeft(waitsUntil, now)}
            </span>
          )}
        </p>
        {error !== null && (
          <small className="soon" role="alert">
            {describeError(error).message}
          </small>
        )}
        <small className="quiet">Khác mã thì từ chối trên điện thoại: yêu cầu đó không phải của lần ký này.</small>
        <div className="pin-acts">
          <Button busy={cancelling} onClick={onCancel}>
            Hủy yêu cầu
          </Button>
          <Button onClick={onLeave}>Chạy nền</Button>
        </div>
      </div>
    </ActWindow>
  );
}
