import type { AccountEntryPage, AccountEntryView } from '@congvu/contracts';
import { AccountRegisterState } from '@congvu/contracts';
import { useState } from 'react';
import { withQuery } from '../../../shared/api/client.ts';
import { SmallSelect } from '../../../shared/fields/small-select.tsx';
import { useRoles } from '../../../shared/session/me.ts';
import { dateOf, formatDate, formatInstant, formatNumber } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Empty } from '../../../shared/ui/notes.tsx';
import { ImportDialog } from '../import-dialog.tsx';
import { placeOf } from '../place.ts';
import { RegisterFilters } from '../register-filters.tsx';
import { RegisterHead } from '../register-head.tsx';
import { RegisterSheet } from '../register-sheet.tsx';
import { useRegister } from '../things-api.ts';
import { AccountDrawer } from './account-drawer.tsx';

const PATH = '/api/accounts-register';

const STATES: Record<AccountRegisterState, { label: string; tone: Tone }> = {
  requested: { label: 'Đang đề nghị cấp', tone: 'neutral' },
  active: { label: 'Đang dùng', tone: 'green' },
  suspended: { label: 'Tạm ngừng', tone: 'amber' },
  revoke_requested: { label: 'Đang đề nghị thu hồi', tone: 'neutral' },
  revoked: { label: 'Đã thu hồi', tone: 'plain' },
};

const WASTES = [
  { value: '', label: 'Dùng hay không' },
  { value: 'any', label: 'Không dùng, gây lãng phí' },
  { value: 'idle', label: 'Lâu không đăng nhập' },
  { value: 'left', label: 'Người đã chuyển, nghỉ' },
  { value: 'duplicate', label: 'Trùng tài khoản' },
] as const;

const MOBILE = [
  { value: '', label: 'Quyền trên di động' },
  { value: 'true', label: 'Được sửa trên di động' },
  { value: 'false', label: 'Không sửa trên di động' },
] as const;

function useFilter() {
  const { params, put } = useAddress();
  const of = (name: string): string | undefined => params.get(name) ?? undefined;
  return {
    filter: {
      q: of('q'),
      agencyId: of('co-quan'),
      state: of('the'),
      waste: of('loai'),
      mobileEditing: of('di-dong'),
    },
    chosenId: params.get('id'),
    put,
  };
}

function When({ at, never }: { at: string | null; never: string }) {
  return at === null ? (
    <span className="quiet">{never}</span>
  ) : (
    <time dateTime={at} title={formatInstant(at)}>
      {formatDate(dateOf(at))}
    </time>
  );
}

function AccountLine({ account, onOpen }: { account: AccountEntryView; onOpen: () => void }) {
  const { kept } = account;
  return (
    <tr className={account.state === 'revoked' ? 'is-past' : undefined} onClick={onOpen}>
      <td>
        <button type="button" className="thing-open" onClick={onOpen}>
          {account.holderName}
        </button>
        <small>{account.positionTitle}</small>
      </td>
      <td data-label="Tài khoản">
        {account.name}
        <small>{placeOf(account)}</small>
      </td>
      <td data-label="Đăng nhập cuối">
        <When at={account.lastSignInAt} never="Chưa lần nào" />
      </td>
      <td data-label="Thao tác cuối" className="thing-wide">
        <When at={account.lastActionAt} never="Chưa lần nào" />
      </td>
      <td data-label="Sửa trên di động">
        {account.mobileEditing ? `Từ ${formatDate(account.mobileEditingSince)}` : <span className="quiet">Không</span>}
      </td>
      <td data-label="Đồng một năm" className="r thing-wide">
        {account.yearlyFee === 0 ? <span className="quiet">0</span> : formatNumber(account.yearlyFee)}
      </td>
      <td data-label="Trạng thái">
        <Chip tone={STATES[account.state].tone}>{account.stateLabel}</Chip>
        {account.wasteLabel !== '' && (
          <small className={kept === null ? 'soon' : undefined}>{account.wasteLabel}</small>
        )}
      </td>
    </tr>
  );
}

/** Totals in words: what is in use and what it costs without use. */
function Totals({ total, filtered }: { total: number | undefined; filtered: boolean }) {
  if (total === undefined) {
    return 'Đang mở sổ…';
  }
  return (
    <>
      <span className="num">{formatNumber(total)}</span> tài khoản của hệ thống quản lý văn bản
      {filtered ? ' khớp với lọc' : ''}. <AppLink href="/lang-phi">Tài khoản không dùng</AppLink>
    </>
  );
}

/** Sổ tài khoản: who holds an account, when it was used, what it costs. */
export function AccountsRegister() {
  const { filter, chosenId, put } = useFilter();
  const roles = useRoles();
  const [importing, setImporting] = useState(false);
  const query = useRegister<AccountEntryPage>('accounts', PATH, filter);
  const first = query.data?.pages[0];
  const accounts = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const mayImport = roles.has('focal') || roles.has('administrator');
  const importButton = mayImport && <Button onClick={() => setImporting(true)}>Nhập từ Excel</Button>;
  return (
    <div className="content content-wide thing">
      <RegisterHead
        here="/so-tai-khoan"
        title="Sổ tài khoản"
        exportUrl={withQuery(`${PATH}/export`, filter)}
        onImport={mayImport ? () => setImporting(true) : undefined}
      >
        <Totals total={first?.total} filtered={filtered} />
      </RegisterHead>
      <RegisterFilters placeholder="Tìm tên người, tên tài khoản" agencyName={accounts[0]?.agencyName}>
        <SmallSelect
          label="Trạng thái"
          value={filter.state ?? ''}
          options={[
            { value: '', label: 'Mọi trạng thái' },
            ...AccountRegisterState.options.map((state) => ({ value: state, label: STATES[state].label })),
          ]}
          onChange={(the) => put({ the })}
        />
        <SmallSelect<string>
          label="Dùng hay không"
          value={filter.waste ?? ''}
          options={WASTES}
          onChange={(loai) => put({ loai })}
        />
        <SmallSelect<string>
          label="Quyền sửa trên di động"
          value={filter.mobileEditing ?? ''}
          options={MOBILE}
          onChange={(value) => put({ 'di-dong': value })}
        />
      </RegisterFilters>
      <RegisterSheet
        query={query}
        shown={accounts.length}
        total={first?.total ?? 0}
        what="tài khoản"
        empty={
          filtered ? (
            <Empty title="Không có tài khoản nào khớp">Thử bớt một lọc hoặc tìm bằng một từ khác trong tên.</Empty>
          ) : (
            <Empty title="Sổ tài khoản còn trống" action={importButton}>
              Nhập danh sách tài khoản đang có; từ đó mỗi Mẫu số 06, 07, 08 có kết quả sẽ tự ghi vào đây.
            </Empty>
          )
        }
      >
        <table className="table as-cards is-wide">
          <colgroup>
            <col className="thing-col-name" />
            <col />
            <col className="thing-col-when" />
            <col className="thing-col-when" />
            <col className="thing-col-mobile" />
            <col className="thing-col-fee" />
            <col className="thing-col-state" />
          </colgroup>
          <thead>
            <tr>
              <th>Người giữ</th>
              <th>Tài khoản, đơn vị</th>
              <th>Đăng nhập cuối</th>
              <th>Thao tác cuối</th>
              <th>Sửa trên di động</th>
              <th className="r">Đồng một năm</th>
              <th>Trạng thái</th>
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <AccountLine key={account.id} account={account} onOpen={() => put({ id: account.id })} />
            ))}
          </tbody>
        </table>
      </RegisterSheet>
      {chosenId !== null && <AccountDrawer key={chosenId} id={chosenId} onClose={() => put({ id: undefined })} />}
      {importing && (
        <ImportDialog
          title="Nhập sổ tài khoản"
          path={PATH}
          topic="accounts"
          hint="Danh sách tài khoản xuất từ hệ thống quản lý văn bản, hoặc mẫu của Công Vụ. Dòng được tìm theo tên tài khoản, nhập lại không tạo trùng."
          onClose={() => setImporting(false)}
        />
      )}
    </div>
  );
}
