import type { MailFolderView } from '@congvu/contracts';
import { Dropdown } from 'antd';
import { FolderInput, MailOpen, Trash2 } from 'lucide-react';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import type { MailActs } from '../use-mail-acts.ts';

interface MailBatchProps {
  ids: string[];
  folder: MailFolderView;
  folders: readonly MailFolderView[];
  acts: MailActs;
  /** Some of them are not read yet. */
  someUnread: boolean;
}

/** Places a mail may be put by hand: not where only the system puts things. */
export function targetsOf(folders: readonly MailFolderView[], folder: MailFolderView): MailFolderView[] {
  return folders.filter(({ id, role }) => id !== folder.id && (role === null || role === 'inbox'));
}

/** Read, put away, throw away: many at once, each with "Hoàn tác". */
export function MailBatch({ ids, folder, folders, acts, someUnread }: MailBatchProps) {
  const targets = targetsOf(folders, folder);
  const none = ids.length === 0;
  const held = folder.role === 'quarantine';
  return (
    <div className="mail-batch">
      <span role="status">{none ? 'Chọn thư trong danh sách' : `Đã chọn ${ids.length} thư`}</span>
      {!none && (
        <div className="note-actions">
          <Button size="small" icon={MailOpen} busy={acts.busy} onClick={() => acts.seen(ids, someUnread)}>
            {someUnread ? 'Đã đọc' : 'Chưa đọc'}
          </Button>
          {!held && targets.length > 0 && (
            <Dropdown
              trigger={['click']}
              placement="topLeft"
              menu={{
                items: targets.map(({ id, name }) => ({ key: id, label: name })),
                onClick: ({ key }) => acts.move(ids, key),
              }}
            >
              <Button size="small" icon={FolderInput}>
                Chuyển
              </Button>
            </Dropdown>
          )}
          {!held && (
            <Button
              size="small"
              icon={Trash2}
              onClick={() => (folder.role === 'trash' ? acts.remove(ids) : acts.trash(ids))}
            >
              {folder.role === 'trash' ? 'Xóa hẳn' : 'Xóa'}
            </Button>
          )}
        </div>
      )}
      {acts.error !== null && <ErrorNote title="Chưa thực hiện được" error={acts.error} />}
    </div>
  );
}
