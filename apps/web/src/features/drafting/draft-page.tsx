import { useParams } from '@tanstack/react-router';
import './drafting.css';
import { AppLink } from '../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { DraftEditor } from './draft-editor.tsx';
import { useDraft } from './drafting-api.ts';

/** One draft by its address; the editor keeps its text whatever is read anew behind it. */
export function DraftPage() {
  const { id = '' } = useParams({ strict: false });
  const draft = useDraft(id);
  if (draft.data !== undefined) {
    return <DraftEditor key={id} view={draft.data} />;
  }
  return (
    <div className="content">
      {draft.isError ? (
        <>
          <ErrorNote title="Chưa mở được dự thảo" error={draft.error} onRetry={() => void draft.refetch()} />
          <p className="draft-back">
            <AppLink href="/van-ban-di">Về danh sách văn bản đi</AppLink>
          </p>
        </>
      ) : (
        <SkeletonRows rows={6} label="Đang mở dự thảo" />
      )}
    </div>
  );
}
