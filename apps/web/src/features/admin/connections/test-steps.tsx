import type { ConnectionStep, ConnectionStepResult } from '@congvu/contracts';
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  LoaderCircle,
  type LucideIcon,
  Minus,
  TriangleAlert,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import type { LiveTest } from './use-live-test.ts';

const LABELS: Record<ConnectionStep, string> = {
  address: 'Tìm máy chủ',
  tls: 'Đường truyền và chứng thư TLS',
  credentials: 'Mã hệ thống và mã bí mật',
  codes: 'Mã định danh của ta',
  list: 'Lấy danh sách văn bản đến',
  clock: 'Giờ hai bên',
};

type Look = ConnectionStepResult['outcome'] | 'current' | 'waiting';

const ICONS: Record<Look, LucideIcon> = {
  ok: CircleCheck,
  warning: TriangleAlert,
  failed: CircleAlert,
  skipped: Minus,
  current: LoaderCircle,
  waiting: CircleDashed,
};

const WORDS: Record<Look, string> = {
  ok: 'Đạt',
  warning: 'Lưu ý',
  failed: 'Chưa đạt',
  skipped: 'Bỏ qua',
  current: 'Đang thử',
  waiting: 'Chưa thử',
};

function lookOf(step: ConnectionStep, live: LiveTest): { look: Look; result: ConnectionStepResult | undefined } {
  const result = live.results.find((one) => one.step === step);
  return { look: result?.outcome ?? (live.current === step ? 'current' : 'waiting'), result };
}

/** What the test found so far: each step with what is wrong and what to do. */
export function TestSteps({ steps, live }: { steps: readonly ConnectionStep[]; live: LiveTest }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Whoever pressed at the foot of a long form sees what comes.
    frame.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={frame} className="conn-test" aria-live="polite">
      <ol>
        {steps.map((step) => {
          const { look, result } = lookOf(step, live);
          const Icon = ICONS[look];
          return (
            <li key={step} className={`is-${look}`}>
              <Icon className="icon" aria-hidden />
              <div>
                <b>{result?.label ?? LABELS[step]}</b>
                <span className="visually-hidden">: {WORDS[look]}</span>
                {result !== undefined && <p>{result.text}</p>}
              </div>
            </li>
          );
        })}
      </ol>
      {live.error !== undefined && <ErrorNote title="Chưa thử được" error={live.error} />}
      {live.passed && <p className="conn-test-done">Thử xong, kết nối dùng được.</p>}
    </div>
  );
}
