import type { AccountEntryView, AccountHistory } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import { useWrite } from '../../../shared/api/write.ts';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { DateField } from '../../../shared/fields/date-field.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { dateOf, formatDate, formatInstant, formatNumber } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { FactList } from '../../../shared/ui/facts.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { EntryDrawer, HistoryLines } from '../history-drawer.tsx';
import { placeOf } from '../place.ts';
import { useEntry } from '../things-api.ts';

const PATH = '/api/accounts-register';

function KeepDialog({ account, onClose }: { account: AccountEntryView; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const keep = useWrite<{ reason: string; until: string }, AccountEntryView>({
    request: (body) => ({ path: `${PATH}/${account.id}/keep`, body }),
    topics: ['accounts'],
    onDone: (view) => {
      showToast(`Giữ tài khoản ${view.name} đến ngày ${formatDate(view.kept?.until)}.`);
      onClose();
    },
  });
  const missing = reason.trim().length < 3;
  const confirm = (): void => {
    setTried(true);
    if (!missing && until !== null) {
      keep.mutate({ reason: reason.trim(), until });
    }
  };
  return (
    <Modal open title={`Giữ tài khoản của ${account.holderName}`} footer={null} width={520} onCancel={onClose}>
      <p className="dialog-text">
        Tài khoản được giữ không bị tính là lãng phí và không bị đề nghị thu hồi đến hết ngày ghi ở đây.
      </p>
      <div className="form">
        <TextField
          label="Lý do giữ"
          placeholder="Nghỉ thai sản, đi học, biệt phái"
          value={reason}
          onChange={setReason}
          maxLength={300}
          autoFocus
          error={
            tried && missing ? 'Chưa ghi lý do giữ. Người rà soát sau này chỉ đọc được điều ghi ở đây.' : undefined
          }
        />
        <DateField
          label="Giữ đến ngày"
          value={until}
          onChange={setUntil}
          error={tried && until === null ? 'Chưa ghi ngày kết thúc.' : undefined}
        />
        {keep.isError && <ErrorNote title="Chưa ghi được" error={keep.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={keep.isPending} onClick={confirm}>
          Giữ tài khoản
        </Button>
      </div>
    </Modal>
  );
}

interface Invitation {
  link: string;
  expiresAt: string;
  userName: string;
}

/** Shown once: whoever has it sets the password. */
function InvitationNote({ invitation }: { invitation: Invitation }) {
  const [copied, setCopied] = useState(false);
  return (
    <Note
      tone="plain"
      title="Liên kết đặt mật khẩu, chỉ hiện lần này"
      actions={
        <Button
          size="small"
          onClick={() => void navigator.clipboard?.writeText(invitation.link).then(() => setCopied(true))}
        >
          {copied ? 'Đã chép' : 'Chép liên kết'}
        </Button>
      }
    >
      <p>
        Đưa tận tay hoặc qua thư công vụ cho <b>{invitation.userName}</b>; hết hạn lúc{' '}
        <span className="num">{formatInstant(invitation.expiresAt)}</span>.
      </p>
      <p className="thing-secret">{invitation.link}</p>
    </Note>
  );
}

function Acts({ account }: { account: AccountEntryView }) {
  const { abilities } = account;
  const [keeping, setKeeping] = useState(false);
  const [withdrawing, setWithdrawing] = useState(false);
  const [invitation, setInvitation] = useState<Invitation>();
  const unkeep = useWrite<null, AccountEntryView>({
    request: () => ({ path: `${PATH}/${account.id}/unkeep` }),
    topics: ['accounts'],
    onDone: (view) => showToast(`Thôi giữ tài khoản ${view.name}.`),
  });
  const withdraw = useWrite<{ reason: string }, AccountEntryView>({
    request: (body) => ({ path: `${PATH}/${account.id}/withdraw-mobile`, body }),
    topics: ['accounts'],
    onDone: (view) => {
      setWithdrawing(false);
      showToast(`Đã thu lại quyền sửa trên điện thoại của ${view.holderName}.`);
    },
  });
  const invite = useWrite<null, Invitation>({
    request: () => ({ path: `${PATH}/${account.id}/invitation` }),
    topics: ['accounts'],
    onDone: setInvitation,
  });
  return (
    <>
      <div className="thing-acts">
        {abilities['accounts.keep'] === true && account.kept === null && (
          <Button onClick={() => setKeeping(true)}>Giữ tài khoản</Button>
        )}
        {abilities['accounts.unkeep'] === true && (
          <Button busy={unkeep.isPending} onClick={() => unkeep.mutate(null)}>
            Thôi giữ
          </Button>
        )}
        {abilities['accounts.withdraw_mobile'] === true && (
          <Button onClick={() => setWithdrawing(true)}>Thu lại quyền sửa trên điện thoại</Button>
        )}
        {abilities['accounts.invite'] === true && (
          <Button busy={invite.isPending} onClick={() => invite.mutate(null)}>
            Liên kết đặt mật khẩu
          </Button>
        )}
      </div>
      {unkeep.isError && <ErrorNote title="Chưa ghi được" error={unkeep.error} />}
      {invite.isError && <ErrorNote title="Chưa lấy được liên kết" error={invite.error} />}
      {invitation !== undefined && <InvitationNote invitation={invitation} />}
      <ReasonDialog
        open={withdrawing}
        title="Thu lại quyền sửa trên iPad, điện thoại"
        consequence={`${account.holderName} chỉ còn đọc và cho ý kiến trên thiết bị di động, có hiệu lực ngay. Cấp lại phải lập Mẫu số 08.`}
        confirmLabel="Thu lại quyền"
        busy={withdraw.isPending}
        error={withdraw.error}
        onCancel={() => setWithdrawing(false)}
        onConfirm={(reason) => withdraw.mutate({ reason })}
      />
      {keeping && <KeepDialog account={account} onClose={() => setKeeping(false)} />}
    </>
  );
}

const TYPES: Record<AccountEntryView['type'], string> = {
  business: 'Nghiệp vụ',
  administration: 'Quản trị',
  operation: 'Vận hành',
  technical: 'Kỹ thuật',
  service: 'Dịch vụ',
};

function Facts({ account }: { account: AccountEntryView }) {
  const { kept } = account;
  return (
    <FactList
      facts={[
        ['Người giữ', account.holderName],
        ['Chức vụ', account.positionTitle],
        ['Đơn vị', placeOf(account)],
        ['Loại', TYPES[account.type]],
        ['Cấp ngày', formatDate(account.activatedOn)],
        ['Thu hồi', formatDate(account.disabledOn)],
        [
          'Đăng nhập',
          account.lastSignInAt === null ? 'Chưa lần nào' : `lần cuối ${formatDate(dateOf(account.lastSignInAt))}`,
        ],
        [
          'Thao tác',
          account.lastActionAt === null ? 'Chưa lần nào' : `lần cuối ${formatDate(dateOf(account.lastActionAt))}`,
        ],
        [
          'Di động',
          account.mobileEditing
            ? `Được sửa văn bản từ ${formatDate(account.mobileEditingSince)} (Mẫu số 08)`
            : 'Không được sửa văn bản',
        ],
        ['Tốn', account.yearlyFee === 0 ? '' : `khoảng ${formatNumber(account.yearlyFee)} đồng một năm`],
        ['Giữ lại', kept === null ? '' : `${kept.reason}, đến ngày ${formatDate(kept.until)}`],
      ]}
    />
  );
}

export function AccountDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useEntry<z.infer<typeof AccountHistory>>('accounts', `${PATH}/${id}`);
  const account = query.data?.account;
  return (
    <EntryDrawer title={account?.name ?? 'Tài khoản'} query={query} onClose={onClose}>
      {account !== undefined && (
        <>
          <div className="thing-state">
            <Chip>{account.stateLabel}</Chip>
            {account.wasteLabel !== '' && (
              <Chip tone={account.kept === null ? 'amber' : 'plain'}>{account.wasteLabel}</Chip>
            )}
          </div>
          <Facts account={account} />
          <Acts account={account} />
          <section>
            <h2>Lịch sử</h2>
            <HistoryLines history={query.data?.history ?? []} />
          </section>
        </>
      )}
    </EntryDrawer>
  );
}
