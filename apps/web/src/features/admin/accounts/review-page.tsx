import type { AccountReview, RecordReview, ReviewedAccount } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { ClipboardCheck } from 'lucide-react';
import { useState } from 'react';
import { getJson, withQuery } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatDate, formatDayOf, formatInstant, formatMoment } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { ProvedLink } from '../../../shared/ui/proved-link.tsx';
import { ACCOUNT_TONES } from '../admin.text.ts';
import { AdminFrame } from '../admin-frame.tsx';
import { PrintButton } from '../print-button.tsx';
import { AgencyFilter } from './accounts-page.tsx';

const PATH = '/api/account-review';

function AccountLine({ account }: { account: ReviewedAccount }) {
  return (
    <tr className={account.state === 'disabled' ? 'is-past' : undefined}>
      <td>
        <b>{account.fullName}</b>
        <small>
          {account.userName}, {account.kindLabel.toLowerCase()}
        </small>
      </td>
      <td data-label="Chức vụ">
        {account.title}
        {account.unitName !== '' && <small>{account.unitName}</small>}
      </td>
      <td data-label="Vai">{account.roles.join(', ') || <span className="quiet">Không có</span>}</td>
      <td data-label="Trạng thái">
        <Chip tone={ACCOUNT_TONES[account.state]}>{account.stateLabel}</Chip>
        {account.disabledAt !== null && (
          <small>
            {formatDayOf(account.disabledAt)}: {account.disabledReason}
          </small>
        )}
      </td>
      <td data-label="Bảo mật" className="nb">
        {account.secondFactor ? 'Hai lớp' : <span className="quiet">Mật khẩu</span>}
      </td>
      <td data-label="Dùng gần nhất" className="nb">
        {account.lastUsedAt === null ? <span className="quiet">Chưa dùng</span> : formatMoment(account.lastUsedAt)}
        <small>Cấp {formatMoment(account.createdAt)}</small>
      </td>
      <td data-label="Cần xem">{account.warning !== null && <Chip tone="amber">{account.warning}</Chip>}</td>
    </tr>
  );
}

function Accounts({ accounts }: { accounts: readonly ReviewedAccount[] }) {
  return (
    <section className="sheet table-frame" aria-label="Tài khoản">
      <table className="table as-cards">
        <thead>
          <tr>
            <th>Người dùng</th>
            <th>Chức vụ</th>
            <th>Vai</th>
            <th>Trạng thái</th>
            <th>Bảo mật</th>
            <th>Dùng gần nhất</th>
            <th>Cần xem</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <AccountLine key={account.userId} account={account} />
          ))}
        </tbody>
      </table>
      {accounts.length === 0 && (
        <Empty title="Cơ quan này chưa có tài khoản nào">Cấp tài khoản ở trang Tài khoản.</Empty>
      )}
    </section>
  );
}

function Changes({ review }: { review: AccountReview }) {
  const [last] = review.reviews;
  return (
    <section className="sheet table-frame" aria-label="Quyền đã thay đổi">
      <h2 className="review-title">
        {last === undefined
          ? 'Quyền đã thay đổi từ trước tới nay'
          : `Quyền đã thay đổi từ lần rà soát ${formatMoment(last.at)}`}
      </h2>
      <table className="table as-cards">
        <thead>
          <tr>
            <th>Lúc</th>
            <th>Việc</th>
            <th>Của ai</th>
            <th>Nội dung</th>
            <th>Người làm</th>
          </tr>
        </thead>
        <tbody>
          {review.changes.map((change) => (
            <tr key={`${change.at} ${change.label} ${change.person} ${change.detail}`}>
              <td className="nb">{formatMoment(change.at)}</td>
              <td data-label="Việc">{change.label}</td>
              <td data-label="Của ai">{change.person}</td>
              <td data-label="Nội dung">{change.detail}</td>
              <td data-label="Người làm">{change.by}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {review.changes.length === 0 && (
        <Empty title="Không có thay đổi nào">Từ lần rà soát trước chưa ai được giao, đổi hoặc thu quyền.</Empty>
      )}
    </section>
  );
}

function Past({ review }: { review: AccountReview }) {
  if (review.reviews.length === 0) {
    return null;
  }
  return (
    <section className="sheet" aria-label="Các lần đã rà soát">
      <h2>Các lần đã rà soát</h2>
      <ul className="review-past">
        {review.reviews.map((one) => (
          <li key={one.at}>
            <b>{formatInstant(one.at)}</b>, {one.by}: {one.accounts} tài khoản, {one.changes} thay đổi. {one.note}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Standing({ review }: { review: AccountReview }) {
  const striking = review.accounts.filter((account) => account.warning !== null).length;
  const due =
    review.dueOn === null
      ? 'Cơ quan này chưa rà soát lần nào.'
      : `${review.overdue ? 'Đã quá hạn rà soát, hạn' : 'Hạn rà soát lần tới'} ${formatDate(review.dueOn)}.`;
  return (
    <Note tone={review.overdue ? 'amber' : 'done'} title={due}>
      {review.accounts.length} tài khoản, {striking} tài khoản cần xem, {review.changes.length} thay đổi quyền. Danh
      sách lúc {formatInstant(review.seenUntil)}.
    </Note>
  );
}

function RecordDialog({ review, onClose }: { review: AccountReview; onClose: () => void }) {
  const act = useWrite<RecordReview, AccountReview>({
    request: (body) => ({ path: PATH, body }),
    topics: ['accounts'],
    onDone: () => {
      onClose();
      showToast('Đã ghi rà soát vào nhật ký.');
    },
  });
  const { agencyId, seenUntil } = review;
  return (
    <ReasonDialog
      open
      title="Ghi đã rà soát"
      consequence={`Xác nhận đã xem ${review.accounts.length} tài khoản và ${review.changes.length} thay đổi quyền của ${review.agencyName}, đến ${formatInstant(seenUntil)}. Ghi kết luận và việc đã làm; nội dung vào nhật ký, không sửa được.`}
      confirmLabel="Đã rà soát"
      least={3}
      busy={act.isPending}
      error={act.error}
      onCancel={onClose}
      onConfirm={(note) => act.mutate({ agencyId, seenUntil, note })}
    />
  );
}

/** Rà soát tài khoản, quyền: each quarter somebody looks who may do what, and says so (QCVN 12:2026/BCA 3.7.2.2, 3.7.2.9). */
export function ReviewPage() {
  const { params, put } = useAddress();
  const agencyId = params.get('co-quan') ?? undefined;
  const [recording, setRecording] = useState(false);
  const query = useQuery({
    queryKey: ['accounts', 'review', agencyId],
    queryFn: ({ signal }) => getJson<AccountReview>(PATH, { agencyId }, signal),
  });
  const review = query.data;
  return (
    <AdminFrame
      part="accounts"
      title="Rà soát tài khoản, quyền"
      sentence={
        review === undefined
          ? 'Mỗi quý xem lại ai còn tài khoản, ai giữ quyền gì.'
          : `${review.agencyName}. Mỗi quý xem lại ai còn tài khoản, ai giữ quyền gì.`
      }
      actions={
        <>
          <PrintButton />
          <ProvedLink className="btn" href={withQuery(`${PATH}/csv`, { agencyId })}>
            Xuất CSV
          </ProvedLink>
          <Button
            kind="primary"
            icon={ClipboardCheck}
            reason={review === undefined ? 'Chờ tải danh sách' : undefined}
            onClick={() => setRecording(true)}
          >
            Đã rà soát
          </Button>
        </>
      }
    >
      <div className="admin-bar no-print">
        <AgencyFilter value={agencyId ?? review?.agencyId} onChange={(id) => put({ 'co-quan': id })} />
      </div>
      {query.isPending && <SkeletonRows rows={6} />}
      {query.isError && (
        <ErrorNote title="Chưa tải được danh sách rà soát" error={query.error} onRetry={() => void query.refetch()} />
      )}
      {review !== undefined && (
        <div className="review-parts">
          <Standing review={review} />
          <Accounts accounts={review.accounts} />
          <Changes review={review} />
          <Past review={review} />
        </div>
      )}
      {recording && review !== undefined && <RecordDialog review={review} onClose={() => setRecording(false)} />}
    </AdminFrame>
  );
}
