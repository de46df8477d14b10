import type { IncomingUpload, IncomingUploadAnswer } from '@congvu/contracts';
import { X } from 'lucide-react';
import type { z } from 'zod';
import { UploadArea } from '../../../shared/fields/upload-area.tsx';
import { Button } from '../../../shared/ui/button.tsx';

export interface TrayItem {
  upload: IncomingUpload;
  /** The chosen file on this machine, to look at while typing. */
  file: globalThis.File;
  arrivalNumber: number | null;
  done: boolean;
}

interface ScanTrayProps {
  items: readonly TrayItem[];
  selectedId: string | undefined;
  onSelect: (uploadId: string) => void;
  onDrop: (uploadId: string) => void;
  onUploaded: (uploads: IncomingUpload[], file: globalThis.File) => void;
}

function TraySheet() {
  return (
    <span className="tray-sheet" aria-hidden>
      <i />
      <i />
      <i />
      <i />
      <i />
    </span>
  );
}

function wordOf(item: TrayItem, selected: boolean): string {
  if (item.done) {
    return item.arrivalNumber === null ? 'Đã lưu' : `Số đến ${item.arrivalNumber}`;
  }
  return selected ? 'Đang làm' : 'Chờ';
}

export function ScanUpload({ onUploaded, title }: { onUploaded: ScanTrayProps['onUploaded']; title?: string }) {
  return (
    <UploadArea<z.infer<typeof IncomingUploadAnswer>>
      path="/api/incoming/uploads"
      title={title ?? 'Bản quét hoặc PDF'}
      hint="Kéo tệp vào đây, chọn từ máy hoặc chụp bằng điện thoại. Mỗi tệp là một văn bản."
      accept="application/pdf,image/png,image/jpeg"
      onUploaded={(answer, file) => onUploaded(answer.items, file)}
    />
  );
}

/** Khay quét: papers waiting for registration; the next one follows by itself. */
export function ScanTray({ items, selectedId, onSelect, onDrop, onUploaded }: ScanTrayProps) {
  const left = items.filter((item) => !item.done).length;
  return (
    <section className="quick-tray" aria-label="Các bản quét chờ vào sổ">
      <header>
        <b>Khay quét</b>
        <small className="quiet">{items.length === 0 ? 'Chưa có bản quét' : `${items.length} tệp`}</small>
      </header>
      <ul>
        {items.map((item) => {
          const { uploadId, name } = item.upload;
          const selected = uploadId === selectedId;
          return (
            <li key={uploadId}>
              <button
                type="button"
                className={selected ? 'tray-item is-selected' : 'tray-item'}
                aria-current={selected}
                disabled={item.done}
                onClick={() => onSelect(uploadId)}
              >
                <TraySheet />
                <span className="tray-name">{name}</span>
                <span className={item.done ? 'tray-done' : 'quiet'}>{wordOf(item, selected)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {items.length > 0 && (
        <footer>
          <span>{left === 0 ? 'Đã vào sổ hết' : `Còn ${left} văn bản`}</span>
          {selectedId !== undefined && (
            <Button size="small" kind="quiet" icon={X} onClick={() => onDrop(selectedId)}>
              Bỏ tệp
            </Button>
          )}
          <ScanMore onUploaded={onUploaded} />
        </footer>
      )}
    </section>
  );
}

function ScanMore({ onUploaded }: { onUploaded: ScanTrayProps['onUploaded'] }) {
  return (
    <details>
      <summary className="link">Thêm tệp</summary>
      <ScanUpload onUploaded={onUploaded} title="Thêm bản quét" />
    </details>
  );
}
