import type { FilledContent, RequestView } from '@congvu/contracts';
import { useState } from 'react';
import { getJson } from '../../../shared/api/client.ts';
import type { Keeper, Kept } from '../../../shared/keeping/keeper.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';

interface KeepNotesProps {
  id: string;
  keeper: Keeper<FilledContent>;
  kept: Kept<FilledContent>;
}

/** Two people filled in the same form: who is here chooses which goes on. */
function ConflictNote({ id, keeper }: Omit<KeepNotesProps, 'kept'>) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const withTheirs = async (act: (theirs: RequestView) => unknown): Promise<void> => {
    setBusy(true);
    setFailed(null);
    try {
      await act(await getJson<RequestView>(`/api/requests/${id}`));
    } catch (error) {
      setFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Note
      title="Có người khác vừa lưu đề nghị này"
      actions={
        <>
          <Button size="small" busy={busy} onClick={() => void withTheirs((theirs) => keeper.keepMine(theirs.version))}>
            Lưu bản trên màn hình này
          </Button>
          <Button
            size="small"
            busy={busy}
            onClick={() =>
              void withTheirs(({ content, version, updatedAt }) =>
                keeper.adopt({ content, version, savedAt: updatedAt }),
              )
            }
          >
            Dùng bản vừa lưu
          </Button>
        </>
      }
    >
      <p>Nội dung trên màn hình này vẫn giữ nguyên. Chọn bản dùng tiếp; bản kia không còn.</p>
      {failed !== null && <ErrorNote title="Chưa lấy được bản vừa lưu" error={failed} />}
    </Note>
  );
}

export function KeepNotes({ id, keeper, kept }: KeepNotesProps) {
  if (kept.status === 'conflict') {
    return <ConflictNote id={id} keeper={keeper} />;
  }
  return kept.status === 'refused' ? (
    <ErrorNote
      title="Chưa lưu được nội dung"
      error={kept.error}
      kept="Nội dung đã nhập được giữ trên máy này; sửa xong sẽ tự lưu lại."
      onRetry={() => void keeper.flush()}
    />
  ) : null;
}
