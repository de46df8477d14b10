import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Check as CheckIcon } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { Button } from '../ui/button.tsx';
import { useHotkeys } from '../ui/hotkeys.ts';
import { ErrorNote, SkeletonRows } from '../ui/notes.tsx';

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

interface ListPaneProps<T, P extends Page<T>> {
  label: string;
  query: UseInfiniteQueryResult<InfiniteData<P>>;
  keyOf: (item: T) => string;
  renderItem: (item: T) => ReactNode;
  /** Classes of one entry beside `doc` (`is-unread`). */
  markOf?: (item: T) => string;
  selectedKey: string | undefined;
  onSelect: (item: T) => void;
  /** Enter on an entry: into the document. */
  onOpen?: (item: T) => void;
  /** Set while many are picked at once; Space ticks. */
  ticks?: { ticked: ReadonlySet<string>; onTick: (item: T) => void } | undefined;
  head: ReactNode;
  foot?: ReactNode;
  empty: ReactNode;
}

function MoreRows({ query }: { query: UseInfiniteQueryResult<InfiniteData<Page<unknown>>> }) {
  const mark = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    const element = mark.current;
    if (element === null || !hasNextPage || typeof IntersectionObserver === 'undefined') {
      return;
    }
    const watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting) && !isFetchingNextPage) {
        void fetchNextPage();
      }
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return hasNextPage ? (
    <div className="pane-more" ref={mark}>
      <Button size="small" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        Xem thêm
      </Button>
    </div>
  ) : null;
}

function itemsOf<T, P extends Page<T>>(query: UseInfiniteQueryResult<InfiniteData<P>>): T[] {
  return query.data?.pages.flatMap((page) => page.items) ?? [];
}

/** The list of list + paper + facts: pages by cursor, ↑/↓ moves, Enter opens, nothing jumps when more arrives. */
export function ListPane<T, P extends Page<T>>(props: ListPaneProps<T, P>) {
  const { query, keyOf, selectedKey, onSelect, onOpen, ticks } = props;
  const items = itemsOf<T, P>(query);
  const list = useRef<HTMLDivElement>(null);
  const index = items.findIndex((item) => keyOf(item) === selectedKey);
  useEffect(() => {
    if (selectedKey !== undefined) {
      list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
    }
  }, [selectedKey]);
  const step = (by: number): void => {
    const next = items[index + by];
    if (next !== undefined) {
      onSelect(next);
    }
  };
  useHotkeys({ j: () => step(1), k: () => step(-1) });
  const press = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const here = items[index];
    if (by !== 0) {
      event.preventDefault();
      step(by);
    } else if (event.key === 'Enter' && here !== undefined) {
      event.preventDefault();
      onOpen?.(here);
    } else if (event.key === ' ' && here !== undefined && ticks !== undefined) {
      event.preventDefault();
      ticks.onTick(here);
    }
  };
  return (
    <section className="pane-list" aria-label={props.label}>
      <header>{props.head}</header>
      <div className="pane-items" ref={list}>
        {items.length > 0 && (
          <div
            className="pane-options"
            role="listbox"
            aria-label={props.label}
            aria-multiselectable={ticks !== undefined}
            aria-activedescendant={index < 0 ? undefined : `entry-${selectedKey}`}
            tabIndex={0}
            onKeyDown={press}
          >
            {items.map((item) => {
              const key = keyOf(item);
              const selected = key === selectedKey;
              const ticked = ticks?.ticked.has(key) ?? false;
              const marks = [
                'doc',
                props.markOf?.(item),
                selected && 'is-selected',
                ticks !== undefined && 'is-ticking',
              ];
              return (
                // The listbox itself takes the keys (aria-activedescendant), so its options need no handler of their own.
                <div
                  key={key}
                  id={`entry-${key}`}
                  role="option"
                  tabIndex={-1}
                  className={marks.filter(Boolean).join(' ')}
                  aria-selected={ticks === undefined ? selected : ticked}
                  aria-current={selected}
                  onClick={() => (ticks === undefined ? onSelect(item) : ticks.onTick(item))}
                  onKeyDown={undefined}
                >
                  {ticks !== undefined && (
                    <span className={ticked ? 'tick is-on' : 'tick'} aria-hidden>
                      {ticked && <CheckIcon className="icon" />}
                    </span>
                  )}
                  {props.renderItem(item)}
                </div>
              );
            })}
          </div>
        )}
        {query.isPending && <SkeletonRows rows={6} />}
        {query.isError && (
          <div style={{ padding: 16 }}>
            <ErrorNote title="Chưa tải được danh sách" error={query.error} onRetry={() => void query.refetch()} />
          </div>
        )}
        {query.isSuccess && items.length === 0 && props.empty}
        <MoreRows query={query} />
      </div>
      {props.foot !== undefined && <footer className="pane-foot">{props.foot}</footer>}
    </section>
  );
}
