import { type CreateRequest, RequestKind } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useAddress } from '../../shared/ui/address.ts';
import { AppLink, useGo } from '../../shared/ui/link.tsx';
import { ErrorNote, SkeletonRows } from '../../shared/ui/notes.tsx';
import { useCreateRequest } from './requests-api.ts';

type Start = Partial<CreateRequest> & Pick<CreateRequest, 'kind'>;

function readStart(kind: string, params: URLSearchParams): Start | undefined {
  const parsed = RequestKind.safeParse(kind);
  const of = (name: string): string | undefined => params.get(name) ?? undefined;
  const personId = of('nguoi');
  const certificateEntryId = of('chung-thu');
  const campaignId = of('dot');
  return parsed.success
    ? {
        kind: parsed.data,
        ...(personId !== undefined && { personId }),
        ...(certificateEntryId !== undefined && { certificateEntryId }),
        ...(campaignId !== undefined && { campaignId }),
        ...(params.has('khong-phat-sinh') && { nil: true }),
      }
    : undefined;
}

/** `/de-nghi/moi/<kind>`: opens a draft, filled in from the registers, and goes there. */
export function StartPage() {
  const { kind = '' } = useParams({ strict: false });
  const { params } = useAddress();
  const go = useGo();
  const client = useQueryClient();
  const create = useCreateRequest((view) => {
    client.setQueryData(['requests', 'view', view.id], view);
    go(`/de-nghi/${view.id}`, { replace: true });
  });
  const wanted = readStart(kind, params);
  const asked = useRef('');
  useEffect(() => {
    const act = JSON.stringify(wanted);
    if (wanted !== undefined && asked.current !== act) {
      asked.current = act;
      create.mutate(wanted);
    }
  }, [wanted, create]);
  return (
    <div className="content">
      {create.isError ? (
        <ErrorNote
          title="Chưa lập được đề nghị"
          error={create.error}
          onRetry={() => wanted !== undefined && create.mutate(wanted)}
        />
      ) : wanted === undefined ? (
        <p>
          Không có mẫu đề nghị này. <AppLink href="/de-nghi?lap=1">Chọn việc cần đề nghị</AppLink>
        </p>
      ) : (
        <SkeletonRows rows={6} label="Đang điền sẵn từ hồ sơ" />
      )}
    </div>
  );
}
