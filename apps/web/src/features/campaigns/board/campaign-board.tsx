import type { CampaignMember, CampaignView } from '@congvu/contracts';
import { BellRing, Download, FileText, FlagTriangleRight, Layers, Pencil, Printer } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../../shared/api/errors.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { formatNumber } from '../../../shared/text/dates.ts';
import { type MenuAct, MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink, useGo } from '../../../shared/ui/link.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { Timeline } from '../../../shared/ui/timeline.tsx';
import { readMemberState } from '../campaigns.text.ts';
import { type MemberFilter, useDraftReport, useMembers, useRemind } from '../campaigns-api.ts';
import { AcceptDialog } from './accept-dialog.tsx';
import { BoardFilters, type Only } from './board-filters.tsx';
import { BoardSum } from './board-sum.tsx';
import { CloseDialog, EditDialog } from './change-dialogs.tsx';
import { MemberTables } from './member-tables.tsx';
import { owing, RemindDialog } from './remind-dialog.tsx';

/** A district: nobody needs to look for one among them. */
const SEEN_AT_ONCE = 40;

type Asked = 'remind' | 'edit' | 'close';

function may(view: CampaignView, act: string): boolean {
  return view.abilities[`campaigns.${act}`] === true;
}

/** Where the basis is a document of ours its number leads to it. */
function Basis({ view }: { view: CampaignView }) {
  if (view.basisText === '') {
    return null;
  }
  return view.basisLink === null ? (
    <>{view.basisText}, </>
  ) : (
    <>
      <AppLink href={view.basisLink}>{view.basisText}</AppLink>,{' '}
    </>
  );
}

function useReport(view: CampaignView) {
  const go = useGo();
  return useDraftReport(view.id, ({ link }) => go(link));
}

function Head({ view, onAsk }: { view: CampaignView; onAsk: (asked: Asked) => void }) {
  const report = useReport(view);
  const draft = (): void => report.mutate(undefined, { onError: (error) => showToast(describeError(error).message) });
  const left = owing(view);
  const canReport = may(view, 'report') && view.reportLink === null;
  const reportFirst = canReport && (view.state === 'closed' || left === 0);
  const menu: MenuAct[] = [
    { key: 'print', label: 'In bảng theo dõi', icon: Printer, onSelect: () => window.print() },
    ...(may(view, 'edit')
      ? [{ key: 'edit', label: 'Đổi hạn, thêm cơ quan', icon: Pencil, onSelect: () => onAsk('edit') }]
      : []),
    ...(canReport && !reportFirst
      ? [{ key: 'report', label: 'Soạn báo cáo kết quả', icon: FileText, onSelect: draft }]
      : []),
    ...(may(view, 'close')
      ? [{ key: 'close', label: 'Kết thúc đợt thu', icon: FlagTriangleRight, onSelect: () => onAsk('close') }]
      : []),
  ];
  return (
    <header className="page-head">
      <div>
        <h1>{view.name}</h1>
        <p>
          <Basis view={view} />
          {view.basisText === '' ? 'Hạn' : 'hạn'} {view.dueSentence}.
        </p>
      </div>
      <div className="page-actions no-print">
        <a className="btn" href={`/api/campaigns/${view.id}/export`} download>
          <Download className="icon" aria-hidden />
          Xuất danh sách
        </a>
        {may(view, 'remind') || may(view, 'report') ? (
          <AppLink className="btn" href={`/tong-hop?ngan=tong-hop&dot=${view.id}`}>
            <Layers className="icon" aria-hidden />
            Tổng hợp
          </AppLink>
        ) : null}
        {view.reportLink !== null && (
          <AppLink className="btn" href={view.reportLink}>
            <FileText className="icon" aria-hidden />
            Xem báo cáo
          </AppLink>
        )}
        <MoreMenu acts={menu} label="Việc khác của đợt thu" />
        {reportFirst && (
          <Button kind="primary" icon={FileText} busy={report.isPending} onClick={draft}>
            Soạn báo cáo
          </Button>
        )}
        {may(view, 'remind') && left > 0 && (
          <Button kind={reportFirst ? 'default' : 'primary'} icon={BellRing} onClick={() => onAsk('remind')}>
            Đôn đốc {formatNumber(left)} cơ quan
          </Button>
        )}
      </div>
    </header>
  );
}

function readFilter(params: URLSearchParams): MemberFilter & { only?: Only } {
  const state = readMemberState(params.get('tt'));
  const only = params.get('chi');
  const group = params.get('nhom');
  return {
    ...(state !== undefined && { state }),
    ...(group !== null && { group }),
    ...(only === 'late' || only === 'never' ? { only } : {}),
  };
}

function useShownMembers(view: CampaignView, filter: MemberFilter) {
  const filtered = Object.keys(filter).length > 0;
  const paged = filtered || view.nextCursor !== null;
  const pages = useMembers(view.id, filter, paged);
  return {
    filtered,
    members: paged ? (pages.data?.pages.flatMap((page) => page.items) ?? []) : view.items,
    pages: paged ? pages : undefined,
  };
}

function Dialogs({ view, asked, onClose }: { view: CampaignView; asked: Asked | undefined; onClose: () => void }) {
  switch (asked) {
    case 'remind':
      return <RemindDialog view={view} onClose={onClose} />;
    case 'edit':
      return <EditDialog view={view} onClose={onClose} />;
    case 'close':
      return <CloseDialog view={view} onClose={onClose} />;
    case undefined:
      return null;
  }
}

function Members({ view }: { view: CampaignView }) {
  const { params, put } = useAddress();
  const [typed, setTyped] = useState('');
  const q = useDelayed(typed.trim(), 300);
  const filter = { ...readFilter(params), ...(q !== '' && { q }) };
  const { members, pages, filtered } = useShownMembers(view, filter);
  const [accepting, setAccepting] = useState<CampaignMember>();
  const [reminding, setReminding] = useState<CampaignMember>();
  const remind = useRemind(view.id, () => undefined);
  const remindOne = (member: CampaignMember): void => {
    setReminding(member);
    remind.mutate(
      { agencyIds: [member.agencyId] },
      {
        onSuccess: () => showToast(`Đã nhắc ${member.agencyName} lần ${member.reminders + 1}.`),
        onError: (error) => showToast(describeError(error).message),
        onSettled: () => setReminding(undefined),
      },
    );
  };
  return (
    <>
      {(view.members > SEEN_AT_ONCE || filtered || view.late + view.never > 0) && (
        <BoardFilters view={view} filter={filter} typed={typed} onTyped={setTyped} onChange={put} />
      )}
      {pages?.isError === true && (
        <ErrorNote title="Chưa tải được danh sách" error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {pages?.isPending === true && (
        <div className="sheet">
          <SkeletonRows rows={6} />
        </div>
      )}
      {pages?.isPending !== true && members.length === 0 && (
        <div className="sheet">
          <Empty title="Không có cơ quan nào trong phần đang xem">
            Bỏ bớt điều kiện lọc để xem các cơ quan khác của đợt thu.
          </Empty>
        </div>
      )}
      <MemberTables
        view={view}
        members={members}
        filtered={filtered}
        acts={{
          onAccept: setAccepting,
          onRemind: remindOne,
          reminding: reminding?.agencyId,
          mayAct: may(view, 'remind') || may(view, 'report'),
        }}
      />
      {pages?.hasNextPage === true && (
        <div className="pane-more no-print">
          <Button size="small" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Xem thêm
          </Button>
        </div>
      )}
      <p className="camp-legend">
        Con số là số người hoặc đơn vị trong danh sách của từng mẫu. Số 0 là không phát sinh, dấu chấm là chưa gửi.
      </p>
      {accepting !== undefined && (
        <AcceptDialog view={view} member={accepting} onClose={() => setAccepting(undefined)} />
      )}
    </>
  );
}

/** The office's side: who has sent, who has not, what is next with each; live. */
export function CampaignBoard({ view }: { view: CampaignView }) {
  const { params, put } = useAddress();
  const [asked, setAsked] = useState<Asked>();
  return (
    <div className="content content-wide camp">
      <Head view={view} onAsk={setAsked} />
      <BoardSum view={view} shown={readMemberState(params.get('tt'))} onShow={(state) => put({ tt: state })} />
      <Members view={view} />
      {view.movements.length > 0 && (
        <details className="camp-moves no-print">
          <summary>Diễn biến của đợt thu ({formatNumber(view.movements.length)})</summary>
          <Timeline movements={view.movements} />
        </details>
      )}
      <Dialogs view={view} asked={asked} onClose={() => setAsked(undefined)} />
    </div>
  );
}
