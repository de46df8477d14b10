import type { DraftContent, DraftView } from '@congvu/contracts';
import { Drawer } from 'antd';
import { useState } from 'react';
import { formatInstant, formatMoment } from '../../../shared/text/dates.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { useVersion, useVersions } from '../drafting-api.ts';
import { ReadBody } from '../page/letter-page.tsx';

interface VersionsDrawerProps {
  view: DraftView;
  editable: boolean;
  onUse: (content: DraftContent) => void;
  onClose: () => void;
}

/** Every save is kept, also the text that lost a race; any of them can be taken again as the newest. */
export function VersionsDrawer({ view, editable, onUse, onClose }: VersionsDrawerProps) {
  const phone = usePhone();
  const [shown, setShown] = useState<{ version: number; aside: boolean }>();
  const list = useVersions(view.id, true);
  const one = useVersion(view.id, shown?.version);
  const content = one.data?.items.find((item) => item.aside === shown?.aside)?.content;
  return (
    <Drawer open title="Các bản đã lưu" size={phone ? '100%' : 860} onClose={onClose}>
      <div className="versions">
        <ol className="versions-list">
          {list.isPending && <SkeletonRows rows={4} />}
          {list.data?.items.map((item) => (
            <li key={`${item.version} ${item.aside} ${item.savedAt}`}>
              <button
                type="button"
                className={shown?.version === item.version && shown.aside === item.aside ? 'is-on' : undefined}
                onClick={() => setShown({ version: item.version, aside: item.aside })}
              >
                <span>
                  Bản <b className="num">{item.version}</b>
                  {item.version === view.version && !item.aside && <Chip tone="blue">Đang dùng</Chip>}
                  {item.aside && <Chip tone="amber">Giữ riêng</Chip>}
                </span>
                <small title={formatInstant(item.savedAt)}>
                  {item.savedBy}, {formatMoment(item.savedAt)}
                </small>
                {item.note !== '' && <small>{item.note}</small>}
              </button>
            </li>
          ))}
        </ol>
        <section className="versions-page" aria-label="Nội dung bản lưu">
          {list.isError && <ErrorNote title="Chưa tải được các bản lưu" error={list.error} />}
          {shown === undefined && list.isSuccess && <p className="quiet">Chọn một bản để xem nội dung.</p>}
          {one.isError && <ErrorNote title="Chưa mở được bản này" error={one.error} />}
          {content !== undefined && (
            <>
              <div className="versions-act">
                <span>{content.abstract}</span>
                {editable && (
                  <Button size="small" onClick={() => onUse(content)}>
                    Dùng lại bản này
                  </Button>
                )}
              </div>
              <div className="letter versions-letter">
                <ReadBody content={content} />
              </div>
            </>
          )}
        </section>
      </div>
    </Drawer>
  );
}
