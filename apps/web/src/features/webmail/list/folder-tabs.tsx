import type { MailFolderView } from '@congvu/contracts';
import { Dropdown, Modal } from 'antd';
import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { Tabs } from '../../../shared/ui/tabs.tsx';
import { useFolderAct } from '../webmail-api.ts';

const ALWAYS = ['inbox', 'quarantine', 'sent', 'drafts'];

interface FolderTabsProps {
  boxId: string;
  folders: readonly MailFolderView[];
  folder: MailFolderView;
  onFolder: (id: string) => void;
}

function countOf({ role, unread, total }: MailFolderView): number | null {
  const count = role === 'quarantine' || role === 'drafts' ? total : role === 'sent' || role === 'trash' ? 0 : unread;
  return count === 0 ? null : count;
}

interface FolderDialogProps {
  boxId: string;
  /** Left out for a new one. */
  folder: MailFolderView | undefined;
  onClose: () => void;
  onDone: (id: string) => void;
}

function FolderDialog({ boxId, folder, onClose, onDone }: FolderDialogProps) {
  const [name, setName] = useState(folder?.name ?? '');
  const act = useFolderAct(boxId, onDone);
  const words = folder === undefined ? ['Thư mục mới', 'Tạo thư mục'] : ['Đổi tên thư mục', 'Đổi tên'];
  const save = (): void => {
    if (name.trim() !== '') {
      act.mutate({ ...(folder !== undefined && { id: folder.id }), name: name.trim() });
    }
  };
  return (
    <Modal open title={words[0]} footer={null} onCancel={onClose} width={420}>
      <TextField
        label="Tên thư mục"
        value={name}
        onChange={setName}
        autoFocus
        maxLength={80}
        hint="Ví dụ: Giao ban, Bầu cử 2021"
        onSubmit={save}
      />
      {act.error !== null && <ErrorNote title="Chưa lưu được thư mục" error={act.error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button
          kind="primary"
          busy={act.isPending}
          reason={name.trim() === '' ? 'Nhập tên thư mục trước.' : undefined}
          onClick={save}
        >
          {words[1]}
        </Button>
      </div>
    </Modal>
  );
}

/** The four everybody has as tabs; bin and own folders in a menu, the one that is open as a fifth tab. */
export function FolderTabs({ boxId, folders, folder, onFolder }: FolderTabsProps) {
  const [editing, setEditing] = useState<{ folder: MailFolderView | undefined }>();
  const fixed = ALWAYS.flatMap((role) => folders.find((one) => one.role === role) ?? []);
  const others = folders.filter((one) => !fixed.includes(one));
  const tabs = others.includes(folder) ? [...fixed, folder] : fixed;
  const inbox = folders.find(({ role }) => role === 'inbox');
  const remove = useFolderAct(boxId, () => {
    showToast(`Đã xóa thư mục ${folder.name}; thư trong đó về Thư đến.`);
    if (inbox !== undefined) {
      onFolder(inbox.id);
    }
  });
  const acts: Record<string, () => void> = {
    new: () => setEditing({ folder: undefined }),
    rename: () => setEditing({ folder }),
    remove: () => remove.mutate({ id: folder.id }),
  };
  const own = [
    folder.abilities['webmail.rename_folder'] === true && { key: 'rename', label: `Đổi tên ${folder.name}…` },
    folder.abilities['webmail.remove_folder'] === true && { key: 'remove', label: `Xóa thư mục ${folder.name}` },
  ].filter((item) => item !== false);
  return (
    <div className="mail-tabs">
      <Tabs
        label="Thư mục"
        tabs={tabs.map((one) => ({ key: one.id, label: one.name, count: countOf(one) }))}
        active={folder.id}
        onChange={onFolder}
      />
      <Dropdown
        trigger={['click']}
        placement="bottomRight"
        menu={{
          items: [
            ...others.map((one) => ({
              key: one.id,
              label: one.unread > 0 && one.role !== 'trash' ? `${one.name} (${one.unread})` : one.name,
            })),
            { type: 'divider' as const },
            { key: 'new', label: 'Thư mục mới…' },
            ...own,
          ],
          onClick: ({ key }) => (acts[key] ?? (() => onFolder(key)))(),
        }}
      >
        <Button
          kind="ghost"
          size="small"
          icon={FolderOpen}
          busy={remove.isPending}
          aria-label="Thư mục khác"
          title="Thư mục khác"
        />
      </Dropdown>
      {editing !== undefined && (
        <FolderDialog
          boxId={boxId}
          folder={editing.folder}
          onClose={() => setEditing(undefined)}
          onDone={(id) => {
            setEditing(undefined);
            onFolder(id);
          }}
        />
      )}
    </div>
  );
}
