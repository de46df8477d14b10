import './audit.css';
import { useAddress } from '../../../shared/ui/address.ts';
import { ErrorNote, Note, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { Segments } from '../../../shared/ui/tabs.tsx';
import { AdminFrame } from '../admin-frame.tsx';
import { useLog } from './audit-api.ts';
import { EntriesPart } from './entries-part.tsx';
import { LogPart } from './log-part.tsx';

type Part = 'entries' | 'log';

const PARTS: readonly { key: Part; label: string }[] = [
  { key: 'entries', label: 'Ai làm gì' },
  { key: 'log', label: 'Lưu giữ, làm chứng' },
];

/** Nhật ký: the inspector reads it, the administrator looks after it; neither does the other's work. */
export function AuditPage() {
  const { params, put } = useAddress();
  const { data: log, error, isPending, refetch } = useLog();
  const mayRead = log?.mayRead === true;
  const asked = params.get('phan') === 'log' ? 'log' : 'entries';
  const part: Part = mayRead ? asked : 'log';
  return (
    <AdminFrame
      part="audit"
      title="Nhật ký"
      sentence="Ai đã làm gì, lúc nào, với văn bản nào. Dòng bị sửa, chèn hay rút ra được phát hiện khi kiểm tra."
    >
      {isPending && <SkeletonRows rows={6} />}
      {error !== null && <ErrorNote title="Chưa tải được nhật ký" error={error} onRetry={() => void refetch()} />}
      {log !== undefined && (
        <div className="admin-stack">
          {mayRead ? (
            <Segments<Part> label="Phần" tabs={PARTS} active={part} onChange={(key) => put({ phan: key })} />
          ) : (
            <Note tone="plain">{log.mayRead}</Note>
          )}
          {part === 'entries' ? <EntriesPart /> : <LogPart log={log} />}
        </div>
      )}
    </AdminFrame>
  );
}
