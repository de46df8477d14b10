import { RequestKind, type RequestListItem } from '@congvu/contracts';
import { CheckCheck, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { useFirstOpens } from '../../../shared/list/first-opens.ts';
import { ListPane } from '../../../shared/list/list-pane.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { formatInstant, formatNumber, formatWhen } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { useGo } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { KIND_CHOICES, small } from '../rosters.text.ts';
import { type QueueBox, type QueueFilter, useAccept, useQueue } from '../rosters-api.ts';
import { CheckedRequest } from './checked-request.tsx';

const BOXES: { key: QueueBox; label: string }[] = [
  { key: 'to_check', label: 'Chờ kiểm tra' },
  { key: 'checked', label: 'Đã tiếp nhận' },
];

function readFilter(params: URLSearchParams): QueueFilter {
  const kind = RequestKind.safeParse(params.get('mau'));
  const campaignId = params.get('dot');
  const agencyId = params.get('co-quan');
  return {
    box: params.get('hop') === 'checked' ? 'checked' : 'to_check',
    ...(kind.success && { kind: kind.data }),
    ...(campaignId !== null && { campaignId }),
    ...(agencyId !== null && { agencyId }),
  };
}

function Row({ item }: { item: RequestListItem }) {
  const when = item.submittedAt ?? item.updatedAt;
  return (
    <>
      <span className="doc-from">
        <b>{item.agencyName}</b>
        <time dateTime={when} title={formatInstant(when)}>
          {formatWhen(when)}
        </time>
      </span>
      <span className="doc-abstract">
        {item.formLabel}, {small(item.title)}
      </span>
      <span className="doc-meta">
        <span>{item.subject}</span>
        <span className="doc-meta-end">
          {item.urgent && <span className="urgency">Khẩn</span>}
          {item.late && <Chip tone="amber">Muộn</Chip>}
          {item.warnings > 0 && <Chip tone="amber">{`${item.warnings} cần xem`}</Chip>}
        </span>
      </span>
    </>
  );
}

interface HeadProps {
  filter: QueueFilter;
  counts: Readonly<Record<string, number>>;
  agencyName: string | undefined;
  typed: string;
  onTyped: (typed: string) => void;
  onChange: (changes: Record<string, string | undefined>) => void;
}

function Head({ filter, counts, agencyName, typed, onTyped, onChange }: HeadProps) {
  return (
    <div className="roster-queue-head">
      <Segments
        label="Ngăn kiểm tra"
        tabs={BOXES.map(({ key, label }) => ({ key, label: `${label} ${formatNumber(counts[key] ?? 0)}` }))}
        active={filter.box}
        onChange={(box) => onChange({ hop: box === 'to_check' ? undefined : box })}
      />
      <div className="roster-queue-filters">
        <input
          className="input"
          type="search"
          aria-label="Tìm đề nghị"
          placeholder="Tìm cơ quan, tên người"
          value={typed}
          onChange={(event) => onTyped(event.target.value)}
        />
        <SmallSelect
          label="Mẫu"
          value={filter.kind ?? ''}
          options={KIND_CHOICES}
          onChange={(kind) => onChange({ mau: kind })}
        />
      </div>
      {(filter.campaignId !== undefined || filter.agencyId !== undefined) && (
        <div className="roster-narrowed">
          {filter.campaignId !== undefined && (
            <button type="button" className="roster-narrow" onClick={() => onChange({ dot: undefined })}>
              Chỉ một đợt thu <X className="icon icon-16" aria-label="Bỏ lọc đợt thu" />
            </button>
          )}
          {filter.agencyId !== undefined && (
            <button type="button" className="roster-narrow" onClick={() => onChange({ 'co-quan': undefined })}>
              {agencyName ?? 'Chỉ một cơ quan'} <X className="icon icon-16" aria-label="Bỏ lọc cơ quan" />
            </button>
          )}
        </div>
      )}
    </div>
  );
}

interface ManyProps {
  items: readonly RequestListItem[];
  ticked: ReadonlySet<string>;
  onTicked: (ticked: ReadonlySet<string> | undefined) => void;
}

/** Many accepted at once; each answers for itself. */
function ManyFoot({ items, ticked, onTicked }: ManyProps) {
  const accept = useAccept((answer) => {
    const failed = answer.items.filter((one) => !one.ok);
    showToast(
      failed.length === 0
        ? `Đã tiếp nhận ${formatNumber(answer.done)} đề nghị.`
        : `Đã tiếp nhận ${formatNumber(answer.done)} đề nghị, ${formatNumber(failed.length)} đề nghị chưa được: ${failed[0]?.message ?? ''}`,
    );
    onTicked(failed.length === 0 ? undefined : new Set(failed.map(({ id }) => id)));
  });
  const run = (): void => accept.mutate([...ticked], { onError: (error) => showToast(describeError(error).message) });
  return (
    <>
      <span>
        Đã chọn <b className="num">{formatNumber(ticked.size)}</b>
      </span>
      <span className="pane-foot-acts">
        <Button
          size="small"
          kind="quiet"
          onClick={() => onTicked(ticked.size === items.length ? new Set() : new Set(items.map(({ id }) => id)))}
        >
          {ticked.size === items.length ? 'Bỏ chọn' : `Chọn cả ${formatNumber(items.length)}`}
        </Button>
        <Button size="small" onClick={() => onTicked(undefined)}>
          Thôi
        </Button>
        <Button size="small" kind="primary" busy={accept.isPending} disabled={ticked.size === 0} onClick={run}>
          Tiếp nhận {formatNumber(ticked.size)}
        </Button>
      </span>
    </>
  );
}

const WORDS: Record<QueueBox, { title: string; text: string }> = {
  to_check: {
    title: 'Không có đề nghị chờ kiểm tra',
    text: 'Đề nghị và danh sách các cơ quan đã gửi, thủ trưởng đã duyệt, sẽ nằm ở đây.',
  },
  checked: {
    title: 'Không có đề nghị đã tiếp nhận',
    text: 'Đề nghị đã tiếp nhận mà chưa tổng hợp sẽ nằm ở đây; vẫn trả lại được.',
  },
};

/** The arrows work at once: the list has the focus unless somebody is at another place already. */
function useListFocus(hasItems: boolean): void {
  const phone = usePhone();
  useEffect(() => {
    if (hasItems && !phone && document.activeElement === document.body) {
      document.querySelector<HTMLElement>('.panes .pane-options')?.focus();
    }
  }, [hasItems, phone]);
}

interface FootProps {
  items: readonly RequestListItem[];
  ticked: ReadonlySet<string> | undefined;
  onTicked: (ticked: ReadonlySet<string> | undefined) => void;
}

function Foot({ items, ticked, onTicked }: FootProps) {
  if (ticked !== undefined) {
    return <ManyFoot items={items} ticked={ticked} onTicked={onTicked} />;
  }
  return (
    <>
      <span className="only-wide">
        <kbd>↑</kbd> <kbd>↓</kbd> chuyển, <kbd>T</kbd> tiếp nhận, <kbd>R</kbd> trả lại
      </span>
      {items.length > 1 && (
        <Button size="small" icon={CheckCheck} onClick={() => onTicked(new Set())}>
          Chọn nhiều
        </Button>
      )}
    </>
  );
}

function placeOf(items: readonly RequestListItem[], id: string | undefined): string | undefined {
  const index = items.findIndex((item) => item.id === id);
  return index < 0 ? undefined : `${formatNumber(index + 1)} trong ${formatNumber(items.length)}`;
}

/** After a decision the next one opens, at the end of the list the one before. */
function neighbourOf(items: readonly RequestListItem[], id: string | undefined): RequestListItem | undefined {
  const index = items.findIndex((item) => item.id === id);
  return index < 0 ? items[0] : (items[index + 1] ?? items[index - 1]);
}

/** List, printed form, facts: one request after the other with the keyboard (↑/↓, T, R). */
export function CheckQueue({ id }: { id: string | undefined }) {
  const { params, put } = useAddress();
  const phone = usePhone();
  const go = useGo();
  const [typed, setTyped] = useState('');
  const q = useDelayed(typed.trim(), 300);
  const filter: QueueFilter = { ...readFilter(params), ...(q !== '' && { q }) };
  const query = useQueue(filter);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const [ticked, setTicked] = useState<ReadonlySet<string>>();
  const tail = params.size === 0 ? '' : `?${params.toString()}`;
  const hrefOf = (requestId: string): string => `/tong-hop/de-nghi/${requestId}${tail}`;
  useFirstOpens({ path: '/tong-hop', id, first: items[0]?.id, hrefOf, steady: !query.isPlaceholderData });
  useListFocus(items.length > 0);
  const next = neighbourOf(items, id);
  const opened = id !== undefined && (
    <CheckedRequest
      key={id}
      id={id}
      listHref={`/tong-hop${tail}`}
      place={placeOf(items, id)}
      onDecided={() => go(next === undefined ? `/tong-hop${tail}` : hrefOf(next.id), { replace: true })}
    />
  );
  if (phone && opened !== false) {
    return <div className="roster-phone">{opened}</div>;
  }
  const toggle = (item: RequestListItem): void => {
    const after = new Set(ticked);
    if (!after.delete(item.id)) {
      after.add(item.id);
    }
    setTicked(after);
  };
  return (
    <div className={opened === false ? 'panes' : 'panes is-open'}>
      <ListPane
        label="Đề nghị chờ kiểm tra"
        query={query}
        keyOf={(item: RequestListItem) => item.id}
        renderItem={(item) => <Row item={item} />}
        selectedKey={id}
        onSelect={(item) => go(hrefOf(item.id), { replace: opened !== false })}
        onOpen={() => document.querySelector<HTMLElement>('.paper-desk')?.focus()}
        ticks={ticked === undefined ? undefined : { ticked, onTick: toggle }}
        head={
          <Head
            filter={filter}
            counts={query.data?.pages[0]?.counts ?? {}}
            agencyName={items.find((item) => item.agencyId === filter.agencyId)?.agencyName}
            typed={typed}
            onTyped={setTyped}
            onChange={put}
          />
        }
        foot={
          <Foot
            items={items.filter((item) => item.abilities['requests.accept'] === true)}
            ticked={ticked}
            onTicked={setTicked}
          />
        }
        empty={<Empty title={WORDS[filter.box].title}>{WORDS[filter.box].text}</Empty>}
      />
      {opened === false ? <div className="none-open" /> : opened}
    </div>
  );
}
