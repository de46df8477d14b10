import type { SsoBegun, SsoList } from '@congvu/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Landmark } from 'lucide-react';
import { getJson, newKey, writeJson } from '../../shared/api/client.ts';
import { Button } from '../../shared/ui/button.tsx';
import { ErrorNote } from '../../shared/ui/notes.tsx';
import { keepNext } from './sso-next.ts';

/** The common account of the province, where an office has switched it on. */
export function SsoButtons({ next }: { next: string }) {
  const list = useQuery({
    queryKey: ['sign-in-sso'],
    queryFn: ({ signal }) => getJson<SsoList>('/api/sign-in/sso', undefined, signal),
  });
  const begin = useMutation({
    mutationFn: (id: string) => writeJson<SsoBegun>('POST', '/api/sign-in/sso/begin', { id, next }, newKey()),
    onSuccess: ({ url }) => {
      keepNext(next);
      location.assign(url);
    },
  });
  return (
    <>
      {(list.data?.items ?? []).map(({ id, name }) => (
        <Button key={id} icon={Landmark} size="large" block busy={begin.isPending} onClick={() => begin.mutate(id)}>
          {name}
        </Button>
      ))}
      {begin.isError && <ErrorNote title="Chưa chuyển sang được trang đăng nhập chung" error={begin.error} />}
    </>
  );
}
