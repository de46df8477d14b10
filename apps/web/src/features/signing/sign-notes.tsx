import type { IssueAnswer } from '@congvu/contracts';
import { ErrorNote, Note } from '../../shared/ui/notes.tsx';

interface SignNotesProps {
  issued: IssueAnswer | undefined;
  issueError: unknown;
  signError: unknown;
}

/** What became of the act when it is not told in the list itself. */
export function SignNotes({ issued, issueError, signError }: SignNotesProps) {
  if (issued === undefined && issueError === null && signError === null) {
    return null;
  }
  const failed = issued?.items.filter((item) => item.result === 'failed') ?? [];
  const receivers = issued?.items.reduce((sum, item) => sum + item.receivers, 0) ?? 0;
  return (
    <div className="sign-notes">
      {issued !== undefined && issued.issued > 0 && (
        <Note tone="done" title={`Đã phát hành ${issued.issued} văn bản`}>
          Đang gửi đến {receivers} nơi nhận; xem từng nơi ở mục Theo dõi.
        </Note>
      )}
      {failed.map((item) => (
        <Note key={item.documentId} title="Có văn bản chưa phát hành được">
          {item.message}
        </Note>
      ))}
      {issueError !== null && (
        <ErrorNote title="Chưa phát hành được" error={issueError} kept="Văn bản vẫn ở bước chờ phát hành." />
      )}
      {signError !== null && (
        <ErrorNote title="Chưa ký được" error={signError} kept="Văn bản chưa ký giữ nguyên; ký lại được ngay." />
      )}
    </div>
  );
}
