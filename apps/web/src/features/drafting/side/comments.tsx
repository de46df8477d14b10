import type { AddComment, DraftComment } from '@congvu/contracts';
import { Check, MessageSquareQuote, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { formatInstant, formatWhen } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Avatar, Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { useDraftAct } from '../drafting-api.ts';

export interface Quote {
  blockId: string;
  text: string;
}

interface CommentsProps {
  draftId: string;
  comments: readonly DraftComment[];
  openId: string | undefined;
  /** Words picked on the page for a new comment. */
  quote: Quote | undefined;
  may: boolean;
  onOpen: (id: string | undefined) => void;
  onQuoteDone: () => void;
}

type CommentBody = z.input<typeof AddComment>;

function By({ name, at, title }: { name: string; at: string; title?: string }) {
  return (
    <>
      <Avatar name={name} small />
      <b title={title}>{name}</b>
      <time dateTime={at} title={formatInstant(at)}>
        {formatWhen(at)}
      </time>
    </>
  );
}

function NewComment({ draftId, quote, onDone }: { draftId: string; quote: Quote | undefined; onDone: () => void }) {
  const [text, setText] = useState('');
  const add = useDraftAct<CommentBody>(draftId, onDone);
  const send = (): void => {
    if (text.trim() !== '') {
      add.mutate({ act: 'comments', body: { blockId: quote?.blockId ?? null, quote: quote?.text ?? '', text } });
    }
  };
  return (
    <div className="draft-remark is-open">
      {quote !== undefined && <p className="draft-remark-at">{quote.text}</p>}
      <TextField label="Góp ý" value={text} onChange={setText} rows={3} maxLength={4000} autoFocus onSubmit={send} />
      {add.isError && <ErrorNote title="Chưa gửi được góp ý" error={add.error} kept="Lời góp ý vẫn còn ở trên." />}
      <div className="note-actions">
        <Button size="small" kind="primary" busy={add.isPending} disabled={text.trim() === ''} onClick={send}>
          Gửi góp ý
        </Button>
        <Button size="small" kind="quiet" onClick={onDone}>
          Bỏ
        </Button>
      </div>
    </div>
  );
}

function ReplyLine({ draftId, comment }: { draftId: string; comment: DraftComment }) {
  const [text, setText] = useState('');
  const reply = useDraftAct<CommentBody>(draftId, () => setText(''));
  const resolve = useDraftAct<{ resolved: boolean }>(draftId);
  return (
    <>
      <form
        className="draft-remark-act"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') {
            reply.mutate({ act: 'comments', body: { text, replyTo: comment.id } });
          }
        }}
      >
        <input
          className="input"
          placeholder="Trả lời"
          aria-label={`Trả lời góp ý của ${comment.authorName}`}
          value={text}
          maxLength={4000}
          onChange={(event) => setText(event.target.value)}
        />
        {text.trim() === '' ? (
          <Button
            icon={Check}
            busy={resolve.isPending}
            onClick={() => resolve.mutate({ act: `comments/${comment.id}/resolve`, body: { resolved: true } })}
          >
            Đã xong
          </Button>
        ) : (
          <Button type="submit" busy={reply.isPending}>
            Gửi
          </Button>
        )}
      </form>
      {reply.isError && <ErrorNote title="Chưa gửi được trả lời" error={reply.error} />}
      {resolve.isError && <ErrorNote title="Chưa đánh dấu được" error={resolve.error} />}
    </>
  );
}

function Remark({
  draftId,
  comment,
  open,
  may,
  onOpen,
}: {
  draftId: string;
  comment: DraftComment;
  open: boolean;
  may: boolean;
  onOpen: () => void;
}) {
  return (
    <article className={open ? 'draft-remark is-open' : 'draft-remark'} data-remark={comment.id}>
      <header>
        <By name={comment.authorName} at={comment.at} title={comment.authorTitle} />
      </header>
      {comment.quote !== '' && (
        <button type="button" className="draft-remark-at" onClick={onOpen}>
          {comment.quote}
        </button>
      )}
      <p>{comment.text}</p>
      {comment.replies.map((reply) => (
        <div key={reply.id} className="draft-reply">
          <header>
            <By name={reply.authorName} at={reply.at} />
          </header>
          <p>{reply.text}</p>
        </div>
      ))}
      {may && <ReplyLine draftId={draftId} comment={comment} />}
    </article>
  );
}

function DoneRemark({ draftId, comment, may }: { draftId: string; comment: DraftComment; may: boolean }) {
  const resolve = useDraftAct<{ resolved: boolean }>(draftId);
  return (
    <article className="draft-remark is-done">
      <header>
        <Avatar name={comment.authorName} small />
        <b>{comment.authorName}</b>
        <Chip tone="green">Đã xong</Chip>
      </header>
      {comment.quote !== '' && <p className="draft-remark-at">{comment.quote}</p>}
      <p>{comment.text}</p>
      {may && (
        <Button
          size="small"
          kind="ghost"
          icon={Undo2}
          busy={resolve.isPending}
          onClick={() => resolve.mutate({ act: `comments/${comment.id}/resolve`, body: { resolved: false } })}
        >
          Mở lại
        </Button>
      )}
    </article>
  );
}

/** Góp ý: what is open first, each tied to its words on the page. */
export function Comments({ draftId, comments, openId, quote, may, onOpen, onQuoteDone }: CommentsProps) {
  const [general, setGeneral] = useState(false);
  const waiting = comments.filter((comment) => comment.resolvedAt === null);
  const done = comments.filter((comment) => comment.resolvedAt !== null);
  const writing = quote !== undefined || general;
  return (
    <section aria-label="Góp ý">
      <header className="draft-side-head">
        <div>
          <h2>Góp ý</h2>
          <small>
            {comments.length === 0 ? 'Chưa có góp ý' : `${waiting.length} chưa giải quyết, ${done.length} đã xong`}
          </small>
        </div>
        {may && !writing && (
          <Button size="small" icon={MessageSquareQuote} onClick={() => setGeneral(true)}>
            Góp ý chung
          </Button>
        )}
      </header>
      {writing && (
        <NewComment
          key={quote?.text ?? ''}
          draftId={draftId}
          quote={quote}
          onDone={() => {
            setGeneral(false);
            onQuoteDone();
          }}
        />
      )}
      {waiting.map((comment) => (
        <Remark
          key={comment.id}
          draftId={draftId}
          comment={comment}
          open={comment.id === openId}
          may={may}
          onOpen={() => onOpen(comment.id)}
        />
      ))}
      {done.map((comment) => (
        <DoneRemark key={comment.id} draftId={draftId} comment={comment} may={may} />
      ))}
    </section>
  );
}
