import type { HeldMail } from '@congvu/contracts';
import { useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatDate, formatNumber, formatWhen } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useHeld, useHeldAct } from './held-api.ts';
import { byMessage } from './held-groups.ts';

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

/** The same for every mailbox that one mail was sent to. */
const EVERYWHERE = {
  release: {
    label: 'Mở lại ở mọi hộp thư',
    title: 'Mở lại thư ở mọi hộp thư',
    consequence: 'Thư vào hộp thư đến của mọi hộp thư chưa có quyết định riêng. Quyết định được ghi nhật ký.',
    done: 'Thư đã vào hộp thư đến của mọi người nhận.',
  },
  refuse: {
    label: 'Không mở ở hộp thư nào',
    title: 'Không mở lại thư ở hộp thư nào',
    consequence: 'Thư ở lại vùng cách ly của mọi hộp thư cho đến khi hết hạn giữ. Ai đã đề nghị được trả lời.',
    done: 'Đã trả lời không mở lại ở hộp thư nào.',
  },
} as const;

interface Chosen {
  mail: HeldMail;
  act: Act;
  /** On every copy of the mail that nobody has decided on. */
  everywhere: boolean;
}

type Choose = (chosen: Chosen) => void;

function wordsOf({ act, everywhere }: Chosen): { label: string; title: string; consequence: string; done: string } {
  return everywhere && act !== 'ask' ? EVERYWHERE[act] : WORDS[act];
}

const actsOf = (mail: HeldMail): Act[] =>
  (Object.keys(WORDS) as Act[]).filter((act) => mail.abilities[WORDS[act].key] === true);

function Copy({ mail, onChoose }: { mail: HeldMail; onChoose: Choose }) {
  return (
    <li>
      <div>
        <p className="num">
          {mail.mailboxAddress} <Chip tone={STATE_TONES[mail.state]}>{mail.stateLabel}</Chip>
        </p>
        {mail.askedBy !== null && (
          <small>
            {mail.askedBy}: {mail.askedReason}
          </small>
        )}
        {mail.decision !== '' && <small>{mail.decision}</small>}
      </div>
      <div className="threats-acts">
        {actsOf(mail).map((act) => (
          <Button key={act} size="small" onClick={() => onChoose({ mail, act, everywhere: false })}>
            {WORDS[act].label}
          </Button>
        ))}
      </div>
    </li>
  );
}

/** One mail, with each mailbox that it was sent to. */
function Held({ copies, onChoose }: { copies: readonly [HeldMail, ...HeldMail[]]; onChoose: Choose }) {
  const [mail] = copies;
  const forAll = (['release', 'refuse'] as const).flatMap((act) => {
    const open = copies.filter((copy) => actsOf(copy).includes(act));
    return open.length > 1 && open[0] !== undefined ? [{ act, mail: open[0] }] : [];
  });
  return (
    <li>
      <div className="threats-held-head">
        <b>{mail.subject === '' ? 'Thư không có tiêu đề' : mail.subject}</b>
        <small className="num">
          {mail.fromAddress}, {formatWhen(mail.receivedAt)}
          {copies.length > 1 && `, gửi đến ${formatNumber(copies.length)} hộp thư`}
        </small>
        <small className={mail.virus ? 'late' : undefined}>{mail.reason}</small>
        <small className="quiet">Giữ đến ngày {formatDate(mail.heldUntil)}</small>
      </div>
      <ul className="threats-copies">
        {copies.map((copy) => (
          <Copy key={copy.id} mail={copy} onChoose={onChoose} />
        ))}
      </ul>
      {forAll.length > 0 && (
        <div className="threats-acts threats-held-all">
          {forAll.map(({ act, mail: open }) => (
            <Button key={act} size="small" onClick={() => onChoose({ mail: open, act, everywhere: true })}>
              {EVERYWHERE[act].label}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}

/** Why it is held, who sent it, and the way out: the addressee asks, the officer decides. */
export function HeldPanel({ scope }: { scope: 'mine' | 'office' }) {
  const query = useHeld(scope);
  const [chosen, setChosen] = useState<Chosen>();
  const write = useHeldAct(() => {
    if (chosen !== undefined) {
      showToast(wordsOf(chosen).done);
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
        {byMessage(mails).map((copies) => (
          <Held key={copies[0].messageId} copies={copies} onChoose={setChosen} />
        ))}
      </ul>
      <p className="threats-more">
        <span className="quiet">
          {formatNumber(mails.length)} trên {formatNumber(total)} bản thư
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
          title={wordsOf(chosen).title}
          consequence={wordsOf(chosen).consequence}
          confirmLabel={WORDS[chosen.act].label}
          busy={write.isPending}
          error={write.error}
          onCancel={() => setChosen(undefined)}
          onConfirm={(reason) =>
            write.mutate({ id: chosen.mail.id, act: chosen.act, reason, everywhere: chosen.everywhere })
          }
        />
      )}
    </>
  );
}
