import type { DraftContent, DraftOptions, DraftView } from '@congvu/contracts';
import { Drawer } from 'antd';
import { PaperView } from '../../shared/paper/paper-view.tsx';
import { usePhone } from '../../shared/ui/use-media.ts';
import { BasisDialog } from './parts/basis-dialog.tsx';
import { RecipientsDialog } from './parts/recipients-dialog.tsx';
import { VersionsDrawer } from './side/versions-drawer.tsx';
import type { useTextActs } from './use-text-acts.ts';

export type OpenDialog = 'addressees' | 'recipients' | 'basis' | 'versions' | 'preview';

interface DraftDialogsProps {
  open: OpenDialog | undefined;
  view: DraftView;
  content: DraftContent;
  groups: DraftOptions['groups'];
  editable: boolean;
  version: number;
  acts: ReturnType<typeof useTextActs>;
  onChange: (part: Partial<DraftContent>) => void;
  onClose: () => void;
}

/** What lies over the editor for a while: lists of receivers, căn cứ, earlier versions, the print. */
export function DraftDialogs({
  open,
  view,
  content,
  groups,
  editable,
  version,
  acts,
  onChange,
  onClose,
}: DraftDialogsProps) {
  const phone = usePhone();
  return (
    <>
      {(open === 'addressees' || open === 'recipients') && (
        <RecipientsDialog
          list={open}
          picks={content[open]}
          groups={groups}
          onSave={(picks) => {
            onChange({ [open]: picks });
            onClose();
          }}
          onCancel={onClose}
        />
      )}
      {open === 'basis' && (
        <BasisDialog
          taken={new Set(view.related.map((one) => one.documentId))}
          busy={acts.relate.isPending}
          error={acts.relate.error}
          onPick={(hit) => acts.relate.mutate({ act: 'related', body: { documentId: hit.objectId, kind: 'basis' } })}
          onCancel={onClose}
        />
      )}
      {open === 'versions' && (
        <VersionsDrawer
          view={view}
          editable={editable}
          onUse={(text) => {
            acts.rewrite(text);
            onClose();
          }}
          onClose={onClose}
        />
      )}
      <Drawer
        open={open === 'preview'}
        title="Bản in"
        size={phone ? '100%' : 860}
        onClose={onClose}
        className="draft-preview"
        destroyOnHidden
      >
        <PaperView
          file={{
            url: `/api/drafts/${view.id}/preview.pdf?v=${version}`,
            name: 'Du-thao.pdf',
            mediaType: 'application/pdf',
          }}
        />
      </Drawer>
    </>
  );
}
