import type { AccountEntryPage, AccountEntryView } from '@congvu/contracts';
import { withQuery } from '../../../shared/api/client.ts';
import { useRoles } from '../../../shared/session/me.ts';
import { formatDate, formatNumber } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { AddressSelect, StateSelect } from '../address-select.tsx';
import { placeOf } from '../place.ts';
import { RegisterFrame } from '../register-frame.tsx';
import { LastTime, RegisterRow } from '../register-row.tsx';
import { GIVEN_STATES } from '../states.text.ts';
import { useRegisterPages } from '../use-register-pages.ts';
import { AccountDrawer } from './account-drawer.tsx';

const PATH = '/api/accounts-register';

const FILTERS = { state: 'the', waste: 'loai', mobileEditing: 'di-dong' };

const WASTES = {
  any: 'Không dùng, gây lãng phí',
  idle: 'Lâu không đăng nhập',
  left: 'Người đã chuyển, nghỉ',
  duplicate: 'Trùng tài khoản',
};

const MOBILE = { true: 'Được sửa trên di động', false: 'Không sửa trên di động' };

const COLUMNS = [
  { head: 'Người giữ', col: 'thing-col-name' },
  { head: 'Tài khoản, đơn vị' },
  { head: 'Đăng nhập cuối', col: 'thing-col-when' },
  { head: 'Thao tác cuối', col: 'thing-col-when' },
  { head: 'Sửa trên di động', col: 'thing-col-mobile' },
  { head: 'Đồng một năm', col: 'thing-col-fee', isRight: true },
  { head: 'Trạng thái', col: 'thing-col-state' },
];

function AccountLine({ account, onOpen }: { account: AccountEntryView; onOpen: () => void }) {
  const { kept } = account;
  return (
    <RegisterRow
      name={account.holderName}
      under={account.positionTitle}
      isPast={account.state === 'revoked'}
      onOpen={onOpen}
    >
      <td data-label="Tài khoản">
        {account.name}
        <small>{placeOf(account)}</small>
      </td>
      <td data-label="Đăng nhập cuối">
        <LastTime at={account.lastSignInAt} />
      </td>
      <td data-label="Thao tác cuối" className="thing-wide">
        <LastTime at={account.lastActionAt} />
      </td>
      <td data-label="Sửa trên di động">
        {account.mobileEditing ? `Từ ${formatDate(account.mobileEditingSince)}` : <span className="quiet">Không</span>}
      </td>
      <td data-label="Đồng một năm" className="r thing-wide">
        {account.yearlyFee === 0 ? <span className="quiet">0</span> : formatNumber(account.yearlyFee)}
      </td>
      <td data-label="Trạng thái">
        <Chip tone={GIVEN_STATES[account.state].tone}>{account.stateLabel}</Chip>
        {account.wasteLabel !== '' && (
          <small className={kept === null ? 'soon' : undefined}>{account.wasteLabel}</small>
        )}
      </td>
    </RegisterRow>
  );
}

/** Sổ tài khoản: who holds an account, when it was used, what it costs. */
export function AccountsRegister() {
  const { params, put } = useAddress();
  const roles = useRoles();
  const pages = useRegisterPages<AccountEntryPage>('accounts', PATH, FILTERS);
  const chosenId = params.get('id');
  const mayImport = roles.has('focal') || roles.has('administrator');
  return (
    <div className="content content-wide thing">
      <RegisterFrame
        pages={pages}
        here="/so-tai-khoan"
        title="Sổ tài khoản"
        what="tài khoản"
        counted="tài khoản của hệ thống quản lý văn bản"
        said={
          <>
            . <AppLink href="/lang-phi">Tài khoản không dùng</AppLink>
          </>
        }
        exportUrl={withQuery(`${PATH}/export`, pages.filter)}
        imports={
          mayImport
            ? {
                path: PATH,
                topic: 'accounts',
                title: 'Nhập sổ tài khoản',
                hint: 'Danh sách tài khoản xuất từ hệ thống quản lý văn bản, hoặc mẫu của Công Vụ. Dòng được tìm theo tên tài khoản, nhập lại không tạo trùng.',
              }
            : undefined
        }
        placeholder="Tìm tên người, tên tài khoản"
        filters={
          <>
            <StateSelect states={GIVEN_STATES} />
            <AddressSelect label="Dùng hay không" name={FILTERS.waste} every="Dùng hay không" options={WASTES} />
            <AddressSelect
              label="Quyền sửa trên di động"
              name={FILTERS.mobileEditing}
              every="Quyền trên di động"
              options={MOBILE}
            />
          </>
        }
        unmatched="Thử bớt một lọc hoặc tìm bằng một từ khác trong tên."
        empty={{
          title: 'Sổ tài khoản còn trống',
          text: 'Nhập danh sách tài khoản đang có; từ đó mỗi Mẫu số 06, 07, 08 có kết quả sẽ tự ghi vào đây.',
        }}
        columns={COLUMNS}
      >
        {pages.items.map((account) => (
          <AccountLine key={account.id} account={account} onOpen={() => put({ id: account.id })} />
        ))}
      </RegisterFrame>
      {chosenId !== null && <AccountDrawer key={chosenId} id={chosenId} onClose={() => put({ id: undefined })} />}
    </div>
  );
}
