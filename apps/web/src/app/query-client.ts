import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ConnectionError, hasCode } from '../shared/api/errors.ts';

const SIGN_IN_REQUIRED = 'identity.sign_in_required';

/** One place notices that the session is over, whichever reading or act found out. */
export function createQueryClient(onSessionOver: () => void): QueryClient {
  const notice = (error: Error): void => {
    if (hasCode(error, SIGN_IN_REQUIRED)) {
      onSessionOver();
    }
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) => error instanceof ConnectionError && count < 2,
        refetchOnWindowFocus: true,
      },
    },
  });
}
