import type { OutgoingListItem, SigningBatch, SigningPurposeName } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { FileSearch, PenLine, Stamp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import './signing.css';
import { useRoles } from '../../shared/session/me.ts';
import { formatWhen } from '../../shared/text/dates.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip, UrgencyStamp } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { WORDS } from './signing.text.ts';
import { useBatch, useCancelBatch, useOpenBatch, useSignQueue } from './signing-api.ts';

type Work = 'ky' | 'dau';

const PURPOSE: Record<Work, SigningPurposeName> = { ky: 'outgoing.sign', dau: 'outgoing.seal' };
const ABILITY: Record<Work, string> = { ky: 'outgoing.sign', dau: 'outgoing.seal' };

function mayAct(item: OutgoingListItem, work: Work): boolean {
  return item.abilities[ABILITY[work]] === true;
}

interface RowProps {
  item: OutgoingListItem;
  work: Work;
  ticked: boolean;
  busy: boolean;
  onTick: () => void;
  onStart: () => void;
}

function QueueRow({ item, work, ticked, busy, onTick, onStart }: RowProps) {
  const may = mayAct(item, work);
  const reason = item.abilities[ABILITY[work]];
  const facts = [
    `${item.typeName}, ${item.pages} trang`,
    item.attachmentCount > 0 ? `kèm ${item.attachmentCount} tệp` : '',
    item.receiverCount > 0 ? `gửi ${item.receiverCount} cơ quan` : '',
    `${item.draftingUnitName} trình ${formatWhen(item.changedAt)}`,
  ];
  return (
    <li className="sign-row">
      <input
        type="checkbox"
        aria-label={`Chọn ${item.abstract}`}
        checked={ticked && may}
        disabled={!may}
        onChange={onTick}
      />
      <AppLink href={`/van-ban-di/${item.id}`} className="sign-row-text">
        <p>{item.abstract}</p>
        <small>{facts.filter(Boolean).join(', ')}</small>
      </AppLink>
      <span className="sign-row-mark">
        <UrgencyStamp urgency={item.urgency} />
        {may ? <Chip tone="blue">Đến lượt tôi</Chip> : <Chip>{item.stateLabel}</Chip>}
      </span>
      <Button size="small" busy={busy} reason={typeof reason === 'string' ? reason : undefined} onClick={onStart}>
        {work === 'ky' ? 'Ký' : 'Cấp số'}
      </Button>
    </li>
  );
}

/** What was asked for in the address is opened once; a batch under way is taken up again after a reload. */
function useBatchInAddress(work: Work) {
  const { params, put } = useAddress();
  const client = useQueryClient();
  const [batch, setBatch] = useState<SigningBatch>();
  const batchId = params.get('lo') ?? undefined;
  const resumed = useBatch(batch === undefined ? batchId : undefined, false);
  const cancel = useCancelBatch();
  const open = useOpenBatch((opened) => {
    client.setQueryData(['signing', 'batch', opened.id], opened);
    setBatch(opened);
    put({ vb: undefined, lo: opened.id });
  });
  const start = (documentIds: string[]): void => open.mutate({ purpose: PURPOSE[work], documentIds });
  const wanted = params.get('vb');
  const asked = useRef('');
  useEffect(() => {
    if (wanted !== null && wanted !== '' && asked.current !== wanted) {
      asked.current = wanted;
      open.mutate({ purpose: PURPOSE[work], documentIds: wanted.split(',') });
    }
  }, [wanted, work, open]);
  const shown = batch ?? (resumed.data?.state === 'open' || resumed.data?.state === 'sent' ? resumed.data : undefined);
  const close = (): void => {
    const left = shown?.items.some((item) => item.state === 'open') === true;
    if (shown !== undefined && left) {
      cancel.mutate(shown.id);
    }
    setBatch(undefined);
    put({ lo: undefined, vb: undefined });
    for (const topic of ['outgoing', 'signing', 'me', 'desk']) {
      void client.invalidateQueries({ queryKey: [topic] });
    }
  };
  return { batch: shown, open, start, close };
}

function QueueState({
  queue,
  words,
  empty,
}: {
  queue: ReturnType<typeof useSignQueue>;
  words: (typeof WORDS)[SigningPurposeName];
  empty: boolean;
}) {
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

function workOf(asked: string | null, roles: ReadonlySet<string>): Work {
  if (asked === 'ky' || asked === 'dau') {
    return asked;
  }
  return roles.has('clerk') && !roles.has('leader') ? 'dau' : 'ky';
}

/** Chờ tôi ký, or the clerk's queue for number and seal: one list, one act for many. */
export function SignQueuePage() {
  const roles = useRoles();
  const { params, put } = useAddress();
  const both = roles.has('clerk') && roles.has('leader');
  const work = workOf(params.get('viec'), roles);
  const words = WORDS[PURPOSE[work]];
  const queue = useSignQueue(PURPOSE[work]);
  const { batch, open, start, close } = useBatchInAddress(work);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const items = queue.data?.pages.flatMap((page) => page.items) ?? [];
  const ready = items.filter((item) => mayAct(item, work));
  const chosen = ready.filter((item) => !left.has(item.id));
  const toggle = (id: string): void => {
    const next = new Set(left);
    if (!next.delete(id)) {
      next.add(id);
    }
    setLeft(next);
  };
  return (
    <div className="content sign-queue">
      <header className="page-head">
        <div>
          <h1>{words.queue}</h1>
          {queue.isSuccess && (
            <p>
              {items.length === 0
                ? words.emptyTitle
                : `${items.length} văn bản, ${ready.length} văn bản làm được ngay.`}
            </p>
          )}
        </div>
        <div className="page-actions">
          <AppLink className="btn" href="/kiem-tra-chu-ky">
            <FileSearch className="icon" aria-hidden />
            Kiểm tra chữ ký
          </AppLink>
          {chosen.length > 0 && (
            <Button
              kind="primary"
              icon={work === 'ky' ? PenLine : Stamp}
              busy={open.isPending}
              onClick={() => start(chosen.slice(0, 100).map((item) => item.id))}
            >
              {words.verb} {chosen.length} văn bản
            </Button>
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
      {open.isError && (
        <ErrorNote
          title="Chưa mở được lô ký"
          error={open.error}
          kept="Chưa có gì được ký."
          onRetry={() => open.reset()}
        />
      )}
      <QueueState queue={queue} words={words} empty={items.length === 0} />
      {items.length > 0 && (
        <ul className="sheet">
          {items.map((item) => (
            <QueueRow
              key={item.id}
              item={item}
              work={work}
              ticked={!left.has(item.id)}
              busy={
                open.isPending && open.variables.documentIds[0] === item.id && open.variables.documentIds.length === 1
              }
              onTick={() => toggle(item.id)}
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
      {batch !== undefined && <SignDialog key={batch.id} start={batch} onClose={close} />}
    </div>
  );
}
