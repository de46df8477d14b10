import type { MailDraftView } from '@congvu/contracts';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useAddress } from '../../../shared/ui/address.ts';
import { useGo } from '../../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { boxOf } from '../place.ts';
import { useBoxes } from '../webmail-api.ts';
import { readAddress } from './addresses.ts';
import { useCreateDraft, useDraft } from './compose-api.ts';
import type { RenderMailSign } from './sign-option.tsx';
import { WriteMail } from './write-mail.tsx';
import '../webmail.css';

function Frame({ children }: { children: React.ReactNode }) {
  return <div className="content">{children}</div>;
}

function useBox() {
  const { params } = useAddress();
  const boxes = useBoxes();
  return { boxes, params, box: boxOf(boxes.data?.items ?? [], params.get('hop') ?? undefined) };
}

/** `/thu/soan?toi=…`: a new mail from an address in a text or from another page; it is a draft from its first moment. */
export function StartMailPage() {
  const { boxes, params, box } = useBox();
  const go = useGo();
  const boxId = box?.id;
  const create = useCreateDraft(boxId ?? '', (id) => go(`/thu/soan/${id}?hop=${boxId}`, { replace: true }));
  const { mutate, isIdle } = create;
  const receiver = readAddress(params.get('toi') ?? '');
  const subject = (params.get('tieu-de') ?? '').slice(0, 500);
  const documentId = params.get('van-ban') ?? undefined;
  const to = JSON.stringify(receiver === undefined ? [] : [receiver]);
  useEffect(() => {
    if (boxId !== undefined && isIdle) {
      mutate({ to: JSON.parse(to), subject, ...(documentId !== undefined && { documentId }) });
    }
  }, [boxId, isIdle, mutate, to, subject, documentId]);
  const error = boxes.error ?? create.error;
  return (
    <Frame>
      {error === null ? (
        <SkeletonRows rows={4} label="Đang mở trang soạn thư" />
      ) : (
        <ErrorNote title="Chưa mở được trang soạn thư" error={error} onRetry={() => create.reset()} />
      )}
    </Frame>
  );
}

/** `/thu/soan/<id>`: a draft, goes on where it was left. */
export function WriteMailPage({ sign }: { sign: RenderMailSign }) {
  const { id = '' } = useParams({ strict: false });
  const { boxes, box } = useBox();
  const draft = useDraft(box?.id, id);
  const view: MailDraftView | undefined = draft.data;
  const error = boxes.error ?? draft.error;
  if (box !== undefined && view !== undefined) {
    return (
      <WriteMail key={view.id} box={box} view={view} onReload={async () => (await draft.refetch()).data} sign={sign} />
    );
  }
  return (
    <Frame>
      {error === null ? (
        <SkeletonRows rows={4} label="Đang mở thư nháp" />
      ) : (
        <ErrorNote title="Chưa mở được thư nháp" error={error} onRetry={() => void draft.refetch()} />
      )}
    </Frame>
  );
}
