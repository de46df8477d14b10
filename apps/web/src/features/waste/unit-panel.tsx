import type { AccountEntryView, WasteUnit } from '@congvu/contracts';
import { useEffect, useState } from 'react';
import { showToast } from '../../shared/feedback/toast.tsx';
import { revokeRow } from '../../shared/requests/revoke-rows.ts';
import { useMe, useRoles } from '../../shared/session/me.ts';
import { formatInstant, formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { ATTESTATION_TONES, attestationWord, headOf, lastSignIn, saidAsked, wastedOf } from './waste.text.ts';
import { useAskHeads, useOpenRequest, useWastePeople } from './waste-api.ts';

const SHOWN = 7;
const PREPARERS = ['clerk', 'specialist', 'unit_head', 'leader'];

/** What may still go into Mẫu số 07: not what is kept, not what was asked for already. */
function isFree(account: AccountEntryView): boolean {
  return account.waste !== null && account.kept === null && account.state !== 'revoke_requested';
}

interface AccountLineProps {
  account: AccountEntryView;
  tick: { on: boolean; onTick: () => void } | undefined;
}

function AccountLine({ account, tick }: AccountLineProps) {
  const asked = account.state === 'revoke_requested';
  const parts = (
    <>
      <span className="waste-who" title={account.positionTitle}>
        <b>{account.holderName}</b>
        <small>{account.name}</small>
      </span>
      <span className="waste-why">
        <span>{asked ? account.stateLabel : account.wasteLabel}</span>
        <small>{lastSignIn(account)}</small>
      </span>
    </>
  );
  return (
    <li className={isFree(account) ? 'waste-acc' : 'waste-acc is-kept'}>
      {tick === undefined ? (
        <div className="waste-line">{parts}</div>
      ) : (
        <label className="waste-line">
          <input type="checkbox" checked={tick.on} disabled={!isFree(account)} onChange={tick.onTick} />
          {parts}
        </label>
      )}
    </li>
  );
}

/** The own agency makes its list at once: what is ticked goes into a draft the head signs. */
function OwnFoot({ unit, chosen }: { unit: WasteUnit; chosen: readonly AccountEntryView[] }) {
  const go = useGo();
  const roles = useRoles();
  const open = useOpenRequest((view) => go(`/de-nghi/${view.id}`));
  const may = PREPARERS.some((role) => roles.has(role));
  return (
    <footer className="no-print">
      <p>
        {unit.headTitle ?? 'Thủ trưởng'} <b>{unit.headName ?? ''}</b> ký Mẫu số 07 trước khi gửi.
      </p>
      {open.isError && <ErrorNote title="Chưa lập được Mẫu số 07" error={open.error} />}
      <Button
        kind="primary"
        block
        busy={open.isPending}
        disabled={chosen.length === 0}
        reason={may ? undefined : 'Văn thư, chuyên viên hoặc lãnh đạo của cơ quan lập danh sách này.'}
        onClick={() => open.mutate({ kind: 'account.revoke', content: { rows: chosen.map(revokeRow) } })}
      >
        Lập Mẫu số 07 với {formatNumber(chosen.length)} tài khoản
      </Button>
      {roles.has('leader') && (unit.attestation === 'waiting' || unit.attestation === 'escalated') && (
        <AppLink className="btn btn-block" href="/ra-soat">
          Xác nhận từng tài khoản
        </AppLink>
      )}
    </footer>
  );
}

const ASKS: Record<WasteUnit['attestation'], string> = {
  none: 'Đề nghị thủ trưởng xác nhận',
  waiting: 'Nhắc thủ trưởng xác nhận',
  escalated: 'Nhắc thủ trưởng xác nhận',
  attested: '',
};

/** Another agency's accounts are its head's to judge. */
function OtherFoot({ unit, mayAsk, quarter }: { unit: WasteUnit; mayAsk: boolean; quarter: string }) {
  const ask = useAskHeads((answer) => showToast(saidAsked(answer)));
  if (unit.attestation === 'attested') {
    return (
      <footer>
        <p>
          {unit.headTitle ?? 'Thủ trưởng'} <b>{unit.headName ?? ''}</b> đã xác nhận {quarter}
          {unit.attestedAt !== null && <span className="num"> lúc {formatInstant(unit.attestedAt)}</span>}.
        </p>
      </footer>
    );
  }
  return (
    <footer className="no-print">
      <p>
        {unit.headTitle ?? 'Thủ trưởng'} <b>{unit.headName ?? ''}</b> xác nhận từng tài khoản, rồi ký Mẫu số 07 với
        những tài khoản thu hồi.
      </p>
      {ask.isError && <ErrorNote title="Chưa gửi được đề nghị" error={ask.error} />}
      {mayAsk && (
        <Button
          kind="primary"
          block
          busy={ask.isPending}
          title={`Gửi đến ${headOf(unit)}`}
          onClick={() => ask.mutate({ agencyIds: [unit.agencyId] })}
        >
          {ASKS[unit.attestation]}
        </Button>
      )}
    </footer>
  );
}

interface UnitPanelProps {
  agencyId: string;
  mayAsk: boolean;
  quarter: string;
}

/** One unit: who holds an account without using it, and the one act that follows. */
export function UnitPanel({ agencyId, mayAsk, quarter }: UnitPanelProps) {
  const own = useMe().acting.agencyId === agencyId;
  const query = useWastePeople(agencyId);
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const unit = query.data?.pages[0]?.unit;
  const { hasNextPage, isFetching, fetchNextPage } = query;
  useEffect(() => {
    // The own list goes into the form whole, so it is read whole.
    if (own && hasNextPage && !isFetching) {
      void fetchNextPage();
    }
  }, [own, hasNextPage, isFetching, fetchNextPage]);
  if (unit === undefined) {
    return (
      <aside className="sheet waste-unit" aria-label="Tài khoản của đơn vị">
        {query.isError ? (
          <ErrorNote title="Chưa tải được tài khoản" error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows rows={6} />
        )}
      </aside>
    );
  }
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = all ? items : items.slice(0, SHOWN);
  const rest = wastedOf(unit) + unit.kept - shown.length;
  const toggle = (id: string): void => {
    const next = new Set(out);
    if (!next.delete(id)) {
      next.add(id);
    }
    setOut(next);
  };
  return (
    <aside className="sheet waste-unit" aria-label={`Tài khoản của ${unit.agencyName}`}>
      <header>
        <div>
          <h2>{unit.agencyName}</h2>
          <small>
            {items.length === 0 ? (
              'Không có tài khoản cần xem'
            ) : (
              <>
                <span className="num">{formatNumber(wastedOf(unit) + unit.kept)}</span> tài khoản cần xem,{' '}
                <span className="num">{formatNumber(unit.cost)}</span> đồng một năm
              </>
            )}
          </small>
        </div>
        <Chip tone={ATTESTATION_TONES[unit.attestation]}>{attestationWord(unit)}</Chip>
      </header>
      {items.length === 0 && (
        <p className="waste-none">Mọi tài khoản của đơn vị đều đang dùng hoặc đã được giữ lại có lý do.</p>
      )}
      <ul>
        {shown.map((account) => (
          <AccountLine
            key={account.id}
            account={account}
            tick={own ? { on: isFree(account) && !out.has(account.id), onTick: () => toggle(account.id) } : undefined}
          />
        ))}
      </ul>
      {rest > 0 && (items.length > shown.length || hasNextPage) && (
        <p className="waste-more no-print">
          <button
            type="button"
            className="link"
            onClick={() => {
              if (all && hasNextPage) {
                void fetchNextPage();
              }
              setAll(true);
            }}
          >
            Xem thêm {formatNumber(rest)} tài khoản
          </button>
        </p>
      )}
      <p className="waste-more no-print">
        <AppLink href={`/so-tai-khoan?co-quan=${unit.agencyId}`}>Mọi tài khoản của đơn vị</AppLink>
      </p>
      {own ? (
        <OwnFoot unit={unit} chosen={items.filter((one) => isFree(one) && !out.has(one.id))} />
      ) : (
        <OtherFoot unit={unit} mayAsk={mayAsk} quarter={quarter} />
      )}
    </aside>
  );
}
