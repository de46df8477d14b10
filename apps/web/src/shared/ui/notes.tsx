import { CircleCheck, Info, type LucideIcon, ShieldAlert, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ApiError, describeError } from '../api/errors.ts';
import { Button } from './button.tsx';
import { numbersTo } from './keyed.ts';
import { AppLink } from './link.tsx';
import { WhomToAsk } from './whom-to-ask.tsx';

type NoteTone = 'amber' | 'plain' | 'danger' | 'done';

const NOTE_ICON: Record<NoteTone, LucideIcon> = {
  amber: TriangleAlert,
  plain: Info,
  danger: ShieldAlert,
  done: CircleCheck,
};

interface NoteProps {
  tone?: NoteTone;
  title?: string;
  actions?: ReactNode;
  children?: ReactNode;
}

export function Note({ tone = 'amber', title, actions, children }: NoteProps) {
  const Icon = NOTE_ICON[tone];
  return (
    <div className={tone === 'amber' ? 'note' : `note note-${tone}`} role={tone === 'plain' ? 'note' : 'status'}>
      <Icon className="icon" aria-hidden />
      <div>
        {title !== undefined && <p className="note-title">{title}</p>}
        {children}
        {actions !== undefined && <div className="note-actions">{actions}</div>}
      </div>
    </div>
  );
}

/** Stands on every screen where words or files are put in (security.md §2.15). */
export function NoStateSecrets() {
  return <p className="quiet no-print">Không dùng cho bí mật nhà nước.</p>;
}

/** Refusals that a page of ours can lift. */
const WAYS_OUT: ReadonlyMap<string, { label: string; href: string }> = new Map([
  ['accounts.mobile_editing_required', { label: 'Lập Mẫu số 08', href: '/de-nghi/moi/account.mobile' }],
  ['requests.destination_missing', { label: 'Chọn nơi nhận', href: '/quan-tri/de-nghi' }],
  ['requests.no_consolidator', { label: 'Chọn đơn vị đầu mối', href: '/quan-tri/de-nghi' }],
]);

function WayOut({ error }: { error: unknown }) {
  const way = error instanceof ApiError ? WAYS_OUT.get(error.code) : undefined;
  return way === undefined ? null : (
    <AppLink className="btn btn-small" href={way.href}>
      {way.label}
    </AppLink>
  );
}

interface ErrorNoteProps {
  /** What did not happen: "Chưa tải được danh sách". */
  title: string;
  error: unknown;
  /** What was kept, when the message of the server does not say so. */
  kept?: string;
  onRetry?: (() => void) | undefined;
}

/** Three parts and a code: what happened, what was kept and the rule, what to do. */
export function ErrorNote({ title, error, kept, onRetry }: ErrorNoteProps) {
  const [copied, setCopied] = useState(false);
  const { message, code } = describeError(error);
  const copy = (): void => {
    void navigator.clipboard?.writeText(code).then(() => setCopied(true));
  };
  return (
    <div className="note" role="alert">
      <TriangleAlert className="icon" aria-hidden />
      <div>
        <p className="note-title">{title}</p>
        <p>{message}</p>
        <WhomToAsk error={error} />
        {kept !== undefined && <p>{kept}</p>}
        <p className="quiet">
          Mã hỗ trợ <span className="nb num">{code}</span>
        </p>
        <div className="note-actions">
          <WayOut error={error} />
          {onRetry !== undefined && (
            <Button size="small" onClick={onRetry}>
              Thử lại
            </Button>
          )}
          <Button size="small" kind="quiet" onClick={copy}>
            {copied ? 'Đã chép' : 'Chép mã'}
          </Button>
        </div>
      </div>
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Says what will appear here and offers the first act. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <span className="empty-paper" aria-hidden />
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

export function SkeletonRows({ rows, label = 'Đang tải' }: { rows: number; label?: string }) {
  return (
    <div className="skeleton-rows" role="status" aria-label={label}>
      {numbersTo(rows).map((index) => (
        <div key={index} className="skeleton-row">
          <span className="skeleton" style={{ width: `${40 + ((index * 17) % 30)}%` }} />
          <span className="skeleton" style={{ width: `${70 + ((index * 11) % 25)}%` }} />
          <span className="skeleton" style={{ width: `${30 + ((index * 7) % 20)}%` }} />
        </div>
      ))}
    </div>
  );
}
