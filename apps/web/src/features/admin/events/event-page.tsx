import type { AgencyEvent, AgencyTree } from '@congvu/contracts';
import { ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import { fieldError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { addDays, formatDate } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink, useGo } from '../../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { useAdminAct, useTree } from '../admin-api.ts';
import { AdminFrame } from '../admin-frame.tsx';
import { buildEvent, type EventDraft, type EventKind, newEventDraft, sayEvent } from './event-draft.ts';
import { DissolveFields, MergeFields, RenameFields, SplitFields } from './event-fields.tsx';
import { Movers } from './movers.tsx';

const KINDS: readonly { key: EventKind; label: string }[] = [
  { key: 'merge', label: 'Sáp nhập' },
  { key: 'rename', label: 'Đổi tên' },
  { key: 'split', label: 'Chia' },
  { key: 'dissolve', label: 'Giải thể' },
];

const FIELDS: Record<EventKind, typeof MergeFields> = {
  merge: MergeFields,
  rename: RenameFields,
  split: SplitFields,
  dissolve: DissolveFields,
};

function EventForm({ tree, agencyId }: { tree: AgencyTree; agencyId: string | undefined }) {
  const go = useGo();
  const [draft, setDraft] = useState<EventDraft>(() => newEventDraft(agencyId, addDays(tree.today, 1)));
  const [tried, setTried] = useState(false);
  const set = (part: Partial<EventDraft>): void => setDraft((now) => ({ ...now, ...part }));
  const built = buildEvent(draft);
  const act = useAdminAct<AgencyEvent>(() => {
    showToast('Đã ghi biến động. Cây cơ quan tự đổi vào ngày hiệu lực.');
    go(`/quan-tri${draft.agencyId === null ? '' : `?co-quan=${draft.agencyId}`}`);
  });
  const confirm = (): void => {
    setTried(true);
    if (built.event !== undefined) {
      act.mutate({ path: '/api/org/events', body: built.event });
    }
  };
  const Fields = FIELDS[draft.kind];
  return (
    <div className="org-grid">
      <section className="sheet" aria-label="Biến động">
        <div className="event-form">
          <Segments<EventKind>
            label="Loại biến động"
            tabs={KINDS}
            active={draft.kind}
            onChange={(kind) => set({ kind })}
          />
          <Fields tree={tree} draft={draft} onChange={set} tried={tried} error={act.error} />
          <div className="field-row" style={{ '--least': '220px' } as React.CSSProperties}>
            <TextField
              label="Căn cứ"
              value={draft.basis}
              onChange={(basis) => set({ basis })}
              error={
                tried && draft.basis.trim().length < 5
                  ? 'Chưa nhập số, ký hiệu, ngày của quyết định.'
                  : fieldError(act.error, 'basis')
              }
              hint="Ví dụ Nghị quyết số 12/NQ-HĐND ngày 15/6/2021"
            />
            <DateField
              label="Ngày hiệu lực"
              value={draft.effectiveOn}
              onChange={(date) => set({ effectiveOn: date })}
              error={
                tried && draft.effectiveOn === null ? 'Chưa nhập ngày hiệu lực.' : fieldError(act.error, 'effectiveOn')
              }
            />
          </div>
          {act.isError && (
            <ErrorNote title="Chưa ghi được biến động" error={act.error} kept="Nội dung đã nhập vẫn được giữ." />
          )}
        </div>
        <footer className="event-foot">
          <p className="event-say" aria-live="polite">
            {sayEvent(draft, tree)}
          </p>
          {tried && built.missing !== undefined && <p className="soon">{built.missing}</p>}
          <div className="note-actions">
            <Button kind="primary" busy={act.isPending} onClick={confirm}>
              Ghi biến động
            </Button>
            <AppLink className="btn" href="/quan-tri">
              Hủy
            </AppLink>
          </div>
          <p className="quiet">
            Ghi rồi thì không xóa: biến động là lịch sử của cơ quan. Văn bản trước ngày{' '}
            {draft.effectiveOn === null ? 'hiệu lực' : formatDate(draft.effectiveOn)} vẫn giữ tên cũ, sổ cũ tra cứu được
            mãi.
          </p>
        </footer>
      </section>
      {draft.kind === 'merge' ? (
        <Movers tree={tree} draft={draft} onChange={set} />
      ) : (
        <aside className="sheet event-foot" aria-label="Hệ quả">
          <p className="pretty">{CONSEQUENCE[draft.kind]}</p>
        </aside>
      )}
    </div>
  );
}

const CONSEQUENCE: Record<Exclude<EventKind, 'merge'>, string> = {
  rename: 'Tên mới dùng cho văn bản ban hành từ ngày hiệu lực. Mã định danh, sổ, chức vụ và tài khoản không đổi.',
  split:
    'Cơ quan cũ kết thúc trước ngày hiệu lực. Các cơ quan mới đứng vào chỗ của cơ quan cũ; xếp đơn vị, cán bộ ở trang Cán bộ hoặc nhập danh sách.',
  dissolve:
    'Mọi chức vụ, giao quyền ký ở cơ quan này hết hiệu lực; cơ quan trực thuộc chuyển về cơ quan tiếp nhận nếu có.',
};

/** Sáp nhập, chia, đổi tên, giải thể from a day on, with the decision it rests on. */
export function EventPage() {
  const { data: tree, error, isPending, refetch } = useTree();
  const { params } = useAddress();
  return (
    <AdminFrame
      part="agencies"
      title="Sáp nhập, chia, đổi tên"
      sentence="Có hiệu lực từ 00:00 ngày ghi; chữ ký, giao quyền và quyền xem theo chức vụ tự đổi lúc đó."
      actions={
        <AppLink className="btn" href="/quan-tri">
          <ChevronLeft className="icon" aria-hidden />
          Cây cơ quan
        </AppLink>
      }
    >
      {isPending && <SkeletonRows rows={5} />}
      {error !== null && <ErrorNote title="Chưa tải được cây cơ quan" error={error} onRetry={() => void refetch()} />}
      {tree !== undefined && <EventForm tree={tree} agencyId={params.get('co-quan') ?? undefined} />}
    </AdminFrame>
  );
}
