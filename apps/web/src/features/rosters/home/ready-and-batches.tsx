import { type BatchListItem, type BatchPage, BatchState, type RequestKind } from '@congvu/contracts';
import { FileText, Layers, X } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { Check } from '../../../shared/fields/text-field.tsx';
import { formatNumber } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { useGo } from '../../../shared/ui/link.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { useBatches, useDraftLetter, useOpenBatches } from '../rosters-api.ts';
import { BatchTable } from './batch-table.tsx';

type Ready = z.infer<typeof BatchPage>['ready'][number];

const STATE_CHOICES: { value: BatchState | ''; label: string }[] = [
  { value: '', label: 'Mọi trạng thái' },
  { value: 'collecting', label: 'Đang tổng hợp' },
  { value: 'letter_drafted', label: 'Đã soạn công văn' },
  { value: 'awaiting_signature', label: 'Công văn chờ ký' },
  { value: 'sent', label: 'Đã gửi cấp trên' },
  { value: 'acknowledged', label: 'Cấp trên đã nhận' },
  { value: 'partly_resulted', label: 'Có kết quả một phần' },
  { value: 'resulted', label: 'Đủ kết quả' },
  { value: 'archived', label: 'Đã lưu' },
  { value: 'cancelled', label: 'Đã hủy' },
];

function sumOf(ready: readonly Ready[]): number {
  return ready.reduce((sum, { lines }) => sum + lines, 0);
}

interface ReadyProps {
  ready: readonly Ready[];
  mayOpen: boolean;
  campaignId: string | null;
}

/** Accepted lines by form; those ticked are put together, one list a form. */
function ReadySheet({ ready, mayOpen, campaignId }: ReadyProps) {
  const [out, setOut] = useState<ReadonlySet<RequestKind>>(new Set());
  const [only, setOnly] = useState(campaignId !== null);
  const go = useGo();
  const open = useOpenBatches(({ batches }) => {
    const [first] = batches;
    showToast(
      `Đã lập ${formatNumber(batches.length)} danh sách tổng hợp, ${formatNumber(batches.reduce((sum, { lines }) => sum + lines, 0))} dòng.`,
    );
    if (batches.length === 1 && first !== undefined) {
      go(first.link);
    }
  });
  const chosen = ready.filter(({ kind }) => !out.has(kind));
  const toggle = (kind: RequestKind): void => {
    const next = new Set(out);
    if (!next.delete(kind)) {
      next.add(kind);
    }
    setOut(next);
  };
  return (
    <section className="sheet" aria-label="Sẵn sàng tổng hợp">
      <header className="card-head">
        <h2>
          Sẵn sàng tổng hợp
          <small>
            {ready.length === 0
              ? 'Dòng đã tiếp nhận, chưa vào danh sách nào'
              : `${formatNumber(sumOf(ready))} dòng đã tiếp nhận, chưa vào danh sách nào`}
          </small>
        </h2>
        {mayOpen && ready.length > 0 && (
          <Button
            kind="primary"
            icon={Layers}
            busy={open.isPending}
            disabled={chosen.length === 0}
            onClick={() =>
              open.mutate({
                kinds: chosen.map(({ kind }) => kind),
                ...(only && campaignId !== null && { campaignId }),
              })
            }
          >
            Tổng hợp {formatNumber(chosen.length)} mẫu
          </Button>
        )}
      </header>
      {campaignId !== null && ready.length > 0 && (
        <div className="roster-only">
          <Check label="Chỉ các dòng gửi theo đợt thu đang xem" on={only} onChange={setOnly} />
        </div>
      )}
      {open.isError && <ErrorNote title="Chưa tổng hợp được" error={open.error} />}
      {ready.length === 0 && (
        <p className="roster-none">
          Chưa có dòng nào chờ tổng hợp. Đề nghị đã tiếp nhận ở phần Kiểm tra sẽ cộng vào đây theo từng mẫu.
        </p>
      )}
      <ul className="roster-ready">
        {ready.map((one) => (
          <li key={one.kind}>
            <label className="check">
              <input
                type="checkbox"
                disabled={!mayOpen}
                checked={!out.has(one.kind)}
                onChange={() => toggle(one.kind)}
              />
              <span>
                <b>{one.formLabel}</b> <span>{one.title}</span>
              </span>
            </label>
            <span className="num">
              {formatNumber(one.lines)} dòng, {formatNumber(one.agencies)} cơ quan
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LetterProps {
  batches: readonly BatchListItem[];
  onDone: () => void;
}

function cannotSend(batches: readonly BatchListItem[]): string | undefined {
  if (new Set(batches.map(({ destinationName }) => destinationName)).size > 1) {
    return 'Các danh sách gửi đến hai nơi khác nhau; chọn các danh sách cùng nơi nhận.';
  }
  const open = batches.find(({ openFindings }) => openFindings > 0);
  return open === undefined
    ? undefined
    : `${open.name} còn ${formatNumber(open.openFindings)} điểm phải xử lý; mở danh sách để quyết định.`;
}

/** One covering letter for the lists chosen. */
function LetterBar({ batches, onDone }: LetterProps) {
  const go = useGo();
  const draft = useDraftLetter(({ link }) => {
    onDone();
    go(link);
  });
  const reason = cannotSend(batches);
  return (
    <div className="roster-bar">
      <span>
        Đã chọn <b className="num">{formatNumber(batches.length)}</b> danh sách gửi {batches[0]?.destinationName ?? ''}
        {reason !== undefined && <small>{reason}</small>}
      </span>
      <Button
        kind="primary"
        icon={FileText}
        busy={draft.isPending}
        reason={reason}
        onClick={() => draft.mutate(batches.map(({ id }) => id))}
      >
        Soạn công văn gửi cấp trên
      </Button>
      {draft.isError && <ErrorNote title="Chưa soạn được công văn" error={draft.error} />}
    </div>
  );
}

/** What can be put together, and the lists there are with where each one is. */
export function ReadyAndBatches() {
  const { params, put } = useAddress();
  const state = BatchState.safeParse(params.get('tt'));
  const campaignId = params.get('dot');
  const batches = useBatches({
    box: 'own',
    ...(state.success && { state: state.data }),
    ...(campaignId !== null && { campaignId }),
  });
  const first = batches.data?.pages[0];
  const items = batches.data?.pages.flatMap((page) => page.items) ?? [];
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const able = items.filter((batch) => batch.abilities['requests.roster_letter'] === true);
  const chosen = able.filter(({ id }) => ticked.has(id));
  return (
    <div className="content content-wide roster-content">
      {batches.isError && (
        <ErrorNote title="Chưa tải được danh sách" error={batches.error} onRetry={() => void batches.refetch()} />
      )}
      {batches.isPending && <SkeletonRows rows={5} />}
      {first !== undefined && (
        <ReadySheet
          ready={first.ready}
          mayOpen={first.abilities['requests.roster_open'] === true}
          campaignId={campaignId}
        />
      )}
      {first !== undefined && (
        <section aria-label="Danh sách tổng hợp">
          <div className="roster-part">
            <h2>Danh sách tổng hợp</h2>
            {campaignId !== null && (
              <button type="button" className="roster-narrow" onClick={() => put({ dot: undefined })}>
                Chỉ đợt thu đang xem <X className="icon icon-16" aria-label="Bỏ lọc đợt thu" />
              </button>
            )}
            <SmallSelect
              label="Trạng thái"
              value={state.success ? state.data : ''}
              options={STATE_CHOICES}
              onChange={(value) => put({ tt: value })}
            />
          </div>
          {chosen.length > 0 && <LetterBar batches={chosen} onDone={() => setTicked(new Set())} />}
          <BatchTable
            batches={items}
            box="own"
            ticks={
              able.length > 0 ? { able: new Set(able.map(({ id }) => id)), ticked, onTicked: setTicked } : undefined
            }
            empty={
              state.success ? (
                <Empty title="Không có danh sách nào ở trạng thái này">Chọn trạng thái khác để xem.</Empty>
              ) : (
                <Empty title="Chưa có danh sách tổng hợp nào">
                  Bấm “Tổng hợp” ở trên; mỗi mẫu thành một danh sách, trùng lặp được tìm ra ngay.
                </Empty>
              )
            }
          />
          {batches.hasNextPage && (
            <div className="pane-more">
              <Button size="small" busy={batches.isFetchingNextPage} onClick={() => void batches.fetchNextPage()}>
                Xem thêm
              </Button>
            </div>
          )}
        </section>
      )}
    </div>
  );
}
