import type { AgencyTree, DelegationView } from '@congvu/contracts';
import { findDocumentType } from '@congvu/nd30';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { ReasonDialog } from '../../../shared/feedback/reason-dialog.tsx';
import { showToast } from '../../../shared/feedback/toast.tsx';
import { formatDate } from '../../../shared/text/dates.ts';
import { useAddress } from '../../../shared/ui/address.ts';
import { Button } from '../../../shared/ui/button.tsx';
import { Chip } from '../../../shared/ui/marks.tsx';
import { Empty, ErrorNote, SkeletonRows } from '../../../shared/ui/notes.tsx';
import { DELEGATION_TONES } from '../admin.text.ts';
import { useAdminAct, useDelegations, useTree } from '../admin-api.ts';
import { AdminFrame } from '../admin-frame.tsx';
import { AgencyChoice } from '../agencies/agency-choice.tsx';
import { DelegationDialog } from './delegation-dialog.tsx';

function scopeOf(delegation: DelegationView): string {
  const types = delegation.documentTypes.map((code) => findDocumentType(code)?.name ?? code);
  const fields = delegation.fields.length === 0 ? [] : [`lĩnh vực ${delegation.fields.join(', ')}`];
  return [...types, ...fields].join('; ') || 'Mọi loại văn bản';
}

function DelegationRow({ delegation, onRevoke }: { delegation: DelegationView; onRevoke: () => void }) {
  const over = delegation.state === 'ended' || delegation.state === 'revoked';
  return (
    <tr className={over ? 'is-past' : undefined}>
      <td>
        <b>{delegation.capacityLabel}</b>
      </td>
      <td data-label="Người giao">
        {delegation.fromName ?? <span className="quiet">Theo quy chế làm việc</span>}
        {delegation.fromTitle !== null && <small>{delegation.fromTitle}</small>}
      </td>
      <td data-label="Người nhận">
        {delegation.toName}
        <small>
          {delegation.toTitle}, {delegation.toUnitName}
        </small>
      </td>
      <td data-label="Phạm vi">{scopeOf(delegation)}</td>
      <td data-label="Căn cứ">
        {delegation.basis}
        <small>ngày {formatDate(delegation.basisOn)}</small>
      </td>
      <td data-label="Hiệu lực" className="nb">
        {formatDate(delegation.validFrom)}
        <small>{delegation.validTo === null ? 'đến khi thay thế' : `đến ${formatDate(delegation.validTo)}`}</small>
      </td>
      <td>
        <Chip tone={DELEGATION_TONES[delegation.state]}>{delegation.stateLabel}</Chip>
        {delegation.revokedReason !== null && <small>{delegation.revokedReason}</small>}
      </td>
      <td className="acts">
        {delegation.abilities['org.revoke_delegation'] === true && (
          <Button size="small" onClick={onRevoke} aria-label={`Thu hồi giao quyền của ${delegation.toName}`}>
            Thu hồi
          </Button>
        )}
      </td>
    </tr>
  );
}

function RevokeDialog({ delegation, onClose }: { delegation: DelegationView; onClose: () => void }) {
  const act = useAdminAct<{ reason: string }>(() => {
    onClose();
    showToast(`Đã thu hồi giao quyền ký của ${delegation.toName}.`);
  });
  return (
    <ReasonDialog
      open
      title={`Thu hồi giao quyền ký của ${delegation.toName}`}
      consequence={`${delegation.toName} không ký theo quyền này nữa ngay từ bây giờ. Văn bản đã ký vẫn có giá trị.`}
      confirmLabel="Thu hồi"
      least={3}
      busy={act.isPending}
      error={act.error}
      onCancel={onClose}
      onConfirm={(reason) => act.mutate({ path: `/api/org/delegations/${delegation.id}/revoke`, body: { reason } })}
    />
  );
}

function Delegations({ tree, agencyId }: { tree: AgencyTree; agencyId: string }) {
  const { put } = useAddress();
  const { data, error, isPending, refetch } = useDelegations(agencyId);
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<DelegationView>();
  return (
    <>
      <div className="admin-bar">
        <AgencyChoice
          label="Cơ quan"
          tree={tree}
          value={agencyId}
          onChange={(id) => put({ 'co-quan': id })}
          among={(line) => line.hosted}
        />
        <Button icon={Plus} onClick={() => setAdding(true)}>
          Giao quyền ký
        </Button>
      </div>
      <div className="sheet table-frame">
        {isPending && <SkeletonRows rows={4} />}
        {error !== null && (
          <ErrorNote title="Chưa tải được giao quyền ký" error={error} onRetry={() => void refetch()} />
        )}
        {data !== undefined && data.items.length === 0 && (
          <Empty
            title="Chưa giao quyền ký"
            action={<Button onClick={() => setAdding(true)}>Giao quyền ký đầu tiên</Button>}
          >
            Người đứng đầu và cấp phó phụ trách lĩnh vực ký theo chức vụ. Ký thừa lệnh, thừa ủy quyền, ký thay theo phân
            công và giao quyền ghi ở đây với căn cứ.
          </Empty>
        )}
        {data !== undefined && data.items.length > 0 && (
          <table className="table as-cards">
            <thead>
              <tr>
                <th>Quyền ký</th>
                <th>Người giao</th>
                <th>Người nhận</th>
                <th>Phạm vi</th>
                <th>Căn cứ</th>
                <th>Hiệu lực</th>
                <th>Trạng thái</th>
                <th className="acts">
                  <span className="visually-hidden">Việc</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((delegation) => (
                <DelegationRow key={delegation.id} delegation={delegation} onRevoke={() => setRevoking(delegation)} />
              ))}
            </tbody>
          </table>
        )}
      </div>
      {adding && <DelegationDialog tree={tree} agencyId={agencyId} onClose={() => setAdding(false)} />}
      {revoking !== undefined && <RevokeDialog delegation={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}

/** Giao quyền ký: KT., TL., TUQ., Q. with their basis (Decree 30/2020 Art. 13). */
export function DelegationsPage() {
  const { data: tree, error, isPending, refetch } = useTree();
  const { params } = useAddress();
  const agencyId = params.get('co-quan') ?? tree?.rootId;
  return (
    <AdminFrame
      part="delegations"
      title="Giao quyền ký"
      sentence="Theo Điều 13 Nghị định 30/2020/NĐ-CP. Hết hạn, hết chức vụ hoặc thu hồi thì quyền ký tự hết."
    >
      {isPending && <SkeletonRows rows={4} />}
      {error !== null && <ErrorNote title="Chưa tải được cơ quan" error={error} onRetry={() => void refetch()} />}
      {tree !== undefined && agencyId !== undefined && <Delegations key={agencyId} tree={tree} agencyId={agencyId} />}
    </AdminFrame>
  );
}
