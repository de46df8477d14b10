import { Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { newKey, uploadFiles } from '../api/client.ts';
import { describeError } from '../api/errors.ts';
import { formatSize } from '../text/names.ts';
import { Button } from '../ui/button.tsx';
import { NoStateSecrets } from '../ui/notes.tsx';

interface Sending {
  id: string;
  file: globalThis.File;
  done: number;
  problem: string | undefined;
}

interface UploadAreaProps<T> {
  /** Where the files go; every file is one request, so one refused file does not hold up the others. */
  path: string;
  onUploaded: (answer: T, file: globalThis.File) => void;
  accept?: string;
  multiple?: boolean;
  title?: string;
  hint?: string;
}

function useUploads<T>({ path, onUploaded }: UploadAreaProps<T>) {
  const [items, setItems] = useState<Sending[]>([]);
  const change = (id: string, part: Partial<Sending>): void =>
    setItems((now) => now.map((item) => (item.id === id ? { ...item, ...part } : item)));
  const send = async ({ id, file }: Sending): Promise<void> => {
    change(id, { problem: undefined, done: 0 });
    try {
      const answer = await uploadFiles<T>(path, [file], { key: id, onProgress: (done) => change(id, { done }) });
      setItems((now) => now.filter((item) => item.id !== id));
      onUploaded(answer, file);
    } catch (error) {
      change(id, { problem: describeError(error).message });
    }
  };
  const add = (files: globalThis.File[]): void => {
    const added = files.map((file) => ({ id: newKey(), file, done: 0, problem: undefined }));
    setItems((now) => [...now, ...added]);
    void added.reduce((before, item) => before.then(() => send(item)), Promise.resolve());
  };
  const drop = (id: string): void => setItems((now) => now.filter((item) => item.id !== id));
  return { items, add, retry: send, drop };
}

/** Files by drop, by choosing or from the camera of a phone, each with its progress and its own fault. */
export function UploadArea<T>(props: UploadAreaProps<T>) {
  const { accept = '.pdf,.png,.jpg,.jpeg', multiple = true, title, hint } = props;
  const { items, add, retry, drop } = useUploads(props);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <section
      className={over ? 'upload is-over' : 'upload'}
      aria-label={title ?? 'Tệp gửi lên'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add([...event.dataTransfer.files]);
      }}
    >
      {title !== undefined && <h2>{title}</h2>}
      <p>{hint ?? 'Kéo tệp vào đây hoặc chọn từ máy.'}</p>
      <NoStateSecrets />
      <Button icon={Upload} onClick={() => input.current?.click()}>
        {multiple ? 'Chọn tệp' : 'Chọn một tệp'}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Chọn tệp"
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {items.length > 0 && (
        <ul className="upload-items" aria-live="polite">
          {items.map((item) => (
            <li key={item.id} className={item.problem === undefined ? 'upload-item' : 'upload-item is-failed'}>
              <span title={item.file.name}>{item.file.name}</span>
              <small className="num">
                {item.problem === undefined ? `${Math.round(item.done * 100)} % của ${formatSize(item.file.size)}` : ''}
              </small>
              {item.problem === undefined ? (
                <div className="progress">
                  <i style={{ width: `${item.done * 100}%` }} />
                </div>
              ) : (
                <>
                  <p role="alert">{item.problem}</p>
                  <div className="note-actions">
                    <Button size="small" onClick={() => void retry(item)}>
                      Gửi lại
                    </Button>
                    <Button size="small" kind="quiet" onClick={() => drop(item.id)}>
                      Bỏ tệp này
                    </Button>
                  </div>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
