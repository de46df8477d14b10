import type { ProposalView } from '@congvu/contracts';
import { useState } from 'react';
import '../../shared/table/table.css';
import './hand-over.css';
import { Modal } from 'antd';
import { showToast } from '../../shared/feedback/toast.tsx';
import { DateField } from '../../shared/fields/date-field.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { RegisterLinks } from '../../shared/shell/register-links.tsx';
import { formatDate, formatNumber } from '../../shared/text/dates.ts';
import { useAddress } from '../../shared/ui/address.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { Chip } from '../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { useDismissProposal, useProposals, useUseProposal } from './hand-over-api.ts';

type State = ProposalView['state'];

const STATES: readonly { key: State; label: string }[] = [
  { key: 'open', label: 'Chờ quyết định' },
  { key: 'used', label: 'Đã dùng' },
  { key: 'dismissed', label: 'Đã bỏ qua' },
];

const EMPTY: Record<State, { title: string; text: string }> = {
  open: {
    title: 'Không có đề xuất nào chờ quyết định',
    text: 'Khi chứng thư sắp hết hạn, người chuyển công tác, tài khoản bỏ không, hệ thống soạn sẵn đề nghị và để ở đây.',
  },
  used: { title: 'Chưa dùng đề xuất nào', text: 'Đề xuất đã thành đề nghị sẽ nằm ở đây.' },
  dismissed: { title: 'Chưa bỏ qua đề xuất nào', text: 'Đề xuất bỏ qua nằm ở đây kèm lý do.' },
};

function DismissDialog({ proposal, onClose }: { proposal: ProposalView; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const dismiss = useDismissProposal(() => {
    showToast('Đã bỏ qua đề xuất.');
    onClose();
  });
  const missing = reason.trim().length < 3;
  const confirm = (): void => {
    setTried(true);
    if (!missing) {
      dismiss.mutate({ id: proposal.id, reason: reason.trim(), ...(until !== null && { until }) });
    }
  };
  return (
    <Modal open title="Bỏ qua đề xuất" footer={null} width={520} onCancel={onClose}>
      <p className="dialog-text">{proposal.sentence}</p>
      <div className="form">
        <TextField
          label="Lý do"
          value={reason}
          onChange={setReason}
          rows={2}
          maxLength={300}
          autoFocus
          error={tried && missing ? 'Chưa nêu lý do. Người xem sau này cần biết vì sao không làm.' : undefined}
          onSubmit={confirm}
        />
        <DateField
          label="Nhắc lại từ ngày"
          aside="(không bắt buộc)"
          value={until}
          onChange={setUntil}
          hint="Bỏ trống thì không nhắc lại việc này nữa."
        />
        {dismiss.isError && <ErrorNote title="Chưa bỏ qua được" error={dismiss.error} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button kind="primary" busy={dismiss.isPending} onClick={confirm}>
          Bỏ qua
        </Button>
      </div>
    </Modal>
  );
}

function Row({ proposal, onDismiss }: { proposal: ProposalView; onDismiss: () => void }) {
  const go = useGo();
  const use = useUseProposal(({ requests, link }) => {
    if (link !== undefined) {
      showToast('Đã bắt đầu bàn giao; chọn cách xử lý từng mục.');
      go(link);
      return;
    }
    const [only] = requests;
    showToast(
      requests.length === 1
        ? 'Đã lập đề nghị từ đề xuất; xem lại rồi gửi.'
        : `Đã lập ${formatNumber(requests.length)} đề nghị từ đề xuất; xem lại rồi gửi.`,
    );
    if (only !== undefined) {
      go(requests.length === 1 ? only.link : '/de-nghi?ben=co-quan&ngan=agency');
    }
  });
  // What is prepared already is opened, not made again.
  const links = proposal.prepares.map(({ link }) => link);
  const ready = proposal.state === 'open' && !links.includes(null) ? (links[0] ?? undefined) : undefined;
  const may = (ability: string): boolean => proposal.abilities[ability] === true;
  return (
    <li className="prop">
      <div>
        <p>{proposal.sentence}</p>
        <small>
          {proposal.reason}
          {proposal.dueOn !== null && (
            <>
              {' '}
              Trước ngày <span className="num nb">{formatDate(proposal.dueOn)}</span>.
            </>
          )}
        </small>
        <span className="prop-marks">
          <Chip tone={proposal.tone}>{proposal.kindLabel}</Chip>
          {proposal.prepares.map((one) =>
            one.link === null ? (
              <span key={`${one.kind} ${one.label}`}>{one.label}</span>
            ) : (
              <AppLink key={`${one.kind} ${one.link}`} href={one.link}>
                {one.label}
              </AppLink>
            ),
          )}
        </span>
        {use.isError && (
          <ErrorNote
            title={proposal.kind === 'hand_over' ? 'Chưa bắt đầu được' : 'Chưa lập được đề nghị'}
            error={use.error}
          />
        )}
      </div>
      <span className="prop-acts">
        {ready !== undefined && (
          <AppLink className="btn btn-small" href={ready}>
            Mở đề nghị
          </AppLink>
        )}
        {ready === undefined && may('proposals.use') && (
          <Button size="small" busy={use.isPending} onClick={() => use.mutate(proposal.id)}>
            {proposal.kind === 'hand_over' ? 'Bắt đầu bàn giao' : 'Lập đề nghị'}
          </Button>
        )}
        {may('proposals.dismiss') && (
          <Button size="small" kind="quiet" onClick={onDismiss}>
            Bỏ qua
          </Button>
        )}
      </span>
    </li>
  );
}

/** What the registers themselves ask for, written ready; a person decides and sends. */
export function ProposalsPage() {
  const { params, put } = useAddress();
  const state = STATES.find(({ key }) => key === params.get('the'))?.key ?? 'open';
  const query = useProposals({ state });
  const [dismissing, setDismissing] = useState<ProposalView>();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const total = Object.values(query.data?.pages[0]?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  return (
    <div className="content ho">
      <RegisterLinks here="/de-xuat" />
      <header className="page-head">
        <div>
          <h1>Việc hệ thống đề xuất</h1>
          <p>Soạn sẵn từ các sổ; chưa gửi gì. Dùng thì thành đề nghị nháp, không cần thì bỏ qua kèm lý do.</p>
        </div>
      </header>
      <Tabs
        label="Đề xuất"
        tabs={STATES.map((one) => ({ ...one, count: one.key === state && total > 0 ? total : undefined }))}
        active={state}
        onChange={(the) => put({ the: the === 'open' ? undefined : the })}
      />
      {query.isPending && (
        <div className="sheet">
          <SkeletonRows rows={5} />
        </div>
      )}
      {query.isError && (
        <ErrorNote title="Chưa tải được đề xuất" error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && items.length === 0 && (
        <div className="sheet">
          <Empty title={EMPTY[state].title}>{EMPTY[state].text}</Empty>
        </div>
      )}
      {items.length > 0 && (
        <ul className="sheet">
          {items.map((proposal) => (
            <Row key={proposal.id} proposal={proposal} onDismiss={() => setDismissing(proposal)} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <div className="pane-more">
          <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Xem thêm
          </Button>
        </div>
      )}
      {dismissing !== undefined && <DismissDialog proposal={dismissing} onClose={() => setDismissing(undefined)} />}
    </div>
  );
}
