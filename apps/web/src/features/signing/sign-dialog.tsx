import type { SigningBatch } from '@congvu/contracts';
import { Modal } from 'antd';
import { useState } from 'react';
import { hasCode } from '../../shared/api/errors.ts';
import { ReasonDialog } from '../../shared/feedback/reason-dialog.tsx';
import { Segments } from '../../shared/ui/tabs.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';
import { isSigned } from './review.ts';
import { SignFoot } from './sign-foot.tsx';
import { SignHead } from './sign-head.tsx';
import { SignList } from './sign-list.tsx';
import { SignNotes } from './sign-notes.tsx';
import { SignPage } from './sign-page.tsx';
import { SignPanel } from './sign-panel.tsx';
import { SignWindows } from './sign-windows.tsx';
import { WORDS } from './signing.text.ts';
import { useCancelBatch, useReturnDocument } from './signing-api.ts';
import { TAKEN_ELSEWHERE, useAct } from './use-act.ts';
import { useIssue } from './use-issue.ts';
import type { Seen } from './use-seen.ts';
import { type SigningSession, useSigning } from './use-signing.ts';

const RETURN_REASONS = [
  'Xem lại thẩm quyền ký.',
  'Sửa nội dung theo ý kiến đã trao đổi.',
  'Bổ sung tài liệu kèm theo.',
];

interface SignDialogProps {
  start: SigningBatch;
  seen: Seen;
  /** `keep`: something of the batch is under way or was tried; it is taken up again later. */
  onClose: (how: { keep: boolean }) => void;
  /** A new batch of what is left, when this one takes nothing any more. */
  reopen: { busy: boolean; error: unknown; onReopen: (documentIds: string[], certificateId?: string) => void };
}

type Step = 'list' | 'page' | 'panel';

const STEPS: { key: Step; label: string }[] = [
  { key: 'list', label: 'Danh sách' },
  { key: 'page', label: 'Trang' },
  { key: 'panel', label: 'Kiểm tra' },
];

/** What this batch cannot sign any more though it should have been signed. */
function closedIds({ batch, review }: SigningSession): string[] {
  const isClosed = batch.state === 'cancelled' || batch.state === 'expired' || review.left.length === 0;
  const open = review.items.filter(
    (item) => item.stopped === null && !isSigned(item, review.results.get(item.documentId)),
  );
  return isClosed ? open.map((item) => item.documentId) : [];
}

function leftIds({ review }: SigningSession): string[] {
  return review.left.map((item) => item.documentId);
}

function isUnderWay({ batch, review }: SigningSession): boolean {
  return (
    (batch.state === 'open' || batch.state === 'sent') &&
    (review.failedIds.size > 0 || batch.items.some(({ state }) => state === 'sent' || state === 'prepared'))
  );
}

function useDialog({ start, seen, onClose }: SignDialogProps) {
  const session = useSigning(start, seen);
  const act = useAct(session);
  const issuing = useIssue();
  const { batch, review } = session;
  const cancel = useCancelBatch(() => void session.refresh());
  const isTaken = hasCode(act.error, TAKEN_ELSEWHERE);
  const reopenIds = session.busy ? [] : isTaken ? leftIds(session) : closedIds(session);
  const issuedIds = new Set(issuing.answer?.items.map((item) => item.documentId));
  const issuable = batch.purpose === 'outgoing.seal' ? review.signedIds.filter((id) => !issuedIds.has(id)) : [];
  const close = (): void => onClose({ keep: isUnderWay(session) });
  return {
    session,
    act,
    issuing,
    issuable,
    close,
    waits: batch.device.way === 'phone' && batch.state === 'sent' && !session.busy,
    cancel,
    reopenIds,
    vgca: act.hasVgca && (batch.state === 'open' || batch.state === 'sent') ? act.beginVgca : undefined,
    mayChooseKey: batch.state === 'open' && !session.busy && act.asking === undefined,
  };
}

/** Review left, the page in the middle, checks and certificate right; what the key asks in a window of its own. */
export function SignDialog(props: SignDialogProps) {
  const { reopen } = props;
  const phone = usePhone();
  const dialog = useDialog(props);
  const { session, act, issuing, issuable, close, waits, cancel } = dialog;
  const { batch, review, busy } = session;
  const { current } = review;
  // One thing to sign on a phone: its page is what one came for.
  const [step, setStep] = useState<Step>(phone && batch.items.length === 1 ? 'page' : 'list');
  const [returning, setReturning] = useState(false);
  const giveBack = useReturnDocument(batch.purpose, (id) => {
    setReturning(false);
    session.markReturned(id);
  });
  const words = WORDS[batch.purpose];
  const asking = act.asking !== undefined && !act.accepted;
  const show = (id: string): void => {
    session.show(id);
    setStep('page');
  };
  return (
    <Modal
      open
      className="sign-dialog"
      width={1264}
      centered
      footer={null}
      closable={false}
      keyboard={!asking && !busy && !waits}
      mask={{ closable: false }}
      onCancel={close}
      title={<SignHead words={words} review={review} signing={busy} waits={waits} onClose={close} />}
    >
      {phone && <Segments label="Phần đang xem" tabs={STEPS} active={step} onChange={setStep} />}
      <div className={`sign-body is-${step}`}>
        <SignList
          review={review}
          signing={busy || waits}
          takesUnopened={session.takesUnopened}
          onTakeUnopened={session.setTakesUnopened}
          onShow={show}
          onTick={session.tick}
        />
        <div className="sign-page">
          {current !== undefined && (!phone || step === 'page') && (
            <SignPage
              purpose={batch.purpose}
              item={current}
              signed={review.signedIds.includes(current.documentId)}
              field={words.field}
              label={words.place(batch.certificate.subjectName)}
              onOpened={() => session.markOpened(current)}
            />
          )}
        </div>
        <SignPanel
          batch={batch}
          item={current}
          onKey={dialog.mayChooseKey ? (certificateId) => reopen.onReopen(leftIds(session), certificateId) : undefined}
        />
      </div>
      <SignNotes
        review={review}
        signing={busy || waits}
        issued={issuing.answer}
        issueError={issuing.error}
        signError={asking ? null : (act.error ?? reopen.error)}
      />
      <SignFoot
        batch={batch}
        review={review}
        signing={busy}
        asking={asking}
        waits={waits}
        reopen={{
          ids: dialog.reopenIds,
          busy: reopen.busy,
          onReopen: () => reopen.onReopen(dialog.reopenIds),
        }}
        issue={{
          wanted: issuable.length > 0,
          busy: issuing.busy,
          count: issuable.length,
          onIssue: () => issuing.issue(issuable),
        }}
        vgca={dialog.vgca}
        onReturn={() => setReturning(true)}
        onShow={show}
        onStart={() => {
          setStep('list');
          act.begin();
        }}
        onClose={close}
      />
      <SignWindows
        batch={batch}
        act={act}
        count={act.count ?? review.ticked.size}
        busy={busy}
        phone={{
          waits,
          cancelling: cancel.isPending,
          error: cancel.error,
          onCancel: () => cancel.mutate(batch.id),
          onLeave: close,
        }}
      />
      {current !== undefined && (
        <ReasonDialog
          open={returning}
          title={`Trả lại ${words.noun}`}
          consequence={`“${current.title}” về người lập cùng lý do này; các ${words.noun} khác trong lô vẫn ký được.`}
          confirmLabel="Trả lại"
          suggestions={RETURN_REASONS}
          busy={giveBack.isPending}
          error={giveBack.error}
          onCancel={() => setReturning(false)}
          onConfirm={(reason) => giveBack.mutate({ documentId: current.documentId, reason })}
        />
      )}
    </Modal>
  );
}
