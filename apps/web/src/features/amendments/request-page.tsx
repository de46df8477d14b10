import { useParams } from '@tanstack/react-router';
import { ErrorNote, Note, SkeletonRows } from '../../shared/ui/notes.tsx';
import { useAmendmentRequest } from './amendments-api.ts';
import { WaitingRequest } from './sender-requests.tsx';

/** A request about a document of an agency that has closed: there is no page of the document here, only the question. */
export function RequestPage() {
  const { requestId = '' } = useParams({ strict: false });
  const request = useAmendmentRequest(requestId);
  return (
    <div className="content">
      <header className="page-head">
        <div>
          <h1>Yêu cầu của nơi gửi</h1>
          <p>Văn bản đã gửi đến cơ quan mà cơ quan này tiếp nhận nhiệm vụ.</p>
        </div>
      </header>
      {request.data !== undefined &&
        (request.data.state === 'waiting' ? (
          <WaitingRequest request={request.data} />
        ) : (
          <Note tone="plain" title={request.data.sentence}>
            <p>
              {request.data.stateLabel}
              {request.data.answerNote !== '' && `: ${request.data.answerNote}`}
            </p>
          </Note>
        ))}
      {request.isPending && <SkeletonRows rows={3} />}
      {request.isError && (
        <ErrorNote title="Chưa tải được yêu cầu" error={request.error} onRetry={() => void request.refetch()} />
      )}
    </div>
  );
}
