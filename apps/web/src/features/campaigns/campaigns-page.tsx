import type { CampaignListItem, MyCampaign } from '@congvu/contracts';
import { Megaphone } from 'lucide-react';
import './campaigns.css';
import { useRoles } from '../../shared/session/me.ts';
import { FollowingLinks } from '../../shared/shell/following-links.tsx';
import { formatNumber } from '../../shared/text/dates.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Chip, type Tone } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Segments } from '../../shared/ui/tabs.tsx';
import { leftPhrase, MINE_TONES } from './campaigns.text.ts';
import { useCampaigns, useMyCampaigns } from './campaigns-api.ts';

type State = 'open' | 'closed';

function toneOfLeft(days: number): Tone {
  if (days < 0) {
    return 'red';
  }
  return days <= 2 ? 'amber' : 'neutral';
}

function sent(item: CampaignListItem): string {
  const rest = [
    item.late > 0 ? `${formatNumber(item.late)} gửi muộn` : '',
    item.never > 0 ? `${formatNumber(item.never)} quá hạn chưa gửi` : '',
  ].filter(Boolean);
  return rest.length === 0 ? '' : `, ${rest.join(', ')}`;
}

function OfficeRow({ item }: { item: CampaignListItem }) {
  const share = item.members === 0 ? 0 : (item.done / item.members) * 100;
  return (
    <li>
      <AppLink className="camp-row" href={item.link}>
        <span className="camp-row-text">
          <b>{item.name}</b>
          <small>
            {item.basisText !== '' && `${item.basisText}, `}hạn {item.dueSentence}
          </small>
        </span>
        <span className="camp-row-sent">
          <span>
            <b className="num">{formatNumber(item.done)}</b> trên {formatNumber(item.members)} cơ quan đã gửi
            {sent(item)}
          </span>
          <span className="progress" aria-hidden>
            <i style={{ width: `${share}%` }} />
          </span>
        </span>
        {item.state === 'open' ? (
          <Chip tone={toneOfLeft(item.workingDaysLeft)}>{leftPhrase(item.workingDaysLeft)}</Chip>
        ) : (
          <Chip tone="plain">{item.stateLabel}</Chip>
        )}
      </AppLink>
    </li>
  );
}

function OfficeSide({ state, onState }: { state: State; onState: (state: State) => void }) {
  const campaigns = useCampaigns(state);
  const items = campaigns.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="camp-part" aria-label="Đợt thu cơ quan đã mở">
      <div className="camp-part-head">
        <h2>Cơ quan đã mở</h2>
        <Segments
          label="Trạng thái đợt thu"
          tabs={[
            { key: 'open', label: 'Đang thu' },
            { key: 'closed', label: 'Đã kết thúc' },
          ]}
          active={state}
          onChange={onState}
        />
      </div>
      {campaigns.isError && (
        <ErrorNote title="Chưa tải được đợt thu" error={campaigns.error} onRetry={() => void campaigns.refetch()} />
      )}
      <div className="sheet">
        {campaigns.isPending && <SkeletonRows rows={3} />}
        {campaigns.isSuccess && items.length === 0 && (
          <Empty title={state === 'open' ? 'Chưa có đợt thu nào đang mở' : 'Chưa có đợt thu nào kết thúc'}>
            Mở đợt thu từ công văn đến hoặc công văn đi; ai đã gửi, ai chưa gửi hiện ngay ở đây.
          </Empty>
        )}
        <ul>
          {items.map((item) => (
            <OfficeRow key={item.id} item={item} />
          ))}
        </ul>
      </div>
      {campaigns.hasNextPage && (
        <div className="pane-more">
          <Button size="small" busy={campaigns.isFetchingNextPage} onClick={() => void campaigns.fetchNextPage()}>
            Xem thêm
          </Button>
        </div>
      )}
    </section>
  );
}

const SENT_STATES = ['submitted', 'accepted', 'refused', 'batched', 'forwarded', 'resulted', 'closed'];

function MineRow({ item }: { item: MyCampaign }) {
  const done = item.forms.filter((form) => SENT_STATES.includes(form.requestState ?? '')).length;
  return (
    <li>
      <AppLink className="camp-row" href={`/dot-thu/${item.id}`}>
        <span className="camp-row-text">
          <b>{item.name}</b>
          <small>
            {item.officeName} yêu cầu {item.dueSentence}
          </small>
        </span>
        <span className="camp-row-sent">
          <span>
            <b className="num">{formatNumber(done)}</b> trên {formatNumber(item.forms.length)} mẫu đã gửi
          </span>
        </span>
        <Chip tone={MINE_TONES[item.tone]}>
          {item.tone === 'green' ? item.stateLabel : leftPhrase(item.workingDaysLeft)}
        </Chip>
      </AppLink>
    </li>
  );
}

function MineSide({ alone }: { alone: boolean }) {
  const mine = useMyCampaigns();
  const items = mine.data?.items ?? [];
  if (!alone && items.length === 0 && !mine.isError) {
    return null;
  }
  return (
    <section className="camp-part" aria-label="Đợt thu gửi đến cơ quan">
      {!alone && (
        <div className="camp-part-head">
          <h2>Cơ quan được yêu cầu</h2>
        </div>
      )}
      {mine.isError && (
        <ErrorNote title="Chưa tải được đợt thu" error={mine.error} onRetry={() => void mine.refetch()} />
      )}
      <div className="sheet">
        {mine.isPending && <SkeletonRows rows={3} />}
        {mine.isSuccess && items.length === 0 && (
          <Empty title="Không có đợt thu nào đang gửi đến cơ quan">
            Khi đơn vị đầu mối mở đợt thu danh sách, các mẫu phải gửi và số ngày còn lại hiện ở đây.
          </Empty>
        )}
        <ul>
          {items.map((item) => (
            <MineRow key={item.id} item={item} />
          ))}
        </ul>
      </div>
    </section>
  );
}

const READS_BOARDS = ['focal', 'leader', 'unit_head', 'clerk', 'auditor'];

/** Đợt thu: what my office collects, and what is asked of my agency with the days left. */
export function CampaignsPage() {
  const roles = useRoles();
  const { params, put } = useAddress();
  const state: State = params.get('tt') === 'closed' ? 'closed' : 'open';
  const open = useCampaigns('open');
  const closed = useCampaigns('closed');
  const may = open.data?.pages[0]?.abilities['campaigns.open'] === true;
  const hasOwn = [open, closed].some((list) => (list.data?.pages[0]?.items.length ?? 0) > 0);
  const isOffice = may || (hasOwn && READS_BOARDS.some((role) => roles.has(role)));
  return (
    <div className="content camp">
      <FollowingLinks here="/dot-thu" />
      <header className="page-head">
        <div>
          <h1>Đợt thu danh sách</h1>
          <p>Thu Mẫu 01 đến Mẫu số 10 của các cơ quan trước một ngày đã định.</p>
        </div>
        {may && (
          <div className="page-actions">
            <AppLink className="btn btn-primary" href="/dot-thu/moi">
              <Megaphone className="icon" aria-hidden />
              Mở đợt thu
            </AppLink>
          </div>
        )}
      </header>
      {open.isPending ? (
        <SkeletonRows rows={4} />
      ) : (
        <>
          <MineSide alone={!isOffice} />
          {isOffice && <OfficeSide state={state} onState={(key) => put({ tt: key === 'open' ? undefined : key })} />}
        </>
      )}
    </div>
  );
}
