import { useParams } from '@tanstack/react-router';
import { ShieldAlert } from 'lucide-react';
import '../threats.css';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatInstant } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink, useGo } from '../../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useNotice, useReadNotice } from '../threats-api.ts';

/** A warning for everybody; the receipt is the word of the person, not the opening of the page. */
export function NoticePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useNotice(id);
  const go = useGo();
  const read = useReadNotice(id, () => {
    showToast('Đã ghi nhận đã đọc cảnh báo.');
    go('/');
  });
  if (query.data === undefined) {
    return (
      <div className="content threats link-page">
        {query.isError ? (
          <ErrorNote title="Chưa tải được cảnh báo" error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows rows={4} label="Đang tải cảnh báo" />
        )}
      </div>
    );
  }
  const notice = query.data;
  return (
    <div className="content threats link-page">
      <article className="sheet sheet-stack link-card is-stop">
        <header>
          <ShieldAlert className="icon" aria-hidden />
          <h1>{notice.title}</h1>
        </header>
        {notice.text.split('\n').map((line) => (
          <p key={line}>{line}</p>
        ))}
        <p className="quiet">
          {notice.officeName}, {formatInstant(notice.sentAt)}
        </p>
        <div className="link-acts">
          {notice.readAt === null ? (
            <Button
              kind="primary"
              busy={read.isPending}
              onClick={() => read.mutate(undefined, { onError: (error) => showToast(describeError(error).message) })}
            >
              Đã đọc
            </Button>
          ) : (
            <span className="quiet">Đã đọc {formatInstant(notice.readAt)}</span>
          )}
          <AppLink className="btn" href="/thu/an-toan?lo=mat-khau">
            Tôi đã lỡ nhập mật khẩu
          </AppLink>
        </div>
      </article>
    </div>
  );
}
