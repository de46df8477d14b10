import type { HeldMail } from '@congvu/contracts';
import { useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatDate, formatNumber, formatWhen } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useHeld, useHeldAct } from '../threats-api.ts';

type Act = 'ask' | 'release' | 'refuse';

const WORDS: Record<Act, { label: string; title: string; consequence: string; done: string; key: string }> = {
  ask: {
    key: 'threats.ask_release',
    label: 'Đề nghị mở lại',
    title: 'Đề nghị mở lại thư',
    consequence: 'Cán bộ phụ trách an toàn thư xem lý do và quyết định. Kết quả được báo lại.',
    done: 'Đã gửi đề nghị mở lại.',
  },
  release: {
    key: 'threats.release',
    label: 'Mở lại',
    title: 'Mở lại thư cho người nhận',
    consequence: 'Thư vào hộp thư đến của người nhận. Quyết định được ghi nhật ký.',
    done: 'Thư đã vào hộp thư đến của người nhận.',
  },
  refuse: {
    key: 'threats.refuse',
    label: 'Không mở',
    title: 'Không mở lại thư',
    consequence: 'Thư ở lại vùng cách ly cho đến khi hết hạn giữ. Người đề nghị được trả lời.',
    done: 'Đã trả lời không mở lại.',
  },
};

const STATE_TONES = {
  held: 'neutral',
  asked: 'blue',
  released: 'green',
  refused: 'neutral',
  expired: 'neutral',
} as const;

function Held({ mail, onAct }: { mail: HeldMail; onAct: (act: Act) => void }) {
  const acts = (Object.keys(WORDS) as Act[]).filter((act) => mail.abilities[WORDS[act].key] === true);
  return (
    <li>
      <div>
        <p>
          <b>{mail.subject === '' ? 'Thư không có tiêu đề' : mail.subject}</b>{' '}
          <Chip tone={STATE_TONES[mail.state]}>{mail.stateLabel}</Chip>
        </p>
        <small className="num">
          {mail.fromAddress}, gửi đến {mail.mailboxAddress}, {formatWhen(mail.receivedAt)}
        </small>
        <small className={mail.virus ? 'late' : undefined}>{mail.reason}</small>
        {mail.askedBy !== null && (
          <small>
            {mail.askedBy}: {mail.askedReason}
          </small>
        )}
        {mail.decision !== '' && <small>{mail.decision}</small>}
        <small className="quiet">Giữ đến ngày {formatDate(mail.heldUntil)}</small>
      </div>
      <div className="threats-acts">
        {acts.map((act) => (
          <Button key={act} size="small" onClick={() => onAct(act)}>
            {WORDS[act].label}
          </Button>
        ))}
      </div>
    </li>
  );
}

/** Why it is held, who sent it, and the way out: the addressee asks, the officer decides. */
export function HeldPanel({ scope }: { scope: 'mine' | 'office' }) {
  const query = useHeld(scope);
  const [chosen, setChosen] = useState<{ mail: HeldMail; act: Act }>();
  const write = useHeldAct(() => {
    if (chosen !== undefined) {
      showToast(WORDS[chosen.act].done);
    }
    setChosen(undefined);
  });
  if (query.isError) {
    return <ErrorNote title="Chưa tải được thư cách ly" error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) {
    return <SkeletonRows rows={4} />;
  }
  const mails = query.data.pages.flatMap((page) => page.items);
  const total = query.data.pages[0]?.total ?? 0;
  if (mails.length === 0) {
    return (
      <Empty title="Không có thư nào đang cách ly">
        Thư nghi giả mạo hoặc có tệp nguy hiểm được giữ ở đây 30 ngày, sau đó không mở lại được; mỗi ngày người nhận
        được báo một lần.
      </Empty>
    );
  }
  return (
    <>
      <ul className="threats-held">
        {mails.map((mail) => (
          <Held key={mail.id} mail={mail} onAct={(act) => setChosen({ mail, act })} />
        ))}
      </ul>
      <p className="threats-more">
        <span className="quiet">
          {formatNumber(mails.length)} trên {formatNumber(total)} thư
        </span>
        {query.hasNextPage && (
          <button className="link" type="button" onClick={() => void query.fetchNextPage()}>
            Xem thêm
          </button>
        )}
      </p>
      {chosen !== undefined && (
        <ReasonDialog
          open
          title={WORDS[chosen.act].title}
          consequence={WORDS[chosen.act].consequence}
          confirmLabel={WORDS[chosen.act].label}
          busy={write.isPending}
          error={write.error}
          onCancel={() => setChosen(undefined)}
          onConfirm={(reason) => write.mutate({ id: chosen.mail.id, act: chosen.act, reason })}
        />
      )}
    </>
  );
}
