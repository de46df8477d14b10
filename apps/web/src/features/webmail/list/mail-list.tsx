import type { EmailLine, EmailPage, MailDraftLine, MailDraftPage } from '@congvu/contracts';
import { CheckCheck, PenLine } from 'lucide-react';
import { ListPane } from '../../../shared/list/list-pane.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import type { useDrafts } from '../compose/compose-api.ts';
import { isNarrowed } from '../place.ts';
import type { MailActs } from '../use-mail-acts.ts';
import { EMPTY } from '../webmail.text.ts';
import type { useEmails } from '../webmail-api.ts';
import { MailBatch } from './batch-bar.tsx';
import { ListHead, type ListHeadProps } from './list-head.tsx';
import { DraftRow, MailRow } from './mail-row.tsx';
import { useTicks } from './use-ticks.ts';

function EmptyList({ folder, place, onPut, onCompose }: ListHeadProps) {
  if (isNarrowed(place)) {
    return (
      <Empty
        title="Không có thư khớp"
        action={
          <Button onClick={() => onPut({ q: undefined, loc: undefined, tu: undefined, den: undefined })}>Bỏ lọc</Button>
        }
      >
        Thử ít từ hơn, gõ không dấu cũng được; thư cách ly và thùng rác tìm riêng trong thư mục ấy.
      </Empty>
    );
  }
  const [title, line] = EMPTY[folder.role ?? 'other'];
  const writes = folder.role === 'sent' || folder.role === 'drafts';
  return (
    <Empty
      title={title}
      action={
        writes && (
          <Button icon={PenLine} onClick={onCompose}>
            Soạn thư
          </Button>
        )
      }
    >
      {line}
    </Empty>
  );
}

interface MailListProps {
  head: ListHeadProps;
  query: ReturnType<typeof useEmails>;
  selectedId: string | undefined;
  onSelect: (line: EmailLine) => void;
  acts: MailActs;
}

function total({ folder, place }: ListHeadProps, shown: number, more: boolean): string {
  if (isNarrowed(place)) {
    return more ? `Đang hiện ${formatNumber(shown)} thư` : `${formatNumber(shown)} thư khớp`;
  }
  const all = `${formatNumber(folder.total)} thư`;
  return folder.unread > 0 ? `${all}, ${formatNumber(folder.unread)} chưa đọc` : all;
}

/** The mails of one folder, or what was found in the box. */
export function MailList({ head, query, selectedId, onSelect, acts }: MailListProps) {
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const ticks = useTicks(items);
  const sent = head.folder.role === 'sent';
  return (
    <ListPane<EmailLine, EmailPage>
      label="Danh sách thư"
      query={query}
      keyOf={(line) => line.id}
      markOf={(line) => (line.keywords.seen || sent ? '' : 'is-unread')}
      renderItem={(line) => <MailRow line={line} sent={sent} />}
      selectedKey={selectedId}
      onSelect={onSelect}
      onOpen={() => document.querySelector<HTMLElement>('.mail-desk')?.focus()}
      ticks={ticks.list}
      head={<ListHead {...head} />}
      foot={
        ticks.picking ? (
          <>
            <MailBatch
              ids={ticks.ticked.map(({ id }) => id)}
              someUnread={ticks.ticked.some(({ keywords }) => !keywords.seen)}
              folder={head.folder}
              folders={head.folders}
              acts={acts}
            />
            <span className="pane-foot-acts">
              <button type="button" className="link" onClick={ticks.all}>
                Chọn tất cả đang hiện
              </button>
              <button type="button" className="link" onClick={ticks.stop}>
                Thôi chọn
              </button>
            </span>
          </>
        ) : (
          <>
            <span>{total(head, items.length, query.hasNextPage)}</span>
            {items.length > 1 && (
              <button type="button" className="link" onClick={ticks.start}>
                <CheckCheck className="icon icon-16 mail-foot-icon" aria-hidden />
                Chọn nhiều
              </button>
            )}
          </>
        )
      }
      empty={<EmptyList {...head} />}
    />
  );
}

interface DraftListProps {
  head: ListHeadProps;
  query: ReturnType<typeof useDrafts>;
  onOpen: (draft: MailDraftLine) => void;
}

/** What is being written, and what waits to leave. */
export function DraftList({ head, query, onOpen }: DraftListProps) {
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <ListPane<MailDraftLine, MailDraftPage>
      label="Thư nháp"
      query={query}
      keyOf={(draft) => draft.id}
      renderItem={(draft) => <DraftRow draft={draft} shared={head.box.relation === 'member'} />}
      selectedKey={undefined}
      onSelect={onOpen}
      head={<ListHead {...head} />}
      foot={<span>{formatNumber(items.length)} thư nháp</span>}
      empty={<EmptyList {...head} />}
    />
  );
}
