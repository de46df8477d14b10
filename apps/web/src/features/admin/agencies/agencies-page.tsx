import type { AgencyTree as Tree } from '@congvu/contracts';
import { ChevronLeft, Download, GitMerge, Plus } from 'lucide-react';
import { useState } from 'react';
import { formatNumber } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { ProvedLink } from '../../../shared/ui/proved-link.tsx';
import { usePhone } from '../../../shared/ui/use-media.ts';
import { useAccountCounts, useTree } from '../admin-api.ts';
import { AdminFrame } from '../admin-frame.tsx';
import { CreateAgencyDialog } from './agency-dialogs.tsx';
import { AgencyPanel } from './agency-panel.tsx';
import { AgencyTree } from './agency-tree.tsx';
import { EventList } from './event-list.tsx';

function sentenceOf(tree: Tree | undefined, accounts: number | undefined): string {
  if (tree === undefined) {
    return 'Văn bản cũ luôn giữ tên cơ quan lúc ban hành.';
  }
  const living = tree.agencies.filter((agency) => agency.state === 'living' || agency.state === 'ending').length;
  const words = accounts === undefined ? '' : `, ${formatNumber(accounts)} tài khoản`;
  return `${formatNumber(living)} cơ quan đang hoạt động${words}. Văn bản cũ luôn giữ tên cơ quan lúc ban hành.`;
}

/** Cơ quan, đơn vị theo thời gian. */
export function AgenciesPage() {
  const { data: tree, error, isPending, refetch } = useTree();
  const counts = useAccountCounts().data;
  const { params, put } = useAddress();
  const phone = usePhone();
  const [adding, setAdding] = useState(false);
  const asked = params.get('co-quan') ?? undefined;
  const selectedId = asked ?? (phone ? undefined : tree?.rootId);
  const select = (id: string | undefined): void => put({ 'co-quan': id });
  const accounts = counts?.agencies ?? {};
  return (
    <AdminFrame
      part="agencies"
      title="Cơ quan, đơn vị theo thời gian"
      sentence={sentenceOf(tree, counts?.total)}
      actions={
        <>
          <ProvedLink className="btn" href="/api/org/export">
            <Download className="icon" aria-hidden />
            Xuất
          </ProvedLink>
          <AppLink
            className="btn"
            href={`/quan-tri/bien-dong${selectedId === undefined ? '' : `?co-quan=${selectedId}`}`}
          >
            <GitMerge className="icon" aria-hidden />
            Sáp nhập, chia, đổi tên
          </AppLink>
          <Button icon={Plus} onClick={() => setAdding(true)}>
            Thêm cơ quan
          </Button>
        </>
      }
    >
      {isPending && <SkeletonRows rows={8} />}
      {error !== null && <ErrorNote title="Chưa tải được cây cơ quan" error={error} onRetry={() => void refetch()} />}
      {tree !== undefined && phone && asked !== undefined && (
        <>
          <Button kind="quiet" icon={ChevronLeft} onClick={() => select(undefined)}>
            Cây cơ quan
          </Button>
          <AgencyPanel id={asked} tree={tree} accounts={accounts} />
        </>
      )}
      {tree !== undefined && !(phone && asked !== undefined) && (
        <div className="org-grid">
          <div className="org-left">
            <AgencyTree tree={tree} accounts={accounts} selectedId={selectedId} onSelect={select} />
            <EventList events={tree.events} onShow={select} />
          </div>
          {selectedId !== undefined && <AgencyPanel key={selectedId} id={selectedId} tree={tree} accounts={accounts} />}
        </div>
      )}
      {adding && tree !== undefined && (
        <CreateAgencyDialog
          tree={tree}
          parentId={tree.rootId}
          onClose={() => setAdding(false)}
          onCreated={(id) => {
            setAdding(false);
            select(id);
          }}
        />
      )}
    </AdminFrame>
  );
}
