import type { UpkeepSettings, UpkeepView } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import { getJson } from '../../../shared/api/client.ts';
import { useWrite } from '../../../shared/api/write.ts';
import { showToast } from '../../../shared/feedback/toast.tsx';

const REFRESH_MS = 15_000;

export function useUpkeep() {
  return useQuery({
    queryKey: ['upkeep'],
    queryFn: ({ signal }) => getJson<UpkeepView>('/api/upkeep', undefined, signal),
    // Nothing tells the page when a run that takes minutes has ended.
    refetchInterval: REFRESH_MS,
  });
}

export function useRunNow(what: 'backup' | 'drill') {
  return useWrite<undefined, { started: boolean }>({
    request: () => ({ path: `/api/upkeep/${what}`, body: {} }),
    topics: ['upkeep'],
    onDone: () =>
      showToast(
        what === 'backup'
          ? 'Đang sao lưu; kết quả hiện ở bảng dưới khi xong.'
          : 'Đang khôi phục thử ở chỗ riêng; báo cáo hiện ở đây khi xong.',
      ),
  });
}

export function useSaveUpkeep() {
  return useWrite<UpkeepSettings, UpkeepSettings>({
    request: (body) => ({ method: 'PUT', path: '/api/upkeep/settings', body }),
    topics: ['upkeep'],
    onDone: () => showToast('Đã lưu lịch sao lưu và kiểm tra.'),
  });
}
