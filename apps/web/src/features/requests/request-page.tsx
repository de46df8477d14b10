import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import './requests.css';
import './printed/printed.css';
import { AppLink } from '../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { may } from './abilities.ts';
import { RequestEditor } from './editor/request-editor.tsx';
import { useRequest } from './requests-api.ts';
import type { RenderSign } from './sign-ask.ts';
import { RequestRead } from './view/request-read.tsx';

/** One request by its address: to fill in while it is a draft of ours, to read and sign afterwards. */
export function RequestPage({ sign }: { sign: RenderSign }) {
  const { id = '' } = useParams({ strict: false });
  const request = useRequest(id);
  const [sentHere, setSentHere] = useState('');
  const view = request.data;
  if (view === undefined) {
    return (
      <div className="content">
        {request.isError ? (
          <>
            <ErrorNote title="Chưa mở được đề nghị" error={request.error} onRetry={() => void request.refetch()} />
            <p className="req-back">
              <AppLink href="/de-nghi">Về danh sách đề nghị</AppLink>
            </p>
          </>
        ) : (
          <SkeletonRows rows={6} label="Đang mở đề nghị" />
        )}
      </div>
    );
  }
  const key = `${view.id} ${view.revision}`;
  return may(view, 'edit') ? (
    <RequestEditor key={key} view={view} onSent={() => setSentHere(key)} />
  ) : (
    <RequestRead key={key} view={view} sign={sign} signsAtOnce={sentHere === key && may(view, 'declare')} />
  );
}
