import type { SigningBatch } from '@congvu/contracts';
import { ArrowRight, PenLine, RotateCcw, Send, Stamp, Undo2 } from 'lucide-react';
import { formatNumber } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ProgressBar } from './progress-bar.tsx';
import type { Review } from './review.ts';
import { WAYS, WORDS } from './signing.text.ts';

interface SignFootProps {
  batch: SigningBatch;
  review: Review;
  signing: boolean;
  asking: boolean;
  /** The phone has it, or the batch takes nothing any more. */
  waits: boolean;
  reopen: { ids: readonly string[]; busy: boolean; onReopen: () => void };
  issue: { wanted: boolean; busy: boolean; count: number; onIssue: () => void };
  vgca: (() => void) | undefined;
  onReturn: () => void;
  onShow: (documentId: string) => void;
  onStart: () => void;
  onClose: () => void;
}

/** The program on this computer has it, and the person has typed no PIN there yet. */
function isAsked({ device }: SigningBatch, { signedIds }: Review): boolean {
  return device.way === 'agent' && signedIds.length === 0;
}

function verbOf({ batch, review, asking, signing, waits }: SignFootProps): string {
  const words = WORDS[batch.purpose];
  const count = review.ticked.size;
  if (signing) {
    return isAsked(batch, review) ? WAYS.agent.waiting : 'Đang ký';
  }
  if (waits || asking) {
    return WAYS[batch.device.way].waiting;
  }
  const again = review.failedIds.size > 0 || review.left.some((item) => item.state === 'sent');
  const verb = again ? (review.failedIds.size > 0 ? 'Ký lại' : 'Ký tiếp') : words.verb;
  return `${verb}${count === 0 ? '' : ` ${formatNumber(count)} ${words.noun}`}`;
}

function MainAct(props: SignFootProps) {
  const { batch, review, signing, asking, waits, reopen, issue, onStart, onClose } = props;
  if (reopen.ids.length > 0) {
    return (
      <Button kind="primary" size="large" icon={RotateCcw} busy={reopen.busy} onClick={reopen.onReopen}>
        Ký lại {formatNumber(reopen.ids.length)} {WORDS[batch.purpose].noun}
      </Button>
    );
  }
  if (review.finished) {
    return issue.wanted ? null : (
      <Button kind="primary" size="large" onClick={onClose}>
        Xong
      </Button>
    );
  }
  const count = review.ticked.size;
  if (count === 0 && review.signedIds.length > 0 && !issue.wanted) {
    return (
      <Button size="large" onClick={onClose}>
        Để sau
      </Button>
    );
  }
  return (
    <Button
      kind="primary"
      size="large"
      icon={WORDS[batch.purpose].owner === 'person' ? PenLine : Stamp}
      busy={signing || asking || waits}
      disabled={count === 0}
      reason={batch.certificate.state === 'usable' ? undefined : batch.certificate.stateLabel}
      onClick={onStart}
    >
      {verbOf(props)}
    </Button>
  );
}

function summary({ batch, review, issue, reopen, waits }: SignFootProps): string {
  const { noun } = WORDS[batch.purpose];
  if (waits) {
    return 'Đóng trang được: hệ thống tự hỏi lại dịch vụ.';
  }
  const { finished, ticked, pages, items, signedIds } = review;
  if (reopen.ids.length > 0) {
    return `Lô này đã đóng. Ký lại là mở lô mới gồm các ${noun} còn lại.`;
  }
  if (finished && issue.wanted) {
    const receivers = items
      .filter((item) => signedIds.includes(item.documentId))
      .reduce((sum, item) => sum + item.receiverCount, 0);
    return `Phát hành là gửi ngay đến ${formatNumber(receivers)} nơi nhận, không rút lại được; muốn sửa phải thu hồi.`;
  }
  if (finished) {
    return 'Có thể đóng cửa sổ này.';
  }
  return ticked.size === 0
    ? `Mở xem ${noun} rồi chọn để ký`
    : `${formatNumber(ticked.size)} ${noun}, ${formatNumber(pages)} trang, ${WAYS[batch.device.way].how}`;
}

function OtherActs({ batch, review, issue, vgca, onReturn, onShow }: SignFootProps) {
  const { current, left, signedIds, finished } = review;
  const next = left.find((item) => !review.opened.has(item.documentId));
  return (
    <>
      {current !== undefined && left.includes(current) && (
        <Button icon={Undo2} onClick={onReturn}>
          Trả lại
        </Button>
      )}
      {next !== undefined && (
        <Button icon={ArrowRight} onClick={() => onShow(next.documentId)}>
          Xem {WORDS[batch.purpose].noun} tiếp
        </Button>
      )}
      {vgca !== undefined && review.ticked.size > 0 && <Button onClick={vgca}>Ký bằng phần mềm VGCA</Button>}
      {issue.wanted && (
        <Button
          kind={finished ? 'primary' : 'default'}
          size={finished ? 'large' : 'normal'}
          icon={Send}
          busy={issue.busy}
          onClick={issue.onIssue}
        >
          Phát hành {formatNumber(issue.count || signedIds.length)} văn bản
        </Button>
      )}
    </>
  );
}

/** Count and pages left, the acts right; after the seal the letters can leave at once. */
export function SignFoot(props: SignFootProps) {
  const { batch, review, signing, asking, waits } = props;
  const signed = review.signedIds.length;
  return (
    <div className="sign-foot">
      {signing && !isAsked(batch, review) ? (
        <ProgressBar signed={signed} of={review.ticked.size + signed} />
      ) : (
        <span className="quiet">{summary(props)}</span>
      )}
      <span className="page-actions">
        {!signing && !asking && !waits && <OtherActs {...props} />}
        <MainAct {...props} />
      </span>
    </div>
  );
}
