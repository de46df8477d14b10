import type { IncomingListItem, IncomingPage, IncomingTab } from '@congvu/contracts';
import { CheckCheck, ListFilter, NotebookPen } from 'lucide-react';
import { useState } from 'react';
import { ListPane } from '../../../shared/list/list-pane.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import { Tabs } from '../../../shared/ui/tabs.tsx';
import { EMPTY, text } from '../incoming.text.ts';
import type { IncomingFilter, useIncomingList } from '../incoming-api.ts';
import { BatchBar } from './incoming-batch.tsx';
import { IncomingFilters } from './incoming-filters.tsx';
import { IncomingRow } from './incoming-row.tsx';

interface IncomingListProps {
  query: ReturnType<typeof useIncomingList>;
  filter: Partial<IncomingFilter>;
  selectedId: string | undefined;
  onFilter: (changes: Record<string, string | undefined>) => void;
  onSelect: (item: IncomingListItem) => void;
  onOpen: (item: IncomingListItem) => void;
}

function isFiltered({ q, from, to, issuer, urgency }: Partial<IncomingFilter>): boolean {
  return [q, from, to, issuer, urgency].some((value) => value !== undefined);
}

function totalText(page: IncomingPage | undefined): string {
  const tab = page?.tabs.find((one) => one.key === page.tab);
  if (tab === undefined || tab.count === null) {
    return '';
  }
  return `${formatNumber(tab.count)}${tab.capped ? '+' : ''} văn bản`;
}

function EmptyList({ tab, filtered, clerk }: { tab: IncomingTab; filtered: boolean; clerk: boolean }) {
  if (filtered) {
    return <Empty title="Không có văn bản khớp">Thử ít từ hơn, bỏ bớt điều kiện lọc hoặc xem thẻ khác.</Empty>;
  }
  const [title, line] = EMPTY[tab];
  return (
    <Empty
      title={title}
      action={
        clerk && (
          <AppLink className="btn" href="/van-ban-den/vao-so">
            <NotebookPen className="icon" aria-hidden />
            {text.quickRegister}
          </AppLink>
        )
      }
    >
      {line}
    </Empty>
  );
}

function Total({ page, shown }: { page: IncomingPage | undefined; shown: number }) {
  // Where the whole is not counted, at least what is on the screen.
  const counted = totalText(page);
  const total = counted === '' ? `Đang hiện ${formatNumber(shown)} văn bản` : counted;
  if (page === undefined) {
    return <span>Đang đếm…</span>;
  }
  return (
    <span>
      {total}
      {total !== '' && page.overdue > 0 && ', '}
      {page.overdue > 0 && <span className="late">{formatNumber(page.overdue)} quá hạn</span>}
    </span>
  );
}

function useTicks(items: readonly IncomingListItem[]) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>();
  return {
    picking: ticked !== undefined,
    ticked: items.filter((item) => ticked?.has(item.id) === true),
    start: () => setTicked(new Set()),
    stop: () => setTicked(undefined),
    all: () => setTicked(new Set(items.map((item) => item.id))),
    list:
      ticked === undefined
        ? undefined
        : {
            ticked,
            onTick: (item: IncomingListItem) =>
              setTicked((now) => {
                const next = new Set(now);
                if (!next.delete(item.id)) {
                  next.add(item.id);
                }
                return next;
              }),
          },
  };
}

/** Tabs of the role, filters, the documents, acts on many for the clerk. */
export function IncomingList({ query, filter, selectedId, onFilter, onSelect, onOpen }: IncomingListProps) {
  const [filtering, setFiltering] = useState(isFiltered(filter));
  const [asked, setAsked] = useState(false);
  const page = query.data?.pages[0];
  const items = query.data?.pages.flatMap((one) => one.items) ?? [];
  const ticks = useTicks(items);
  const clerk = page?.abilities['incoming.create'] === true;
  const tab = filter.tab ?? page?.tab ?? 'all';
  return (
    <ListPane<IncomingListItem, IncomingPage>
      label={text.title}
      query={query}
      keyOf={(item) => item.id}
      markOf={(item) => (item.unread ? 'is-unread' : '')}
      renderItem={(item) => <IncomingRow item={item} />}
      selectedKey={selectedId}
      onSelect={onSelect}
      onOpen={onOpen}
      ticks={ticks.list}
      head={
        <>
          <div className="pane-title">
            <h1>{text.title}</h1>
            <Button
              size="small"
              icon={ListFilter}
              aria-expanded={filtering}
              onClick={() => {
                setAsked(true);
                setFiltering(!filtering);
              }}
            >
              {text.filter}
            </Button>
          </div>
          {page !== undefined && (
            <Tabs<IncomingTab>
              label={text.title}
              tabs={page.tabs}
              active={tab}
              onChange={(key) => onFilter({ the: key })}
            />
          )}
          {filtering && (
            <IncomingFilters filter={filter} onChange={onFilter} onClose={() => setFiltering(false)} focus={asked} />
          )}
        </>
      }
      foot={
        ticks.picking ? (
          <>
            <BatchBar items={ticks.ticked} onDone={ticks.stop} />
            <span className="pane-foot-acts">
              <button type="button" className="link" onClick={ticks.all}>
                Chọn tất cả đang hiện
              </button>
              <button type="button" className="link" onClick={ticks.stop}>
                {text.stopPicking}
              </button>
            </span>
          </>
        ) : (
          <>
            <Total page={page} shown={items.length} />
            {clerk && items.length > 1 && (
              <button type="button" className="link" onClick={ticks.start}>
                <CheckCheck className="icon icon-16" aria-hidden style={{ verticalAlign: '-3px', marginRight: 6 }} />
                {text.pickMany}
              </button>
            )}
          </>
        )
      }
      empty={<EmptyList tab={tab} filtered={isFiltered(filter)} clerk={clerk} />}
    />
  );
}
