import type { IssueAnswer } from '@congvu/contracts';
import { Modal } from 'antd';
import { CircleAlert, CircleCheck, Send } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { useIssue } from './outgoing-api.ts';

interface ToIssue {
  id: string;
  name: string;
  receivers: number;
}

function Results({ answer, documents }: { answer: IssueAnswer; documents: readonly ToIssue[] }) {
  return (
    <ul className="issue-results">
      {answer.items.map((item) => (
        <li key={item.documentId} className={item.result === 'issued' ? 'is-good' : 'is-bad'}>
          {item.result === 'issued' ? (
            <CircleCheck className="icon icon-18" aria-hidden />
          ) : (
            <CircleAlert className="icon icon-18" aria-hidden />
          )}
          <span>
            <b>{documents.find((one) => one.id === item.documentId)?.name}</b>
            <small>{item.result === 'issued' ? `Đã phát hành đến ${item.receivers} cơ quan.` : item.message}</small>
          </span>
        </li>
      ))}
    </ul>
  );
}

function consequence(documents: number, receivers: number): string {
  if (receivers === 0) {
    return 'Không có nơi nhận liên thông: văn bản được phát hành và lưu sổ, không gửi đi đâu. ';
  }
  return documents > 1
    ? `${documents} văn bản gửi đến ${receivers} lượt nơi nhận ngay bây giờ. `
    : `Văn bản gửi đến ${receivers} cơ quan ngay bây giờ. `;
}

/** Issue cannot be taken back, so it says the consequence and the count, and afterwards a result for each. */
export function IssueDialog({ documents, onClose }: { documents: readonly ToIssue[]; onClose: () => void }) {
  const [answer, setAnswer] = useState<IssueAnswer>();
  const issue = useIssue(setAnswer);
  const [only] = documents;
  const receivers = documents.reduce((sum, one) => sum + one.receivers, 0);
  const many = documents.length > 1;
  const title = many ? `Phát hành ${documents.length} văn bản` : `Phát hành ${only?.name ?? ''}`;
  return (
    <Modal
      open
      width={560}
      title={answer === undefined ? title : `Đã phát hành ${answer.issued} trên ${documents.length} văn bản`}
      footer={null}
      onCancel={onClose}
    >
      {answer === undefined ? (
        <p className="dialog-text">
          {consequence(documents.length, receivers)}
          Đã {receivers === 0 ? 'phát hành' : 'gửi'} thì không rút lại được; muốn sửa phải thu hồi hoặc thay thế bằng
          văn bản khác, số đã cấp giữ trong sổ.
        </p>
      ) : (
        <Results answer={answer} documents={documents} />
      )}
      {issue.isError && (
        <ErrorNote title="Chưa phát hành được" error={issue.error} kept="Văn bản vẫn ở bước chờ phát hành." />
      )}
      <div className="dialog-foot">
        {answer === undefined ? (
          <>
            <Button onClick={onClose}>Hủy</Button>
            <Button
              kind="primary"
              icon={Send}
              busy={issue.isPending}
              onClick={() => issue.mutate(documents.map((one) => one.id))}
            >
              {receivers === 0 ? 'Phát hành' : `Phát hành đến ${receivers} ${many ? 'nơi' : 'cơ quan'}`}
            </Button>
          </>
        ) : (
          <Button kind="primary" onClick={onClose}>
            Xong
          </Button>
        )}
      </div>
    </Modal>
  );
}
