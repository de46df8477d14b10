import { useParams } from '@tanstack/react-router';
import '../../shared/table/table.css';
import './campaigns.css';
import { AppLink } from '../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { CampaignBoard } from './board/campaign-board.tsx';
import { useCampaign } from './campaigns-api.ts';
import { UnitCampaign } from './unit/unit-campaign.tsx';

/** One campaign: the board for the office that collects, the own line for the agency that is asked. */
export function CampaignPage() {
  const { id = '' } = useParams({ strict: false });
  const campaign = useCampaign(id);
  if (campaign.data !== undefined) {
    return 'board' in campaign.data ? (
      <CampaignBoard key={id} view={campaign.data.board} />
    ) : (
      <UnitCampaign key={id} mine={campaign.data.mine} />
    );
  }
  return (
    <div className="content camp">
      {campaign.isPending && <SkeletonRows rows={8} label="Đang mở đợt thu" />}
      {campaign.isError && (
        <>
          <ErrorNote title="Chưa mở được đợt thu" error={campaign.error} onRetry={() => void campaign.refetch()} />
          <p className="camp-back">
            <AppLink href="/dot-thu">Về danh sách đợt thu</AppLink>
          </p>
        </>
      )}
    </div>
  );
}
