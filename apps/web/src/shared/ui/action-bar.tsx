import { Dropdown } from 'antd';
import { Ellipsis, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

export interface MenuAct {
  key: string;
  label: string;
  icon?: LucideIcon;
  onSelect: () => void;
}

/** Acts that are not the next one. */
export function MoreMenu({ acts, label = 'Việc khác' }: { acts: readonly MenuAct[]; label?: string }) {
  if (acts.length === 0) {
    return null;
  }
  const items = acts.map(({ key, label: text, icon: Icon }) => ({
    key,
    label: text,
    ...(Icon && { icon: <Icon className="icon icon-16" aria-hidden /> }),
  }));
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, onClick: ({ key }) => acts.find((act) => act.key === key)?.onSelect() }}
    >
      <Button icon={Ellipsis} aria-label={label} title={label} />
    </Dropdown>
  );
}

/** The acts of an opened document: in the facts column, fixed at the foot of a phone. */
export function ActionBar({ children, note }: { children: ReactNode; note?: string | undefined }) {
  return (
    <div className="action-bar">
      <div className="action-bar-buttons">{children}</div>
      {note !== undefined && <p className="action-bar-note">{note}</p>}
    </div>
  );
}
