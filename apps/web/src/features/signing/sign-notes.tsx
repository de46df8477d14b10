import type { IssueAnswer } from '@congvu/contracts';
import { formatNumber } from '../../shared/text/dates.ts';
import { ErrorNote, Note } from '../../shared/ui/notes.tsx';
import { groupFailures, type Review } from './review.ts';

interface SignNotesProps {
  review: Review;
  signing: boolean;
  issued: IssueAnswer | undefined;
  issueError: unknown;
  signError: unknown;
}

/** So few failures are all in sight where they stand in the list. */
const IN_SIGHT = 5;

/** Each reason once; the documents themselves stand at the top of the list. */
function Failures({ review }: { review: Review }) {
  const groups = groupFailures(review);
  if (groups.length === 0) {
    return null;
  }
  return (
    <Note title={`${formatNumber(review.failedIds.size)} văn bản chưa ký được`}>
      {groups.map(({ message, count }) => (
        <p key={message}>
          {groups.length > 1 && <b className="num nb">{formatNumber(count)} văn bản: </b>}
          {message}
        </p>
      ))}
    </Note>
  );
}

function Issued({ issued }: { issued: IssueAnswer }) {
  const receivers = issued.items.reduce((sum, item) => sum + item.receivers, 0);
  return (
    <>
      {issued.issued > 0 && (
        <Note tone="done" title={`Đã phát hành ${formatNumber(issued.issued)} văn bản`}>
          Đang gửi đến {formatNumber(receivers)} nơi nhận; xem từng nơi ở mục Theo dõi.
        </Note>
      )}
      {issued.items
        .filter((item) => item.result === 'failed')
        .map((item) => (
          <Note key={item.documentId} title="Có văn bản chưa phát hành được">
            {item.message}
          </Note>
        ))}
    </>
  );
}

/** What became of the act when it is not told in the list itself. */
export function SignNotes({ review, signing, issued, issueError, signError }: SignNotesProps) {
  const hasFailures = !signing && review.failedIds.size > 0 && review.items.length > IN_SIGHT;
  if (issued === undefined && issueError === null && signError === null && !hasFailures) {
    return null;
  }
  return (
    <div className="sign-notes">
      {issued !== undefined && <Issued issued={issued} />}
      {issueError !== null && (
        <ErrorNote title="Chưa phát hành được" error={issueError} kept="Văn bản vẫn ở bước chờ phát hành." />
      )}
      {signError !== null && (
        <ErrorNote title="Chưa ký được" error={signError} kept="Văn bản chưa ký giữ nguyên; ký lại được ngay." />
      )}
      {hasFailures && <Failures review={review} />}
    </div>
  );
}
