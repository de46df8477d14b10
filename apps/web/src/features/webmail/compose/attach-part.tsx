import type { MailDraftAttachment, MailDraftView, MailIdAnswer } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { FileText, FolderOpen, Link2, Paperclip, X } from 'lucide-react';
import { useRef, useState } from 'react';
import type { z } from 'zod';
import { newKey, uploadFiles } from '../../../shared/api/client.ts';
import { describeError } from '../../../shared/api/errors.ts';
import { formatSize } from '../../../shared/text/names.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { LockedName } from '../../../shared/ui/locked-name.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { boxPath, TOPIC } from '../webmail-api.ts';
import { useDropFile, useLimits } from './compose-api.ts';
import { DocumentDialog } from './document-dialog.tsx';

const MB = 1024 * 1024;
const USUAL_MB = 20;

interface Upload {
  key: string;
  file: File;
  done: number;
  problem?: string;
}

interface AttachPartProps {
  boxId: string;
  view: MailDraftView;
  editable: boolean;
  /** Sends what was typed before: a file raises the version of the draft. */
  beforeChange: () => Promise<unknown>;
  /** Reads the draft again, and goes on from its version. */
  afterChange: () => Promise<void>;
}

function useAttach({ boxId, view, beforeChange, afterChange }: AttachPartProps) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const client = useQueryClient();
  const patch = (key: string, part: Partial<Upload>): void =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const drop = (key: string): void => setUploads((all) => all.filter((one) => one.key !== key));
  const send = async (upload: Upload): Promise<void> => {
    const { key, file } = upload;
    try {
      await beforeChange();
      await uploadFiles<z.infer<typeof MailIdAnswer>>(boxPath(boxId, `drafts/${view.id}/files`), [file], {
        key,
        onProgress: (done) => patch(key, { done }),
      });
      drop(key);
      await afterChange();
      void client.invalidateQueries({ queryKey: [TOPIC, 'drafts'] });
    } catch (error) {
      patch(key, { problem: describeError(error).message });
    }
  };
  /** One after the other: each is an act of its own on the draft. */
  const add = async (files: readonly File[]): Promise<void> => {
    const fresh = files.map((file) => ({ key: newKey(), file, done: 0 }));
    setUploads((all) => [...all, ...fresh]);
    for (const one of fresh) {
      await send(one);
    }
  };
  return { uploads, add, drop };
}

function Attached({ file, onDrop }: { file: MailDraftAttachment; onDrop: (() => void) | undefined }) {
  return (
    <li className="mail-file">
      {file.asLink ? <Link2 className="icon" aria-hidden /> : <FileText className="icon" aria-hidden />}
      <div>
        {file.malware === undefined ? (
          <a href={file.link} download={file.name}>
            {file.name}
          </a>
        ) : (
          <LockedName name={file.name} malware={file.malware} />
        )}
        <small>
          <span className="num">{formatSize(file.size)}</span>
          {file.fromDocument && ', tệp của văn bản trong cơ quan'}
        </small>
      </div>
      {file.asLink ? <Chip tone="amber">Gửi bằng liên kết</Chip> : <span />}
      {onDrop !== undefined && (
        <Button kind="ghost" size="small" icon={X} aria-label={`Bỏ tệp ${file.name}`} title="Bỏ tệp" onClick={onDrop} />
      )}
    </li>
  );
}

function Sending({ upload, onDrop }: { upload: Upload; onDrop: () => void }) {
  const { file, done, problem } = upload;
  return (
    <li className={problem === undefined ? 'mail-file' : 'mail-file is-locked'}>
      <FileText className="icon" aria-hidden />
      <div>
        <b>{file.name}</b>
        {problem === undefined ? (
          <small className="num">
            {Math.round(done * 100)} % của {formatSize(file.size)}
          </small>
        ) : (
          <small className="soon" role="alert">
            {problem}
          </small>
        )}
      </div>
      {problem !== undefined && (
        <Button kind="ghost" size="small" icon={X} aria-label={`Bỏ tệp ${file.name}`} onClick={onDrop} />
      )}
      {problem === undefined && (
        <div
          className="progress"
          role="progressbar"
          aria-label={`Đang tải ${file.name}`}
          aria-valuenow={Math.round(done * 100)}
        >
          <i style={{ width: `${done * 100}%` }} />
        </div>
      )}
    </li>
  );
}

/** Files by choosing, dropping, or from a document of the office; what is too large for a mail is said before it is sent. */
export function AttachPart(props: AttachPartProps) {
  const { boxId, view, editable, beforeChange, afterChange } = props;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const { uploads, add, drop } = useAttach(props);
  const remove = useDropFile(boxId, view.id);
  const limit = useLimits().data?.attachmentMb ?? USUAL_MB;
  const total = view.attachments.reduce((sum, { size }) => sum + size, 0);
  const dropFile = async (fileId: string): Promise<void> => {
    await beforeChange();
    remove.mutate(fileId, { onSuccess: () => void afterChange() });
  };
  if (!editable && view.attachments.length === 0) {
    return null;
  }
  return (
    <section
      className={over ? 'mail-attach is-over' : 'mail-attach'}
      aria-label="Tệp kèm"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(editable);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void (editable && add([...event.dataTransfer.files]));
      }}
    >
      {editable && (
        <div className="mail-attach-acts">
          <Button size="small" icon={Paperclip} onClick={() => input.current?.click()}>
            Đính kèm tệp
          </Button>
          <Button size="small" kind="quiet" icon={FolderOpen} onClick={() => setChoosing(true)}>
            Văn bản của cơ quan
          </Button>
          <small className="quiet">
            {total > 0 && <span className="num">{formatSize(total)}, </span>}
            tối đa {limit} MB, lớn hơn gửi bằng liên kết
          </small>
        </div>
      )}
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label="Chọn tệp đính kèm"
        onChange={(event) => {
          void add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {(view.attachments.length > 0 || uploads.length > 0) && (
        <ul aria-live="polite">
          {view.attachments.map((file) => (
            <Attached key={file.fileId} file={file} onDrop={editable ? () => void dropFile(file.fileId) : undefined} />
          ))}
          {uploads.map((upload) => (
            <Sending key={upload.key} upload={upload} onDrop={() => drop(upload.key)} />
          ))}
        </ul>
      )}
      {uploads.some(({ file, problem }) => problem === undefined && file.size > limit * MB) && (
        <p className="soon" role="status">
          Tệp lớn hơn {limit} MB sẽ gửi bằng liên kết tải về có hạn.
        </p>
      )}
      {remove.error !== null && <ErrorNote title="Chưa bỏ được tệp" error={remove.error} />}
      {choosing && (
        <DocumentDialog
          boxId={boxId}
          draftId={view.id}
          beforeChange={beforeChange}
          onDone={() => {
            setChoosing(false);
            void afterChange();
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </section>
  );
}
