import type { RequestBox, RequestKind, RequestListItem, RequestState } from '@congvu/contracts';
import { RequestKind as Kinds, RequestState as States } from '@congvu/contracts';
import { PenLine, Stamp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { Tabs } from '../../../shared/ui/tabs.tsx';
import { AttestDialog } from '../attest-dialog.tsx';
import { WISHES } from '../requests.text.ts';
import { type Requests, useHasKey, useRequests } from '../requests-api.ts';
import type { RenderSign } from '../sign-ask.ts';
import { RequestRow } from './request-row.tsx';

export type AgencyBox = Extract<RequestBox, 'to_approve' | 'to_seal' | 'agency'>;

const BOXES: Record<AgencyBox, { label: string; emptyTitle: string; empty: string }> = {
  to_approve: {
    label: 'Chờ duyệt',
    emptyTitle: 'Không có đề nghị chờ duyệt',
    empty: 'Đề nghị người khai đã ký và danh sách đã lập xong sẽ nằm ở đây, chờ thủ trưởng duyệt.',
  },
  to_seal: {
    label: 'Chờ đóng dấu',
    emptyTitle: 'Không có đề nghị chờ đóng dấu',
    empty: 'Đề nghị mà biểu mẫu ghi “ký tên, đóng dấu”, thủ trưởng đã duyệt, sẽ nằm ở đây.',
  },
  agency: {
    label: 'Tất cả',
    emptyTitle: 'Cơ quan chưa có đề nghị nào',
    empty: 'Mọi đề nghị và danh sách của cơ quan, từ bản nháp đến khi có kết quả, sẽ nằm ở đây.',
  },
};

const ACTS = {
  to_approve: { verb: 'Duyệt', ability: 'requests.approve', icon: PenLine },
  to_seal: { verb: 'Đóng dấu và gửi', ability: 'requests.seal', icon: Stamp },
} as const;

const STATE_LABELS: Record<RequestState, string> = {
  draft: 'Nháp',
  awaiting_declarant: 'Chờ người khai ký',
  awaiting_head: 'Chờ thủ trưởng duyệt',
  awaiting_seal: 'Chờ đóng dấu',
  submitted: 'Đã gửi đơn vị đầu mối',
  accepted: 'Đã tiếp nhận',
  returned: 'Trả lại',
  refused: 'Từ chối',
  batched: 'Đã tổng hợp',
  forwarded: 'Đã chuyển cấp trên',
  resulted: 'Có kết quả',
  closed: 'Hoàn tất',
  withdrawn: 'Đã rút',
};

/** All that can be done at once is chosen until somebody takes one out. */
function useChoice(items: readonly RequestListItem[], ability: string | undefined) {
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const able = ability === undefined ? [] : items.filter((item) => item.abilities[ability] === true);
  return {
    able,
    chosen: able.filter(({ id }) => !out.has(id)),
    toggle: (id: string) => {
      const next = new Set(out);
      if (!next.delete(id)) {
        next.add(id);
      }
      setOut(next);
    },
    toggleAll: (all: boolean) => setOut(all ? new Set() : new Set(able.map(({ id }) => id))),
  };
}

interface Filters {
  kind: RequestKind | '';
  state: RequestState | '';
  q: string;
}

function FilterBar({ value, onChange }: { value: Filters; onChange: (filters: Filters) => void }) {
  const [typed, setTyped] = useState(value.q);
  const settled = useDelayed(typed, 300);
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };
  useEffect(() => {
    if (settled !== latest.current.value.q) {
      latest.current.onChange({ ...latest.current.value, q: settled });
    }
  }, [settled]);
  return (
    <div className="req-filters">
      <input
        className="input"
        type="search"
        aria-label="Tìm trong đề nghị"
        placeholder="Tìm tên người, đơn vị"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <SmallSelect
        label="Loại đề nghị"
        value={value.kind}
        options={[
          { value: '', label: 'Mọi loại' },
          ...Kinds.options.map((kind) => ({ value: kind, label: WISHES[kind].wish })),
        ]}
        onChange={(kind) => onChange({ ...value, kind })}
      />
      <SmallSelect
        label="Trạng thái"
        value={value.state}
        options={[
          { value: '', label: 'Mọi trạng thái' },
          ...States.options.map((state) => ({ value: state, label: STATE_LABELS[state] })),
        ]}
        onChange={(state) => onChange({ ...value, state })}
      />
    </div>
  );
}

interface BatchHeadProps {
  box: 'to_approve' | 'to_seal';
  choice: ReturnType<typeof useChoice>;
  onStart: (items: readonly RequestListItem[]) => void;
}

function BatchHead({ box, choice, onStart }: BatchHeadProps) {
  const { able, chosen, toggleAll } = choice;
  const { verb, icon } = ACTS[box];
  return (
    <li className="req-batch">
      <input
        type="checkbox"
        aria-label="Chọn tất cả"
        checked={chosen.length === able.length}
        ref={(element) => {
          if (element !== null) {
            element.indeterminate = chosen.length > 0 && chosen.length < able.length;
          }
        }}
        onChange={(event) => toggleAll(event.target.checked)}
      />
      <span>
        Đã chọn <b className="num">{formatNumber(chosen.length)}</b> trong {formatNumber(able.length)} đề nghị
      </span>
      <Button kind="primary" icon={icon} disabled={chosen.length === 0} onClick={() => onStart(chosen)}>
        {verb} {formatNumber(chosen.length)} đề nghị
      </Button>
    </li>
  );
}

interface ItemsProps {
  items: readonly RequestListItem[];
  box: AgencyBox;
  onStart: (items: readonly RequestListItem[]) => void;
}

function Items({ items, box, onStart }: ItemsProps) {
  const acting = box === 'agency' ? undefined : box;
  const choice = useChoice(items, acting === undefined ? undefined : ACTS[acting].ability);
  const many = choice.able.length > 1;
  return (
    <ul className="sheet">
      {acting !== undefined && many && <BatchHead box={acting} choice={choice} onStart={onStart} />}
      {items.map((item) => {
        const able = choice.able.includes(item);
        const tick = { on: choice.chosen.includes(item), onTick: () => choice.toggle(item.id) };
        return (
          <RequestRow
            key={item.id}
            item={item}
            showsUnit
            tick={able && many ? tick : undefined}
            act={
              able && acting !== undefined ? (
                <Button size="small" onClick={() => onStart([item])}>
                  {ACTS[acting].verb}
                </Button>
              ) : undefined
            }
          />
        );
      })}
    </ul>
  );
}

function ListState({ requests, box, empty }: { requests: Requests; box: AgencyBox; empty: boolean }) {
  if (requests.isPending) {
    return (
      <div className="sheet">
        <SkeletonRows rows={5} />
      </div>
    );
  }
  if (requests.isError) {
    return <ErrorNote title="Chưa tải được danh sách" error={requests.error} onRetry={() => void requests.refetch()} />;
  }
  return empty ? (
    <div className="sheet">
      <Empty title={BOXES[box].emptyTitle}>{BOXES[box].empty}</Empty>
    </div>
  ) : null;
}

interface AgencySideProps {
  boxes: readonly AgencyBox[];
  box: AgencyBox;
  counts: Readonly<Record<string, number>>;
  onBox: (box: AgencyBox) => void;
  sign: RenderSign;
}

function nameOf({ formLabel, subject, unitName }: RequestListItem): string {
  return [formLabel, subject, unitName].filter(Boolean).join(', ');
}

/** Signing or confirming what was chosen: each form is looked at there, one PIN or one password for all. */
function Approval({
  box,
  items,
  sign,
  onClose,
}: {
  box: AgencyBox;
  items: readonly RequestListItem[];
  sign: RenderSign;
  onClose: () => void;
}) {
  const hasKey = useHasKey('person');
  if (box === 'to_approve' && hasKey !== true) {
    return (
      <AttestDialog
        act="approve"
        requests={items.map((item) => ({ id: item.id, name: nameOf(item) }))}
        onClose={onClose}
        onDone={onClose}
      />
    );
  }
  return sign({
    purpose: box === 'to_seal' ? 'requests.seal' : 'requests.approve',
    ids: items.map(({ id }) => id),
    onClose,
  });
}

/** "Cơ quan": what waits for the head and the seal in one list with one PIN or one password; all requests with filters. */
export function AgencySide({ boxes, box, counts, onBox, sign }: AgencySideProps) {
  const [filters, setFilters] = useState<Filters>({ kind: '', state: '', q: '' });
  const requests = useRequests({
    box,
    ...(filters.kind !== '' && { kind: filters.kind }),
    ...(filters.state !== '' && { state: filters.state }),
    ...(filters.q !== '' && { q: filters.q }),
  });
  const items = requests.data?.pages.flatMap((page) => page.items) ?? [];
  const [started, setStarted] = useState<readonly RequestListItem[]>();
  return (
    <>
      <Tabs
        label="Đề nghị của cơ quan"
        tabs={boxes.map((key) => ({
          key,
          label: BOXES[key].label,
          count: key === 'agency' ? undefined : (counts[key] ?? 0),
        }))}
        active={box}
        onChange={onBox}
      />
      <div className="req-box">
        {box === 'agency' && <FilterBar value={filters} onChange={setFilters} />}
        <ListState requests={requests} box={box} empty={items.length === 0} />
        {items.length > 0 && <Items items={items} box={box} onStart={setStarted} />}
        {requests.hasNextPage && (
          <div className="pane-more">
            <Button size="small" busy={requests.isFetchingNextPage} onClick={() => void requests.fetchNextPage()}>
              Xem thêm
            </Button>
          </div>
        )}
      </div>
      {started !== undefined && (
        <Approval
          box={box}
          items={started}
          sign={sign}
          onClose={() => {
            setStarted(undefined);
            void requests.refetch();
          }}
        />
      )}
    </>
  );
}
