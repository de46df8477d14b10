import { BATCH_LIMIT, type OutgoingListItem, type SigningBatch, type SigningPurposeName } from '@congvu/contracts';
import { FileSearch, KeyRound, PenLine, Stamp } from 'lucide-react';
import { useState } from 'react';
import './signing.css';
import { useRoles } from '../../shared/session/me.ts';
import { formatMoment, formatNumber } from '../../shared/text/dates.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Empty, ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { mayAct, QueueRow, type Work } from './queue-row.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { WORDS } from './signing.text.ts';
import { useSignQueue } from './signing-api.ts';
import { leftIn, useQueueBatch } from './use-queue-batch.ts';
import { useSeen } from './use-seen.ts';

const PURPOSE: Record<Work, SigningPurposeName> = { ky: 'outgoing.sign', dau: 'outgoing.seal' };

type Queue = ReturnType<typeof useSignQueue>;

function QueueState({ queue, work, empty }: { queue: Queue; work: Work; empty: boolean }) {
  const words = WORDS[PURPOSE[work]];
  return (
    <>
      {queue.isPending && (
        <div className="sheet">
          <SkeletonRows rows={4} />
        </div>
      )}
      {queue.isError && (
        <ErrorNote title="Chưa tải được danh sách" error={queue.error} onRetry={() => void queue.refetch()} />
      )}
      {queue.isSuccess && empty && (
        <div className="sheet">
          <Empty
            title={words.emptyTitle}
            action={
              <AppLink className="btn" href="/van-ban-di">
                Xem văn bản đi
              </AppLink>
            }
          >
            {words.empty}
          </Empty>
        </div>
      )}
    </>
  );
}

interface UnfinishedProps {
  batch: SigningBatch;
  onTakeUp: () => void;
  onForget: () => void;
}

function Unfinished({ batch, onTakeUp, onForget }: UnfinishedProps) {
  const { signed, total } = batch.progress;
  const waits = batch.state === 'sent' && batch.device.way === 'phone';
  return (
    <Note
      title={
        waits
          ? `${formatNumber(leftIn(batch))} văn bản đang chờ xác nhận trên điện thoại`
          : `Còn ${formatNumber(leftIn(batch))} văn bản chưa ký`
      }
      actions={
        <>
          <Button kind="primary" onClick={onTakeUp}>
            {waits ? 'Xem mã xác nhận' : 'Ký tiếp'}
          </Button>
          <Button kind="quiet" onClick={onForget}>
            Bỏ lô này
          </Button>
        </>
      }
    >
      <p>
        Lô {formatNumber(total)} văn bản đã ký {formatNumber(signed)}, phần còn lại ký tiếp được đến{' '}
        <span className="nb num">{formatMoment(batch.expiresAt)}</span>.
      </p>
    </Note>
  );
}

function workOf(asked: string | null, roles: ReadonlySet<string>): Work {
  if (asked === 'ky' || asked === 'dau') {
    return asked;
  }
  return roles.has('clerk') && !roles.has('leader') ? 'dau' : 'ky';
}

/** All that is ready is chosen until the person takes some out; more pages are fetched when all are wanted. */
function useChoice(queue: Queue, work: Work) {
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [loading, setLoading] = useState(false);
  const items = queue.data?.pages.flatMap((page) => page.items) ?? [];
  const ready = items.filter((item) => mayAct(item, work));
  const chosen = ready.filter((item) => !out.has(item.id)).slice(0, BATCH_LIMIT);
  const toggle = (id: string): void => {
    const next = new Set(out);
    if (!next.delete(id)) {
      next.add(id);
    }
    setOut(next);
  };
  const loadAll = async (): Promise<void> => {
    setLoading(true);
    try {
      for (let more = queue.hasNextPage, got = ready.length; more && got < BATCH_LIMIT; ) {
        const next = await queue.fetchNextPage();
        more = next.hasNextPage && !next.isError;
        got = (next.data?.pages ?? []).flatMap((page) => page.items).filter((item) => mayAct(item, work)).length;
      }
    } finally {
      setLoading(false);
    }
  };
  return {
    items,
    ready,
    chosen,
    loading,
    isOut: (item: OutgoingListItem) => out.has(item.id),
    toggle,
    toggleAll: () => setOut(chosen.length === ready.length ? new Set(ready.map((item) => item.id)) : new Set()),
    loadAll,
  };
}

function ChoiceHead({ choice, more }: { choice: ReturnType<typeof useChoice>; more: boolean }) {
  const { ready, chosen, loading } = choice;
  return (
    <li className="sign-row-head">
      <input
        type="checkbox"
        aria-label="Chọn tất cả"
        checked={ready.length > 0 && chosen.length === ready.length}
        ref={(box) => {
          if (box !== null) {
            box.indeterminate = chosen.length > 0 && chosen.length < ready.length;
          }
        }}
        disabled={ready.length === 0}
        onChange={choice.toggleAll}
      />
      <span>
        Đã chọn <b className="num">{formatNumber(chosen.length)}</b> trong {formatNumber(ready.length)} văn bản làm được
        ngay
        {ready.length > BATCH_LIMIT ? `; một lần ký nhiều nhất ${formatNumber(BATCH_LIMIT)}` : ''}
      </span>
      {more && (
        <Button size="small" kind="quiet" busy={loading} onClick={() => void choice.loadAll()}>
          Tải và chọn tất cả
        </Button>
      )}
    </li>
  );
}

interface StartButtonProps {
  work: Work;
  count: number;
  /** What was left unfinished comes first; then this one is not the act of the page. */
  primary: boolean;
  busy: boolean;
  onStart: () => void;
}

function StartButton({ work, count, primary, busy, onStart }: StartButtonProps) {
  return (
    <Button kind={primary ? 'primary' : 'default'} icon={work === 'ky' ? PenLine : Stamp} busy={busy} onClick={onStart}>
      {WORDS[PURPOSE[work]].verb} {formatNumber(count)} văn bản
    </Button>
  );
}

/** Chờ tôi ký, or the clerk's queue for number and seal: one list, one act for many. */
export function SignQueuePage() {
  const roles = useRoles();
  const { params, put } = useAddress();
  const both = roles.has('clerk') && roles.has('leader');
  const work = workOf(params.get('viec'), roles);
  const words = WORDS[PURPOSE[work]];
  const queue = useSignQueue(PURPOSE[work]);
  const choice = useChoice(queue, work);
  const seen = useSeen();
  const { batch, unfinished, open, start, close, reopen, takeUp, forget } = useQueueBatch(work);
  const { items, ready, chosen } = choice;
  return (
    <div className="content sign-queue">
      <header className="page-head">
        <div>
          <h1>{words.queue}</h1>
          {queue.isSuccess && (
            <p>
              {items.length === 0
                ? words.emptyTitle
                : `${formatNumber(items.length)}${queue.hasNextPage ? '+' : ''} văn bản, ${formatNumber(ready.length)} văn bản làm được ngay.`}
            </p>
          )}
        </div>
        <div className="page-actions">
          <AppLink className="btn" href="/chung-thu-so">
            <KeyRound className="icon" aria-hidden />
            Chứng thư và khóa
          </AppLink>
          <AppLink className="btn" href="/kiem-tra-chu-ky">
            <FileSearch className="icon" aria-hidden />
            Kiểm tra chữ ký
          </AppLink>
          {chosen.length > 0 && (
            <StartButton
              work={work}
              count={chosen.length}
              primary={unfinished === undefined}
              busy={open.isPending}
              onStart={() => start(chosen.map((item) => item.id))}
            />
          )}
        </div>
      </header>
      {both && (
        <Tabs
          label="Việc ký"
          tabs={[
            { key: 'ky', label: 'Chờ tôi ký' },
            { key: 'dau', label: 'Chờ cấp số, đóng dấu' },
          ]}
          active={work}
          onChange={(key) => put({ viec: key })}
        />
      )}
      {unfinished !== undefined && (
        <Unfinished batch={unfinished} onTakeUp={() => takeUp(unfinished)} onForget={() => forget(unfinished)} />
      )}
      {open.isError && batch === undefined && (
        <ErrorNote
          title="Chưa mở được lô ký"
          error={open.error}
          kept="Chưa có gì được ký."
          onRetry={() => open.reset()}
        />
      )}
      <QueueState queue={queue} work={work} empty={items.length === 0} />
      {items.length > 0 && (
        <ul className="sheet">
          {(ready.length > 1 || queue.hasNextPage) && <ChoiceHead choice={choice} more={queue.hasNextPage} />}
          {items.map((item) => (
            <QueueRow
              key={item.id}
              item={item}
              work={work}
              ticked={!choice.isOut(item)}
              busy={
                open.isPending && open.variables.documentIds[0] === item.id && open.variables.documentIds.length === 1
              }
              onTick={() => choice.toggle(item.id)}
              onStart={() => start([item.id])}
            />
          ))}
        </ul>
      )}
      {queue.hasNextPage && (
        <div className="pane-more">
          <Button size="small" busy={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
            Xem thêm
          </Button>
        </div>
      )}
      {batch !== undefined && (
        <SignDialog
          key={batch.id}
          start={batch}
          seen={seen}
          onClose={close}
          reopen={{
            busy: open.isPending,
            error: open.error,
            onReopen: (ids, certificateId) => void reopen(batch, ids, certificateId),
          }}
        />
      )}
    </div>
  );
}
