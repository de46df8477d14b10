import type { DraftView } from '@congvu/contracts';
import { useState } from 'react';
import { getJson } from '../../shared/api/client.ts';
import { formatMoment } from '../../shared/text/dates.ts';
import { Button } from '../../shared/ui/button.tsx';
import { AppLink } from '../../shared/ui/link.tsx';
import { ErrorNote, Note } from '../../shared/ui/notes.tsx';
import type { DraftKeeper, KeptDraft } from './use-kept-draft.ts';

interface DraftNotesProps {
  view: DraftView;
  keeper: DraftKeeper;
  kept: KeptDraft;
  onVersions: () => void;
}

/** Two people saved on the same version: both texts are kept, and who is here chooses which goes on. */
function ConflictNote({ view, keeper, onVersions }: Omit<DraftNotesProps, 'kept'>) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const withTheirs = async (act: (theirs: DraftView) => unknown): Promise<void> => {
    setBusy(true);
    setFailed(null);
    try {
      await act(await getJson<DraftView>(`/api/drafts/${view.id}`));
    } catch (error) {
      setFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Note
      title="Có người khác vừa lưu dự thảo này"
      actions={
        <>
          <Button size="small" busy={busy} onClick={() => void withTheirs((theirs) => keeper.keepMine(theirs.version))}>
            Lưu bản trên màn hình này
          </Button>
          <Button size="small" busy={busy} onClick={() => void withTheirs((theirs) => keeper.adopt(theirs))}>
            Dùng bản vừa lưu
          </Button>
          <Button size="small" kind="quiet" onClick={onVersions}>
            Xem các bản
          </Button>
        </>
      }
    >
      <p>
        {view.savedBy} lưu bản {view.version}, {formatMoment(view.savedAt)}. Cả hai bản đều được giữ trong “Các bản đã
        lưu”; chọn bản dùng tiếp.
      </p>
      {failed !== null && <ErrorNote title="Chưa lấy được bản vừa lưu" error={failed} />}
    </Note>
  );
}

/** The server names the form that opens phones and tablets whenever that right is what is missing. */
const MOBILE_FORM = 'Mẫu số 08';

function AskMobileEditing() {
  return (
    <AppLink className="btn btn-small" href="/de-nghi/moi/account.mobile">
      Lập {MOBILE_FORM}
    </AppLink>
  );
}

/** What the person has to know about this draft before reading on. */
export function DraftNotes({ view, keeper, kept, onVersions }: DraftNotesProps) {
  const edit = view.abilities['drafting.edit'];
  return (
    <>
      {kept.status === 'conflict' && <ConflictNote view={view} keeper={keeper} onVersions={onVersions} />}
      {kept.status === 'refused' && (
        <ErrorNote
          title="Chưa lưu được nội dung"
          error={kept.error}
          kept="Chữ đã gõ được giữ trên máy này; sửa xong sẽ tự lưu lại."
          onRetry={() => void keeper.flush()}
        />
      )}
      {view.returned !== null && (
        <Note title={`${view.returned.by} trả lại ở bước ${view.returned.step.toLocaleLowerCase('vi')}`}>
          <p>{view.returned.reason}</p>
          <p className="quiet">{formatMoment(view.returned.at)}. Sửa xong thì trình lại từ đầu.</p>
        </Note>
      )}
      {typeof edit === 'string' && view.state !== 'withdrawn' && (
        <Note tone="plain" actions={edit.includes(MOBILE_FORM) ? <AskMobileEditing /> : undefined}>
          <p>
            <b>{view.stateLabel}.</b> {edit}
          </p>
        </Note>
      )}
      {view.state === 'withdrawn' && (
        <Note tone="plain">
          <p>Dự thảo đã hủy, chỉ còn để tra cứu.</p>
        </Note>
      )}
    </>
  );
}
