import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { SmallSelect } from '../../shared/fields/small-select.tsx';
import { Check } from '../../shared/fields/text-field.tsx';
import { formatNumber } from '../../shared/text/dates.ts';
import { useAppearance } from '../../shared/theme/appearance.ts';
import { type Filter, listFilters, matchesFilter, type Review } from './review.ts';
import { SignItem } from './sign-item.tsx';
import { useWindow } from './use-window.ts';

interface SignListProps {
  review: Review;
  signing: boolean;
  takesUnopened: boolean;
  onTakeUnopened: (wanted: boolean) => void;
  onShow: (documentId: string) => void;
  onTick: (documentId: string) => void;
}

/** From here on rows have one height and only those in sight are drawn. */
const MANY = 40;
const ROW_PX = { plain: 98, numbered: 118 };
const FILTER_FROM = 12;
/** So few are opened one by one; more may be taken on the word of their checks. */
const OPEN_EACH = 5;

function ListHead({ review, filter, onFilter, takesUnopened, signing, onTakeUnopened }: HeadProps) {
  const { unopened, items } = review;
  const filters = listFilters(review);
  const offersAll = !signing && (takesUnopened || unopened.length > OPEN_EACH);
  const offersFilter = items.length > FILTER_FROM && filters.length > 1;
  if (!offersAll && !offersFilter) {
    return null;
  }
  return (
    <div className="sign-list-head">
      {offersFilter && (
        <SmallSelect label="Văn bản hiện trong danh sách" value={filter} options={filters} onChange={onFilter} />
      )}
      {offersAll && (
        <>
          <Check
            label={`Chọn cả ${formatNumber(unopened.length)} văn bản chưa mở xem, đạt mọi kiểm tra`}
            on={takesUnopened}
            onChange={onTakeUnopened}
          />
          {takesUnopened && (
            <small className="quiet">Người ký chịu trách nhiệm về nội dung văn bản ký mà chưa mở xem.</small>
          )}
        </>
      )}
    </div>
  );
}

interface HeadProps extends Pick<SignListProps, 'review' | 'takesUnopened' | 'signing' | 'onTakeUnopened'> {
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

/** Room for the rows that are not drawn, and the one height of those that are. */
function manyStyle(above: number, below: number, rowHeight: number): CSSProperties {
  // React knows custom properties, its types do not.
  return {
    paddingTop: above * rowHeight,
    paddingBottom: below * rowHeight,
    '--row-height': `${rowHeight}px`,
  } as CSSProperties;
}

/** What is about to be signed; failures and warnings first. Only what was opened, or taken on its checks, can be ticked. */
export function SignList(props: SignListProps) {
  const { review, signing, takesUnopened, onShow, onTick } = props;
  const [filter, setFilter] = useState<Filter>('all');
  const wanted = listFilters(review).some(({ value }) => value === filter) ? filter : 'all';
  const items = review.items.filter((item) => matchesFilter(item, wanted, review));
  const isMany = items.length > MANY;
  const rowPx = review.items.some((item) => item.nextNumber !== null) ? ROW_PX.numbered : ROW_PX.plain;
  const rowHeight = Math.round(rowPx * (useAppearance().textSize / 100));
  const { frame, from, to, reveal } = useWindow(items.length, rowHeight);
  const currentId = review.current?.documentId;
  const index = items.findIndex((item) => item.documentId === currentId);
  const latest = useRef({ onShow, onTick, reveal });
  useEffect(() => {
    latest.current = { onShow, onTick, reveal };
  });
  const [stable] = useState(() => ({
    show: (id: string) => latest.current.onShow(id),
    tick: (id: string) => latest.current.onTick(id),
  }));
  useEffect(() => {
    if (isMany && index >= 0) {
      latest.current.reveal(index);
    }
  }, [isMany, index]);
  const unopenedIds = new Set(takesUnopened ? review.unopened.map((item) => item.documentId) : []);
  const leftIds = new Set(review.left.map((item) => item.documentId));
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const next = items[index + step];
    if (step !== 0 && next !== undefined) {
      event.preventDefault();
      onShow(next.documentId);
    }
  };
  const shown = isMany ? items.slice(from, to) : items;
  const first = isMany ? from : 0;
  return (
    <section className="sign-list" aria-label="Danh sách ký">
      <ListHead {...props} filter={wanted} onFilter={setFilter} />
      <div className="sign-list-frame" ref={frame}>
        <ul
          className={isMany ? 'is-many' : undefined}
          aria-label="Văn bản trong lô"
          style={isMany ? manyStyle(from, items.length - to, rowHeight) : undefined}
          onKeyDown={press}
        >
          {shown.map((item, at) => {
            const id = item.documentId;
            const opened = review.opened.has(id);
            return (
              <SignItem
                key={id}
                item={item}
                result={review.results.get(id)}
                selected={id === currentId}
                opened={opened}
                ticked={review.ticked.has(id)}
                tickable={!signing && leftIds.has(id) && (opened || unopenedIds.has(id))}
                place={{ index: first + at, of: items.length }}
                onShow={stable.show}
                onTick={stable.tick}
              />
            );
          })}
        </ul>
      </div>
    </section>
  );
}
