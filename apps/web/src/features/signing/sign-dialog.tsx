import type { IssueAnswer, SigningBatch, SigningItem } from '@congvu/contracts';
import { Modal } from 'antd';
import { Crosshair, X } from 'lucide-react';
import { useState } from 'react';
import { ReasonDialog } from '../../shared/feedback/reason-dialog.tsx';
import { PaperView } from '../../shared/paper/paper-view.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Segments } from '../../shared/ui/tabs.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';
import { PinWindow } from './pin-window.tsx';
import { SignFoot } from './sign-foot.tsx';
import { SignList } from './sign-list.tsx';
import { SignNotes } from './sign-notes.tsx';
import { SignPanel } from './sign-panel.tsx';
import { SignaturePlace } from './signature-place.tsx';
import { WORDS } from './signing.text.ts';
import { useIssue, useReturnDocument, useShownFile } from './signing-api.ts';
import { type Review, useSigning } from './use-signing.ts';

const RETURN_REASONS = [
  'Xem lại thẩm quyền ký.',
  'Sửa nội dung theo ý kiến đã trao đổi.',
  'Bổ sung tài liệu kèm theo.',
];

interface SignDialogProps {
  start: SigningBatch;
  onClose: () => void;
}

type Step = 'list' | 'page' | 'panel';

const STEPS: { key: Step; label: string }[] = [
  { key: 'list', label: 'Danh sách' },
  { key: 'page', label: 'Trang' },
  { key: 'panel', label: 'Kiểm tra' },
];

function subtitleOf({ items, opened, left, results, signedIds }: Review): string {
  if (results.size > 0) {
    return left.length === 0 ? 'Cả lô đã xong.' : `${signedIds.length} văn bản xong, ${left.length} văn bản chưa.`;
  }
  const signable = items.filter((item) => item.stopped === null);
  const seen = signable.filter((item) => opened.has(item.documentId)).length;
  return seen === signable.length
    ? `Đã mở xem cả ${seen}. Bỏ dấu chọn ở văn bản chưa muốn ký.`
    : `Đã mở xem ${seen} trên ${signable.length}. Mở từng văn bản rồi mới ký được.`;
}

function titleOf({ verb, done }: { verb: string; done: string }, { signedIds, ticked, items }: Review): string {
  if (signedIds.length > 0) {
    return `${done} ${signedIds.length} văn bản`;
  }
  return `${verb} ${ticked.size > 0 ? ticked.size : items.length} văn bản`;
}

function showPlace(): void {
  document.querySelector('.sign-place')?.scrollIntoView({ block: 'center', behavior: 'smooth' });
}

interface PageProps {
  item: SigningItem;
  signed: boolean;
  field: string;
  label: readonly string[];
  onOpened: () => void;
}

/** The very bytes that will be signed (the signed ones afterwards), with the place of the signature drawn on them. */
function SignPage({ item, signed, field, label, onOpened }: PageProps) {
  const url = useShownFile(item, signed);
  return (
    <PaperView
      key={url}
      file={{ url, name: `${item.title}.pdf`, mediaType: 'application/pdf' }}
      onPages={onOpened}
      tools={
        signed ? null : (
          <Button kind="ghost" size="small" icon={Crosshair} onClick={showPlace}>
            Chỗ ký
          </Button>
        )
      }
      over={(page) => (signed ? null : <SignaturePlace page={page} field={field} label={label} />)}
    />
  );
}

/** Review left, the page in the middle, checks and certificate right; the PIN in a window of its own. */
export function SignDialog({ start, onClose }: SignDialogProps) {
  const phone = usePhone();
  const session = useSigning(start);
  const { batch, review, sign, signing } = session;
  const { current } = review;
  const [step, setStep] = useState<Step>('list');
  const [asking, setAsking] = useState(false);
  const [returning, setReturning] = useState(false);
  const [issued, setIssued] = useState<IssueAnswer>();
  const giveBack = useReturnDocument((id) => {
    setReturning(false);
    session.markReturned(id);
  });
  const issue = useIssue(setIssued);
  const words = WORDS[batch.purpose];
  const begin = (): void => {
    sign.reset();
    if (batch.pinOnPage) {
      setAsking(true);
    } else {
      session.start(undefined, () => undefined);
    }
  };
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
      keyboard={!asking && !signing}
      mask={{ closable: false }}
      onCancel={onClose}
      title={
        <div className="sign-head">
          <div>
            <h1>{titleOf(words, review)}</h1>
            <p aria-live="polite">{subtitleOf(review)}</p>
          </div>
          <Button kind="ghost" icon={X} disabled={signing} onClick={onClose}>
            Đóng
          </Button>
        </div>
      }
    >
      {phone && <Segments label="Phần đang xem" tabs={STEPS} active={step} onChange={setStep} />}
      <div className={`sign-body is-${step}`}>
        <SignList
          items={review.items}
          currentId={current?.documentId ?? ''}
          opened={review.opened}
          ticked={review.ticked}
          results={review.results}
          signing={signing}
          onShow={show}
          onTick={session.tick}
        />
        <div className="sign-page">
          {current !== undefined && (!phone || step === 'page') && (
            <SignPage
              item={current}
              signed={review.signedIds.includes(current.documentId)}
              field={words.field}
              label={words.place(batch.certificate.subjectName)}
              onOpened={() => session.markOpened(current.documentId)}
            />
          )}
        </div>
        <SignPanel batch={batch} item={current} />
      </div>
      <SignNotes issued={issued} issueError={issue.error} signError={asking ? null : sign.error} />
      <SignFoot
        batch={batch}
        review={review}
        signing={signing}
        asking={asking}
        issue={{
          wanted: batch.purpose === 'outgoing.seal' && review.signedIds.length > 0 && issued === undefined,
          busy: issue.isPending,
          onIssue: () => issue.mutate(review.signedIds),
        }}
        onReturn={() => setReturning(true)}
        onShow={show}
        onStart={begin}
        onClose={onClose}
      />
      {asking && (
        <PinWindow
          batch={batch}
          count={review.ticked.size}
          busy={signing}
          error={sign.error}
          onSign={(pin) => session.start(pin, () => setAsking(false))}
          onCancel={() => setAsking(false)}
        />
      )}
      {current !== undefined && (
        <ReasonDialog
          open={returning}
          title="Trả lại văn bản"
          consequence={`“${current.title}” về người soạn cùng lý do này; các văn bản khác trong lô vẫn ký được.`}
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
