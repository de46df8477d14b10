import type { BookSourceView, SyncRun, TriedSource } from '@congvu/contracts';
import { PlugZap, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Note } from '../../../shared/ui/notes.tsx';
import { useStartSync, useTrySource } from './address-book-api.ts';
import { RunsDialog } from './runs-dialog.tsx';

const STATES: Record<SyncRun['state'], { label: string; tone: Tone }> = {
  running: { label: 'Đang đồng bộ', tone: 'blue' },
  done: { label: 'Xong', tone: 'green' },
  held: { label: 'Chờ quyết định', tone: 'amber' },
  failed: { label: 'Không xong', tone: 'amber' },
};

/** The bar only where the end is known: a list says its length when it is through. */
function Progress({ run }: { run: SyncRun }) {
  const { phase, done, total } = run.progress;
  return phase === 'applying' && total > 0 ? (
    <progress className="book-progress" max={total} value={done} aria-label="Đã ghi vào sổ" />
  ) : (
    <progress className="book-progress" aria-label="Đang lấy danh sách" />
  );
}

function Held({ run, source }: { run: SyncRun; source: BookSourceView }) {
  const agree = useStartSync(source.id, () => showToast('Đang nhận danh sách mới vào sổ.'));
  const { held } = run;
  if (held === null) {
    return null;
  }
  return (
    <Note
      title={`Danh sách mới thiếu ${formatNumber(held.missing)} trong ${formatNumber(held.known)} hàng đã biết`}
      actions={
        source.abilities['addressbook.sync'] === true && (
          <Button
            size="small"
            busy={agree.isPending}
            onClick={() => agree.mutate({ full: true, agreedMissing: held.missing })}
          >
            Nhận danh sách, đóng các cơ quan thiếu
          </Button>
        )
      }
    >
      <p>
        Nhiều hơn mức cho phép nên chưa ghi gì vào sổ. Hỏi đơn vị quản lý trục; nếu danh sách đúng thì nhận, các cơ quan
        thiếu được đánh dấu đã đóng chứ không bị xóa.
      </p>
      <Refusal error={agree.error} />
    </Note>
  );
}

function Failed({ run }: { run: SyncRun }) {
  return run.state === 'failed' && run.error !== null ? (
    <Note title={run.sentence}>
      <p>{run.error.text}</p>
      <p className="quiet">
        Sổ giữ nguyên như trước, hệ thống tự thử lại sau một giờ. Mã hỗ trợ{' '}
        <span className="num">{run.error.code}</span>
      </p>
    </Note>
  ) : null;
}

/** Why the act was not done, where it was asked for. */
function Refusal({ error }: { error: unknown }) {
  return error === null ? null : (
    <p className="book-step is-wrong" role="alert">
      {describeError(error).message}
    </p>
  );
}

function TriedSteps({ tried }: { tried: TriedSource | undefined }) {
  return tried?.steps.map((step) => (
    <p key={step.name} className={step.ok ? 'book-step' : 'book-step is-wrong'} role="status">
      <b>{step.name}:</b> {step.text}
    </p>
  ));
}

function SyncLine({ source }: { source: BookSourceView }) {
  const { last, connected, abilities } = source;
  const [showing, setShowing] = useState(false);
  const start = useStartSync(source.id, () => showToast('Đã xếp việc đồng bộ, bắt đầu sau ít giây.'));
  const attempt = useTrySource(source.id);
  const may = abilities['addressbook.sync'];
  const state = last === null ? undefined : STATES[last.state];
  const isRunning = last?.state === 'running';
  return (
    <section className="book-source" aria-label={`Nguồn ${source.name}`}>
      <header>
        <h2>{source.name}</h2>
        {!connected && source.id !== 'import' && <Chip tone="plain">Không còn kết nối</Chip>}
        {state !== undefined && <Chip tone={state.tone}>{state.label}</Chip>}
        <p>
          {last?.sentence ??
            (source.id === 'import' ? `${formatNumber(source.agencies)} cơ quan nhập từ tệp` : 'Chưa đồng bộ lần nào')}
          {source.nextAt !== null && !isRunning && last !== null && (
            <span className="quiet">. Lần tới {formatMoment(source.nextAt)}</span>
          )}
        </p>
        {source.recent.length > 0 && (
          <button type="button" className="link" onClick={() => setShowing(true)}>
            Các lần đồng bộ
          </button>
        )}
      </header>
      {connected && may === true && (
        <div className="book-acts no-print">
          <Button
            size="small"
            icon={RefreshCw}
            busy={start.isPending}
            reason={isRunning ? 'Đang đồng bộ, chờ xong đã.' : undefined}
            onClick={() => start.mutate({ full: false })}
          >
            Đồng bộ ngay
          </Button>
          <Button size="small" icon={PlugZap} busy={attempt.isPending} onClick={() => attempt.mutate(null)}>
            Thử
          </Button>
        </div>
      )}
      <Refusal error={start.error ?? attempt.error} />
      <TriedSteps tried={attempt.data} />
      {isRunning && <Progress run={last} />}
      {last !== null && <Held run={last} source={source} />}
      {last !== null && <Failed run={last} />}
      {showing && <RunsDialog source={source} onClose={() => setShowing(false)} />}
    </section>
  );
}

/** How fresh the book is, source by source: one line when all is well, what to do when it is not. */
export function SyncLines({ sources }: { sources: readonly BookSourceView[] }) {
  return sources.length === 0 ? null : (
    <div className="sheet book-sources" aria-live="polite">
      {sources.map((source) => (
        <SyncLine key={source.id} source={source} />
      ))}
    </div>
  );
}
