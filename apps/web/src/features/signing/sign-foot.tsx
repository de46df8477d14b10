import type { SigningBatch } from '@congvu/contracts';
import { ArrowRight, PenLine, Send, Stamp, Undo2 } from 'lucide-react';
import { Button } from '../../shared/ui/button.tsx';
import { WORDS } from './signing.text.ts';
import type { Review } from './use-signing.ts';

interface SignFootProps {
  batch: SigningBatch;
  review: Review;
  signing: boolean;
  asking: boolean;
  issue: { wanted: boolean; busy: boolean; onIssue: () => void };
  onReturn: () => void;
  onShow: (documentId: string) => void;
  onStart: () => void;
  onClose: () => void;
}

function Progress({ signed, of }: { signed: number; of: number }) {
  return (
    <div className="sign-progress" role="status">
      <span>
        Đang ký <span className="num">{signed}</span> trên <span className="num">{of}</span> văn bản
      </span>
      <div className="progress">
        <i style={{ width: `${Math.max(4, (signed / Math.max(1, of)) * 100)}%` }} />
      </div>
    </div>
  );
}

function MainAct({ batch, review, signing, asking, issue, onStart, onClose }: SignFootProps) {
  const words = WORDS[batch.purpose];
  const count = review.ticked.size;
  if (review.finished && !issue.wanted) {
    return (
      <Button kind="primary" size="large" onClick={onClose}>
        Xong
      </Button>
    );
  }
  if (review.finished) {
    return null;
  }
  if (count === 0 && review.signedIds.length > 0 && !issue.wanted) {
    return (
      <Button size="large" onClick={onClose}>
        Để sau
      </Button>
    );
  }
  const again = review.results.size > 0 && review.results.size > review.signedIds.length;
  return (
    <Button
      kind="primary"
      size="large"
      icon={batch.purpose === 'outgoing.sign' ? PenLine : Stamp}
      busy={signing || asking}
      disabled={count === 0}
      reason={batch.certificate.state === 'usable' ? undefined : batch.certificate.stateLabel}
      onClick={onStart}
    >
      {asking && !signing
        ? 'Đang chờ mã PIN'
        : `${again ? 'Ký lại' : words.verb}${count === 0 ? '' : ` ${count} văn bản`}`}
    </Button>
  );
}

function summary({ finished, ticked, pages, items, signedIds }: Review, pinOnPage: boolean, issuable: boolean): string {
  if (finished && issuable) {
    const receivers = items
      .filter((item) => signedIds.includes(item.documentId))
      .reduce((sum, item) => sum + item.receiverCount, 0);
    return `Phát hành là gửi ngay đến ${receivers} nơi nhận, không rút lại được; muốn sửa phải thu hồi.`;
  }
  if (finished) {
    return 'Có thể đóng cửa sổ này.';
  }
  return ticked.size === 0
    ? 'Mở xem văn bản rồi chọn để ký'
    : `${ticked.size} văn bản, ${pages} trang${pinOnPage ? ', nhập mã PIN một lần' : ''}`;
}

/** Count and pages left, the acts right; after the seal the letters can leave at once. */
export function SignFoot(props: SignFootProps) {
  const { batch, review, signing, issue } = props;
  const { current, left, signedIds, finished } = review;
  const next = left.find((item) => !review.opened.has(item.documentId));
  return (
    <div className="sign-foot">
      {signing ? (
        <Progress signed={signedIds.length} of={review.ticked.size + signedIds.length} />
      ) : (
        <span className="quiet">{summary(review, batch.pinOnPage, issue.wanted)}</span>
      )}
      <span className="page-actions">
        {current !== undefined && left.includes(current) && !signing && (
          <Button icon={Undo2} onClick={props.onReturn}>
            Trả lại
          </Button>
        )}
        {next !== undefined && !signing && (
          <Button icon={ArrowRight} onClick={() => props.onShow(next.documentId)}>
            Xem văn bản tiếp
          </Button>
        )}
        {issue.wanted && !signing && (
          <Button
            kind={finished ? 'primary' : 'default'}
            size={finished ? 'large' : 'normal'}
            icon={Send}
            busy={issue.busy}
            onClick={issue.onIssue}
          >
            Phát hành {signedIds.length} văn bản
          </Button>
        )}
        <MainAct {...props} />
      </span>
    </div>
  );
}
