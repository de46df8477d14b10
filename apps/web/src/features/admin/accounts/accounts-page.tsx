import type { AccountView } from '@congvu/contracts';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { Pick } from '../../../shared/pickers/pick.tsx';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import { formatMoment, formatNumber } from '../../../shared/text/dates.ts';
import { MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { ACCOUNT_TONES } from '../admin.text.ts';
import { useAccountCounts, useAccounts, useTree } from '../admin-api.ts';
import { AdminFrame } from '../admin-frame.tsx';
import { CreateAccountDialog, type ReasonedAct, ReasonedActDialog, ResetDialog } from './account-dialogs.tsx';
import { type Link, OnceLinkDialog } from './once-link.tsx';

type StateTab = AccountView['state'] | 'all';

const TABS: readonly { key: StateTab; label: string }[] = [
  { key: 'all', label: 'Tất cả' },
  { key: 'active', label: 'Đang dùng' },
  { key: 'invited', label: 'Chờ đặt mật khẩu' },
  { key: 'locked', label: 'Đang khóa' },
  { key: 'disabled', label: 'Đã ngừng' },
];

type Act = ReasonedAct | 'reset';

/** What the state of an account leaves to do; the server decides again. */
const NEXT: Record<AccountView['state'], readonly { act: Act; label: string }[]> = {
  active: [
    { act: 'reset', label: 'Đặt lại mật khẩu' },
    { act: 'disable', label: 'Ngừng tài khoản' },
  ],
  invited: [
    { act: 'reset', label: 'Lấy liên kết mới' },
    { act: 'disable', label: 'Ngừng tài khoản' },
  ],
  locked: [
    { act: 'unlock', label: 'Mở khóa' },
    { act: 'reset', label: 'Đặt lại mật khẩu' },
    { act: 'disable', label: 'Ngừng tài khoản' },
  ],
  disabled: [{ act: 'enable', label: 'Mở lại' }],
};

const FORGET_SSO: { act: Act; label: string } = { act: 'sso/forget', label: 'Gỡ liên kết đăng nhập một lần' };

function AccountRow({ account, onAct }: { account: AccountView; onAct: (act: Act) => void }) {
  const next = NEXT[account.state];
  // An account in use needs nothing; whoever waits for something has it as a button.
  const first = account.state === 'active' ? undefined : next[0];
  const rest = next.filter((one) => one !== first).concat(account.ssoLinked ? [FORGET_SSO] : []);
  return (
    <tr className={account.state === 'disabled' ? 'is-past' : undefined}>
      <td>
        <b>{account.fullName}</b>
        <small>
          {account.title}, {account.unitName}
        </small>
      </td>
      <td data-label="Tên đăng nhập">{account.userName}</td>
      <td data-label="Cơ quan">{account.agencyName}</td>
      <td>
        <Chip tone={ACCOUNT_TONES[account.state]}>{account.stateLabel}</Chip>
      </td>
      <td data-label="Bảo mật" className="nb">
        {account.secondFactor ? 'Hai lớp' : <span className="quiet">Mật khẩu</span>}
        {account.openSessions > 0 && <small>{account.openSessions} phiên đang mở</small>}
      </td>
      <td data-label="Đăng nhập gần nhất" className="nb">
        {account.lastSignInAt === null ? (
          <span className="quiet">Chưa đăng nhập</span>
        ) : (
          formatMoment(account.lastSignInAt)
        )}
      </td>
      <td className="acts">
        <span>
          {first !== undefined && (
            <Button size="small" onClick={() => onAct(first.act)} aria-label={`${first.label}: ${account.fullName}`}>
              {first.label}
            </Button>
          )}
          <MoreMenu
            label={`Việc khác với tài khoản của ${account.fullName}`}
            acts={rest.map(({ act, label }) => ({ key: act, label, onSelect: () => onAct(act) }))}
          />
        </span>
      </td>
    </tr>
  );
}

interface Doing {
  account: AccountView;
  act: Act;
}

function useFilter() {
  const { params, put } = useAddress();
  const tab = TABS.find((one) => one.key === params.get('the'))?.key ?? 'all';
  return { tab, agencyId: params.get('co-quan') ?? undefined, typed: params.get('tim') ?? '', params, put };
}

export function AgencyFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}) {
  const tree = useTree().data;
  const options = (tree?.agencies ?? [])
    .filter((line) => line.hosted)
    .map((line) => ({ value: line.id, label: line.name, search: line.code ?? '', item: line }));
  return (
    <Pick
      label="Cơ quan"
      value={value ?? null}
      options={options}
      placeholder="Mọi cơ quan"
      allowClear
      onPick={(id) => onChange(id ?? undefined)}
    />
  );
}

/** Tài khoản: who may sign in; nobody here sees or sets a password. */
export function AccountsPage() {
  const { tab, agencyId, typed: typedAtFirst, params, put } = useFilter();
  const [typed, setTyped] = useState(typedAtFirst);
  const q = useDelayed(typed.trim());
  const query = useAccounts({ state: tab === 'all' ? undefined : tab, agencyId, q: q === '' ? undefined : q });
  const counts = useAccountCounts().data;
  const tree = useTree().data;
  const [doing, setDoing] = useState<Doing>();
  const [link, setLink] = useState<Link>();
  const wanted = params.get('cap');
  const [adding, setAdding] = useState(wanted !== null);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const closeAdding = (): void => {
    setAdding(false);
    put({ cap: undefined });
  };
  return (
    <AdminFrame
      part="accounts"
      title="Tài khoản"
      sentence={
        counts === undefined
          ? 'Mỗi người một tài khoản, tự đặt mật khẩu bằng liên kết dùng một lần.'
          : `${formatNumber(counts.total)} tài khoản. Mỗi người một tài khoản, tự đặt mật khẩu bằng liên kết dùng một lần.`
      }
      actions={
        <>
          <AppLink className="btn" href="/quan-tri/ra-soat">
            Rà soát quý
          </AppLink>
          <Button kind="primary" icon={KeyRound} onClick={() => setAdding(true)}>
            Cấp tài khoản
          </Button>
        </>
      }
    >
      <div className="admin-bar">
        <AgencyFilter value={agencyId} onChange={(id) => put({ 'co-quan': id })} />
        <TextField
          label="Tìm theo tên, tên đăng nhập"
          value={typed}
          onChange={setTyped}
          placeholder="Gõ không dấu cũng được"
        />
        <Segments<StateTab>
          label="Trạng thái tài khoản"
          tabs={TABS}
          active={tab}
          onChange={(key) => put({ the: key === 'all' ? undefined : key })}
        />
      </div>
      <div className="sheet table-frame">
        <table className="table as-cards">
          <thead>
            <tr>
              <th>Người dùng</th>
              <th>Tên đăng nhập</th>
              <th>Cơ quan</th>
              <th>Trạng thái</th>
              <th>Bảo mật</th>
              <th>Đăng nhập gần nhất</th>
              <th className="acts">
                <span className="visually-hidden">Việc</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((account) => (
              <AccountRow key={account.userId} account={account} onAct={(act) => setDoing({ account, act })} />
            ))}
          </tbody>
        </table>
        {query.isPending && <SkeletonRows rows={6} />}
        {query.isError && (
          <ErrorNote title="Chưa tải được tài khoản" error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.isSuccess && items.length === 0 && (
          <Empty title="Không có tài khoản nào khớp">
            Tài khoản đã cấp của cơ quan và cơ quan trực thuộc nằm ở đây.
          </Empty>
        )}
      </div>
      {query.hasNextPage && (
        <p className="admin-more">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Xem thêm
          </Button>
        </p>
      )}
      {adding && tree !== undefined && (
        <CreateAccountDialog
          tree={tree}
          agencyId={agencyId ?? tree.rootId}
          personId={wanted}
          onClose={closeAdding}
          onCreated={(made) => {
            closeAdding();
            setLink(made);
          }}
        />
      )}
      {doing?.act === 'reset' && (
        <ResetDialog
          account={doing.account}
          onClose={() => setDoing(undefined)}
          onLink={(made) => {
            setDoing(undefined);
            setLink(made);
          }}
        />
      )}
      {doing !== undefined && doing.act !== 'reset' && (
        <ReasonedActDialog account={doing.account} act={doing.act} onClose={() => setDoing(undefined)} />
      )}
      {link !== undefined && <OnceLinkDialog link={link} onClose={() => setLink(undefined)} />}
    </AdminFrame>
  );
}
