import type { MailFolderView, WebmailBox } from '@congvu/contracts';
import { CalendarOff, PenLine, Search } from 'lucide-react';
import { useState } from 'react';
import { AwayDialog } from '../../../shared/mail/away-dialog.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { FILTER_WORDS, hasWords, type MailPlace } from '../place.ts';
import { BoxSwitch } from './box-switch.tsx';
import { FolderTabs } from './folder-tabs.tsx';
import { MailFilters } from './mail-filters.tsx';

export interface ListHeadProps {
  boxes: readonly WebmailBox[];
  box: WebmailBox;
  folders: readonly MailFolderView[];
  folder: MailFolderView;
  place: MailPlace;
  onPut: (changes: Record<string, string | undefined>) => void;
  onCompose: () => void;
}

/** Whose box, which folder, what is looked for. */
export function ListHead({ boxes, box, folders, folder, place, onPut, onCompose }: ListHeadProps) {
  const [open, setOpen] = useState(hasWords(place));
  const [asked, setAsked] = useState(false);
  const [away, setAway] = useState(false);
  const leave = { q: undefined, loc: undefined, tu: undefined, den: undefined };
  return (
    <>
      <div className="pane-title">
        <h1>Thư</h1>
        <div className="mail-head-acts">
          {box.relation === 'own' && (
            <Button
              kind="ghost"
              size="small"
              icon={CalendarOff}
              aria-label="Báo vắng mặt"
              title="Báo vắng mặt"
              onClick={() => setAway(true)}
            />
          )}
          <Button
            kind="ghost"
            size="small"
            icon={Search}
            aria-label="Tìm, lọc thư"
            title="Tìm, lọc thư"
            aria-expanded={open}
            onClick={() => {
              setAsked(true);
              setOpen(!open);
            }}
          />
          <Button
            size="small"
            icon={PenLine}
            reason={box.abilities['webmail.send'] === true ? undefined : String(box.abilities['webmail.send'] ?? '')}
            onClick={onCompose}
          >
            Soạn thư
          </Button>
        </div>
      </div>
      <BoxSwitch boxes={boxes} box={box} onBox={(id) => onPut({ ...leave, muc: undefined, hop: id })} />
      <FolderTabs
        boxId={box.id}
        folders={folders}
        folder={folder}
        onFolder={(id) => onPut({ ...leave, muc: id, hop: box.id })}
      />
      {open && (
        <MailFilters
          place={place}
          shared={box.relation === 'member'}
          folder={folder}
          onPut={onPut}
          onClose={() => setOpen(false)}
          focus={asked}
        />
      )}
      {!open && place.filter !== undefined && (
        <p className="mail-filtered">
          <Chip tone="blue">{FILTER_WORDS[place.filter]}</Chip>
          <button type="button" className="link" onClick={() => onPut(leave)}>
            Bỏ lọc
          </button>
        </p>
      )}
      {away && <AwayDialog boxId={box.id} onClose={() => setAway(false)} />}
    </>
  );
}
