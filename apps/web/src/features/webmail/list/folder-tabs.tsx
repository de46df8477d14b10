import type { MailFolderView } from '@congvu/contracts';
import { Dropdown, Modal } from 'antd';
import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { TextField } from '../../../shared/fields/text-field.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { Tabs } from '../../../shared/ui/tabs.tsx';
import { useCreateFolder } from '../webmail-api.ts';

const ALWAYS = ['inbox', 'quarantine', 'sent', 'drafts'];
const NEW = 'new';

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

function NewFolder({ boxId, onClose, onMade }: { boxId: string; onClose: () => void; onMade: (id: string) => void }) {
  const [name, setName] = useState('');
  const create = useCreateFolder(boxId, onMade);
  const make = (): void => {
    if (name.trim() !== '') {
      create.mutate({ name: name.trim() });
    }
  };
  return (
    <Modal open title="Thư mục mới" footer={null} onCancel={onClose} width={420}>
      <TextField
        label="Tên thư mục"
        value={name}
        onChange={setName}
        autoFocus
        maxLength={80}
        hint="Ví dụ: Giao ban, Bầu cử 2021"
        onSubmit={make}
      />
      {create.error !== null && <ErrorNote title="Chưa tạo được thư mục" error={create.error} />}
      <div className="dialog-foot">
        <Button onClick={onClose}>Hủy</Button>
        <Button
          kind="primary"
          busy={create.isPending}
          reason={name.trim() === '' ? 'Nhập tên thư mục trước.' : undefined}
          onClick={make}
        >
          Tạo thư mục
        </Button>
      </div>
    </Modal>
  );
}

/** The four everybody has as tabs; bin and own folders in a menu, the one that is open as a fifth tab. */
export function FolderTabs({ boxId, folders, folder, onFolder }: FolderTabsProps) {
  const [making, setMaking] = useState(false);
  const fixed = ALWAYS.flatMap((role) => folders.find((one) => one.role === role) ?? []);
  const others = folders.filter((one) => !fixed.includes(one));
  const tabs = others.includes(folder) ? [...fixed, folder] : fixed;
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
            { key: NEW, label: 'Thư mục mới…' },
          ],
          onClick: ({ key }) => (key === NEW ? setMaking(true) : onFolder(key)),
        }}
      >
        <Button kind="ghost" size="small" icon={FolderOpen} aria-label="Thư mục khác" title="Thư mục khác" />
      </Dropdown>
      {making && (
        <NewFolder
          boxId={boxId}
          onClose={() => setMaking(false)}
          onMade={(id) => {
            setMaking(false);
            onFolder(id);
          }}
        />
      )}
    </div>
  );
}
