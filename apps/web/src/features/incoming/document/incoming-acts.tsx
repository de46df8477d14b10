import type { IncomingView } from '@congvu/contracts';
import { Drawer } from 'antd';
import { Megaphone } from 'lucide-react';
import { useState } from 'react';
import { useRoles } from '../../../shared/session/me.ts';
import { ActionBar, type MenuAct, MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { useHotkeys } from '../../../shared/ui/hotkeys.ts';
import { useGo } from '../../../shared/ui/link.tsx';
import { ErrorNote } from '../../../shared/ui/notes.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { DirectiveSheet } from '../directive/directive-sheet.tsx';
import { ActDialogs, useQuickActs } from './act-dialogs.tsx';
import { type ActKey, actsOf, isMyTurn } from './use-acts.tsx';

const BESIDE = 2;

/** The guiding office collects lists because a letter tells it to. */
function useCampaignAct(view: IncomingView): MenuAct[] {
  const roles = useRoles();
  const go = useGo();
  const open = (): void => go(`/dot-thu/moi?vanban=${view.id}`);
  return roles.has('focal')
    ? [{ key: 'campaign', label: 'Mở đợt thu danh sách', icon: Megaphone, onSelect: open }]
    : [];
}

/** The next act as the one primary button, one more beside it, the rest in the menu. */
export function IncomingActs({ view }: { view: IncomingView }) {
  const [open, setOpen] = useState<ActKey>();
  const phone = usePhone();
  const acts = actsOf(view);
  const quick = useQuickActs(view);
  const campaign = useCampaignAct(view);
  const run = (key: ActKey): void => {
    if (!quick.run(key)) {
      setOpen(key);
    }
  };
  const first = acts[0];
  const mine = isMyTurn(view, first);
  useHotkeys({
    'Ctrl+Enter':
      mine && open === undefined && first !== undefined && first.key !== 'direct' ? () => run(first.key) : undefined,
  });
  const close = (): void => setOpen(undefined);
  const asked = open === 'direct' || open === 'sub-assign';
  const sheet = (
    <DirectiveSheet view={view} scope={open === 'sub-assign' ? 'unit' : 'agency'} onClose={asked ? close : undefined} />
  );
  // A leader's turn on a desk screen: the sheet is simply there, no button before it.
  if (!phone && (asked || (open === undefined && first?.key === 'direct' && mine))) {
    return sheet;
  }
  if (acts.length === 0 && campaign.length === 0) {
    return null;
  }
  const shown = acts.slice(0, BESIDE);
  return (
    <>
      <ActionBar>
        {shown.map((act, index) => (
          <Button
            key={act.key}
            kind={index === 0 && mine ? 'primary' : 'default'}
            busy={quick.busy === act.key}
            onClick={() => run(act.key)}
          >
            {act.label}
          </Button>
        ))}
        <MoreMenu
          acts={[...acts.slice(BESIDE).map((act) => ({ ...act, onSelect: () => run(act.key) })), ...campaign]}
        />
      </ActionBar>
      {quick.error !== null && <ErrorNote title="Chưa thực hiện được" error={quick.error} />}
      {phone && (
        <Drawer open={asked} onClose={close} placement="bottom" size="large" closable={false} destroyOnHidden>
          {sheet}
        </Drawer>
      )}
      <ActDialogs view={view} open={open} onClose={() => setOpen(undefined)} />
    </>
  );
}
