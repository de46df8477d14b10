import type { WasteBoard } from '@congvu/contracts';
import { BellRing, ChevronLeft, Download, Printer } from 'lucide-react';
import '../../shared/table/table.css';
import './waste.css';
import { describeError } from '../../shared/api/errors.ts';
import { showToast } from '../../shared/feedback/toast.tsx';
import { FollowingLinks } from '../../shared/shell/following-links.tsx';
import { formatNumber, formatShortDate } from '../../shared/text/dates.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { ProvedLink } from '../../shared/ui/proved-link.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';
import { UnitPanel } from './unit-panel.tsx';
import { UnitTable } from './unit-table.tsx';
import { saidAsked } from './waste.text.ts';
import { type Board, useAskHeads, useWasteBoard } from './waste-api.ts';

function Num({ children }: { children: number }) {
  return <span className="num">{formatNumber(children)}</span>;
}

function Statement({ board }: { board: WasteBoard }) {
  if (board.wasted === 0) {
    return <h1>Không có tài khoản nào bỏ không</h1>;
  }
  return (
    <h1>
      <Num>{board.wasted}</Num> tài khoản không dùng, mỗi năm tốn khoảng{' '}
      <span className="nb">
        <Num>{board.cost}</Num> đồng
      </span>
    </h1>
  );
}

function Lead({ board }: { board: WasteBoard }) {
  const { idle, left, duplicate, accounts, unitTotal } = board;
  return (
    <p className="waste-lead">
      {idle + left + duplicate > 0 && (
        <>
          <Num>{idle}</Num> tài khoản không đăng nhập quá <Num>{board.idleLimitDays}</Num> ngày, <Num>{left}</Num> tài
          khoản của người đã chuyển hoặc nghỉ
          {duplicate > 0 && (
            <>
              ,{' '}
              <span className="nb">
                <Num>{duplicate}</Num> tài khoản
              </span>{' '}
              trùng
            </>
          )}
          .{' '}
        </>
      )}
      {unitTotal > 1 ? (
        <>
          <Num>{unitTotal}</Num> đơn vị có <Num>{accounts}</Num> tài khoản
        </>
      ) : (
        <>
          Cơ quan có <Num>{accounts}</Num> tài khoản
        </>
      )}
      , mỗi tài khoản khoảng{' '}
      <span className="nb">
        <Num>{board.tariff}</Num> đồng
      </span>{' '}
      một năm.
    </p>
  );
}

/** Those who answered are left alone; all others are asked, for the first time or again. */
function RemindButton({ board }: { board: WasteBoard }) {
  const ask = useAskHeads((answer) => showToast(saidAsked(answer)));
  const open = board.unitTotal - board.attested;
  if (board.abilities['accounts.ask_attestations'] !== true || open === 0) {
    return null;
  }
  const word = board.waiting === 0 ? 'Đề nghị' : 'Nhắc';
  return (
    <Button
      icon={BellRing}
      busy={ask.isPending}
      onClick={() => ask.mutate({}, { onError: (error) => showToast(describeError(error).message) })}
    >
      {word} {formatNumber(open)} thủ trưởng{word === 'Đề nghị' ? ' xác nhận' : ''}
    </Button>
  );
}

function Head({ board }: { board: WasteBoard }) {
  return (
    <header className="page-head">
      <div>
        <p className="waste-over" title={`${board.idleBasis} ${board.tariffBasis}`.trim()}>
          Rà soát tài khoản, {board.quarter}, tính đến ngày {formatShortDate(board.countedOn)}
        </p>
        <Statement board={board} />
        <Lead board={board} />
      </div>
      <div className="page-actions no-print">
        <Button icon={Printer} className="waste-print" onClick={() => window.print()}>
          In
        </Button>
        <ProvedLink className="btn" href="/api/waste/export">
          <Download className="icon" aria-hidden />
          Xuất
        </ProvedLink>
        <RemindButton board={board} />
      </div>
    </header>
  );
}

function Boards({ query, first }: { query: Board; first: WasteBoard }) {
  const phone = usePhone();
  const { params, put } = useAddress();
  const units = query.data?.pages.flatMap((page) => page.units) ?? [];
  const asked = params.get('don-vi');
  const chosen = asked ?? (phone ? undefined : units[0]?.agencyId);
  if (units.length === 0) {
    return (
      <div className="sheet">
        <Empty
          title="Chưa có tài khoản nào trong sổ"
          action={
            <AppLink className="btn" href="/so-tai-khoan">
              Mở sổ tài khoản
            </AppLink>
          }
        >
          Nhập danh sách tài khoản đang có ở Sổ tài khoản; bảng này đếm tài khoản không dùng và số tiền mất mỗi năm.
        </Empty>
      </div>
    );
  }
  const panel = chosen !== undefined && (
    <UnitPanel
      key={chosen}
      agencyId={chosen}
      mayAsk={first.abilities['accounts.ask_attestations'] === true}
      quarter={first.quarter}
    />
  );
  if (phone && asked !== null) {
    return (
      <>
        <h1 className="visually-hidden">Tài khoản không dùng</h1>
        <Button kind="quiet" icon={ChevronLeft} onClick={() => put({ 'don-vi': undefined })}>
          Các đơn vị
        </Button>
        {panel}
      </>
    );
  }
  return (
    <>
      <Head board={first} />
      <div className="waste-grid">
        <UnitTable query={query} first={first} chosen={chosen} onChoose={(id) => put({ 'don-vi': id })} />
        {panel}
      </div>
    </>
  );
}

/** Lãng phí: cost first, then units, then the people behind the number. */
export function WastePage() {
  const query = useWasteBoard();
  const first = query.data?.pages[0];
  return (
    <div className="content content-wide waste">
      <FollowingLinks here="/lang-phi" />
      {first === undefined ? (
        query.isError ? (
          <ErrorNote
            title="Chưa tải được bảng rà soát tài khoản"
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        ) : (
          <SkeletonRows rows={8} label="Đang đếm tài khoản" />
        )
      ) : (
        <Boards query={query} first={first} />
      )}
    </div>
  );
}
