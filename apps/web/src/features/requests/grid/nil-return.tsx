import type { RequestView } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from '../../../shared/ui/button.tsx';
import { useGo } from '../../../shared/ui/link.tsx';
import { ErrorNote, Note } from '../../../shared/ui/notes.tsx';
import { useCreateRequest } from '../requests-api.ts';

/** A list that is empty on purpose: what that says, and who says it. */
export function NilNote() {
  return (
    <Note tone="plain" title="Không phát sinh">
      <p>
        Cơ quan xác nhận không có trường hợp nào theo mẫu này trong đợt thu. Thủ trưởng ký như một danh sách; đơn vị đầu
        mối tính là đã gửi, không đôn đốc nữa.
      </p>
    </Note>
  );
}

/** Offered while the list of a campaign is still empty. */
export function NilOffer({ view }: { view: RequestView }) {
  const go = useGo();
  const client = useQueryClient();
  const create = useCreateRequest((nil) => {
    client.setQueryData(['requests', 'view', nil.id], nil);
    go(`/de-nghi/${nil.id}`, { replace: true });
  });
  const { kind, campaignId } = view;
  if (campaignId === null) {
    return null;
  }
  return (
    <>
      <Note
        tone="plain"
        title="Không có trường hợp nào để ghi?"
        actions={
          <Button size="small" busy={create.isPending} onClick={() => create.mutate({ kind, campaignId, nil: true })}>
            Báo không phát sinh
          </Button>
        }
      >
        <p>
          Báo “Không phát sinh” thay cho danh sách trống: thủ trưởng ký, đơn vị đầu mối tính là đã gửi và không đôn đốc
          nữa.
        </p>
      </Note>
      {create.isError && <ErrorNote title="Chưa báo được" error={create.error} />}
    </>
  );
}
